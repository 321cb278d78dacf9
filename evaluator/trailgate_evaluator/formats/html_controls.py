"""What the HTML page shows of several controls at one look: accounts and controls, and each cause once."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.formats.overview import causes, fix_of, together
from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.numbers import in_order, label, several, titled
from trailgate_evaluator.report.standing import standing_of

Json = dict[str, Any]


def overview(report: Json, ordered: list[Json]) -> Json | None:
    """Columns (controls), rows (accounts) and causes; None of one control. `ordered` are the results as the page numbers them."""
    if not several(report):
        return None
    places = {id(result): number for number, result in enumerate(ordered, 1)}
    columns = in_order(report["controls"], report["controls"], report["benchmark"])
    return {
        "columns": [{"label": label(control, report), "title": titled(control, report)} for control in columns],
        "rows": [_row(results, columns, places, report) for results in together(report)],
    }


def _row(results: list[Json], columns: list[str], places: dict[int, int], report: Json) -> Json:
    found = {result["control"]: result for result in results}
    given = report["inputs"][results[0]["input"]]
    return {
        "account": account_name(results[0]["subject"]["account"]),
        "input": given["name"],
        "cells": [_cell(found.get(control), places) for control in columns],
        "causes": [
            {"mark": cause.kind, "told": cause.told(len(results)), "advice": cause.advice} for cause in causes(results, report)
        ],
        "fix": fix_of(results, report, given),
    }


def _cell(result: Json | None, places: dict[int, int]) -> Json | None:
    return None if result is None else {"standing": standing_of(result), "number": places[id(result)]}
