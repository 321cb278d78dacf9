"""Records counted by the workers of a cluster: each counts some files, and the counts are added up in a tree, part by part.

The counts are those of one machine, whatever came from where. A record counts once, wherever it lies a second time: the digests
of all that a worker met come back here, and where some were met in files before, their share is counted again without them.
"""

from __future__ import annotations

import copy
from collections import deque
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.cluster.cluster import Killed
from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.cluster.ordered import AHEAD
from trailgate_evaluator.cluster.work import Another
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.inputs.brought import brought
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.counts import added
from trailgate_evaluator.trace.duplicates import Duplicates
from trailgate_evaluator.trace.record_files import RecordFile
from trailgate_evaluator.trace.shares import Share, ToRead, shares
from trailgate_evaluator.trace.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from trailgate_evaluator.cluster.cluster import Cluster
    from trailgate_evaluator.errors import InputError
    from trailgate_evaluator.trace.counts import Counts
    from trailgate_evaluator.trace.record_files import LeftAside, SkippedFile

Json = dict[str, Any]
Met = dict[str, bytes]
"""By ten minutes the digests of records, one behind the other."""

FAN: Final = 4
"""So many counts are added up at a time; the sum of so many sums comes back."""
_SIZE: Final = 16


class Leaf(Struct, frozen=True):
    """What came of a share: its counts, the records that were met in it, and the first address that could not be read."""

    counts: Counts
    met: Met
    unread: str | None


def backtest_on(
    cluster: Cluster,
    document: Json,
    tracer: Tracer,
    files: Iterable[RecordFile | SkippedFile | LeftAside | InputError],
    *,
    require_effective: bool,
) -> Json:
    """The counts over all records of all files, as `backtest` makes them; `tracer` follows them through the document here.

    Raises:
        EngineError: as `Cluster.take` does; or a share kills each worker that counts it.
    """
    run = _Run(cluster, document, tracer, require_effective=require_effective)
    try:
        return run.answer(files)
    finally:
        run.close()


class _Run:
    """The shares in hand, the records met so far, and the sums that are made of what is counted."""

    def __init__(self, cluster: Cluster, document: Json, tracer: Tracer, *, require_effective: bool) -> None:
        self._cluster = cluster
        self._begun = cluster.begin(begun, (document, require_effective))
        self._here = Backtest(tracer)
        self._known = Duplicates()
        self._waiting: deque[tuple[Share, Any, Any]] = deque()
        self._leaves: list[Any] = []
        self._sums: list[Any] = []
        self._total: Counts | None = None
        self._has_said = False

    def answer(self, files: Iterable[RecordFile | SkippedFile | LeftAside | InputError]) -> Json:
        for share in shares(files):
            self._give(share)
            while len(self._waiting) > AHEAD * self._cluster.width:
                self._settle()
        while self._waiting:
            self._settle()
        self._add(len(self._leaves))
        self._bring()
        counted = self._here
        if self._total is not None:
            counted.take_over(self._total)
        return counted.answer()

    def close(self) -> None:
        self._here.close()
        self._known.close()

    def _give(self, share: Share) -> None:
        if share.own is not None:
            self._waiting.append((share, None, None))
            return
        leaf = self._cluster.give(self._begun, [(share.pieces, {})])
        self._waiting.append((share, leaf, self._cluster.submit(told_of, leaf)))

    def _settle(self) -> None:
        """The first share's records are told apart from those of shares before; then its counts are to be added up."""
        share, leaf, told = self._waiting.popleft()
        if told is None:
            leaf, met = self._counted_here(share, {})
        else:
            met, unread = self._take(told, share)
            if unread is not None:
                self._say(unread)
                leaf, met = self._counted_here(share, {})
        again = self._met_before(met)
        if again:
            on_worker = not isinstance(leaf, Leaf)
            leaf = self._cluster.give(self._begun, [(share.pieces, again)]) if on_worker else self._counted_here(share, again)[0]
        self._leaves.append(leaf)
        if len(self._leaves) == FAN:
            self._add(FAN)

    def _met_before(self, met: Met) -> dict[str, set[bytes]]:
        found = {time: self._known.meet(time, apart(digests)) for time, digests in met.items()}
        return {time: digests for time, digests in found.items() if digests}

    def _add(self, count: int) -> None:
        if count:
            self._sums.append(self._cluster.submit(summed, *self._leaves))
            self._leaves.clear()
        if len(self._sums) == FAN:
            self._bring()

    def _bring(self) -> None:
        """Brings the sum of sums here, so that the cluster keeps nothing of what is counted."""
        if not self._sums:
            return
        found = self._take(self._cluster.submit(summed, *self._sums))
        self._sums.clear()
        self._total = found if self._total is None else added([self._total, found])

    def _take(self, future: Any, share: Share | None = None) -> Any:
        try:
            return self._cluster.take(future)
        except Killed:
            first = next((one.name for one in (share.pieces if share else ()) if isinstance(one, ToRead)), "the records")
            raise EngineError(
                expected="records that a worker has the memory for",
                found="that each worker which counted them was killed",
                where=first,
                what_to_do="Give the workers more memory, or count without --scheduler.",
            ) from None

    def _counted_here(self, share: Share, known: Mapping[str, set[bytes]]) -> tuple[Leaf, Met]:
        leaf = counted(self._here, [share.own] if share.own is not None else share.pieces, known)
        return leaf, leaf.met

    def _say(self, unread: str) -> None:
        if not self._has_said:
            self._cluster.say(f"a worker cannot read {unread}; what it cannot read is counted here, if it can be read here.")
        self._has_said = True


