"""Designed variants of the patterns that ask by name: names dropped, quoted, reordered, guarded, narrowed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import belongs, verdict
from tests.evaluator.languages.filter_pattern.required import ACCOUNT, IDS, covered, records_of, required_of
from tests.records import coverage
from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer

NAMED = ["4.4", "4.5", *(f"4.{number}" for number in range(7, 16))]
"""The controls whose records are calls of one service, each by its name."""
GLOBAL = {"4.4", "4.15"}


@cache
def _names(number: str) -> list[str]:
    return [specs["eventName"]["is"] for _, specs in sorted(records_of(number).items())]


@cache
def _source(number: str) -> str:
    (source,) = {specs["eventSource"]["is"] for specs in records_of(number).values()}
    return str(source)


def _any(names: list[str], form: str = "$.eventName = {}") -> str:
    return " || ".join(f"({form.format(name)})" for name in names)


@pytest.mark.parametrize("number", NAMED)
def test_a_name_that_is_dropped_is_missed_and_no_other(number: str) -> None:
    names = _names(number)
    for dropped in names:
        found = covered(number, "{ " + _any([name for name in names if name != dropped]) + " }")
        assert {name for name, one in found.items() if one != "always"} == {dropped}
        assert found[dropped] == "never"


@pytest.mark.parametrize("number", NAMED)
@pytest.mark.parametrize(
    "form",
    [
        "{{ {quoted} }}",
        "{{ {reversed} }}",
        "{{ ($.eventSource = {source}) && ({reversed}) }}",
        '{{ $.eventSource = "{source}" && ({quoted}) }}',
        "{{ {first} || ({rest}) }}",
        "{{ {verbs} }}",
        "{{ $.eventSource = {source} }}",
        "{{ $.eventSource = {source} && ({verbs}) }}",
        "{{ $.eventSource = {source} && $.eventName = * && $.readOnly IS FALSE }}",
        '{{ ({names}) && $.eventCategory = "Management" && $.managementEvent IS TRUE }}',
        "{{ ({names}) && $.recipientAccountId = 111122223333 && $.eventType != AwsServiceEvent }}",
        "{{ ({names}) && ($.awsRegion = us-* || $.awsRegion = *-1) }}",
        "{{ $.eventSource = {source} && {first} || {rest} }}",
        "{{ $.eventName = %{alternatives}% }}",
    ],
)
def test_what_means_the_same_or_more_passes(number: str, form: str) -> None:
    names, source = _names(number), _source(number)
    verbs = sorted({f"{re.split('(?<=[a-z])(?=[A-Z])', name)[0]}*" for name in names})
    text = form.format(
        names=_any(names),
        quoted=_any(names, '$.eventName = "{}"'),
        reversed=_any(names[::-1]),
        first=_any(names[:1]),
        rest=_any(names[1:]),
        verbs=_any(verbs),
        source=source,
        alternatives="|".join(f"^{name}$" for name in names),
    )
    assert set(covered(number, text).values()) == {"always"}


SOMETIMES = [
    "$.userIdentity.userName != terraform",
    "$.userIdentity.userName NOT EXISTS || $.userIdentity.userName != terraform",
    '$.userIdentity.arn = "*"',
    "$.userIdentity.type != AssumedRole",
    "$.userIdentity.invokedBy NOT EXISTS",
    "$.sourceIPAddress != cloudformation.amazonaws.com",
    "$.userAgent = aws-cli*",
    "$.errorCode NOT EXISTS",
    "$.errorCode != AccessDenied",
    "$.errorMessage NOT EXISTS",
    "$.requestParameters.name = *",
]


@pytest.mark.parametrize("number", NAMED)
def test_what_narrows_by_caller_place_or_outcome_misses_some_of_each(number: str) -> None:
    names = _names(number)
    for at, narrowed in enumerate(SOMETIMES):
        text = "{ (" + _any(names) + f") && ({narrowed}) }}"
        assert set(covered(number, text).values()) == {"sometimes"}, text
        name = sorted(records_of(number))[at % len(names)]
        assert verdict(text, records_of(number)[name]) == "sometimes", text


@pytest.mark.parametrize("number", NAMED)
def test_a_record_that_is_shown_as_missed_is_one_of_the_required(number: str) -> None:
    narrowed = [SOMETIMES[at] for at in (0, 2, 4, 7)]
    for text in ("{ (" + _any(_names(number)) + f") && ({one}) }}" for one in narrowed):
        for name, one in answer(text, required_of(number))["controls"][IDS[number]]["records"].items():
            assert belongs(one["counterexample"], records_of(number)[name]), (text, one)
            assert not matches(parse(text), one["counterexample"])


@pytest.mark.parametrize("number", NAMED)
def test_failed_calls_alone_are_what_a_filter_of_successes_misses(number: str) -> None:
    found = coverage("{ (" + _any(_names(number)) + ") && $.errorCode NOT EXISTS }", required_of(number))
    assert {one.get("misses") for one in found[IDS[number]].values()} == {"failed_calls"}


@pytest.mark.parametrize("number", NAMED)
def test_another_service_another_account_and_reads_are_no_answer(number: str) -> None:
    guards = ["$.eventSource = sns.amazonaws.com", "$.recipientAccountId = 999999999999", "$.readOnly IS TRUE"]
    for guard in guards:
        assert set(covered(number, "{ " + guard + " && (" + _any(_names(number)) + ") }").values()) == {"never"}


@pytest.mark.parametrize("number", NAMED)
def test_one_region_is_all_of_a_global_service_and_a_part_of_others(number: str) -> None:
    here = covered(number, "{ (" + _any(_names(number)) + ") && $.awsRegion = us-east-1 }")
    both = covered(number, "{ (" + _any(_names(number)) + ") && ($.awsRegion = us-east-1 || $.awsRegion = eu-west-1) }")
    assert set(here.values()) == {"always" if number in GLOBAL else "sometimes"}
    assert set(both.values()) == {"always"}
    assert set(covered(number, "{ (" + _any(_names(number)) + ") && $.awsRegion = eu-west-2 }").values()) == {"never"}


def test_own_account_is_the_one_of_the_tests() -> None:
    accounts: set[Any] = {specs["recipientAccountId"]["is"] for number in NAMED for specs in records_of(number).values()}
    assert accounts == {ACCOUNT}
