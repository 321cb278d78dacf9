"""Real records counted: how many of each API call would have told a person, and which would not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.fields import utf8

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from trailgate_evaluator.trace.record_files import RecordFile
    from trailgate_evaluator.trace.tracer import Fate, Tracer, Where

Json = dict[str, Any]

FORMAT: Final = "trailgate/backtest/v1"
MOST_LISTED: Final = 100
"""The most records, kinds of fate and unreadable files that are listed; all are counted."""
_MOST_KINDS: Final = 1 << 16


@dataclass(slots=True)
class _Kind:
    """The fate of all records that look alike to the account, in short, and how many there were."""

    where: Where
    effective: str | None
    cause: Json | None
    count: int = 0


class Backtest:
    """Counts of the records given so far."""

    def __init__(self, tracer: Tracer) -> None:
        """Each kind of record is judged once by `tracer`."""
        self._tracer = tracer
        self._alarms = tracer.alarms()
        self._kinds: dict[tuple[str, Hashable], _Kind] = {}
        self._settled: dict[tuple[Any, ...], int] = {}
        self._causes: dict[tuple[Any, ...], Json | None] = {}
        self._unlisted = 0
        self._unreadable = 0
        self.records = 0
        self.not_required = 0
        self.no_records = 0
        self.listed: list[Json] = []
        self.unreadable: list[Json] = []
        self.controls = {
            control: dict.fromkeys(("records", "carried", "lost", "unknown", "effective"), 0) for control in tracer.controls
        }

    def take_file(self, file: RecordFile | InputError) -> None:
        """Counts the records of a file, as far as it can be read."""
        if isinstance(file, InputError):
            self._note(file)
            return
        try:
            for number, record in enumerate(file.records()):
                self.take(record, file.name, number)
        except InputError as problem:
            self._note(problem)

    def take(self, record: Any, name: str, number: int) -> None:
        """Counts one value of the file `name`, the one of that number."""
        self.records += 1
        if type(record) is not dict or type(event := record.get("eventName")) is not str:
            self.no_records += 1
            return
        try:
            controls = self._tracer.belongs(record)
            self._alarms.take(record, required=bool(controls))
            if not controls:
                self.not_required += 1
                return
            key = (event, self._tracer.sight.kind_of(record))
            kind = self._kinds.get(key)
            if kind is None:
                kind = self._kinds[key] = self._judged(record)
        except RecursionError:  # CloudTrail writes nothing that nests nearly so deep
            self.no_records += 1
            return
        kind.count += 1
        for control in controls:
            counts = self.controls[control]
            counts["records"] += 1
            counts[kind.where] += 1
            counts["effective"] += kind.effective == "yes"
        if kind.where != "carried":
            self._list(record, kind, f"{name}#{number}")

    def _judged(self, record: Json) -> _Kind:
        if len(self._kinds) >= _MOST_KINDS:
            self._settle()
        fate = self._tracer.fate(record)
        return _Kind(where=fate.where, effective=fate.effective, cause=cause_of(fate))

    def _settle(self) -> None:
        """Adds up the kinds by what is reported of them, and forgets how they looked."""
        for (event, _), kind in self._kinds.items():
            cause = None if kind.cause is None else (kind.cause["link"], kind.cause["code"], kind.cause["id"] or "")
            place = (event, kind.where, kind.effective, cause)
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

    def _note(self, problem: InputError) -> None:
        self._unreadable += 1
        if len(self.unreadable) < MOST_LISTED:
            told = {name: getattr(problem, name) for name in ("expected", "found", "where", "what_to_do")}
            self.unreadable.append({name: utf8(text) for name, text in told.items()})

    def answer(self) -> Json:
        """The counts as JSON: by control, API call and fate, the records that would not have told anybody, and the alarms."""
        self._settle()
        calls: dict[str, Json] = {}
        fates: dict[tuple[Any, ...], Json] = {}
        for (event, where, effective, cause), count in sorted(self._settled.items(), key=str):
            call = calls.setdefault(event, {"records": 0, "carried": 0, "lost": 0, "unknown": 0, "effective": 0})
            call["records"] += count
            call[where] += count
            call["effective"] += count if effective == "yes" else 0
            told = self._causes[event, where, effective, cause]
            if told is not None:
                fate = fates.setdefault((where, cause), {"where": where, **told, "records": 0, "calls": set()})
                fate["records"] += count
                fate["calls"].add(event)
        ordered = sorted(fates.values(), key=lambda fate: (-fate["records"], fate["link"], fate["code"], fate["id"] or ""))
        totals = {name: sum(call[name] for call in calls.values()) for name in ("carried", "lost", "unknown", "effective")}
        return {
            "format": FORMAT,
            "records": self.records,
            "not_required": self.not_required,
            "no_records": self.no_records,
            "required": {"records": sum(call["records"] for call in calls.values()), **totals},
            "controls": self.controls,
            "calls": calls,
            "course": self._alarms.answer(),
            "causes": [{**fate, "calls": sorted(fate["calls"])} for fate in ordered[:MOST_LISTED]],
            "not_told": self.listed,
            "not_told_left_out": self._unlisted,
            "unreadable": self.unreadable,
            "unreadable_files": self._unreadable,
        }


def backtest(tracer: Tracer, files: Iterable[RecordFile | InputError]) -> Json:
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


def cause_of(fate: Fate) -> Json | None:
    """What stops a record or keeps it open: {link, code, id}, the first of what the law names."""
    if fate.where == "carried":
        return None
    for found in fate.result["breaks"]:
        return {"link": found["link"], "code": found["code"], "id": found["id"]}
    for gap in fate.result["gaps"]:
        return {"link": gap["link"], "code": gap["reason"], "id": gap["id"]}
    for chain in fate.result["chains"]:
        for weak in chain["weaknesses"]:
            if weak["effect"] != "none":
                link = next((step["link"] for step in chain["links"] if step["id"] == weak["id"]), "alarm")
                return {"link": link, "code": weak["code"], "id": weak["id"]}
    return None


def _text(value: Any) -> str | None:
    return utf8(value) if isinstance(value, str) else None
