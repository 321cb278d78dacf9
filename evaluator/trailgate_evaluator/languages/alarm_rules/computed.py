"""What an alarm's expression computes: the queries it uses, and the series it fetches by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from trailgate_evaluator.languages.alarm_rules.expression import parse_expression
from trailgate_evaluator.languages.alarm_rules.insights import is_metrics_insights, parse_insights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.languages.alarm_rules.selection import Selection


class Computed(TypedDict):
    """`uses` and `functions` as the document has them; `uses` is None where the text cannot be known."""

    uses: list[str] | None
    functions: list[str]


def computed(text: str | None, metric_query_ids: Iterable[str]) -> Computed:
    """What an expression uses; without a text, nothing. A Metrics Insights query uses no other query."""
    if text is None or (is_metrics_insights(text) and parse_insights(text) is not None):
        return {"uses": [], "functions": []}
    parsed = parse_expression(text)
    if parsed is None:
        return {"uses": None, "functions": []}
    return {"uses": parsed.queries(metric_query_ids), "functions": sorted(parsed.functions)}


def fetched(texts: Iterable[str | None]) -> list[Selection] | None:
    """The series that expressions fetch by themselves; None where one may fetch anything."""
    found: list[Selection] = []
    for text in texts:
        if text is None:
            continue
        if is_metrics_insights(text):
            selection = parse_insights(text)
            if selection is None:
                return None
            found.append(selection)
        elif parse_expression(text) is None:
            return None
    return found
