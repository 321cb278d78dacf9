"""What a pattern says of records of which something is excluded, against the slow judge: each record that is left is tried."""

from __future__ import annotations

from typing import Any

import pytest

from tests import records
from tests.evaluator.languages.filter_pattern.oracle import ABSENT, READINGS, at, belongs, records_by_unknown
from tests.evaluator.languages.filter_pattern.plainly import holds, read
from trailgate_evaluator.languages.filter_pattern.answers.covering import covering
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

Json = dict[str, Any]

SPECS: Json = {"eventName": {"is": "Put"}, "errorCode": {"kinds": ["absent", "string"]}, "userIdentity": {"kinds": ["object"]}}
_TESTS = ["$.errorCode NOT EXISTS", '$.errorCode = "x"', "$.userIdentity.arn NOT EXISTS"]
_TESTS += [f'$.userIdentity.arn = "{text}"' for text in ("d", "d/*", "d*", "e")]
TELLING_APART = f"{{ ($.eventName = Put) || {' || '.join(f'({one})' for one in _TESTS)} }}"
PRESENT: Json = {"kinds": ["array", "boolean", "null", "number", "object", "string"]}
EXCLUSIONS: dict[str, list[Json]] = {
    "nothing": [{"eventName": {"is": "Get"}}],
    "one_role": [{"userIdentity.arn": {"is": "d"}}],
    "sessions_of_a_role": [{"userIdentity.arn": {"like": "d/.*"}}],
    "a_role_and_its_sessions": [{"userIdentity.arn": {"is": "d"}}, {"userIdentity.arn": {"like": "d/.*"}}],
    "all_but_a_role": [{"userIdentity.arn": {"not": ["d"]}}],
    "failed": [{"errorCode": PRESENT}],
    "a_role_that_failed": [{"userIdentity.arn": {"is": "d"}, "errorCode": PRESENT}],
    "a_role_and_what_failed": [{"userIdentity.arn": {"is": "d"}}, {"errorCode": PRESENT}],
    "a_role_with_a_code": [{"userIdentity.arn": {"one_of": ["d", "e"]}, "errorCode": {"is": "x"}}],
}
CLAUSES = [
    "$.eventName = Put",
    '$.userIdentity.arn != "d"',
    '$.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d"',
    '$.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d*"',
    '$.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d/*"',
    '$.userIdentity.arn NOT EXISTS || ($.userIdentity.arn != "d" && $.userIdentity.arn != "d/*")',
    '$.userIdentity.arn NOT EXISTS || $.userIdentity.arn = "d"',
    "$.userIdentity.arn NOT EXISTS",
    "$.errorCode NOT EXISTS",
    '$.errorCode NOT EXISTS || $.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d"',
    '$.errorCode NOT EXISTS && ($.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d")',
    '$.errorCode NOT EXISTS || $.errorCode != "x" || $.userIdentity.arn NOT EXISTS || $.userIdentity.arn != "d"',
    '$.errorCode = "x"',
    '$.userIdentity.arn = "d"',
]


def slow_verdict(text: str, exclusions: list[Json]) -> str:
    pattern = read(text)
    (every,) = records_by_unknown(TELLING_APART, SPECS)
    left = [one for one in every if is_left(one, exclusions)]
    answers = {frozenset(holds(pattern, one, reading) for one in left) for reading in READINGS}
    said = {frozenset({True}): "always", frozenset({False}): "never", frozenset({True, False}): "sometimes"}
    return said[answers.pop()] if len(answers) == 1 else "undecided"


def is_left(record: Json, exclusions: list[Json]) -> bool:
    """Whether nobody excludes the record; a field of which texts are named has a text, or is not there."""
    paths = {path for one in exclusions for path, spec in one.items() if spec != PRESENT}
    strange = any(
        value is not ABSENT and not isinstance(value, str) for value in (at(record, tuple(p.split("."))) for p in paths)
    )
    return not strange and not any(belongs(record, one) for one in exclusions)


@pytest.mark.parametrize("name", EXCLUSIONS)
def test_a_pattern_is_held_against_each_record_that_is_left(name: str) -> None:
    exclusions = EXCLUSIONS[name]
    offered = [{"id": str(number), "fields": fields} for number, fields in enumerate(exclusions)]
    said: Json = {"put": {"fields": SPECS, "global_service": False, "excluded": offered}}
    required = records.control(said).controls["control"]["put"]
    found = {}
    for clause in CLAUSES:
        text = f"{{ ($.eventName = Put) && ({clause}) }}"
        answer = covering(text, required)
        found[clause] = (answer.matched, slow_verdict(text, exclusions))
        if answer.counterexample is not None:
            missed = {"userIdentity": {}, **answer.counterexample}
            assert belongs(missed, SPECS)
            assert is_left(missed, exclusions)
            assert not matches(parse(text), missed)
    assert {clause: said for clause, (said, _) in found.items()} == {clause: slow for clause, (_, slow) in found.items()}


def test_every_exclusion_lets_some_clause_pass_that_passes_for_nothing_else() -> None:
    passing = {
        name: {clause for clause in CLAUSES if slow_verdict(f"{{ {clause} }}", exclusions) == "always"}
        for name, exclusions in EXCLUSIONS.items()
    }
    assert all(passing["nothing"] < clauses for name, clauses in passing.items() if name != "nothing")
