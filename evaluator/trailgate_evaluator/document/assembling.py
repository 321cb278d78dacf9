"""Parts become the whole document that policies judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.document.admissions import with_admissions
from trailgate_evaluator.document.derived import admitting, flooded, masked
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.document.jointly import with_jointly
from trailgate_evaluator.document.other_routes import carrying
from trailgate_evaluator.document.parts import RESOURCE_KINDS, pattern_id
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.filter_pattern import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json, Parts
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

FORMAT: Final = "trailgate/document/v1"
EVERYTHING: Final = {"controls": None, "benchmark": None, "role": None}
"""Every control is asked for, by its newest text."""


def assemble(
    parts: Parts,
    *,
    settings: Mapping[str, Any],
    required: Requirements,
    asked: Mapping[str, Any] = EVERYTHING,
    index: Json | None = None,
) -> Json:
    """The whole document: the parts, the settings, each pattern's meaning, and the index.

    Args:
        parts: what a reader knows.
        settings: of `trailgate_evaluator.settings`: those of a file, or `NO_SETTINGS`.
        asked: {controls, benchmark, role}: what is asked of the account.
        required: what the policies require of this account (`engine.requirements`); patterns are described against it.
        index: of another document of these parts: what is asked changes nothing in it.

    Raises `InputError` where a pattern stands under another id than its own.
    """
    _refuse_foreign_ids(parts.pattern_texts)
    resources = {kind: dict(parts.resources.get(kind, {})) for kind in RESOURCE_KINDS}
    resources["trails"] = with_admissions(resources["trails"], required)
    resources["metric_filters"] = {
        name: masked(admitting(entry), resources["log_groups"], parts.pattern_texts, required)
        for name, entry in resources["metric_filters"].items()
    }
    patterns = {
        pattern: describe(text, required, accepted=pattern in parts.accepted) for pattern, text in parts.pattern_texts.items()
    }
    resources["metric_filters"] = flooded(resources["metric_filters"], patterns)
    resources["log_groups"] = with_jointly(resources["log_groups"], resources["metric_filters"], patterns, required)
    return {
        "format": FORMAT,
        "origin": {"kind": parts.kind, "as_of": parts.as_of, "sources": list(parts.sources)},
        "subject": parts.subject,
        "settings": dict(settings),
        "asked": dict(asked),
        **({"exclusions": required.exclusions} if required.exclusions else {}),
        **resources,
        "other_routes": carrying(parts.other_routes, required),
        "gaps": dict(parts.gaps),
        "patterns": patterns,
        "index": index_of(resources, parts.gaps) if index is None else index,
    }


def _refuse_foreign_ids(texts: Mapping[str, str]) -> None:
    for pattern, text in texts.items():
        if pattern != pattern_id(text):
            raise InputError(
                expected="each pattern under the id of its own text",
                found=f"the text {text[:200]!r} under another",
                where=f"patterns/{pattern}",
                what_to_do="Nothing is judged by such an input: a filter would be given the meaning of another's pattern.",
            )


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one JSON text of a document: keys sorted, no blanks, UTF-8."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
