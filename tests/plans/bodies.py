"""The body of a block while it is written: arguments by name, blocks within it, and its text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = re.compile(r"\b(each|count|event_selector|metric_transformation|metric_query|one_of_them)\.")
"""What stands for something only where it is written."""
FIXED = frozenset({"iterator", "provider", "providers", "depends_on", "source", "lifecycle"})
"""Arguments and blocks that take no expression."""


@dataclass(slots=True)
class Body:
    """Arguments in their order, and nested blocks by their headers."""

    arguments: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, Body]] = field(default_factory=list)

    def text(self, depth: int = 1) -> str:
        """As Terraform's language writes it."""
        before = "  " * depth
        lines = [f"{before}{name} = {expression}\n" for name, expression in self.arguments.items()]
        lines += [f"{before}{header} {{\n{body.text(depth + 1)}{before}}}\n" for header, body in self.blocks]
        return "".join(lines)

    def mapped(self, change: Callable[[str, str], str]) -> Body:
        """The same with each expression changed that may stand anywhere: `change` gets an argument's name and expression."""
        return Body(
            {
                name: expression if name in FIXED or BOUND.search(expression) else change(name, expression)
                for name, expression in self.arguments.items()
            },
            [(header, body if header in FIXED else body.mapped(change)) for header, body in self.blocks],
        )

    def without(self, *names: str) -> Body:
        """The same without some arguments."""
        return Body({name: value for name, value in self.arguments.items() if name not in names}, self.blocks)

    def json(self) -> dict[str, object]:
        """As JSON writes it, each expression as a template; for a body whose blocks are not dynamic."""
        found: dict[str, object] = {name: f"${{{value}}}" for name, value in self.arguments.items() if name not in FIXED}
        if "provider" in self.arguments:
            found["provider"] = self.arguments["provider"]
        for header, body in self.blocks:
            listed = found.setdefault(header, [])
            if isinstance(listed, list):
                listed.append(body.json())
        return found


def block(header: str, body: Body) -> str:
    """A block of a module."""
    return f"{header} {{\n{body.text()}}}\n"


def resource_json(kind: str, name: str, body: Body) -> str:
    """A file in JSON with one resource."""
    return json.dumps({"resource": {kind: {name: body.json()}}}, indent=1)
