"""Pages of one answer: all of them, in order, and an end even where a service, or an account, never ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from trailgate_collector.asking import Asker, RepeatedTokenError, _pages
from trailgate_collector.budget import Budget, BudgetError, Deadline
from trailgate_collector.call_table import IDENTITY
from trailgate_collector.collection import question_of
from trailgate_collector.outcomes import Reason

if TYPE_CHECKING:
    from trailgate_collector.aws_session import AwsSession


def test_a_token_is_sent_back_beside_the_request_until_there_is_none() -> None:
    asked: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = [{"n": 1, "NextToken": "a"}, {"n": 2, "NextToken": "b"}, {"n": 3}]
    answers = iter(pages)

    def method(**request: Any) -> dict[str, Any]:
        asked.append(request)
        return next(answers)

    assert [page["n"] for page in _pages(method, {"MaxRecords": 1}, "NextToken", Budget())] == [1, 2, 3]
    assert asked == [{"MaxRecords": 1}, {"MaxRecords": 1, "NextToken": "a"}, {"MaxRecords": 1, "NextToken": "b"}]


def test_a_token_that_comes_twice_ends_the_pages_with_an_error() -> None:
    with pytest.raises(RepeatedTokenError, match="NextToken came twice"):
        list(_pages(lambda **_: {"NextToken": "a"}, {}, "NextToken", Budget()))


def test_a_call_without_pages_is_asked_once() -> None:
    assert list(_pages(lambda **_: {"NextToken": "a"}, {}, None, Budget())) == [{"NextToken": "a"}]


def test_tokens_without_end_end_at_the_budget() -> None:
    tokens = iter(range(1_000))
    with pytest.raises(BudgetError, match="pages"):
        list(_pages(lambda **_: {"NextToken": str(next(tokens))}, {}, "NextToken", Budget(pages=7)))
    assert next(tokens) == 7


def test_a_question_whose_time_is_over_is_asked_no_more() -> None:
    with pytest.raises(BudgetError, match="seconds"):
        list(_pages(lambda **_: {}, {}, None, Budget(ends=0.0)))


def test_of_an_account_that_took_too_long_nothing_more_is_asked() -> None:
    late = Asker(cast("AwsSession", None), lambda: datetime(2026, 11, 29, tzinfo=UTC), Deadline(ends=0.0, most="1 minute"))
    answer = late.ask(question_of(IDENTITY, "us-east-1"))
    assert (answer.outcome, answer.error) == ("failed", Reason(code="AccountTimeout", message="not asked after 1 minute"))


def test_a_question_may_cost_no_more_than_its_account_has_left() -> None:
    assert Deadline.after(0.5).budget().seconds <= 30
    assert Deadline.after(1000).budget().seconds > 800
    with pytest.raises(BudgetError, match="more than 0 minutes for the account; the rest was not asked for"):
        Deadline.after(0).budget().check_time()
