"""Real records counted: how many of each API call would have told a person, and which would not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.backtest_answer import answer
from trailgate_evaluator.trace.counting import Counting
from trailgate_evaluator.trace.counts import MOST_LISTED
from trailgate_evaluator.trace.duplicates import NONE
from trailgate_evaluator.trace.record_files import LeftAside, SkippedFile
from trailgate_evaluator.trace.record_pieces import exact, parsed
from trailgate_evaluator.trace.scan.rows import MINUTE_BITS, Rows, time_of
from trailgate_evaluator.trace.tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.trace.counting import Kind
    from trailgate_evaluator.trace.counts import Counts
    from trailgate_evaluator.trace.record_files import RecordFile
    from trailgate_evaluator.trace.scan.scanner import Scanner
    from trailgate_evaluator.trace.sight import Look, Path
    from trailgate_evaluator.trace.tallies import Judged, Tally
    from trailgate_evaluator.trace.tracer import Tracer

Json = dict[str, Any]

_MOST_WAITING: Final = 1 << 18
"""So many records are counted by their kind and time before they are added up."""
_MANY_BYTES: Final = 1 << 20


class Backtest:
    """Counts of the records in the files given so far."""

    def __init__(self, tracer: Tracer) -> None:
        """Each kind of record is judged once by `tracer`."""
        self._tracer = tracer
        self._counting = Counting(tracer, lambda forget: self._told(forget=forget))
        looks = [*((*look, False) for look in tracer.sight.looks), *tracer.membership.looks()]
        self._tallies = Tallies(looks)
        self._scanner: Scanner | None = None
        self._looks: list[tuple[Path | None, Look, bool]] | None = looks
        self._read = 0
        self._waiting = 0

    @property
    def records(self) -> int:
        """How many values were met."""
        return self._counting.counts.records

    @property
    def unreadable(self) -> int:
        """How many files could not be read, or not to their end."""
        return self._counting.counts.aside.unreadable

    def renew(self, known: Mapping[str, set[bytes]] = NONE) -> None:
        """Of the records that come, only those that are `known`, by the digests of `Duplicates`, were met before."""
        self._counting.renew(known)

    def met(self) -> Iterator[tuple[str, set[bytes]]]:
        """The digests of the records that were met since, by the ten minutes of their time."""
        return self._counting.met.every()

    def taken(self) -> Counts:
        """What was counted so far, which counts here no more; what becomes of a kind of record stays known."""
        return self._counting.taken()

    def take_over(self, counts: Counts) -> None:
        """What was counted is that, wherever it was."""
        self._counting.take_over(counts)

    def take_file(self, file: RecordFile | SkippedFile | LeftAside | InputError) -> None:
        """Counts the records of a file, as far as it can be read."""
        counts = self._counting.counts
        if isinstance(file, InputError):
            counts.aside.cannot_read(file)
            return
        if isinstance(file, SkippedFile):
            counts.aside.skip(file)
            return
        if isinstance(file, LeftAside):
            counts.aside.leave(file)
            return
        read, none = counts.records, counts.no_records
        try:
            self._take_pieces(file)
        except InputError as problem:
            counts.aside.cannot_read(problem)
            return
        if (values := counts.records - read) and values == counts.no_records - none:
            counts.aside.holds_none(file.name, values)

    def _take_pieces(self, file: RecordFile) -> None:
        """As `take` of each: a record like one before is only counted."""
        number = 0
        for piece in file.told(self._scanner_for):
            if type(piece) is tuple:
                judged = self._take_piece(*piece, file.name, number)
                number += 1
                if self._scanner is not None and judged is not None:
                    self._counting.add_up(self._scanner.learn(judged))
            elif self._scanner is not None and type(piece) is Rows:
                self._take_rows(piece, self._scanner, file.name, number)
                number += len(piece)
            if self._waiting >= _MOST_WAITING:
                self._counting.add_up(self._told(forget=False))

    def _scanner_for(self, size: int) -> Scanner | None:
        """What tells records by their text, where with these bytes so many were read that it pays to have it."""
        self._read += size
        if self._looks is not None and self._read >= _MANY_BYTES:
            from trailgate_evaluator.trace.scan.scanner import Scanner  # it loads what runs WebAssembly, and makes its program

            with suppress(ValueError):
                self._scanner = Scanner(self._looks, ("eventName",))
            self._looks = None
        return self._scanner

    def _take_piece(self, record: Any, text: bytes | None, name: str, number: int) -> Judged | None:
        """What a record is, counted; None of one that is not judged."""
        tally = self._tallies.find(record, text) if type(record) is dict else None
        if tally is None:
            record = record if text is None else exact(text)
            judged = self.take(record, name, number)
            if judged is not None:
                self._counting.add_up(self._tallies.learn(record, None, judged))
            return judged
        self._counting.counts.records += 1
        if self._counting.met.has(record, text):
            self._counting.counts.duplicates += 1
            return tally.judged
        time = record.get("eventTime")
        if type(time) is not str:
            time = None
        tally.times[time] = tally.times.get(time, 0) + 1
        self._waiting += 1
        if (kind := tally.judged.kind) is not None and kind.where != "carried":
            self._counting.list_missed(record, kind, name, number)
        return tally.judged

    def _take_rows(self, rows: Rows, scanner: Scanner, name: str, number: int) -> None:
        """Counts records that the scanner told; the first of them is the one of that number."""
        counts = self._counting.counts
        again = rows.met_again(self._counting.met)
        found = rows.found
        found.subtract(rows.keys[place] for place in again)
        counts.records += len(rows)
        counts.duplicates += len(again)
        self._waiting += len(rows) - len(again)
        missed: dict[int, Kind] = {}
        for key, times in found.items():
            tally = scanner.tallies[key >> MINUTE_BITS]
            time = time_of(key)
            tally.times[time] = tally.times.get(time, 0) + times
            if (kind := tally.judged.kind) is not None and kind.where != "carried":
                missed[key] = kind
        if len(counts.listed) >= MOST_LISTED:
            counts.unlisted += sum(found[key] for key in missed)
            return
        for place, key in enumerate(rows.keys if missed else ()):
            if key in missed and place not in again:
                record, _ = parsed(scanner.text_of(place)) or ({}, None)
                self._counting.list_missed(record, missed[key], name, number + place)

    def _told(self, *, forget: bool) -> Iterator[Tally]:
        """What was counted by kind and time, all that waits; it counts there no more."""
        yield from self._tallies.settle(forget=forget)
        if self._scanner is not None:
            yield from self._scanner.settle(forget=forget)
        self._waiting = 0

    def take(self, record: Any, name: str, number: int) -> Judged | None:
        """Counts one value of the file `name`, the one of that number; its numbers are exact. None of one that is not judged."""
        return self._counting.take(record, name, number)

    def close(self) -> None:
        """Gives up what was kept in a file."""
        self._counting.met.close()

    def answer(self) -> Json:
        """The counts as JSON: by control, API call and fate, the records that would not have told anybody, and the alarms."""
        self._counting.settle()
        return answer(self._counting.counts, self._counting.alarms, self._tracer)


def backtest(tracer: Tracer, files: Iterable[RecordFile | SkippedFile | LeftAside | InputError]) -> Json:
    """The counts over all records of all files."""
    counted = Backtest(tracer)
    try:
        for file in files:
            counted.take_file(file)
        return counted.answer()
    finally:
        counted.close()


def exit_code(counted: Json) -> int:
    """4 where a file could not be read, 1 where a record is lost, 3 where one cannot be told, else 0."""
    if counted["unreadable_files"]:
        return 4
    if counted["required"]["lost"]:
        return 1
    return 3 if counted["required"]["unknown"] else 0
