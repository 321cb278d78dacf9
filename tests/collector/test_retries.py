"""Throttling is waited for; anything else is tried a little, and given up within a second."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, IncompleteReadError, ReadTimeoutError
from urllib3.exceptions import ProtocolError

from trailgate_collector.budget import Budget, BudgetError, spending
from trailgate_collector.retries import LONGEST_WAIT, Retries

RETRIES = Retries(8)
URL = "https://example.com"


def waits(retries: Retries, *, status: int = 400, code: str = "", error: Exception | None = None) -> list[float]:
    """The waits before each further attempt, until it gives up."""
    response: Any = None if error else (SimpleNamespace(status_code=status), {"Error": {"Code": code}} if code else {})
    told: list[float] = []
    for attempts in range(1, 100):
        wait = retries(response=response, caught_exception=error, attempts=attempts)
        if wait is None:
            return told
        told.append(wait)
    raise AssertionError


@pytest.mark.parametrize(("status", "code"), [(400, "ThrottlingException"), (400, "Throttling"), (429, "x"), (503, "SlowDown")])
def test_throttling_is_waited_for_ever_longer(status: int, code: str) -> None:
    told = waits(RETRIES, status=status, code=code)
    assert len(told) == 7
    assert 0 < told[0] <= 0.5
    assert 10 <= sum(told) <= 63
    assert max(told) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "code"), [(500, ""), (500, "InternalFailure"), (502, ""), (503, "x"), (504, ""), (400, "RequestTimeout")]
)
def test_a_fault_of_the_service_is_tried_three_times_within_a_second(status: int, code: str) -> None:
    told = waits(RETRIES, status=status, code=code)
    assert len(told) == 2
    assert sum(told) < 1


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, ""), (400, "ValidationError"), (403, "AccessDenied"), (400, "UnknownOperationException"), (501, "")],
)
def test_an_answer_is_not_asked_for_again(status: int, code: str) -> None:
    assert waits(RETRIES, status=status, code=code) == []


@pytest.mark.parametrize(
    ("error", "further"),
    [
        (EndpointConnectionError(endpoint_url=URL, error=None), 2),
        (ProtocolError("cut off"), 2),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), 2),
        (ReadTimeoutError(endpoint_url=URL), 1),
        (ConnectTimeoutError(endpoint_url=URL), 1),
        (BudgetError("too much"), 0),
        (KeyError("x"), 0),
    ],
)
def test_the_network_is_tried_a_little(error: Exception, further: int) -> None:
    assert len(waits(RETRIES, error=error)) == further


def test_no_more_attempts_are_made_than_the_settings_say() -> None:
    assert len(waits(Retries(2), code="Throttling")) == 1
    assert waits(Retries(1), status=500) == []


def test_a_question_whose_time_is_over_is_given_up() -> None:
    with spending(Budget(ends=0.0)):
        assert waits(RETRIES, code="Throttling") == []
