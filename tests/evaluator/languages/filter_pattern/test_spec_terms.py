"""Terms are looked for in a record's text: what is said of every record holds of each that the specs allow."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import ABSENT, Specs, belongs, values_of
from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import QUOTED_BLANK

Json = dict[str, Any]

SPECS: list[Json] = [
    {"is": "Denied"}, {"is": True}, {"is": 15}, {"is": None}, {"is": "De", "absent": True}, {"one_of": ["Denied", "Deny"]},
    {"one_of": ["Deny"]}, {"one_of": ["Denied", True]}, {"one_of": [1, 15]}, {"one_of": [True, False]}, {"like": "Deny.*"},
    {"like": ".*Denied"}, {"like": "Den[iy]+"}, {"like": "Denied|NotDenied"}, {"like": "a.*b"},
    {"like": "Deny.*", "absent": True},
    {"not": ["Denied"]}, {"like": "Den.*", "not": ["Denied"]}, {"kinds": ["string"]}, {"kinds": ["boolean"]}, {"kinds": ["null"]},
    {"kinds": ["object"]}, {"kinds": ["array"]}, {"kinds": ["absent", "string"]}, {"kinds": ["absent"]}, {"kinds": ["number"]},
    {"kinds": ["string", "number"]}, {"one_of": ['De"ny', "De\\ny"]}, {"like": "De-.*"},
]  # fmt: skip
TERMS = (
    "Denied", "Deny", "Den", "De", "NotDenied", "code", "true", "15", "5", "null", "x", '"code"', '":"', '"{"', '"}"', '","',
    '"code:Deny"', '"\\"code\\":\\"De"', '"\\"code\\":"', '"\\"code\\":true"', '"\\"code\\":["', "%Den[iy]%", "%^.%",
    "%Denied|Deny%", "%code...Den%", "%[0-9]%", '"De\\\\"', "%y.$%",
)  # fmt: skip
FREE = ("other", "note")
SHARE, WHOLE = 250, 10_000


def _pattern(chance: random.Random) -> str:
    sorts = chance.choice((("",), ("",), ("", "-"), ("-",), ("?",)))
    terms = [chance.choice(TERMS) for _ in range(chance.randint(1, 3))]
    terms = [term for at, term in enumerate(terms) if "%" not in term or at == 0]
    return " ".join(chance.choice(sorts) + term for term in terms)


def _records(text: str, specs: Specs, chance: random.Random) -> list[Json]:
    """Records of these specs: with nothing else, with the words that are looked for, and in another order."""
    words = [word.strip('-?"%').replace("\\", "") for word in text.split(" ")]
    choices = [[(path, value) for value in values_of(spec, [])] for path, spec in specs.items()]
    every = list(product(*choices))
    made: list[Json] = []
    for chosen in chance.sample(every, min(len(every), 25)):
        bare = nested({path: value for path, value in chosen if value is not ABSENT})
        held = {**bare, FREE[0]: words}
        made += [bare, held, dict(reversed(held.items())), {**dict.fromkeys(words, 1), **bare}]
    return [record for record in made if belongs(record, specs)]


def _disagreement(text: str, specs: Json, chance: random.Random) -> str | None:
    pattern, found = parse(text), coverage(text, record_model(specs))
    for record in _records(text, specs, chance):
        for reading in (frozenset[str](), frozenset({QUOTED_BLANK})):
            hit = matches(pattern, record, reading)
            if found.matched in {"always", "never"} and hit is not (found.matched == "always"):
                return f"{found.matched}, and of {record} that is not so"
    if found.counterexample is not None:
        if not belongs(found.counterexample, specs):
            return f"{found.counterexample} is none of the records"
        if matches(pattern, found.counterexample):
            return f"{found.counterexample} is matched"
    return None


def test_what_is_said_of_terms_holds_of_every_record(request: pytest.FixtureRequest) -> None:
    chance = random.Random(61)  # noqa: S311 - the same patterns in every run
    told = set()
    for _ in range(WHOLE if request.config.getoption("--whole") else SHARE):
        specs = {"code": chance.choice(SPECS), "about.code": chance.choice(SPECS)}
        text = _pattern(chance)
        assert _disagreement(text, specs, chance) is None, (text, specs)
        told.add(coverage(text, record_model(specs)).matched)
    assert told >= {"always", "sometimes", "never"}


@pytest.mark.parametrize(
    ("text", "spec", "told"),
    [
        ("Denied", {"is": "Denied"}, "always"),
        ("Deny", {"like": "Deny.*"}, "always"),
        ("Denied", {"like": ".*Denied"}, "always"),
        ("Denied", {"like": "Deny.*"}, "sometimes"),
        ("Den", {"one_of": ["Denied", "Deny"]}, "always"),
        ("Denied", {"one_of": ["Denied", "Deny"]}, "sometimes"),
        ("?Denied ?Deny", {"one_of": ["Denied", "Deny"]}, "always"),
        ("Denied", {"is": "Denied", "absent": True}, "sometimes"),
        ("Denied", {"not": ["Denied"]}, "sometimes"),
        ("-Denied", {"is": "Denied"}, "never"),
        ("-Denied", {"like": "Denied.*"}, "never"),
        ("-Denied", {"like": "Deny.*"}, "sometimes"),
        ("Denied", {"like": "Deniedx|Allowedx"}, "sometimes"),
        ("?%^x%", {"is": "Denied"}, "never"),
        ("?%^x% ?Denied", {"is": "Denied"}, "always"),
        ("%^..errorCode% zz", {"is": "Denied"}, "sometimes"),
        ("XXXX", {"kinds": ["string", "number"]}, "sometimes"),
    ],
)
def test_terms_are_decided_by_the_language_of_a_field(text: str, spec: Json, told: str) -> None:
    assert coverage(text, record_model({"errorCode": spec})).matched == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('" " Denied', "undecided"),
        ('" " zz', "sometimes"),
        ('-" " Denied', "undecided"),
        ('-" " -Denied', "never"),
        ('" "', "undecided"),
    ],
)
def test_a_quoted_blank_is_found_in_the_text_or_in_every_event(text: str, told: str) -> None:
    found = coverage(text, record_model({"errorCode": {"is": "Denied"}}))
    assert found.matched == told
    assert (QUOTED_BLANK in (found.why or "")) == (told == "undecided")
