"""What locals reach, read from the text of `terraform graph -type=plan -plan=tfplan`.

A plan's JSON has no definition of locals (hashicorp/terraform#35674); the graph has their edges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.terraform.plan_json.addresses import Steps, parse

_EDGE: Final = re.compile(r'^\s*"((?:[^"\\]|\\.)*)"\s*->\s*"((?:[^"\\]|\\.)*)"')
_NODE: Final = re.compile(r"^(?:\[[a-z]+\] )?(.*?)(?: \((expand|close|reference|prepare state|import)[^)]*\))?$")

Place = tuple[tuple[str, ...], Steps]
"""A module of the configuration and a reference as it would be written there."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The edges that leave locals, by the local's module and name."""

    locals: Mapping[tuple[tuple[str, ...], str], tuple[Place, ...]]

    def reached(self, module: tuple[str, ...], name: str) -> tuple[Place, ...] | None:
        """The references of a local; None where the graph does not know it."""
        return self.locals.get((module, name))


def read(text: str, *, where: str = "--graph") -> Graph:
    """The graph of a DOT text; an error where the text is none."""
    if "digraph" not in text[:4096]:
        raise InputError(
            expected="a DOT graph",
            found="a text without `digraph`",
            where=where,
            what_to_do="Write it with `terraform graph -type=plan -plan=tfplan > plan.dot`.",
        )
    found: dict[tuple[tuple[str, ...], str], list[Place]] = {}
    for line in text.splitlines():
        edge = _EDGE.match(line)
        if edge is None:
            continue
        source, target = _place(edge.group(1)), _place(edge.group(2))
        if source is None or source[1][0] != "local" or not isinstance(source[1][1], str):
            continue
        reached = found.setdefault((source[0], source[1][1]), [])
        if target is not None:
            reached.append(target)
    return Graph({local: tuple(places) for local, places in found.items()})


def _place(node: str) -> Place | None:
    """A node's module and reference; None for providers, closing nodes and whatever is no value."""
    match = _NODE.match(node.replace('\\"', '"'))
    if match is None or match.group(2) == "close" or match.group(1).startswith("provider["):
        return None
    steps = parse(match.group(1))
    if steps is None:
        return None
    module: list[str] = []
    while steps[:1] == ("module",) and steps[2:] and isinstance(steps[1], str):
        module.append(steps[1])
        steps = steps[2:]
    if not steps[1:] or not isinstance(steps[1], str):
        return None
    if steps[0] == "output" and module:
        return tuple(module[:-1]), ("module", module[-1], *steps[1:])
    return tuple(module), steps
