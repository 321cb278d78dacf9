"""A sample of mutants, drawn by the digests of their names: the same on every machine, and hardly another when lines change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from math import sqrt
from typing import Final, TypeVar

Drawn = TypeVar("Drawn")
SEED: Final = "2026-11-29"
_SIGMAS: Final = 1.96


def shuffled(mutants: Iterable[Drawn], name: Callable[[Drawn], str], seed: str = SEED) -> list[Drawn]:
    """All of them in the order in which they are drawn."""
    return sorted(mutants, key=lambda one: hashlib.sha256(f"{seed} {name(one)}".encode()).digest())


def least_share(killed: int, asked: int, whole: int) -> float:
    """The least share of all that tests kill, with 97.5 % confidence: Wilson's bound, nearer where the sample is most of them."""
    if not asked or asked >= whole:
        return killed / max(asked, 1)
    size = asked * (whole - 1) / (whole - asked)
    share, squared = killed / asked, _SIGMAS**2
    middle = share + squared / (2 * size)
    spread = _SIGMAS * sqrt(share * (1 - share) / size + squared / (4 * size * size))
    return (middle - spread) / (1 + squared / size)
