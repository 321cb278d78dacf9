"""What a document says of a metric filter beside what was read: what its criteria admit, and what its group masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.languages.data_protection import may_mask
from trailgate_evaluator.languages.field_selection import admits
from trailgate_evaluator.languages.filter_pattern.answers.asked_texts import asked_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.document.parts import Json


def admitting(metric_filter: Json) -> Json:
    """The filter, where it has field selection criteria with `admits`: whether they let through what CloudTrail writes."""
    bare = {name: value for name, value in metric_filter.items() if name != "admits"}
    scope = bare["scope"]
    if not isinstance(scope, str):
        return bare
    return bare | {"admits": admits(scope, account=bare["account"], region=bare["region"])}


def flooded(filters: Mapping[str, Json], patterns: Mapping[str, Json]) -> dict[str, Json]:
    """The filters, where another one of the group floods the metric that they write with `flooded_by`: its id.

    A filter that matches ordinary records keeps every alarm on its metric busy, also for the filters beside it.
    """
    floods: dict[object, tuple[bool, str]] = {}
    for found, metric_filter in sorted(filters.items()):
        ordinary = _ordinary(metric_filter, patterns)
        for metric in _metrics(metric_filter) if ordinary else ():
            floods[metric] = min(floods.get(metric, (True, found)), ("any" not in ordinary, found))
    return {found: _flooded(metric_filter, floods, patterns) for found, metric_filter in filters.items()}


def _flooded(metric_filter: Json, floods: Mapping[object, tuple[bool, str]], patterns: Mapping[str, Json]) -> Json:
    bare = {name: value for name, value in metric_filter.items() if name != "flooded_by"}
    own = ("any" not in ordinary, bare["id"]) if (ordinary := _ordinary(bare, patterns)) else (True, None)
    others = sorted(floods[metric] for metric in _metrics(bare) if metric in floods)
    if not others or others[0][1] == bare["id"] or (own[1] is not None and own[0] <= others[0][0]):
        return bare
    return bare | {"flooded_by": others[0][1]}


def _ordinary(metric_filter: Json, patterns: Mapping[str, Json]) -> list[str]:
    pattern = metric_filter["pattern"]
    return list(patterns.get(pattern, {}).get("ordinary", ())) if isinstance(pattern, str) else []


def _metrics(metric_filter: Json) -> Iterator[object]:
    """The metrics that a filter writes, on its group; those of which every part is known."""
    for written in metric_filter["transformations"] if isinstance(metric_filter["transformations"], list) else ():
        parts = [metric_filter["log_group"], written.get("namespace"), written.get("name")]
        if all(isinstance(part, str) for part in parts):
            yield (*parts, repr([written.get("dimensions"), written.get("system_dimensions")]))


def masked(metric_filter: Json, groups: Mapping[str, Json], texts: Mapping[str, str], required: Mapping[str, Any]) -> Json:
    """The filter, where its group masks something with `masked`: whether that may be what its pattern asks for.

    `groups` are the document's, `texts` the patterns by id; what cannot be known of either leaves nothing to say.
    """
    bare = {name: value for name, value in metric_filter.items() if name != "masked"}
    group = groups.get(bare["log_group"]) if isinstance(bare["log_group"], str) else None
    identifiers = None if group is None else group.get("masks")
    if not identifiers or is_unknown(identifiers):
        return bare
    asked = asked_texts(texts[bare["pattern"]], required.values()) if isinstance(bare["pattern"], str) else set()
    return bare | {"masked": any(may_mask(one, text) for one in identifiers for text in asked)}
