"""Every spec of the record model against the slow judge, on random small patterns; and specs that say nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import ABSENT, READINGS, Specs, allows, belongs, records_by_unknown
from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.answers.samples import sample_of
from trailgate_evaluator.languages.filter_pattern.decision.decide import Prepared, decide
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, SpecError, record_model
from trailgate_evaluator.languages.filter_pattern.decision.shape import shape_of
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import representatives
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

Json = dict[str, Any]

SPECS: list[Json] = [
    {"is": "ab"}, {"is": ""}, {"is": "1.50"}, {"is": 1}, {"is": 1.5}, {"is": True}, {"is": False}, {"is": None},
    {"is": "ab", "absent": True}, {"is": True, "absent": True},
    {"one_of": ["ab"]}, {"one_of": ["a", "ab", "abc"]}, {"one_of": ["", "x"]}, {"one_of": ["a", 1, True]}, {"one_of": [1, 2.5]},
    {"one_of": [True, False]}, {"one_of": ["a", None]}, {"one_of": ["a", "b"], "absent": True}, {"one_of": ["1", 1]},
    {"like": "ab.*"}, {"like": ".*ab"}, {"like": ".*"}, {"like": "a.b"}, {"like": "[ab]{1,2}"}, {"like": "a|bc"}, {"like": "a?"},
    {"like": "a.*", "absent": True}, {"like": "[0-9]{2}"}, {"like": "a.+"},
    {"not": ["ab"]}, {"not": ["a", "", "b"]}, {"not": []}, {"not": ["ab"], "absent": True},
    {"like": "a.*", "not": ["ab"]}, {"like": "a|b|ab", "not": ["b"]}, {"like": "a?b?", "not": ["", "ab"], "absent": True},
    {"unknown": {}}, {"unknown": None}, {"unknown": {"like": "[0-9]{2}"}}, {"unknown": {"reason": "not_supplied", "like": "a.*"}},
    {"kinds": ["absent"]}, {"kinds": ["string"]}, {"kinds": ["absent", "string"]}, {"kinds": ["boolean"]}, {"kinds": ["null"]},
    {"kinds": ["object"]}, {"kinds": ["array"]}, {"kinds": ["number"]}, {"kinds": ["absent", "null", "boolean"]},
    {"kinds": ["string", "number", "object"]}, {"kinds": ["absent", "string", "number", "boolean", "null", "object", "array"]},
]  # fmt: skip
"""Every form of a spec, with what lies at its bounds."""
VALUES = (
    "a", "ab", "abc", "b", "bc", "x", '""', "a*", "*b", "*a*", "ab*", "*", "1", "1.5", "1.50", "12", "true", "null",
    "%^a%", "%b$%", "%a.b%", "%^[ab]+$%", r"%^\d\d$%", "%.%", "%^a?b?$%",
)  # fmt: skip
CONDITIONS = (
    "{} NOT EXISTS", "{} IS NULL", "{} IS TRUE", "{} IS FALSE", "{} > 1", "{} <= 1.5", "{} >= 12", "{} < 0", "{}.z NOT EXISTS",
    "{}.z = a", "{}[0] = x", "{}[0] NOT EXISTS",
)  # fmt: skip
SHARE, WHOLE = 700, 40_000


def pattern_of(chance: random.Random, paths: list[str]) -> str:
    """A condition on a few of these paths."""
    tests: list[str] = []
    for _ in range(chance.randint(1, 4)):
        selector = f"$.{chance.choice(paths)}"
        if chance.random() < 0.7:
            value = chance.choice(VALUES if not any("%" in one for one in tests) else VALUES[:18])
            tests.append(f"{selector} {chance.choice(('=', '!='))} {value}")
        else:
            tests.append(chance.choice(CONDITIONS).format(selector))
    text = tests[0]
    for one in tests[1:]:
        text = f"({text}) {chance.choice(('&&', '||'))} ({one})"
    return "{ " + text + " }"


def specs_of(chance: random.Random) -> Json:
    """Specs of two or three fields, of which one may stand below an object."""
    specs = {"f": chance.choice(SPECS), "g": chance.choice(SPECS)}
    if chance.random() < 0.4:
        specs["o.h"] = chance.choice(SPECS)
        if chance.random() < 0.5:
            specs["o"] = {"kinds": ["object"]} if chance.random() < 0.7 else {"kinds": ["absent", "object"]}
    return specs


def disagreement(text: str, specs: Specs) -> str | None:
    """How the decision contradicts the slow judge."""
    model, pattern = record_model(specs), parse(text)
    assert isinstance(pattern, JsonPattern)
    tried = list(records_by_unknown(text, specs))
    if not any(tried):
        return None
    per_value = [[{matches(pattern, record, reading) for record in records} for reading in READINGS] for records in tried]
    found = coverage(text, model)
    sorts = [answer for answers in per_value for answer in answers]
    if found.matched == "always" and any(False in one for one in sorts):
        return "always, though one is missed"
    if found.matched == "never" and any(True in one for one in sorts):
        return "never, though one is matched"
    if found.matched == "undecided" and found.why is not None and found.why.startswith("bound"):
        return f"undecided: {found.why}"
    if found.matched == "undecided" and len({tuple(sorted(one)) for one in sorts}) == 1:
        return f"undecided ({found.why}), though all ways have one answer: {sorts[0]}"
    return _of_examples(text, pattern, model, specs)


def _of_examples(text: str, pattern: JsonPattern, model: RecordModel, specs: Specs) -> str | None:
    """What is wrong with the records that the decision shows for what it says."""
    for known in representatives(pattern.condition, model.unknown):
        one = model.with_values(known)
        said = {**specs, **{path: {"is": value} for path, value in known.items()}}
        decision = decide(Prepared(pattern.condition), shape_of(one), samples={}, shapes=1)
        for name, example, wanted in (("missed", decision.missed, False), ("hit", decision.hit, True)):
            if example is None:
                continue
            record = _whole(example, one, said, text)
            if record is None or not belongs(record, said):
                return f"{name}: {example} is none of the records"
            if any(matches(pattern, record, reading) is not wanted for reading in READINGS if not wanted or not reading):
                return f"{name}: {record} is not"
    return None


def _whole(example: Mapping[str, Any], model: RecordModel, specs: Specs, text: str) -> Json | None:
    """The example with what it leaves open: constants, and a sample of each field that is never absent."""
    record: Json = {}
    for path in specs:
        spec = dict(model.fields)[path]
        root, _, below = path.partition(".")
        if root in example or (f"$.{root}" in text and not spec.present):
            continue
        if spec.present and path not in model.constants and spec.kinds:
            value = sample_of(path, spec)
        elif path in model.constants:
            value = model.constants[path]
        else:
            continue
        if below:
            record.setdefault(root, {})[below] = value
        else:
            record.setdefault(root, value)
    merged = {**record, **example}
    for path, value in model.constants.items():
        root, _, below = path.partition(".")
        if below and isinstance(merged.get(root), dict) and below not in merged[root]:
            merged[root] = {**merged[root], below: value}
    return merged


def test_the_decision_agrees_with_the_slow_judge_on_every_form_of_spec(request: pytest.FixtureRequest) -> None:
    chance = random.Random(16)  # noqa: S311 - the same patterns in every run
    for _ in range(WHOLE if request.config.getoption("--whole") else SHARE):
        specs = specs_of(chance)
        others = ["x", *({path.partition(".")[0] for path in specs} - {*specs})]
        text = pattern_of(chance, [*specs, *(others if chance.random() < 0.2 else [])])
        assert disagreement(text, specs) is None, (text, specs)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_sample_of_a_spec_is_one_that_it_allows(spec: Json) -> None:
    model = record_model({"f": spec})
    for path, one in model.varying.items():
        assert allows(spec, sample_of(path, one))
    for value in model.constants.values():
        assert allows(spec, value)
    assert allows(spec, ABSENT) is not dict(model.fields)["f"].present


@pytest.mark.parametrize(
    "spec",
    [
        {}, {"absent": True}, {"any": 1}, {"is": "a", "like": "a"}, {"is": "a", "not": ["a"]}, {"one_of": ["a"], "not": ["a"]},
        {"like": "a", "kinds": ["string"]}, {"is": "a", "often": True}, {"kinds": ["text"]}, {"kinds": []}, {"kinds": "string"},
        {"is": {}}, {"is": ["a"]}, {"one_of": []}, {"one_of": "ab"}, {"one_of": [{"a": 1}]}, {"like": "a("}, {"like": ""},
        {"like": 1}, {"like": "(?i)a"}, {"not": "ab"}, {"not": [1]}, {"unknown": "x"}, {"unknown": {"like": "["}},
        {"unknown": {"like": 1}}, {"like": "a|b", "not": ["a", "b"]}, {"like": "b^a"}, {"is": "a", "absent": "yes"}, "string",
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_spec_is_refused_with_its_path(spec: Any) -> None:
    with pytest.raises(SpecError, match=r"^userIdentity\.type: expected "):
        record_model({"userIdentity.type": spec})
