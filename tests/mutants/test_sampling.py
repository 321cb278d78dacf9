"""Samples of mutants: the same every time, and hardly another when one mutant goes."""

from __future__ import annotations

import pytest

from tests.mutants.sampling import least_share, shuffled


def test_a_sample_is_the_same_every_time_and_keeps_its_members_when_one_goes() -> None:
    names = [f"mutant {number}" for number in range(100)]
    drawn = shuffled(names, str)
    assert drawn == shuffled(reversed(names), str)
    assert drawn != names
    assert [one for one in drawn if one != "mutant 7"] == shuffled([one for one in names if one != "mutant 7"], str)
    assert shuffled(names, str, seed="another") != drawn


@pytest.mark.parametrize(
    ("killed", "asked", "whole", "least"),
    [(40, 40, 40, 1), (40, 40, 100_000, 0.912), (40, 40, 80, 0.954), (38, 40, 400, 0.843), (0, 0, 10, 0), (3, 4, 4, 0.75)],
)
def test_how_sure_a_share_is_follows_from_how_many_were_asked(killed: int, asked: int, whole: int, least: float) -> None:
    assert least_share(killed, asked, whole) == pytest.approx(least, abs=0.001)
