from __future__ import annotations

from tests.benchmarks.made_patterns import made
from tests.benchmarks.pattern_tail import measured, tails
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


def test_the_tail_so_far_is_told_on_the_way() -> None:
    found = [*tails(COUNT // 2, seed=1, told=COUNT // 5)]
    assert [len(one.seconds) for one in found] == [COUNT // 5, COUNT // 5 * 2, COUNT // 2]
    assert all([*one.seconds] == sorted(one.seconds) and one.worst[0][0] == one.seconds[-1] for one in found)
