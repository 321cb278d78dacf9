"""What locals reach, read from the text of `terraform graph -type=plan -plan=tfplan`.

A plan's JSON has no definition of locals (hashicorp/terraform#35674); the graph has their edges. It is transitively reduced:
an edge to something that stands behind another target of the same node is left out, so what is behind may be meant too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import Struct

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.terraform.plan_json.addresses import Steps, parse
from trailgate_evaluator.regular import regex

_EDGE: Final = regex(r'^\s*"((?:[^"\\]|\\.)*)"\s*(?:->\s*"((?:[^"\\]|\\.)*)")?')
_NODE: Final = regex(r"^(?:\[[a-z]+\] )?(.*?)(?: \((expand|close|reference|prepare state|import)[^)]*\))?$")
_MAKE: Final = "Write it with `terraform graph -type=plan -plan=tfplan > plan.dot`."
_SHOWN_BYTES: Final = 4096

Place = tuple[tuple[str, ...], Steps]
"""A module of the configuration and a reference as it would be written there."""


class Reached(NamedTuple):
    """What a local refers to for certain, and what it may refer to as well: all that stands behind that."""

    direct: tuple[Place, ...]
    behind: tuple[Place, ...]


class Graph(Struct, frozen=True):
    """The nodes of a graph with the nodes that each depends on, and the node of every local."""

    edges: Mapping[str, tuple[str, ...]]
    locals: Mapping[tuple[tuple[str, ...], str], str]

    def reached(self, module: tuple[str, ...], name: str) -> Reached | None:
        """What a local reaches, nothing where it is a constant; None where the graph does not know it."""
        node = self.locals.get((module, name))
        if node is None:
            return None
        first = [target for target in self.edges.get(node, ()) if _place(target) is not None]
        seen = set(first)
        pending = list(reversed(first))
        behind: list[Place] = []
        while pending:
            for target in self.edges.get(pending.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
                    if (place := _place(target)) is not None:
                        behind.append(place)
        return Reached(tuple(p for p in map(_place, first) if p is not None), tuple(behind))

    def is_constant(self, module: tuple[str, ...], name: str) -> bool:
        """Whether a local is a node that depends on no value."""
        node = self.locals.get((module, name))
        return node is not None and all(_place(target) is None for target in self.edges.get(node, ()))


def read(text: str, *, where: str = "--graph") -> Graph:
    """The graph of a DOT text; an error that says what else it is where the text is none, or has no values."""
    if "digraph" not in text[:_SHOWN_BYTES]:
        found, what_to_do = _other(text)
        raise InputError(expected="a DOT graph for --graph", found=found, where=where, what_to_do=what_to_do)
    edges: dict[str, list[str]] = {}
    found_locals: dict[tuple[tuple[str, ...], str], str] = {}
    for line in text.splitlines():
        edge = _EDGE.match(line)
        if edge is None:
            continue
        for node in edge.groups():
            if node is not None and node not in edges:
                edges[node] = []
                place = _place(node)
                if place is not None and place[1][0] == "local" and isinstance(place[1][1], str):
                    found_locals[place[0], place[1][1]] = node
        if edge.group(2) is not None:
            edges[edge.group(1)].append(edge.group(2))
    if not any(node.startswith("[root]") for node in edges):
        raise InputError(
            expected="a graph of all values for --graph",
            found="a graph of resources alone, as plain `terraform graph` draws it",
            where=where,
            what_to_do=_MAKE,
        )
    return Graph({node: tuple(targets) for node, targets in edges.items()}, found_locals)


def _other(text: str) -> tuple[str, str]:
    start = text[:_SHOWN_BYTES].lstrip("\ufeff \t\r\n")
    if start.startswith("PK"):
        return "a plan file (a zip, as `terraform plan -out` writes it)", _MAKE
    if start.startswith(("{", "[")):
        return "JSON", f"The plan's JSON is the input itself; --graph is for the graph. {_MAKE}"
    return "a text without `digraph`", _MAKE


def _place(node: str) -> Place | None:
    """A node's module and reference; None for providers, modules, closing nodes and whatever is no value."""
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
    if not steps[1:] or not isinstance(steps[1], str) or steps[0] == "module":
        return None
    if steps[0] == "output" and module:
        return tuple(module[:-1]), ("module", module[-1], *steps[1:])
    return tuple(module), steps
