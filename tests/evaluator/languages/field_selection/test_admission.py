"""Field selection criteria: what they admit of the events that come from the group's own account and region."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.field_selection import CriteriaError, admits, parse
from trailgate_evaluator.languages.field_selection.criteria import DEEPEST, LONGEST

ACCOUNT, REGION = "111122223333", "us-east-1"


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ('@aws.account = "111122223333"', True),
        ("@aws.account = '111122223333'", True),
        ("@aws.account=111122223333", True),
        ('  @aws.account  =  "111122223333"  ', True),
        ('@aws.account = "444455556666"', False),
        ('@aws.account != "111122223333"', False),
        ('@aws.account != "444455556666"', True),
        ('@aws.region = "us-east-1"', True),
        ('@aws.region = "eu-west-1"', False),
        ('@aws.account IN ["444455556666", "111122223333"]', True),
        ('@aws.account IN ["444455556666"]', False),
        ('@aws.account NOT IN ["444455556666"]', True),
        ('@aws.account not in ["111122223333"]', False),
        ('@aws.region in ("us-east-1")', True),
        ('@aws.account = "111122223333" AND @aws.region = "us-east-1"', True),
        ('@aws.account = "111122223333" AND @aws.region = "eu-west-1"', False),
        ('@aws.account = "444455556666" OR @aws.region = "us-east-1"', True),
        ('(@aws.account = "444455556666" OR @aws.region = "us-east-1") AND @aws.region != "eu-west-1"', True),
        # Another field, or a value that may be more than a text.
        ('@aws.organization = "o-1"', None),
        ('@aws.organization = "o-1" AND @aws.region = "eu-west-1"', False),
        ('@aws.organization = "o-1" OR @aws.region = "us-east-1"', True),
        ('@aws.organization = "o-1" AND @aws.region = "us-east-1"', None),
        ('@aws.region = "us-*"', None),
        ('@aws.region != "us-*"', None),
        ('@aws.region IN ["us-*", "us-east-1"]', True),
        # AND and OR side by side: only where both readings agree.
        ('@aws.region = "us-east-1" OR @aws.account = "1" AND @aws.region = "x"', None),
        ('@aws.region = "x" AND @aws.account = "1" OR @aws.region = "us-east-1"', True),
        # What is no criteria.
        ("", None),
        ("@aws.account", None),
        ("@aws.account =", None),
        ("@aws.account = AND", None),
        ("@aws.account IN", None),
        ('@aws.account IN ["111122223333"', None),
        ('@aws.account IN ["111122223333")', None),
        ("@aws.account IN []", None),
        ('@aws.account == "111122223333"', None),
        ('@aws.account = "111122223333" @aws.region = "us-east-1"', None),
        ('"@aws.account" = "111122223333"', None),
        ('12 = "111122223333"', None),
        ('NOT @aws.account = "111122223333"', None),
        ('@aws.account = "111122223333" AND', None),
        ('(@aws.account = "111122223333"', None),
        ('@aws.account = "1111\\"22223333"', None),
        ("@aws.account = =", None),
        ("@aws.account ~ x", None),
    ],
)
def test_criteria_admit_what_comes_from_the_group_s_own_place(text: str, admitted: bool | None) -> None:
    assert admits(text, account=ACCOUNT, region=REGION) is admitted


@pytest.mark.parametrize(
    ("account", "region"),
    [("tf:account", REGION), (ACCOUNT, "tf:provider:aws"), ("\u0661" * 12, REGION), (ACCOUNT, "us-east-1 ")],
)
def test_what_is_no_name_of_a_place_is_compared_with_nothing(account: str, region: str) -> None:
    text = f'@aws.account = "{account}" AND @aws.region = "{region}"'
    assert admits(text, account=account, region=region) is None


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("(" * DEEPEST + "@a = b" + ")" * DEEPEST, True),
        ("(" * (DEEPEST + 1) + "@a = b" + ")" * (DEEPEST + 1), False),
        ("@a = b".ljust(LONGEST), True),
        ("@a = b".ljust(LONGEST + 1), False),
    ],
)
def test_what_is_longer_or_deeper_than_the_bounds_is_not_read(text: str, readable: bool) -> None:
    if readable:
        parse(text)
    else:
        with pytest.raises(CriteriaError, match="more than"):
            parse(text)


@given(st.text(max_size=80) | st.text(alphabet="@aws.ccount=!()[],'\"ANDORIT 1 ", max_size=80))
def test_any_text_is_read_or_not(text: str) -> None:
    assert admits(text, account=ACCOUNT, region=REGION) in {True, False, None}


@given(st.lists(st.sampled_from(["AND", "OR"]), min_size=1, max_size=4), st.data())
def test_an_answer_holds_for_every_value_of_what_is_not_known(operators: list[str], data: st.DataObject) -> None:
    fields = ["@aws.region", "@x", "@y"]
    drawn = [data.draw(st.sampled_from([*fields, "!@aws.region"])) for _ in range(len(operators) + 1)]
    said = admits(_written(drawn, operators), account=ACCOUNT, region=REGION)
    answers = set()
    for x, y in product(("us-east-1", "other"), repeat=2):
        values = {"@aws.region": True, "!@aws.region": False, "@x": x == REGION, "@y": y == REGION}
        answers |= {_and_first([values[one] for one in drawn], operators), _row([values[one] for one in drawn], operators)}
    assert said is None or answers == {said}


def _written(drawn: list[str], operators: list[str]) -> str:
    tests = [f'{one.removeprefix("!")} {"!=" if one.startswith("!") else "="} "us-east-1"' for one in drawn]
    return " ".join([tests[0], *(f"{operator} {test}" for operator, test in zip(operators, tests[1:], strict=True))])


def _and_first(values: list[bool], operators: list[str]) -> bool:
    text = " ".join([str(values[0]), *(f"{one.lower()} {value}" for one, value in zip(operators, values[1:], strict=True))])
    return bool(eval(text, {}, {}))  # noqa: S307 - of True, False, and, or alone


def _row(values: list[bool], operators: list[str]) -> bool:
    found = values[0]
    for operator, value in zip(operators, values[1:], strict=True):
        found = (found and value) if operator == "AND" else (found or value)
    return found
