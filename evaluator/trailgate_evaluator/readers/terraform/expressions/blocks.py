"""Nested blocks as a list of objects: those that are written, and what dynamic ones come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.hcl.evaluation.loops import pairs
from trailgate_evaluator.languages.hcl.syntax.bodies import Block, Body
from trailgate_evaluator.languages.hcl.syntax.tree import HclError, Variable
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Items,
    RefusedError,
    Unknown,
    Value,
    either,
    entries,
    settled,
    spread,
)

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.expressions.modules import ModuleScope

_DEEPEST = 12
BLOCKS: Final = frozenset(
    {
        "actions_suppressor", "advanced_event_selector", "assume_role", "condition", "data_resource", "evaluation_criteria",
        "event_selector", "field_selector", "insight_selector", "metric", "metric_query", "metric_transformation",
        "not_principals", "principals", "statement",
    }
)  # fmt: skip
"""What JSON writes like an attribute and the provider takes for nested blocks."""


def blocks_of(scope: ModuleScope, body: Body, kind: str, names: Mapping[str, Value], depth: int = 0) -> Value:
    """The blocks of a kind within a body; None where there are none and nothing could make any."""
    found: list[Value] = [Items("tuple", ())]
    because: Unknown | None = None
    seen = False
    for block in body.blocks:
        if block.kind == kind:
            told: Value = Items("tuple", (_object(scope, block.body(), names, depth),))
        elif block.kind == "dynamic" and block.labels[:1] == (kind,):
            told = _dynamic(scope, block, names, depth)
        else:
            continue
        seen = True
        choices = getattr(told, "choices", (told,))
        because = because or getattr(told, "because", None)
        if any(isinstance(choice, Unknown) for choice in choices):
            return next(choice for choice in choices if isinstance(choice, Unknown))
        found = [
            Items("tuple", (*a.items, *b.items)) for a in found for b in choices if isinstance(a, Items) and isinstance(b, Items)
        ]
    if not seen:
        return None
    return found[0] if because is None else either(found, because)


def _object(scope: ModuleScope, body: Body, names: Mapping[str, Value], depth: int) -> Value:
    if depth > _DEEPEST:
        return Unknown("unreadable_expression", "blocks that nest so deep")
    found: dict[str, Value] = {}
    for name, expression in body.attributes.items():
        if not (body.is_json_block(name) and name in BLOCKS):
            found[name] = scope.evaluated(expression, names)
    kinds = {block.labels[0] if block.kind == "dynamic" and block.labels else block.kind for block in body.blocks}
    for kind in sorted(kinds - found.keys()):
        found[kind] = blocks_of(scope, body, kind, names, depth + 1)
    return entries("object", found)


def _dynamic(scope: ModuleScope, block: Block, names: Mapping[str, Value], depth: int) -> Value:
    body = block.body()
    over = body.attributes.get("for_each")
    content = next(body.of_type("content"), None)
    if over is None or content is None:
        return Unknown("unreadable_expression", f"the dynamic block {block.labels[0]}")
    iterator = block.labels[0]
    if (named := body.attributes.get("iterator")) is not None:
        node = named.node()
        if not isinstance(node, Variable):
            return Unknown("unreadable_expression", named.written)
        iterator = node.name

    def made(told: Value) -> Value:
        if isinstance(told, Unknown):
            return told
        if told is None:
            raise RefusedError("something to go through")
        items = []
        for key, value in pairs(told):
            each = Entries("object", {"key": key, "value": value})
            items.append(_object(scope, content.body(), {**names, iterator: each}, depth))
        return Items("tuple", tuple(items))

    try:
        return spread(made, settled(scope.evaluated(over, names)))
    except (RefusedError, HclError):
        return Unknown("unreadable_expression", over.written, (over.path, over.line))
