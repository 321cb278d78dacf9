"""What becomes of records, and how many there were: each kind of them is judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.trace.arrivals import minute_of
from trailgate_evaluator.trace.cause import cause_of
from trailgate_evaluator.trace.counts import COUNTS, MOST_LISTED, Counts
from trailgate_evaluator.trace.duplicates import NONE, Duplicates
from trailgate_evaluator.trace.fates_over_time import NEVER, wider
from trailgate_evaluator.trace.fields import utf8
from trailgate_evaluator.trace.no_records import beside_records
from trailgate_evaluator.trace.record_files import LeftAside
from trailgate_evaluator.trace.tallies import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from trailgate_evaluator.trace.membership import Belonging
    from trailgate_evaluator.trace.tallies import Tally
    from trailgate_evaluator.trace.tracer import Tracer, Where

Json = dict[str, Any]

_MOST_KINDS: Final = 1 << 16
_NEW: Final = -1
"""No minute that a record has."""


class Kind(Struct):
    """The fate of all records that look alike to the account, in short, and how many there were."""

    where: Where
    effective: str | None
    cause: Json | None
    controls: tuple[str, ...]
    count: int = 0
    first: int | None = None
    last: int | None = None


class Counting:
    """Counts of the records given so far."""

    def __init__(self, tracer: Tracer, told: Callable[[bool], Iterable[Tally]]) -> None:
        """Each kind of record is judged once by `tracer`.

        `told` gives what was counted elsewhere, by kind and time, and counts there no more; its argument says whether the kinds
        are to be forgotten there, too.
        """
        self._tracer = tracer
        self._told = told
        self.alarms = tracer.alarms()
        """What came to the alarms' filters."""
        self.met = Duplicates()
        """The records that were met."""
        self._kinds: dict[tuple[str, Hashable, Hashable], Kind] = {}
        self._minutes: dict[str | None, int | None] = {}
        self._numbers = tracer.controls
        self.counts = self._nothing()

    def _nothing(self) -> Counts:
        controls = {control: {"number": number, **dict.fromkeys(COUNTS, 0)} for control, number in self._numbers.items()}
        return Counts(arrived=self.alarms.taken(), controls=controls)

    def renew(self, known: Mapping[str, set[bytes]] = NONE) -> None:
        """Of the records that come, only those that are `known`, by the digests of `Duplicates`, were met before."""
        self.met.close()
        self.met = Duplicates(known=known)

    def taken(self) -> Counts:
        """What was counted so far, which counts here no more; what becomes of a kind of record stays known."""
        self.settle(forget=False)
        taken = self.counts
        taken.arrived = self.alarms.taken()
        self.counts = self._nothing()
        return taken

    def take_over(self, counts: Counts) -> None:
        """What was counted is that, wherever it was."""
        self.counts = counts
        self.alarms.take_over(counts.arrived)

    def take(self, record: Any, name: str, number: int) -> Judged | None:
        """Counts one value of the file `name`, the one of that number; its numbers are exact. None of one that is not judged."""
        if type(record) is not dict or type(event := record.get("eventName")) is not str:
            self._take_other(record, name, number)
            return None
        self.counts.records += 1
        if self.met.has(record):
            self.counts.duplicates += 1
            return None
        try:
            belonging = self._tracer.membership.of(record)
            look = self._tracer.sight.kind_of(record)
            judged = Judged(
                belonging=belonging,
                seen=self.alarms.seen(record, look),
                kind=self._kind(record, event, belonging, look) if belonging.required else None,
            )
        except RecursionError:  # CloudTrail writes nothing that nests nearly so deep
            self.counts.no_records += 1
            self.counts.aside.no_record(name, number, record)
            return None
        self._count(judged, {minute_of(record.get("eventTime")): 1})
        if judged.kind is not None and judged.kind.where != "carried":
            self.list_missed(record, judged.kind, name, number)
        return judged

    def _take_other(self, value: Any, name: str, number: int) -> None:
        """Counts a value that is no record."""
        if (kind := beside_records(value)) is not None:
            self.counts.aside.leave(LeftAside(name, kind))
            return
        self.counts.records += 1
        self.counts.no_records += 1
        self.counts.aside.no_record(name, number, value)

    def add_up(self, tallies: Iterable[Tally]) -> None:
        """Counts the records that tallies stand for."""
        for tally in tallies:
            minutes: dict[int | None, int] = {}
            for time, times in tally.times.items():
                minute = self._minutes.get(time, _NEW)
                if minute is _NEW:
                    minute = self._minutes[time] = minute_of(time)
                minutes[minute] = minutes.get(minute, 0) + times
            self._count(tally.judged, minutes)
        self._minutes.clear()

    def _count(self, judged: Judged, minutes: Mapping[int | None, int]) -> None:
        """Counts records that are all judged alike: by the minute how many."""
        belonging, kind = judged.belonging, judged.kind
        if kind is not None:
            self._count_over_time(judged, kind, {minute: times for minute, times in minutes.items() if minute is not None})
        for minute, times in minutes.items():
            self.alarms.count(judged.seen, minute, times, required=bool(belonging.required))
        times = sum(minutes.values())
        self._exclude(belonging, times)
        if kind is None:
            self.counts.not_required += 0 if belonging.excluded else times
            return
        kind.count += times
        for control in belonging.required:
            counts = self.counts.controls[control]
            counts["records"] += times
            counts[kind.where] += times
            counts["effective"] += times if kind.effective == "yes" else 0

    def _count_over_time(self, judged: Judged, kind: Kind, minutes: Mapping[int, int]) -> None:
        """Counts required records by when they came, and by the alarms that see them."""
        if minutes:
            kind.first, kind.last = wider((kind.first, kind.last), (min(minutes), max(minutes)))
            self.alarms.belong(judged.seen, judged.belonging.required, sum(minutes.values()))
        for minute, times in minutes.items():
            for control in judged.belonging.required:
                self.counts.fates.add(minute, (control, kind.where), times)

    def _exclude(self, belonging: Belonging, times: int) -> None:
        """Counts what controls need not hear of, by whose word: it is neither carried nor missed."""
        self.counts.excluded += times if belonging.excluded and not belonging.required else 0
        for control, ids in belonging.exclusions.items():
            if control in self.counts.controls:
                self.counts.controls[control]["excluded"] += times
            counts = self.counts.exclusions.setdefault(control, {})
            for one in ids:
                counts[one] = counts.get(one, 0) + times

    def _kind(self, record: Json, event: str, belonging: Belonging, look: Hashable) -> Kind:
        key = (event, belonging.key, look)
        kind = self._kinds.get(key)
        if kind is not None:
            return kind
        if len(self._kinds) >= _MOST_KINDS:
            self.settle()
        self._kinds[key] = kind = self._judged(record, belonging)
        return kind

    def _judged(self, record: Json, belonging: Belonging) -> Kind:
        fate = self._tracer.fate(record)
        return Kind(where=fate.where, effective=fate.effective, cause=cause_of(fate), controls=tuple(belonging.required))

    def settle(self, *, forget: bool = True) -> None:
        """Adds up the kinds by what is reported of them, and forgets how they looked, or only how many there were."""
        self.add_up(self._told(forget))
        counts = self.counts
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

    def list_missed(self, record: Json, kind: Kind, name: str, number: int) -> None:
        """Lists a record that would not have told anybody, the one of that number in the file `name`."""
        if len(self.counts.listed) >= MOST_LISTED:
            self.counts.unlisted += 1
            return
        identity = record.get("userIdentity")
        self.counts.listed.append(
            {
                "at": f"{name}#{number}",
                "eventName": record["eventName"],
                **{name: _text(record.get(name)) for name in ("eventID", "eventTime", "errorCode")},
                "who": _text(identity.get("arn")) if isinstance(identity, dict) else None,
                "where": kind.where,
                "cause": kind.cause,
            }
        )


def _text(value: Any) -> str | None:
    return utf8(value) if isinstance(value, str) else None
