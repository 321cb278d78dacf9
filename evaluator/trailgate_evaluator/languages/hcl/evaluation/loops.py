"""Loops: `for` in expressions and templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from trailgate_evaluator.languages.hcl.evaluation.operators import truth
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.tree import For, Node, TemplateFor
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    MOST,
    Entries,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    either,
    entries,
    settled,
    spread,
)

Evaluate = Callable[[Node, Scope], Value]
_Row = tuple[str, Value]
_ORDER: Final = Unknown("known_after_apply", "the order of a set")


def loop(node: For, scope: Scope, evaluate: Evaluate) -> Value:
    """The tuple or object of a `for`."""
    return spread(lambda over: _loop(node, over, scope, evaluate), settled(evaluate(node.over, scope)))


def _loop(node: For, over: Value, scope: Scope, evaluate: Evaluate) -> Value:
    if isinstance(over, Unknown):
        return over
    if isinstance(over, Symbol) and not over.plain:
        return Unknown("known_after_apply", "a loop", scope.at)
    alternatives: list[list[_Row]] = [[]]
    because: Unknown | None = None
    for key, value in pairs(over):
        inner = scope.within(**({node.key: key} if node.key else {}), **{node.value: value})
        wanted: bool | Unknown = True if node.condition is None else truth(evaluate(node.condition, inner))
        if wanted is False:
            continue
        name = "" if node.key_result is None else converted(settled(evaluate(node.key_result, inner)), "string")
        if not isinstance(name, str):
            if name is None:
                raise RefusedError("a key, not null")
            return name if isinstance(name, Unknown) else Unknown("known_after_apply", "a key", scope.at)
        row = (name, evaluate(node.result, inner))
        if wanted is True:
            for kept in alternatives:
                kept.append(row)
        else:
            because = because or wanted
            alternatives = [rows for kept in alternatives for rows in ([*kept, row], kept)]
            if len(alternatives) > MOST:
                return because
    ordered = not isinstance(over, Items) or over.ordered
    made = [_made(node, rows, ordered=ordered) for rows in alternatives]
    return made[0] if because is None else either(made, because)


def _made(node: For, rows: list[_Row], *, ordered: bool) -> Value:
    if node.key_result is None:
        return Items("tuple", tuple(value for _, value in rows), ordered)
    if node.grouped:
        groups: dict[str, list[Value]] = {}
        for name, value in rows:
            groups.setdefault(name, []).append(value)
        return entries("object", {name: Items("tuple", tuple(values), ordered) for name, values in groups.items()})
    found: dict[str, Value] = {}
    for name, value in rows:
        if name in found:
            raise RefusedError("each key once")
        found[name] = value
    return entries("object", found)


def pairs(over: Value) -> Iterator[tuple[Value, Value]]:
    """The keys and values that a loop goes through; raises `RefusedError` where there are none."""
    match over:
        case Items(kind="set", items=items):
            yield from ((item, item) for item in items)
        case Items(items=items, ordered=ordered):
            yield from ((number if ordered else _ORDER, item) for number, item in enumerate(items))
        case Entries(entries=inner):
            yield from ((key, inner[key]) for key in sorted(inner))
        case _:
            raise RefusedError("a list or map to go through")


def template_loop(node: TemplateFor, scope: Scope, evaluate: Evaluate, joined: Callable[[list[Value]], Value]) -> Value:
    """The text of a `%{ for }`."""

    def made(over: Value) -> Value:
        if isinstance(over, Unknown):
            return over
        if isinstance(over, Items) and not over.ordered and len(over.items) > 1:
            return _ORDER
        if isinstance(over, Symbol) and not over.plain:
            return Unknown("known_after_apply", "a loop", scope.at)
        parts = []
        for key, value in pairs(over):
            inner = scope.within(**({node.key: key} if node.key else {}), **{node.value: value})
            parts.append(evaluate(node.body, inner))
        return joined(parts)

    return spread(made, settled(evaluate(node.over, scope)))
