"""What a document says of a metric filter beside what was read: what its criteria admit, and what its group masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.languages.data_protection import may_mask
from trailgate_evaluator.languages.field_selection import admits
from trailgate_evaluator.languages.filter_pattern.answers.asked_texts import asked_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json


def admitting(metric_filter: Json) -> Json:
    """The filter, where it has field selection criteria with `admits`: whether they let through what CloudTrail writes."""
    bare = {name: value for name, value in metric_filter.items() if name != "admits"}
    scope = bare["scope"]
    if not isinstance(scope, str):
        return bare
    return bare | {"admits": admits(scope, account=bare["account"], region=bare["region"])}


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
