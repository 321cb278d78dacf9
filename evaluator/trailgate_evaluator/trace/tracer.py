"""The fate of one real record: the law asked what it would say of a control that requires this record alone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from trailgate_evaluator.engine.requirements import question_of, requirements_of
from trailgate_evaluator.evaluation.required_elsewhere import required_elsewhere
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements
from trailgate_evaluator.report.numbers import in_order, number_of
from trailgate_evaluator.report.result import result
from trailgate_evaluator.trace.alarms import Alarms
from trailgate_evaluator.trace.fields import ABSENT, selected_at, text_at, utf8
from trailgate_evaluator.trace.membership import Membership
from trailgate_evaluator.trace.nearest_control import names_of_nearest, nearest_controls
from trailgate_evaluator.trace.nearest_filter import nearest_filter, refusing_filter
from trailgate_evaluator.trace.pattern_word import coverage, is_named, is_sought
from trailgate_evaluator.trace.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.trace.membership import Belonging

Json = dict[str, Any]
Where = Literal["carried", "lost", "unknown"]

CONTROL: Final = "trace"
FORMAT: Final = "trailgate/trace/v1"
_SAID: Final = {True: "true", False: "false", None: "perhaps"}
_OF_EXCLUSION: Final = ("owner", "reason", "expires")
_FATES: Final[Mapping[str, Where]] = {"pass": "carried", "fail": "lost", "unknown": "unknown"}
_FATES_IF_EFFECTIVE: Final[Mapping[str | None, Where]] = {"yes": "carried", "no": "lost", "unknown": "unknown"}


class Fate(Struct, frozen=True, kw_only=True):
    """Where a record ends: `carried` to a person, `lost`, or `unknown`; `result` is as in a report, for the control "trace"."""

    where: Where
    effective: str | None
    result: Json


class Tracer:
    """Follows records through one document; `require_effective` counts only what would really reach a person as carried."""

    def __init__(self, engine: Engine, document: Json, *, require_effective: bool = False) -> None:
        """`document` is a whole `trailgate/document/v1`."""
        subject = document["subject"]
        self._engine = engine
        self._document = document
        self._require_effective = require_effective
        self._stated = {one["id"]: one for one in document["settings"].get("exclusions", [])}
        as_of = document["origin"]["as_of"]
        self._required = requirements_of(engine, subject, document.get("asked"), document["settings"], as_of)
        self.sight = Sight(document, _regions(self._required))
        self.membership = Membership(self._required)
        self._places = _places(self._required)

    @cached_property
    def controls(self) -> dict[str, str | None]:
        """The ids of the controls that are asked for and require records, in the order of their numbers, which stand beside."""
        about, benchmark = self._engine.controls, (self._document.get("asked") or {}).get("benchmark")
        asking = [control for control, records in self._required.controls.items() if records]
        return {control: number_of(about.get(control, {}), benchmark) for control in in_order(about, asking, benchmark)}

    @property
    def account(self) -> str | None:
        """The number of the account; None of a plan that does not tell it."""
        account = self._document["subject"]["account"]
        return account if isinstance(account, str) else None

    def alarms(self) -> Alarms:
        """The document's alarms, for one run of records."""
        return Alarms(self._document, self.recorded)

    def belongs(self, record: Json) -> dict[str, list[str]]:
        """{control: the ids of its required records to which the record belongs}; none of those that need no alarm."""
        return dict(self.membership.of(record).required)

    def words_of(self, exclusions: Mapping[str, list[str]]) -> dict[str, list[Json]]:
        """By control the exclusions of these ids: {id, owner, reason, expires}, null of failed calls that are accepted."""
        return {
            control: [{"id": one, **{name: self._stated.get(one, {}).get(name) for name in _OF_EXCLUSION}} for one in ids]
            for control, ids in sorted(exclusions.items())
        }

    def fate(self, record: Json) -> Fate:
        """What becomes of a record, which has an `eventName`."""
        traced = self.document(record)
        decision = self._engine.trace(traced)
        found = result(CONTROL, 0, traced, decision)
        where = _FATES[decision["status"]]
        if where == "carried" and self._require_effective:
            where = _FATES_IF_EFFECTIVE[decision["effective"]]
        return Fate(where=where, effective=decision["effective"], result=found)

    def followed(self, record: Json) -> Json:
        """A record's fate as JSON (`trailgate/trace/v1`), with what the decision says of every record of its name."""
        fate = self.fate(record)
        belonging = self.membership.of(record)
        said = {control: _worst(self._decisions[control]["records"], ids) for control, ids in belonging.required.items()}
        not_asked = sorted(Membership(Requirements(controls=self._required.others)).of(record).every)
        return {
            "format": FORMAT,
            "record": record,
            "required_by": said,
            "excluded_by": self.words_of(belonging.exclusions),
            "not_asked_for_by": not_asked,
            "where": fate.where,
            "effective": fate.effective,
            "nearest_filter": None if fate.where == "carried" else self._refusing(record, belonging, fate),
            "nearest_controls": [] if belonging.every or not_asked else self._nearest_controls(record),
            "result": fate.result,
        }

    @cached_property
    def _decisions(self) -> dict[str, Any]:
        """What a report says of each control that is asked for."""
        return self._engine.decide(self._document)

    def _refusing(self, record: Json, belonging: Belonging, fate: Fate) -> Json | None:
        """The filter at which the record ends, with what of it refuses the record; else, if it may end, the nearest."""
        ends = next((found["id"] for found in fate.result["breaks"] if found["link"] == "metric_filter"), None)
        if ends is not None:
            return refusing_filter(self._document, record, ends)
        return self._nearest(record, belonging) if fate.where == "unknown" else None

    def _reported(self, record: Json, member: Mapping[str, list[str]]) -> str | None:
        """The pattern of the filter that reports name to the record's control as the nearest, where it gets the record."""
        breaks = (
            found
            for control in self.controls
            if control in member
            for found in self._decisions[control]["breaks"]
            if found["link"] == "metric_filter" and set(found["records"]) & set(member[control])
        )
        named = next((self._document["metric_filters"].get(found["id"]) for found in breaks), None)
        if named is None or not isinstance(named["pattern"], str):
            return None
        groups = self.recorded(record)
        return named["pattern"] if named["log_group"] in groups or "" in groups else None

    def _nearest(self, record: Json, belonging: Belonging) -> Json | None:
        """The filter that comes closest to matching a record that none of those matches that get it."""
        controls = belonging.every or names_of_nearest(record, self.membership)
        return nearest_filter(self._document, record, self.recorded(record), controls)

    def required_elsewhere(self, call: str) -> tuple[str, str] | None:
        """What is to be said of a call that no control requires here, and what to do; None where none ever does."""
        return required_elsewhere(self._engine, self._question(), call)

    def _question(self) -> Json:
        document = self._document
        as_of = document["origin"]["as_of"]
        return question_of(document["subject"], document.get("asked"), document["settings"], as_of)

    def _nearest_controls(self, record: Json) -> list[Json]:
        found = nearest_controls(record, self.membership, self._engine.required_records(self._question()))
        numbers, order = self.controls, list(self.controls)
        return sorted(({**one, "number": numbers[one["control"]]} for one in found), key=lambda one: order.index(one["control"]))

    def document(self, record: Json) -> Json:
        """The document with `trace` and each pattern's word on the record: what `data.trailgate.traced` reads."""
        name = utf8(record["eventName"])
        belonging = self.membership.of(record)
        member = belonging.every
        record = self._completed(record, member)
        seen = self._seen(record)
        is_global = self._places.get(seen["fields"]["eventSource"]["is"])
        nearest = None if member else self._nearest(record, belonging)
        reported = self._reported(record, member) if member else None
        return {
            **self._document,
            "trace": {"id": name, "record": {**seen, "global_service": is_global is not False, "global": _SAID[is_global]}},
            "patterns": {
                key: {
                    **entry,
                    "named": {CONTROL: [name] if (is_named(entry, member) if reported is None else key == reported) else []},
                    "sought": [CONTROL] if (is_sought(entry, member) if nearest is None else key == nearest["pattern"]) else [],
                    "coverage": {CONTROL: {name: coverage(entry, record, belonging.required)}},
                }
                for key, entry in self._document["patterns"].items()
            },
        }

    def recorded(self, record: Json) -> Json:
        """{log group: which trails write the record into it}, as `Engine.recorded` says it."""
        seen = self._seen(record)
        is_global = _SAID[self._places.get(seen["fields"]["eventSource"]["is"])]
        looked_at = ("subject", "origin", "settings", "trails", "gaps")
        groups: Json = self._engine.recorded(
            {
                **{name: self._document[name] for name in looked_at},
                "index": {"gaps_by_scope": self._document["index"]["gaps_by_scope"]},
                "trace": {"record": {**seen, "global": is_global}},
            }
        )["groups"]
        return groups

    def _seen(self, record: Json) -> Json:
        """What trails see of a record."""
        paths = {"eventName", "eventSource", "awsRegion", *self.sight.fields()}
        fields: Json = {path: {"is": text} for path in sorted(paths) if (text := text_at(record, path)) is not None}
        fields.setdefault("eventSource", {"is": ""})
        for path in self.sight.selected.keys() - fields.keys():
            if selected_at(record, path) is ABSENT:
                fields[path] = {"kinds": ["absent"]}
        category = text_at(record, "eventCategory") or "Management"
        read_only = text_at(record, "readOnly") or "false"
        return {"fields": fields, "recorded_as": {"eventCategory": category, "readOnly": read_only}}

    def _completed(self, record: Json, member: Mapping[str, list[str]]) -> Json:
        """The record with the constants that it lacks: CloudTrail writes no record that a control asks for without them."""
        lacking: Json = {}
        for one in self._records(member):
            lacking.update({path: value for path, value in one.model.constants.items() if "." not in path})
        return {**lacking, **record}

    def _records(self, member: Mapping[str, list[str]]) -> Iterator[RequiredRecord]:
        every = {(control, identity): one for control, identity, one in self.membership.every}
        return (every[control, identity] for control, ids in member.items() for identity in ids)


def _places(required: Requirements) -> dict[str, bool]:
    """{source: whether it is a service without a region of its own}, of those whose records some control asks for."""
    asked = (records for records in (*required.controls.values(), *required.spared.values()))
    found = {one.source: one.global_service for records in asked for one in records.values() if one.source is not None}
    for records in required.beside.values():
        for one in records.values():
            source = one["fields"].get("eventSource", {}).get("is")
            if isinstance(source, str):
                found.setdefault(source, bool(one.get("global_service", False)))
    return found


def _regions(required: Requirements) -> set[str]:
    """The regions that some control's records always carry: those of services without a region of their own."""
    asked = (one for records in (*required.controls.values(), *required.spared.values()) for one in records.values())
    found = {one.model.constants.get("awsRegion") for one in asked}
    found |= {one["fields"].get("awsRegion", {}).get("is") for records in required.beside.values() for one in records.values()}
    return {region for region in found if isinstance(region, str)}


def _worst(said: Json, ids: list[str]) -> str:
    """What a decision says of the worst of some records."""
    return next((word for word in ("missing", "unknown", "carried") if set(said[word]) & set(ids)), "missing")
