"""Several patterns, each of which matches some records, may match them all, unless a record is known that all miss."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records import model
from trailgate_evaluator.languages.filter_pattern.answers.together import may_cover

CONSTANTS: dict[str, Any] = {"eventName": "PutUserPolicy", "eventSource": "iam.amazonaws.com", "readOnly": False}
TYPED = {"errorCode": ["absent", "string"], "eventID": ["string"], "userIdentity": ["object"]}
MODEL = model(CONSTANTS, TYPED)
SUCCEEDED = "{ $.eventName = PutUserPolicy && $.errorCode NOT EXISTS }"
FAILED = '{ ($.eventName = "PutUserPolicy") && ($.errorCode = *) }'
ROOT = '{ $.userIdentity.type = "Root" }'
NOT_ROOT = '{ $.eventName = PutUserPolicy && $.userIdentity.type != "Root" }'
UNTYPED = "{ $.eventName = PutUserPolicy && $.userIdentity.type NOT EXISTS }"


@pytest.mark.parametrize(
    ("texts", "may"),
    [
        ([SUCCEEDED, FAILED], True),
        ([SUCCEEDED, FAILED, ROOT], True),
        ([SUCCEEDED, ROOT], False),
        ([ROOT, NOT_ROOT], False),
        ([ROOT, NOT_ROOT, UNTYPED], False),
        (["PutUserPolicy -AccessDenied", "AccessDenied"], True),
        (["AccessDenied", SUCCEEDED], False),
        (["AccessDenied", ROOT], False),
        (["AccessDenied", "NoSuchEntity", SUCCEEDED], False),
        (["{$.eventName=PutUserPolicy&&$.errorCode NOT EXISTS}", "{$.errorCode=*}"], True),
        (["{ $.eventName = PutUserPolicy }", ROOT], True),
        ([FAILED, "{ $.eventName = PutUserPolicy && $.x.* NOT EXISTS }"], True),
        ([" { $.errorCode NOT EXISTS }", "{ $.['errorCode'] = * }"], True),
        ([" { $.errorCode NOT EXISTS }", ROOT], False),
    ],
)
def test_patterns_cover_together_unless_a_record_is_known_that_all_miss(texts: list[str], *, may: bool) -> None:
    assert may_cover(frozenset(texts), MODEL) is may


def test_what_costs_too_much_or_is_too_long_to_say_is_left_open() -> None:
    """A filter holds 1,024 characters, and the two have more together."""
    padded = [f"{{{' ' * 600}{text.strip('{}')}}}" for text in (SUCCEEDED, "{ $.errorCode = A* || $.errorCode = %^[^A]% }")]
    assert may_cover(frozenset(padded), MODEL)
    assert not may_cover(frozenset([padded[0], ROOT]), MODEL)
    assert may_cover(frozenset([SUCCEEDED, f"{{ $.errorCode = %{'a{999}' * 4}% }}"]), MODEL)


def test_what_is_not_known_of_the_record_leaves_the_union_to_decide() -> None:
    account = {"recipientAccountId": {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}}
    open_ = model(CONSTANTS | account, TYPED)
    assert may_cover(frozenset([SUCCEEDED, FAILED]), open_)
    assert not may_cover(frozenset([SUCCEEDED, ROOT]), open_)
    compact = "{$.eventName=PutUserPolicy&&$.errorCode NOT EXISTS}", '{$.userIdentity.type="Root"}'
    assert not may_cover(frozenset(compact), open_)


@pytest.mark.parametrize("order", [("111122223333", "444455556666"), ("444455556666", "111122223333")])
def test_an_account_is_given_no_answer_of_another_that_a_pattern_tells_from_it(order: tuple[str, str]) -> None:
    ours = '{ $.recipientAccountId = "111122223333" && $.errorCode NOT EXISTS }'
    for account in order:
        of_account = model({"eventName": "PutUserPolicy", "recipientAccountId": account}, {"errorCode": ["absent", "string"]})
        assert may_cover(frozenset([ours, FAILED]), of_account) is (account == "111122223333")
        assert may_cover(frozenset(["111122223333", FAILED]), of_account) is (account == "111122223333")


def test_what_is_not_known_of_the_record_and_no_pattern_sees_matters_not() -> None:
    account = {"recipientAccountId": {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}}
    unseen = [f"{{ $.errorCode = %{'a{999}' * 4}% }}", ROOT]
    assert may_cover(frozenset(unseen), model(CONSTANTS | account, TYPED)) is may_cover(frozenset(unseen), MODEL)
