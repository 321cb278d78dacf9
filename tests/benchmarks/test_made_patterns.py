from __future__ import annotations

from tests.benchmarks.made_patterns import made
from tests.benchmarks.pattern_tail import measured
from tests.evaluator.languages.filter_pattern.required import every_record

COUNT = 100


def test_patterns_made_by_chance_are_the_same_each_time_and_fit_a_filter() -> None:
    found = [*made(COUNT, every_record(), seed=1)]
    assert found == [*made(COUNT, every_record(), seed=1)]
    assert found != [*made(COUNT, every_record(), seed=2)]
    assert max(map(len, found)) <= 1024
    assert len(set(found)) > COUNT * 0.9


def test_patterns_made_by_chance_are_decided_within_the_bounds() -> None:
    tail = measured(COUNT, seed=1)
    assert len(tail.seconds) == COUNT
    assert tail.bounded == []
    assert tail.rank(1) == max(tail.seconds) == tail.worst[0][0]
