"""Real records counted: how many of each API call would have told a person, and which would not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.cause import cause_of
from trailgate_evaluator.trace.duplicates import Duplicates
from trailgate_evaluator.trace.fields import utf8
from trailgate_evaluator.trace.files_aside import FilesAside
from trailgate_evaluator.trace.record_files import SkippedFile

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from trailgate_evaluator.trace.membership import Belonging
    from trailgate_evaluator.trace.record_files import RecordFile
    from trailgate_evaluator.trace.tracer import Tracer, Where

Json = dict[str, Any]

FORMAT: Final = "trailgate/backtest/v1"
MOST_LISTED: Final = 100
"""The most records and kinds of fate that are listed; all are counted."""
_COUNTS: Final = ("records", "carried", "lost", "unknown", "effective", "excluded")
_MOST_KINDS: Final = 1 << 16


@dataclass(slots=True)
class _Kind:
    """The fate of all records that look alike to the account, in short, and how many there were."""

    where: Where
    effective: str | None
    cause: Json | None
    controls: tuple[str, ...]
    count: int = 0


class Backtest:
    """Counts of the records given so far."""

    def __init__(self, tracer: Tracer) -> None:
        """Each kind of record is judged once by `tracer`."""
        self._tracer = tracer
        self._alarms = tracer.alarms()
        self._kinds: dict[tuple[str, Hashable, Hashable], _Kind] = {}
        self._settled: dict[tuple[Any, ...], int] = {}
        self._causes: dict[tuple[Any, ...], Json | None] = {}
        self._unlisted = 0
        self.records = 0
        self.not_required = 0
        self.no_records = 0
        self.duplicates = 0
        self._met = Duplicates()
        self.listed: list[Json] = []
        self._aside = FilesAside()
        self.excluded = 0
        self.exclusions: dict[str, dict[str, int]] = {}
        self.controls: dict[str, Json] = {
            control: {"number": number, **dict.fromkeys(_COUNTS, 0)} for control, number in tracer.controls.items()
        }

    def take_file(self, file: RecordFile | SkippedFile | InputError) -> None:
        """Counts the records of a file, as far as it can be read."""
        if isinstance(file, InputError):
            self._aside.cannot_read(file)
            return
        if isinstance(file, SkippedFile):
            self._aside.skip(file)
            return
        try:
            for number, record in enumerate(file.records()):
                self.take(record, file.name, number)
        except InputError as problem:
            self._aside.cannot_read(problem)

    def take(self, record: Any, name: str, number: int) -> None:
        """Counts one value of the file `name`, the one of that number."""
        self.records += 1
        if type(record) is not dict or type(event := record.get("eventName")) is not str:
            self.no_records += 1
            return
        if self._met.has(record):
            self.duplicates += 1
            return
        try:
            belonging = self._tracer.membership.of(record)
            look = self._tracer.sight.kind_of(record)
            self._alarms.take(record, look, required=bool(belonging.required))
            self._exclude(belonging)
            if not belonging.required:
                self.not_required += not belonging.excluded
                return
            key = (event, belonging.key, look)
            kind = self._kinds.get(key)
            if kind is None:
                kind = self._kinds[key] = self._judged(record, belonging)
        except RecursionError:  # CloudTrail writes nothing that nests nearly so deep
            self.no_records += 1
            return
        kind.count += 1
        for control in belonging.required:
            counts = self.controls[control]
            counts["records"] += 1
            counts[kind.where] += 1
            counts["effective"] += kind.effective == "yes"
        if kind.where != "carried":
            self._list(record, kind, f"{name}#{number}")

    def _exclude(self, belonging: Belonging) -> None:
        """Counts what controls need not hear of, by whose word: it is neither carried nor missed."""
        self.excluded += bool(belonging.excluded) and not belonging.required
        for control, ids in belonging.exclusions.items():
            if control in self.controls:
                self.controls[control]["excluded"] += 1
            counts = self.exclusions.setdefault(control, {})
            for one in ids:
                counts[one] = counts.get(one, 0) + 1

    def _judged(self, record: Json, belonging: Belonging) -> _Kind:
        if len(self._kinds) >= _MOST_KINDS:
            self._settle()
        fate = self._tracer.fate(record)
        return _Kind(where=fate.where, effective=fate.effective, cause=cause_of(fate), controls=tuple(belonging.required))

    def _settle(self) -> None:
        """Adds up the kinds by what is reported of them, and forgets how they looked."""
        for (event, *_), kind in self._kinds.items():
            cause = None if kind.cause is None else (kind.cause["link"], kind.cause["code"], kind.cause["id"] or "")
            place = (event, kind.where, kind.effective, cause, kind.controls)
            self._settled[place] = self._settled.get(place, 0) + kind.count
            self._causes[place] = kind.cause
        self._kinds.clear()

    def _list(self, record: Json, kind: _Kind, where: str) -> None:
        if len(self.listed) >= MOST_LISTED:
            self._unlisted += 1
            return
        identity = record.get("userIdentity")
        self.listed.append(
            {
                "at": where,
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
        calls: dict[str, Json] = {}
        fates: dict[tuple[Any, ...], Json] = {}
        for place, count in sorted(self._settled.items(), key=str):
            event, where, effective, cause, controls = place
            call = calls.setdefault(event, {"records": 0, "carried": 0, "lost": 0, "unknown": 0, "effective": 0})
            call["records"] += count
            call[where] += count
            call["effective"] += count if effective == "yes" else 0
            told = self._causes[place]
            if told is not None:
                fate = fates.setdefault((where, cause), {"where": where, **told, "records": 0, "calls": set(), "controls": set()})
                fate["records"] += count
                fate["calls"].add(event)
                fate["controls"].update(controls)
        ordered = sorted(fates.values(), key=lambda fate: (-fate["records"], fate["link"], fate["code"], fate["id"] or ""))
        totals = {name: sum(call[name] for call in calls.values()) for name in ("carried", "lost", "unknown", "effective")}
        return {
            "format": FORMAT,
            "records": self.records,
            "not_required": self.not_required,
            "excluded": self.excluded,
            "no_records": self.no_records,
            "duplicates": self.duplicates,
            "required": {"records": sum(call["records"] for call in calls.values()), **totals},
            "controls": self.controls,
            "exclusions": self._excluded(),
            "calls": calls,
            "course": self._alarms.answer(),
            "causes": [
                {**fate, "calls": sorted(fate["calls"]), "controls": [one for one in self.controls if one in fate["controls"]]}
                for fate in ordered[:MOST_LISTED]
            ],
            "causes_left_out": max(0, len(ordered) - MOST_LISTED),
            "not_told": self.listed,
            "not_told_left_out": self._unlisted,
            **self._aside.answer(),
        }

    def _excluded(self) -> Json:
        """By control its exclusions, whose they are, and how many records each was of."""
        stated = self._tracer.words_of({control: sorted(counts) for control, counts in self.exclusions.items()})
        return {
            control: [{**one, "records": self.exclusions[control][one["id"]]} for one in ones] for control, ones in stated.items()
        }


def backtest(tracer: Tracer, files: Iterable[RecordFile | SkippedFile | InputError]) -> Json:
    """The counts over all records of all files."""
    counted = Backtest(tracer)
    for file in files:
        counted.take_file(file)
    return counted.answer()


def exit_code(counted: Json) -> int:
    """4 where a file could not be read, 1 where a record is lost, 3 where one cannot be told, else 0."""
    if counted["unreadable_files"]:
        return 4
    if counted["required"]["lost"]:
        return 1
    return 3 if counted["required"]["unknown"] else 0


def _text(value: Any) -> str | None:
    return utf8(value) if isinstance(value, str) else None
