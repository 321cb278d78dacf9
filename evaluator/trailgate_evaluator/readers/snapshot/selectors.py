"""A trail's event selectors, of whichever kind it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.calls import Call, Calls

_OPERATORS: Final = ("equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with")


def selectors_of(calls: Calls, call: Call, unsure: Callable[[Json], Json]) -> Json:
    """The selectors of an answered GetEventSelectors; none means the default, all management events.

    `unsure` makes an unknown value of an error: a selector with a value or member that AWS does not document may choose by it.
    """
    row, at = calls.answer(call, row_type("event_selectors"))
    where = calls.where(at)
    if row["advanced"]:
        return {
            "kind": "advanced",
            "advanced": [_advanced(raw, f"{where}/AdvancedEventSelectors/{n}", unsure) for n, raw in enumerate(row["advanced"])],
        }
    if row["classic"]:
        return {
            "kind": "classic",
            "classic": [_classic(raw, f"{where}/EventSelectors/{n}", unsure) for n, raw in enumerate(row["classic"])],
        }
    return {"kind": "default"}


def _classic(raw: Json, where: str, unsure: Callable[[Json], Json]) -> Json:
    """Where AWS leaves a value out its default counts: management events are on, of type All."""
    row = row_type("classic_selector").read(raw, where)
    strange = row.get(STRANGE, {})
    written = row["read_write_type"] or "All"
    return {
        "management_events": row["management_events"] is not False,
        "read_write_type": unsure(strange["read_write_type"]) if "read_write_type" in strange else written,
        "excluded_sources": unsure(strange["*"]) if "*" in strange else row["excluded_sources"] or [],
    }


def _advanced(raw: Json, where: str, unsure: Callable[[Json], Json]) -> Json:
    row = row_type("advanced_selector").read(raw, where)
    if STRANGE in row:
        return {"name": row["name"], "fields": unsure(row[STRANGE]["*"])}
    return {
        "name": row["name"],
        "fields": [_field(field, f"{where}/FieldSelectors/{n}", unsure) for n, field in enumerate(row["fields"] or [])],
    }


def _field(raw: Json, where: str, unsure: Callable[[Json], Json]) -> Json:
    row = row_type("field_selector").read(raw, where)
    if STRANGE in row:
        return {"field": unsure(row[STRANGE]["*"])}
    return {"field": row["field"]} | {key: row[key] for key in _OPERATORS if row[key]}
