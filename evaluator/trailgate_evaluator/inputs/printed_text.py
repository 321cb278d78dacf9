"""Text that terraform prints beside its JSON: the plan as people read it, the graph, and what a wrapper puts before JSON."""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.regular import regex

_GIVE: Final = "Plan with `-out PLANFILE` and give the output of `terraform show -json PLANFILE`."
_FOR_PEOPLE: Final = regex(
    rb"(?:Terraform|OpenTofu) (?:will perform|used the selected providers|has compared)|^\s*# \S+ will be (?:created|destroyed)"
    rb"|^Plan: \d+ to (?:add|import)|^No changes\.",
    re.MULTILINE,
)
_DRAWN: Final = regex(rb"\s*(?:strict\s+)?digraph\b")
_JSON_BELOW: Final = regex(rb"\n[ \t]*\{\s*\"(?:format_version|format)\"")


def recognised(start: bytes) -> tuple[str, str] | None:
    """What the text is, and what to do; None for anything else. `start` is the file's beginning."""
    if start.lstrip().startswith((b"{", b"[{", b"[\n")):
        return None
    if _DRAWN.match(start):
        return "a graph (DOT)", f"Give the graph by --graph, beside the plan. {_GIVE}"
    if _JSON_BELOW.search(start):
        return (
            "JSON with other text before it, as a wrapper of terraform prints its command line",
            "Call terraform itself (`terraform-bin`, or setup-terraform without its wrapper), or delete all before `{`.",
        )
    if _FOR_PEOPLE.search(start):
        return "a plan as terraform prints it for people", _GIVE
    return None
