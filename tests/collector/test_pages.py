"""Pages of one answer: all of them, in order, and an end even where a service never ends."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_collector.asking import RepeatedTokenError, _pages


def test_a_token_is_sent_back_beside_the_request_until_there_is_none() -> None:
    asked: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = [{"n": 1, "NextToken": "a"}, {"n": 2, "NextToken": "b"}, {"n": 3}]
    answers = iter(pages)

    def method(**request: Any) -> dict[str, Any]:
        asked.append(request)
        return next(answers)

    assert [page["n"] for page in _pages(method, {"MaxRecords": 1}, "NextToken")] == [1, 2, 3]
    assert asked == [{"MaxRecords": 1}, {"MaxRecords": 1, "NextToken": "a"}, {"MaxRecords": 1, "NextToken": "b"}]


def test_a_token_that_comes_twice_ends_the_pages_with_an_error() -> None:
    with pytest.raises(RepeatedTokenError, match="NextToken came twice"):
        list(_pages(lambda **_: {"NextToken": "a"}, {}, "NextToken"))


def test_a_call_without_pages_is_asked_once() -> None:
    assert list(_pages(lambda **_: {"NextToken": "a"}, {}, None)) == [{"NextToken": "a"}]
