"""What is said where a control that is asked for has another number in the chosen benchmark, or none."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation.asking import selected

Json = dict[str, Any]
CONTROLS: Json = {
    "network-acl-change-alarm": {"benchmarks": {"one_1.0": "3.11", "two_2.0": "4.11"}},
    "iam-policy-change-alarm": {"benchmarks": {"one_1.0": "3.4", "two_2.0": "4.4", "cis_aws_2.0.0": "4.4"}},
    "hub-enabled": {"benchmarks": {"two_2.0": "4.16"}},
}


@pytest.mark.parametrize(
    ("benchmark", "name", "expected", "what_to_do"),
    [
        ("one_1.0", "4.4", "in one_1.0", "What other versions call 4.4 is 3.4 (iam-policy-change-alarm) there."),
        (None, "one_1.0:4.4", "in one_1.0", "What other versions call 4.4 is 3.4 (iam-policy-change-alarm) there."),
        ("one_1.0", "4.16", "in one_1.0", "There is no hub-enabled in one_1.0."),
        ("one_1.0", "hub-enabled", "in one_1.0", "There is no hub-enabled in one_1.0."),
        ("one_1.0", "9.9", "in one_1.0", "There are iam-policy-change-alarm (3.4), network-acl-change-alarm (3.11)."),
        (None, "iam-policy", "number,", "Did you mean iam-policy-change-alarm (4.4)?"),
        (None, "three_3.0:4.4", "number,", "There are iam-policy-change-alarm (4.4), hub-enabled, network-acl-change-alarm."),
    ],
)
def test_the_number_that_a_control_has_there_is_said(benchmark: str | None, name: str, expected: str, what_to_do: str) -> None:
    with pytest.raises(UsageError) as raised:
        selected(CONTROLS, [name], benchmark)
    assert expected in raised.value.expected
    assert (raised.value.found, raised.value.what_to_do) == (f"'{name}'", what_to_do)


@pytest.mark.parametrize(
    ("benchmark", "name", "found"),
    [
        (None, "4.*", ["iam-policy-change-alarm", "hub-enabled", "network-acl-change-alarm"]),
        (None, "4.1?", ["hub-enabled", "network-acl-change-alarm"]),
        (None, "one_1.0:3.*", ["iam-policy-change-alarm", "network-acl-change-alarm"]),
        ("one_1.0", "3.1*", ["network-acl-change-alarm"]),
        ("two_2.0", "4.1*", ["network-acl-change-alarm", "hub-enabled"]),
        (None, "*-alarm", ["iam-policy-change-alarm", "network-acl-change-alarm"]),
    ],
)
def test_a_pattern_of_numbers_finds_all_that_are_called_so(benchmark: str | None, name: str, found: list[str]) -> None:
    assert selected(CONTROLS, [name], benchmark) == found


@pytest.mark.parametrize("name", ["9.*", "one_1.0:4.*", "three_3.0:4.*"])
def test_a_pattern_of_no_number_is_wrong(name: str) -> None:
    with pytest.raises(UsageError, match="pattern of either"):
        selected(CONTROLS, [name], None)


@pytest.mark.parametrize(("benchmark", "name"), [("one_1.0", "3.4"), (None, "3.4"), (None, "two_2.0:4.4"), ("one_1.0", "iam*")])
def test_a_number_of_the_benchmark_and_a_pattern_find_the_control(benchmark: str | None, name: str) -> None:
    assert selected(CONTROLS, [name], benchmark) == ["iam-policy-change-alarm"]
