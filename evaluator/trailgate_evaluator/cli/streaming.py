"""A run whose reports are written as they come, where their formats allow it; where it ends early, how to go on."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.cli.delivering import write_all
from trailgate_evaluator.cli.destinations import Destination
from trailgate_evaluator.cli.folder import is_in_pages, refuse_foreign
from trailgate_evaluator.cli.interruption import Told as AllSaid
from trailgate_evaluator.cli.on_scheduler import at_scheduler
from trailgate_evaluator.cli.partial import Becoming, Stream, is_stream
from trailgate_evaluator.cli.passed_over import tell_passed_over
from trailgate_evaluator.cli.resuming import Kept, changed, is_resumable, kept_of
from trailgate_evaluator.cli.uploading import Uploading
from trailgate_evaluator.errors import TrailgateError
from trailgate_evaluator.evaluation.evaluating import build_of, running
from trailgate_evaluator.formats.streams import STREAMED, Pieces, writer
from trailgate_evaluator.inputs.urls import is_url
from trailgate_evaluator.interruptions import heard_afterwards
from trailgate_evaluator.plain import inert, some
from trailgate_evaluator.report.standing import counted_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.cli.partial import Place
    from trailgate_evaluator.cli.progress import Progress
    from trailgate_evaluator.evaluation import Choices
    from trailgate_evaluator.evaluation.evaluating import Run
    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.formats.streams import Told, Writer
    from trailgate_evaluator.report.standing import Standing


class Done(Struct, frozen=True, kw_only=True):
    """How a run ended: its summary, in numbers and in words."""

    summary: dict[str, int]
    said: str


def evaluate_into(
    inputs: list[str],
    choices: Choices,
    wanted: list[Destination],
    page: Page,
    shown: Progress,
    *,
    jobs: int | None,
    resumes: bool,
    scheduler: str | None = None,
) -> Done:
    """Judges the inputs and writes every report that is wanted; raises as `running` does, and as `at_scheduler` does.

    Raises:
        EngineError: a place refuses; or there is no decision.
        interruption.Told: Ctrl-C or a signal to end came; what is left is told.
    """
    streamed = [entry for entry in wanted if entry.format.name in STREAMED]
    whole = [entry for entry in wanted if entry not in streamed]

    def pieces(head: dict[str, Any], _count: int) -> Pieces:
        return Pieces(head=head, formats=tuple(sorted({entry.format.name for entry in streamed})), whole=bool(whole))

    shown.begin("reading")
    with at_scheduler(scheduler) as cluster, running(inputs, choices, pieces, shown.see, jobs=jobs, cluster=cluster) as run:
        kept = kept_of(run, wanted) if resumes else None
        total = len(run.roll.entries)
        tell_passed_over(run.roll.passed_over)
        for entry in wanted:
            if is_in_pages(entry, total):
                refuse_foreign(entry.path)
        shown.begin("judging", total, 0 if kept is None else len(kept))
        tally, parts = _Tally(), []
        with _written(run, streamed, kept, tally) as sinks:
            for index, told, is_kept in _all(run, kept):
                with heard_afterwards():  # a signal comes between two inputs, never within one
                    for sink in sinks:
                        sink.add(index, told, is_kept=is_kept)
                    tally.add(told)
                if whole:
                    parts.append(told.part)
                if not is_kept:
                    shown.see(told.name)
        if whole:
            write_all(build_of(run.head, parts), whole, page)
    return Done(summary=tally.summary(), said=counted_as(tally.standings, tally.unreadable))


def _all(run: Run[Told], kept: Kept | None) -> Iterator[tuple[int, Told, bool]]:
    """Every input in order, with whether it stood there already: these are taken over before anything is judged anew."""
    if kept is None:
        yield from ((index, told, False) for index, told in run.parts())
        return
    fresh = run.parts(kept)
    waiting = next(fresh, None)
    with heard_afterwards():  # it takes seconds, and half of what stood there would be less than there was
        for index, told in kept.told():
            while waiting is not None and waiting[0] < index:
                yield *waiting, False
                waiting = next(fresh, None)
            yield index, told, True
    while waiting is not None:
        yield *waiting, False
        waiting = next(fresh, None)


@contextmanager
def _written(run: Run[Told], streamed: list[Destination], kept: Kept | None, tally: _Tally) -> Iterator[list[_Sink]]:
    """The places of these reports; at the end each is whole, else what is told is what stands there, and how to go on."""
    sinks: list[_Sink] = []
    try:
        sinks += [_Sink(entry, run.digest, kept) for entry in streamed]
        yield sinks
        with heard_afterwards():
            for sink in sinks:
                sink.finish()
    except BaseException as error:
        ended = isinstance(error, KeyboardInterrupt)
        left = [sink.leave(keeps=tally.inputs > 0) for sink in sinks]
        if tally.inputs and (ended or any(left)):
            stand = _stand([one for one in left if one], run, streamed)
            _tell(tally.inputs, len(run.roll.entries), stand)
            if ended:
                raise AllSaid from error
        raise


def _tell(done: int, total: int, stand: str) -> None:
    judged = "input is judged" if total == 1 else "inputs are judged"
    sys.stderr.write(inert(f"trailgate: {done:,} of {total:,} {judged}{stand}\n"))


def _stand(left: list[str], run: Run[Told], streamed: list[Destination]) -> str:
    """Where the results stand, and how to go on from them; or that there are none, and how there would be some."""
    if left:
        return f"; their results stand in {some(left, len(left))}.{f' {_to_go_on()}' if is_resumable(run, streamed) else ''}"
    if any(is_stream(entry.path) for entry in streamed):
        return "."
    hint = "" if run.digest is None else " Beside -o FILE.jsonl a run that is interrupted can go on."
    return f"; none of it is kept.{hint}"


def _to_go_on() -> str:
    from trailgate_evaluator.cli.repeating import to_go_on

    return to_go_on(sys.argv[1:])


class _Sink:
    """One report that is written as it comes."""

    def __init__(self, entry: Destination, digest: str | None, kept: Kept | None) -> None:
        self._name = entry.format.name
        self._goes_on = kept is not None and kept.path == entry.path and self._name == "jsonl"
        at = kept.end if kept is not None and self._goes_on else 0
        self._last = kept.last if kept is not None and self._goes_on else -1
        self._place: Place = _place_of(entry, digest, at)
        self._writer: Writer = writer(self._name, self._place.file)

    def add(self, index: int, told: Told, *, is_kept: bool) -> None:
        """Writes what an input adds, unless it stands there already."""
        piece = told.pieces[self._name]
        if not (self._goes_on and is_kept):
            if piece and index < self._last:
                raise changed(self._place.path)
            self._place.write(partial(self._writer.add, piece))

    def finish(self) -> None:
        """Ends it, and gives it its own name."""
        self._place.write(self._writer.close)
        self._place.finish()

    def leave(self, *, keeps: bool) -> str | None:
        """Ends it before it is whole; where it stands then."""
        try:
            self._place.write(self._writer.close)
        except (TrailgateError, OSError, ValueError):
            keeps = keeps and self._name == "jsonl"
        return self._place.leave(keeps=keeps)


def _place_of(entry: Destination, digest: str | None, at: int) -> Place:
    if is_url(entry.path):
        return Uploading(entry.path)
    return Stream(entry) if is_stream(entry.path) else Becoming(entry, digest, at)


class _Tally:
    """How many results stand where."""

    def __init__(self) -> None:
        self.standings: Counter[Standing] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.unreadable = 0
        self.inputs = 0

    def add(self, told: Told) -> None:
        """Counts what came of an input."""
        self.inputs += 1
        self.standings += told.standings
        self.outcomes += told.outcomes
        self.unreadable += told.unreadable

    def summary(self) -> dict[str, int]:
        """As a report has it."""
        counts = {name: self.outcomes[name] for name in ("pass", "fail", "unknown", "waived", "attested")}
        return {**counts, "unreadable": self.unreadable}
