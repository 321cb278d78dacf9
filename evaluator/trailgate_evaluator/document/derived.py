"""What a document says of a metric filter beside what was read: what its criteria admit, and what its group masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

_NONE: Final = 3
_ZERO: Final = regex(r"[-+]?0+([.]0+)?([eE][-+]?[0-9]+)?")


def admitting(metric_filter: Json) -> Json:
    """The filter, where it has field selection criteria with `admits`: whether they let through what CloudTrail writes."""
    bare = {name: value for name, value in metric_filter.items() if name != "admits"}
    scope = bare["scope"]
    if not isinstance(scope, str):
        return bare
    from trailgate_evaluator.languages.field_selection import admits

    place = bare.get("origin", bare)
    return bare | {"admits": admits(scope, account=place["account"], region=place["region"])}


def flooded(filters: Mapping[str, Json], patterns: Mapping[str, Json]) -> dict[str, Json]:
    """The filters, where another one floods the metric that they write with `flooded_by`: its id.

    A filter that matches ordinary records keeps every alarm on its metric busy, also for the filters beside it. One that
    writes something comes before one that writes zeros, and one of the same group before another's.
    """
    floods: dict[object, tuple[bool, int, str]] = {}
    for found, metric_filter in sorted(filters.items()):
        tide = _tide(metric_filter, patterns)
        for metric, is_zero in _metrics(metric_filter) if tide < _NONE else ():
            for place in (metric, (metric, metric_filter["log_group"])):
                rank = (is_zero, tide, found)
                floods[place] = min(floods.get(place, rank), rank)
    return {found: _flooded(metric_filter, floods, patterns) for found, metric_filter in filters.items()}


def _flooded(metric_filter: Json, floods: Mapping[object, tuple[bool, int, str]], patterns: Mapping[str, Json]) -> Json:
    bare = {name: value for name, value in metric_filter.items() if name != "flooded_by"}
    tide, group = _tide(bare, patterns), bare["log_group"]
    others = sorted(
        (is_zero, height, place == metric, found)
        for metric, _ in _metrics(bare)
        for place in (metric, (metric, group))
        if place in floods
        for is_zero, height, found in [floods[place]]
    )
    if not others or others[0][-1] == bare["id"] or tide <= others[0][1]:
        return bare
    return bare | {"flooded_by": others[0][-1]}


def _tide(metric_filter: Json, patterns: Mapping[str, Json]) -> int:
    """How much of what is ordinary a filter matches, the worst first: every event, a class, perhaps one, or none."""
    pattern = metric_filter["pattern"]
    known = patterns.get(pattern, {}) if isinstance(pattern, str) else {}
    ordinary = known.get("ordinary", ())
    if ordinary:
        return 0 if "any" in ordinary else 1
    return 2 if known.get("ordinary_undecided") else _NONE


def _metrics(metric_filter: Json) -> Iterator[tuple[object, bool]]:
    """The metrics that a filter writes, and whether zeros; those of which every part is known."""
    for written in metric_filter["transformations"] if isinstance(metric_filter["transformations"], list) else ():
        parts = [*(metric_filter[part] for part in ("account", "region")), written.get("namespace"), written.get("name")]
        if isinstance(metric_filter["log_group"], str) and all(isinstance(part, str) for part in parts):
            system = written.get("system_dimensions")
            dimensions = repr([written.get("dimensions"), system, metric_filter.get("origin") if system else None])
            yield (*parts, dimensions), bool(_ZERO.fullmatch(str(written.get("value"))))


def masked(metric_filter: Json, groups: Mapping[str, Json], texts: Mapping[str, str], required: Requirements) -> Json:
    """The filter, where its group masks something with `masked`: whether that may be what its pattern asks for.

    `groups` are the document's, `texts` the patterns by id; what cannot be known of either leaves nothing to say.
    """
    bare = {name: value for name, value in metric_filter.items() if name != "masked"}
    group = groups.get(bare["log_group"]) if isinstance(bare["log_group"], str) else None
    identifiers = None if group is None else group.get("masks")
    if not identifiers or is_unknown(identifiers):
        return bare
    from trailgate_evaluator.languages.data_protection import may_mask
    from trailgate_evaluator.languages.filter_pattern.answers.asked_texts import asked_texts

    asked = asked_texts(texts[bare["pattern"]], required) if isinstance(bare["pattern"], str) else set()
    return bare | {"masked": any(may_mask(one, text) for one in identifiers for text in asked)}
