"""The type that a variable is declared with."""

from __future__ import annotations

from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.bodies import Expression
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
from trailgate_evaluator.languages.hcl.syntax.tree import Call, HclError, Node, ObjectOf, Text, TupleOf, Variable
from trailgate_evaluator.languages.hcl.values.types import Type, converted
from trailgate_evaluator.languages.hcl.values.values import RefusedError, Value

_WORDS = frozenset({"string", "number", "bool", "any"})
_DEEPEST = 50


def declared_type(expression: Expression | None) -> Type | None:
    """The type that an expression is; `any` where there is none, None where it cannot be read."""
    if expression is None:
        return "any"
    try:
        node = expression.node()
        if isinstance(node, Text):
            node = parse_expression(node.value)  # as JSON writes it, and Terraform 0.11 did
        return _type(node, 0)
    except (HclError, RefusedError, RecursionError):
        return None


def _type(node: Node, depth: int) -> Type:
    if depth > _DEEPEST:
        raise RefusedError("a type that nests less")
    match node:
        case Variable(name=name) if name in _WORDS:
            return name
        case Variable(name="list" | "map" | "set" as name):
            return (name, "any")
        case Call(name="list" | "map" | "set" as name, arguments=(inner,)):
            return (name, _type(inner, depth + 1))
        case Call(name="tuple", arguments=(TupleOf(items=items),)):
            return ("tuple", tuple(_type(item, depth + 1) for item in items))
        case Call(name="object", arguments=(ObjectOf(items=items),)):
            return _object(items, depth)
        case _:
            raise RefusedError("a type")


def _object(items: tuple[tuple[Node, Node], ...], depth: int) -> Type:
    found: dict[str, Type] = {}
    optional: dict[str, Value] = {}
    for key, node in items:
        if not isinstance(key, Text):
            raise RefusedError("a name")
        if isinstance(node, Call) and node.name == "optional" and node.arguments:
            found[key.value] = _type(node.arguments[0], depth + 1)
            default = value_of(node.arguments[1], Scope({})) if len(node.arguments) > 1 else None
            optional[key.value] = converted(default, found[key.value])
        else:
            found[key.value] = _type(node, depth + 1)
    return ("object", found, optional)
