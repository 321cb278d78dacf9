"""Real records counted: how many of each API call would have told a person, and which would not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.arrivals import minute_of
from trailgate_evaluator.trace.cause import cause_of
from trailgate_evaluator.trace.counts import COUNTS, MOST_LISTED, Counts
from trailgate_evaluator.trace.duplicates import NONE, Duplicates
from trailgate_evaluator.trace.fates_over_time import NEVER, cause_over_time, fates_over_time, wider
from trailgate_evaluator.trace.fields import utf8
from trailgate_evaluator.trace.over_time import width_of
from trailgate_evaluator.trace.record_files import LeftAside, SkippedFile
from trailgate_evaluator.trace.record_pieces import exact, parsed
from trailgate_evaluator.trace.scan.rows import MINUTE_BITS, Rows, time_of
from trailgate_evaluator.trace.tallies import Judged, Tallies

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from trailgate_evaluator.trace.membership import Belonging
    from trailgate_evaluator.trace.record_files import RecordFile
    from trailgate_evaluator.trace.scan.scanner import Scanner
    from trailgate_evaluator.trace.sight import Look, Path
    from trailgate_evaluator.trace.tallies import Tally
    from trailgate_evaluator.trace.tracer import Tracer, Where

Json = dict[str, Any]

FORMAT: Final = "trailgate/backtest/v1"
_MOST_KINDS: Final = 1 << 16
_MOST_WAITING: Final = 1 << 18
"""So many records are counted by their kind and time before they are added up."""
_MANY_BYTES: Final = 1 << 20
_NEW: Final = -1
"""No minute that a record has."""


class _Kind(Struct):
    """The fate of all records that look alike to the account, in short, and how many there were."""

    where: Where
    effective: str | None
    cause: Json | None
    controls: tuple[str, ...]
    count: int = 0
    first: int | None = None
    last: int | None = None


class Backtest:
    """Counts of the records given so far."""

    def __init__(self, tracer: Tracer) -> None:
        """Each kind of record is judged once by `tracer`."""
        self._tracer = tracer
        self._alarms = tracer.alarms()
        self._kinds: dict[tuple[str, Hashable, Hashable], _Kind] = {}
        self._met = Duplicates()
        looks = [*((*look, False) for look in tracer.sight.looks), *tracer.membership.looks()]
        self._tallies = Tallies(looks)
        self._scanner: Scanner | None = None
        self._looks: list[tuple[Path | None, Look, bool]] | None = looks
        self._read = 0
        self._waiting = 0
        self._minutes: dict[str | None, int | None] = {}
        self._numbers = tracer.controls
        self._counts = self._nothing()

    def _nothing(self) -> Counts:
        controls = {control: {"number": number, **dict.fromkeys(COUNTS, 0)} for control, number in self._numbers.items()}
        return Counts(arrived=self._alarms.taken(), controls=controls)

    @property
    def records(self) -> int:
        """How many values were met."""
        return self._counts.records

    @property
    def unreadable(self) -> int:
        """How many files could not be read, or not to their end."""
        return self._counts.aside.unreadable

    def renew(self, known: Mapping[str, set[bytes]] = NONE) -> None:
        """Of the records that come, only those that are `known`, by the digests of `Duplicates`, were met before."""
        self._met.close()
        self._met = Duplicates(known=known)

    def met(self) -> Iterator[tuple[str, set[bytes]]]:
        """The digests of the records that were met since, by the ten minutes of their time."""
        return self._met.every()

    def taken(self) -> Counts:
        """What was counted so far, which counts here no more; what becomes of a kind of record stays known."""
        self._settle(forget=False)
        taken = self._counts
        taken.arrived = self._alarms.taken()
        self._counts = self._nothing()
        return taken

    def take_over(self, counts: Counts) -> None:
        """What was counted is that, wherever it was."""
        self._counts = counts
        self._alarms.take_over(counts.arrived)

    def take_file(self, file: RecordFile | SkippedFile | LeftAside | InputError) -> None:
        """Counts the records of a file, as far as it can be read."""
        if isinstance(file, InputError):
            self._counts.aside.cannot_read(file)
            return
        if isinstance(file, SkippedFile):
            self._counts.aside.skip(file)
            return
        if isinstance(file, LeftAside):
            self._counts.aside.leave(file)
            return
        try:
            self._take_pieces(file)
        except InputError as problem:
            self._counts.aside.cannot_read(problem)

    def _take_pieces(self, file: RecordFile) -> None:
        """As `take` of each: a record like one before is only counted."""
        number = 0
        for piece in file.told(self._scanner_for):
            if type(piece) is tuple:
                judged = self._take_piece(*piece, file.name, number)
                number += 1
                if self._scanner is not None and judged is not None:
                    self._add_up(self._scanner.learn(judged))
            elif self._scanner is not None and type(piece) is Rows:
                self._take_rows(piece, self._scanner, file.name, number)
                number += len(piece)
            if self._waiting >= _MOST_WAITING:
                self._add_up(self._told(forget=False))

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
                self._add_up(self._tallies.learn(record, None, judged))
            return judged
        self._counts.records += 1
        if self._met.has(record, text):
            self._counts.duplicates += 1
            return tally.judged
        time = record.get("eventTime")
        if type(time) is not str:
            time = None
        tally.times[time] = tally.times.get(time, 0) + 1
        self._waiting += 1
        if (kind := tally.judged.kind) is not None and kind.where != "carried":
            self._list(record, kind, name, number)
        return tally.judged

    def _take_rows(self, rows: Rows, scanner: Scanner, name: str, number: int) -> None:
        """Counts records that the scanner told; the first of them is the one of that number."""
        counts = self._counts
        again = rows.met_again(self._met)
        found = rows.found
        found.subtract(rows.keys[place] for place in again)
        counts.records += len(rows)
        counts.duplicates += len(again)
        self._waiting += len(rows) - len(again)
        missed: dict[int, _Kind] = {}
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
                self._list(record, missed[key], name, number + place)

    def _told(self, *, forget: bool) -> Iterator[Tally]:
        """What was counted by kind and time; it counts there no more."""
        yield from self._tallies.settle(forget=forget)
        if self._scanner is not None:
            yield from self._scanner.settle(forget=forget)

    def take(self, record: Any, name: str, number: int) -> Judged | None:
        """Counts one value of the file `name`, the one of that number; its numbers are exact. None of one that is not judged."""
        self._counts.records += 1
        if type(record) is not dict or type(event := record.get("eventName")) is not str:
            self._counts.no_records += 1
            return None
        if self._met.has(record):
            self._counts.duplicates += 1
            return None
        try:
            belonging = self._tracer.membership.of(record)
            look = self._tracer.sight.kind_of(record)
            judged = Judged(
                belonging=belonging,
                seen=self._alarms.seen(record, look),
                kind=self._kind(record, event, belonging, look) if belonging.required else None,
            )
        except RecursionError:  # CloudTrail writes nothing that nests nearly so deep
            self._counts.no_records += 1
            return None
        self._count(judged, {minute_of(record.get("eventTime")): 1})
        if judged.kind is not None and judged.kind.where != "carried":
            self._list(record, judged.kind, name, number)
        return judged

    def _add_up(self, tallies: Iterable[Tally]) -> None:
        """Counts the records that tallies stand for."""
        for tally in tallies:
            minutes: dict[int | None, int] = {}
            for time, times in tally.times.items():
                minute = self._minutes.get(time, _NEW)
                if minute is _NEW:
                    minute = self._minutes[time] = minute_of(time)
                minutes[minute] = minutes.get(minute, 0) + times
            self._count(tally.judged, minutes)
        self._waiting = 0
        self._minutes.clear()

    def _count(self, judged: Judged, minutes: Mapping[int | None, int]) -> None:
        """Counts records that are all judged alike: by the minute how many."""
        belonging, kind = judged.belonging, judged.kind
        if kind is not None:
            self._count_over_time(judged, kind, {minute: times for minute, times in minutes.items() if minute is not None})
        for minute, times in minutes.items():
            self._alarms.count(judged.seen, minute, times, required=bool(belonging.required))
        times = sum(minutes.values())
        self._exclude(belonging, times)
        if kind is None:
            self._counts.not_required += 0 if belonging.excluded else times
            return
        kind.count += times
        for control in belonging.required:
            counts = self._counts.controls[control]
            counts["records"] += times
            counts[kind.where] += times
            counts["effective"] += times if kind.effective == "yes" else 0

    def _count_over_time(self, judged: Judged, kind: _Kind, minutes: Mapping[int, int]) -> None:
        """Counts required records by when they came, and by the alarms that see them."""
        if minutes:
            kind.first, kind.last = wider((kind.first, kind.last), (min(minutes), max(minutes)))
            self._alarms.belong(judged.seen, judged.belonging.required, sum(minutes.values()))
        for minute, times in minutes.items():
            for control in judged.belonging.required:
                self._counts.fates.add(minute, (control, kind.where), times)

    def close(self) -> None:
        """Gives up what was kept in a file."""
        self._met.close()

    def _exclude(self, belonging: Belonging, times: int) -> None:
        """Counts what controls need not hear of, by whose word: it is neither carried nor missed."""
        self._counts.excluded += times if belonging.excluded and not belonging.required else 0
        for control, ids in belonging.exclusions.items():
            if control in self._counts.controls:
                self._counts.controls[control]["excluded"] += times
            counts = self._counts.exclusions.setdefault(control, {})
            for one in ids:
                counts[one] = counts.get(one, 0) + times

    def _kind(self, record: Json, event: str, belonging: Belonging, look: Hashable) -> _Kind:
        key = (event, belonging.key, look)
        kind = self._kinds.get(key)
        if kind is not None:
            return kind
        if len(self._kinds) >= _MOST_KINDS:
            self._settle()
        self._kinds[key] = kind = self._judged(record, belonging)
        return kind

    def _judged(self, record: Json, belonging: Belonging) -> _Kind:
        fate = self._tracer.fate(record)
        return _Kind(where=fate.where, effective=fate.effective, cause=cause_of(fate), controls=tuple(belonging.required))

    def _settle(self, *, forget: bool = True) -> None:
        """Adds up the kinds by what is reported of them, and forgets how they looked, or only how many there were."""
        self._add_up(self._told(forget=forget))
        counts = self._counts
        for (event, *_), kind in self._kinds.items():
            if not kind.count:
                continue
            cause = None if kind.cause is None else (kind.cause["link"], kind.cause["code"], kind.cause["id"] or "")
            place = (event, kind.where, kind.effective, cause, kind.controls)
            counts.settled[place] = counts.settled.get(place, 0) + kind.count
            counts.causes[place] = kind.cause
            counts.spans[place] = wider(counts.spans.get(place, NEVER), (kind.first, kind.last))
            kind.count, kind.first, kind.last = 0, None, None
        if forget:
            self._kinds.clear()

    def _list(self, record: Json, kind: _Kind, name: str, number: int) -> None:
        if len(self._counts.listed) >= MOST_LISTED:
            self._counts.unlisted += 1
            return
        identity = record.get("userIdentity")
        self._counts.listed.append(
            {
                "at": f"{name}#{number}",
                "eventName": record["eventName"],
                **{name: _text(record.get(name)) for name in ("eventID", "eventTime", "errorCode")},
                "who": _text(identity.get("arn")) if isinstance(identity, dict) else None,
                "where": kind.where,
                "cause": kind.cause,
            }
        )

    def answer(self) -> Json:
        """The counts as JSON: by control, API call and fate, the records that would not have told anybody, and the alarms."""
        self._settle()
        counts = self._counts
        calls: dict[str, Json] = {}
        fates: dict[tuple[Any, ...], Json] = {}
        for place, count in sorted(counts.settled.items(), key=str):
            event, where, effective, cause, controls = place
            call = calls.setdefault(event, {"records": 0, "carried": 0, "lost": 0, "unknown": 0, "effective": 0})
            call["records"] += count
            call[where] += count
            call["effective"] += count if effective == "yes" else 0
            told = counts.causes[place]
            if told is not None:
                nothing = {"records": 0, "span": NEVER, "calls": set(), "controls": set()}
                fate = fates.setdefault((where, cause), {"where": where, **told, **nothing})
                fate["records"] += count
                fate["span"] = wider(fate["span"], counts.spans[place])
                fate["calls"].add(event)
                fate["controls"].update(controls)
        ordered = sorted(fates.values(), key=lambda fate: (-fate["records"], fate["link"], fate["code"], fate["id"] or ""))
        totals = {name: sum(call[name] for call in calls.values()) for name in ("carried", "lost", "unknown", "effective")}
        return {
            "format": FORMAT,
            "account": self._tracer.account,
            "records": counts.records,
            "not_required": counts.not_required,
            "excluded": counts.excluded,
            "no_records": counts.no_records,
            "duplicates": counts.duplicates,
            "required": {"records": sum(call["records"] for call in calls.values()), **totals},
            "controls": self._controls_over_time(),
            "exclusions": self._excluded(),
            "calls": calls,
            "course": self._alarms.answer(),
            "causes": [
                cause_over_time({**fate, "controls": [one for one in counts.controls if one in fate["controls"]]})
                for fate in ordered[:MOST_LISTED]
            ],
            "causes_left_out": max(0, len(ordered) - MOST_LISTED),
            "not_told": counts.listed,
            "not_told_left_out": counts.unlisted,
            **counts.aside.answer(),
        }

    def _controls_over_time(self) -> Json:
        """The counts of the controls, each with the parts of the time in which there were records of it."""
        span = self._alarms.span
        told = {} if span is None else fates_over_time(self._counts.fates, width_of(*span))
        return {control: {**counts, "timeline": told.get(control, [])} for control, counts in self._counts.controls.items()}

    def _excluded(self) -> Json:
        """By control its exclusions, whose they are, and how many records each was of."""
        counted = self._counts.exclusions
        stated = self._tracer.words_of({control: sorted(counts) for control, counts in counted.items()})
        return {control: [{**one, "records": counted[control][one["id"]]} for one in ones] for control, ones in stated.items()}


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


def _text(value: Any) -> str | None:
    return utf8(value) if isinstance(value, str) else None
