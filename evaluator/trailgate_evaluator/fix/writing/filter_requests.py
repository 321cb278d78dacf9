"""The request that puts a metric filter: all that AWS said of it, with what is to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jmespath

from trailgate_evaluator.fix.writing.api_words import transformation
from trailgate_evaluator.fix.writing.request import Guard, Request, Same, literal, members

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]

MEMBERS: Final[Json] = {
    "logGroupName": None,
    "filterName": None,
    "filterPattern": None,
    "metricTransformations": None,
    "applyOnTransformedLogs": False,
    "fieldSelectionCriteria": "",
    "emitSystemFieldDimensions": [],
}
"""What PutMetricFilter takes, each with what means that it is not there."""


def put(change: Change, document: Json, existing: Existing) -> Request:
    """The whole filter, since a put replaces it."""
    entry = document["metric_filters"][change.target]
    row = existing.row(entry)
    wanted = _changed(row, entry, change, document) if change.edits and row else _new(entry, document)
    seen = members(f"metricFilters[?filterName == {literal(entry['name'])}]", MEMBERS)
    return Request(
        service="logs",
        operation="put-metric-filter",
        parameters=wanted,
        guard=Guard(
            question=Request(
                service="logs",
                operation="describe-metric-filters",
                parameters={"logGroupName": wanted["logGroupName"], "filterNamePrefix": entry["name"]},
            ),
            what=f"metric filter {entry['name']}",
            made=_is(seen, [wanted]),
            known=_is(seen, [row]) if row else None,
            none=None if row else _is(seen, []),
        ),
    )


def _is(query: str, rows: list[Json]) -> Same:
    return Same(query=query, value=jmespath.search(query, {"metricFilters": rows}))


def _changed(row: Json, entry: Json, change: Change, document: Json) -> Json:
    wanted = {name: row[name] for name in MEMBERS if row.get(name) is not None}
    patch = change.patch["metric_filters"][change.target]
    if "pattern" in patch:
        wanted["filterPattern"] = document["patterns"][entry["pattern"]]["text"]
    if "transformations" in patch:
        wanted["metricTransformations"] = _transformations(entry)
        wanted.pop("emitSystemFieldDimensions", None)
        wanted |= _dimensions(entry)
    if "scope" in patch:
        wanted.pop("fieldSelectionCriteria", None)
    return wanted


def _new(entry: Json, document: Json) -> Json:
    return {
        "logGroupName": document["log_groups"][entry["log_group"]]["name"],
        "filterName": entry["name"],
        "filterPattern": document["patterns"][entry["pattern"]]["text"],
        "metricTransformations": _transformations(entry),
        **_dimensions(entry),
    }


def _transformations(entry: Json) -> list[Json]:
    return [transformation(written) for written in entry["transformations"]]


def _dimensions(entry: Json) -> Json:
    found = sorted({name for written in entry["transformations"] for name in written["system_dimensions"]})
    return {"emitSystemFieldDimensions": found} if found else {}
