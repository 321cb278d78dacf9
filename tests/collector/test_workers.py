"""Threads that work through tasks: every result is taken, an exception ends it, and what was not begun is dropped."""

from __future__ import annotations

import threading

import pytest

from trailgate_collector.workers import Workers


def test_every_task_has_a_result_and_a_task_may_be_put_meanwhile() -> None:
    with Workers[int, int](lambda number: number * 2, 3, "double") as workers:
        workers.put(1)
        first = workers.take()
        for number in range(10):
            workers.put(number)
        assert sorted([first, *(workers.take() for _ in range(10))]) == sorted([2, *range(0, 20, 2)])


def test_an_exception_is_raised_where_results_are_taken_and_the_rest_is_dropped() -> None:
    begun: list[int] = []
    gate = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 0:
            raise KeyError(number)
        gate.wait(10)
        return number

    def failing() -> None:
        with Workers[int, int](work, 1, "fail") as workers:
            for number in range(5):
                workers.put(number)
            workers.take()

    with pytest.raises(KeyError):
        failing()
    gate.set()
    for thread in [one for one in threading.enumerate() if one.name == "fail-0"]:
        thread.join(10)
    assert len(begun) <= 2
