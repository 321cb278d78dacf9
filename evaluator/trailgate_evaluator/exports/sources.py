"""A snapshot that was made of an export, as an input."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from trailgate_evaluator.inputs.reading import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.exports.assembling import Json, Made


def source_of(made: Made, roots: Sequence[str], *, alone: bool) -> Source:
    """The input: called as what was given, and with its account where there are several."""
    name = roots[0] if len(roots) == 1 else f"{roots[0]} and {len(roots) - 1} more"
    return Source(
        name=name if alone else f"{name}:{made.account}",
        kind="aws_snapshot",
        digest="sha256:" + hashlib.sha256(canonical(made.content)).hexdigest(),
        content=made.content,
        made=True,
    )


def canonical(content: Json) -> bytes:
    """The bytes of a snapshot, as the collector writes them."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", errors="replace")
