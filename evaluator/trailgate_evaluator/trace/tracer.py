"""The fate of one real record: the law asked what it would say of a control that requires this record alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import SpacePattern
from trailgate_evaluator.report.result import result
from trailgate_evaluator.trace.fields import ABSENT, at, text_at, utf8
from trailgate_evaluator.trace.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
Where = Literal["carried", "lost", "unknown"]

CONTROL: Final = "trace"
FORMAT: Final = "trailgate/trace/v1"
_FATES: Final[Mapping[str, Where]] = {"pass": "carried", "fail": "lost", "unknown": "unknown"}
_FATES_IF_EFFECTIVE: Final[Mapping[str | None, Where]] = {"yes": "carried", "no": "lost", "unknown": "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
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
        self.sight = Sight(document)
        self._required: dict[str, list[tuple[str, Json]]] = {}
        self._typed: dict[str, Json] = {}
        for control, model in sorted(engine.required_records(str(subject["partition"]), subject["account"]).items()):
            constants = {path: value for path, value in model["constants"].items() if not isinstance(value, dict)}
            self._typed[control] = model["typed"]
            for name in model["records"]:
                self._required.setdefault(name, []).append((control, constants))

    @property
    def names(self) -> list[str]:
        """The eventNames that some control requires."""
        return sorted(self._required)

    def constants(self, name: str) -> Json:
        """What every required record of that name holds."""
        return dict(self._required[name][0][1])

    def requiring(self, record: Json) -> list[str]:
        """The controls that require such a record of this account; of a constant that is not there nothing is held against it."""
        name = record.get("eventName")
        models = self._required.get(name, ()) if isinstance(name, str) else ()
        return [control for control, constants in models if _agrees(record, constants)]

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
        decisions = self._engine.decide(self._document)
        name = record["eventName"]
        said = {
            control: next((word for word, names in decisions[control]["records"].items() if name in names), "missing")
            for control in self.requiring(record)
        }
        return {
            "format": FORMAT,
            "record": record,
            "required_by": said,
            "where": fate.where,
            "effective": fate.effective,
            "result": fate.result,
        }

    def document(self, record: Json) -> Json:
        """The document with `trace` and each pattern's word on the record: what `data.trailgate.traced` reads."""
        name = utf8(record["eventName"])
        requiring = self.requiring(record)
        record = self._completed(record, requiring)
        paths = {"eventName", "eventSource", *self.sight.fields()}
        fields = {path: text for path in sorted(paths) if (text := text_at(record, path)) is not None}
        fields.setdefault("eventSource", "")
        category = text_at(record, "eventCategory") or "Management"
        read_only = text_at(record, "readOnly") or "false"
        recorded_as = {"eventCategory": category, "readOnly": read_only}
        return {
            **self._document,
            "trace": {"record": name, "fields": fields, "recorded_as": recorded_as},
            "patterns": {
                key: {
                    **entry,
                    "named": {CONTROL: [one for control in requiring[:1] for one in entry.get("named", {}).get(control, ())]},
                    "sought": [CONTROL] if self._sought(entry, requiring) else [],
                    "coverage": {CONTROL: {name: self._coverage(entry, record, requiring)}},
                }
                for key, entry in self._document["patterns"].items()
            },
        }

    def _completed(self, record: Json, requiring: list[str]) -> Json:
        """The record with the constants that it lacks: CloudTrail writes no required record without them."""
        lacking: Json = {}
        for control, constants in self._required.get(record["eventName"], ()):
            if control in requiring:
                lacking.update({path: value for path, value in constants.items() if "." not in path})
        return {**lacking, **record}

    def _coverage(self, pattern: Json, record: Json, requiring: list[str]) -> Json:
        nothing: Json = {"clause": None, "counterexample": None, "why": None}
        if not pattern["valid"]:
            return {**nothing, "matched": "never"}
        if any(self._always(pattern, record, control) for control in requiring):
            return {**nothing, "matched": "always"}
        if isinstance(parse(pattern["text"]), SpacePattern):
            return {
                **nothing,
                "matched": "undecided",
                "why": "unsupported: where the fields of JSON text end depends on its blanks",
            }
        tried = trial(pattern["text"], record)
        found = {**nothing, "clause": tried["clause"], "why": tried["why"]}
        match tried["matched"]:
            case True:
                return {**found, "matched": "always"}
            case False:
                return {**found, **self._missed(pattern, record, requiring)}
            case _:
                return {**found, "matched": "undecided"}

    def _always(self, pattern: Json, record: Json, control: str) -> bool:
        """Whether the pattern matches every record of this name, and this is one, whole or without what is never absent."""
        said = pattern["coverage"].get(control, {}).get(record["eventName"], {})
        return said.get("matched") == "always" and all(
            _kind(at(record, tuple(path.split(".")))) in {*kinds, "absent"} for path, kinds in self._typed[control].items()
        )

    def _sought(self, pattern: Json, requiring: list[str]) -> bool:
        """Whether the pattern is made for such a record; of one that no control requires nothing is held against it."""
        sought = pattern.get("sought")
        return sought is None or not requiring or any(control in sought for control in requiring)

    def _missed(self, pattern: Json, record: Json, requiring: list[str]) -> Json:
        """`sometimes` where other records of this name are matched, so that the break has the name that reports give it."""
        of_name = (pattern["coverage"].get(control, {}).get(record["eventName"], {}) for control in requiring)
        said = next((one for one in of_name if one.get("matched") == "sometimes"), None)
        if said is None:
            return {"matched": "never"}
        return {name: said[name] for name in ("matched", "misses") if name in said}


def _agrees(record: Json, constants: Json) -> bool:
    for path, wanted in constants.items():
        value = record.get(path, ABSENT) if "." not in path else at(record, tuple(path.split(".")))
        if value is not ABSENT and (value != wanted or isinstance(value, bool) != isinstance(wanted, bool)):
            return False
    return True


def _kind(value: Any) -> str:
    match value:
        case str():
            return "string"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return "number"
        case dict():
            return "object"
        case list():
            return "array"
        case None:
            return "null"
        case _:
            return "absent"
