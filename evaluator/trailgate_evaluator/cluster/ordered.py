"""Pieces of work shared among the workers of a cluster; what comes back is in order, and little of it waits."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.cluster.cluster import Killed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.cluster.cluster import Begin, Cluster

SHARE: Final = 16
"""Pieces of work that a worker is given at a time."""
AHEAD: Final = 3
"""Shares for each worker that are in hand, or done, before the one whose turn it is."""


def in_order(
    cluster: Cluster,
    work: Iterable[Any],
    begin: Begin,
    given: tuple[Any, ...],
    *,
    killed: Callable[[Any], Any],
) -> Iterator[tuple[Any, Any]]:
    """Each piece of work with what came of it, in the order of `work`, of which no more is asked for than is given away.

    What a killed worker had in hand is done by another one. Where Dask gives that up, after as many workers as
    its `allowed-failures` says, each piece is given by itself, and `killed` says what comes of the one that kills again.

    Raises:
        Exception: what a piece of work raised, or `Cluster.take`.
    """
    begun = cluster.begin(begin, given)
    waiting: deque[tuple[list[Any], Any]] = deque()
    left = iter(work)
    while True:
        while len(waiting) < AHEAD * cluster.width and (pieces := list(islice(left, SHARE))):
            waiting.append((pieces, cluster.give(begun, pieces)))
        if not waiting:
            return
        pieces, future = waiting.popleft()
        try:
            told = cluster.take(future)
        except Killed:
            del future
            yield from _each(cluster, begun, pieces, killed)
        else:
            del future
            yield from zip(pieces, told, strict=True)


def _each(cluster: Cluster, begun: Any, pieces: list[Any], killed: Callable[[Any], Any]) -> Iterator[tuple[Any, Any]]:
    """The same of a share that killed its workers: one after another, so that only the one that kills is lost."""
    for piece in pieces:
        try:
            told = cluster.take(cluster.give(begun, [piece]))[0]
        except Killed:
            told = killed(piece)
        yield piece, told