def begun(document: Json, require_effective: bool) -> Callable[[Any], Leaf]:  # noqa: FBT001 - as it travels
    """What a worker does with each share, once it has an engine; what it knows of kinds of records it keeps."""
    opening = ExitStack()
    tracer = Tracer(opening.enter_context(open_engine()), document, require_effective=require_effective)
    return partial(_done, Backtest(tracer), opening)


def _done(backtest: Backtest, _opening: ExitStack, piece: tuple[list[Any], dict[str, set[bytes]]]) -> Leaf:
    return counted(backtest, *piece)


def counted(backtest: Backtest, pieces: Iterable[Any], known: Mapping[str, set[bytes]]) -> Leaf:
    """What comes of these files, and of no others; records that are `known` were met before."""
    backtest.renew(known)
    unread = None
    for piece in pieces:
        if not isinstance(piece, ToRead):
            backtest.take_file(piece)
            continue
        before = backtest.unreadable
        with brought({} if piece.data is None else {piece.name: piece.data}):
            backtest.take_file(RecordFile(piece.name))
        if piece.data is None and unread is None and backtest.unreadable > before:
            unread = piece.name
    return Leaf(backtest.taken(), {time: b"".join(digests) for time, digests in backtest.met()}, unread)


def told_of(told: list[Leaf] | Another | Failed) -> tuple[Met, str | None] | Another | Failed:
    """Of what came of a share all but its counts, which stay where they are."""
    return told if isinstance(told, Another | Failed) else (told[0].met, told[0].unread)


def summed(*parts: Any) -> Any:
    """The sum of counts, of leaves or of sums; nothing that is given changes. What went wrong in a part is what comes of it."""
    found = [one[0] if isinstance(one, list) else one for one in parts]
    wrong = next((one for one in found if isinstance(one, Another | Failed)), None)
    counts = [one.counts if isinstance(one, Leaf) else one for one in found]
    return added([copy.deepcopy(counts[0]), *counts[1:]]) if wrong is None else wrong


def apart(digests: bytes) -> set[bytes]:
    """The digests that stand one behind the other."""
    return {digests[at : at + _SIZE] for at in range(0, len(digests), _SIZE)}
