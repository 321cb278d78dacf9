"""The value of an expression in a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from trailgate_evaluator.languages.hcl.evaluation import looking
from trailgate_evaluator.languages.hcl.evaluation.loops import loop, template_loop
from trailgate_evaluator.languages.hcl.evaluation.operators import combined, negated, truth
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.functions.calling import call
from trailgate_evaluator.languages.hcl.syntax.bodies import Expression
from trailgate_evaluator.languages.hcl.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Element,
    For,
    HclError,
    Index,
    Literal,
    Node,
    ObjectOf,
    Splat,
    Template,
    TemplateFor,
    Text,
    TupleOf,
    Unary,
    Variable,
)
from trailgate_evaluator.languages.hcl.values.types import UNTYPED, Type, converted, in_doubt, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    borne,
    composed,
    either,
    entries,
    glued,
    settled,
    spread,
)

_TWO_TYPES: Final = Unknown("unreadable_expression", "a condition whose branches are of two types")
_OF_ITS_ITEMS: Final[Type] = ("items",)
"""A loop has a type although one of its items is refused: which, is not found out, and it is none that others have."""
_REFUSED: Final = Unknown("unreadable_expression", "what is refused")


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression that a file holds; what Terraform would refuse is unknown, since a plan was made of it."""
    try:
        return value_of(expression.node(), scope)
    except (RefusedError, HclError, RecursionError):
        return Unknown("unreadable_expression", expression.written, scope.at or (expression.path, expression.line))


def value_of(node: Node, scope: Scope) -> Value:
    """The value of a tree; raises `RefusedError` where Terraform would refuse."""
    return composed(borne(_value_of(node, scope)))


def _value_of(node: Node, scope: Scope) -> Value:  # noqa: C901, PLR0912 - one line for each kind of node
    scope.budget.left -= 1
    if scope.budget.left < 0:
        return Unknown("unreadable_expression", "more than can be worked out here", scope.at)
    match node:
        case Literal(value=value) | Text(value=value):
            return value
        case Variable(name=name):
            return scope.look(name)
        case Element():
            return scope.element
        case Attribute(on=on, name=name):
            return _attribute(on, name, scope)
        case Index(on=on, key=key):
            return looking.index(value_of(on, scope), value_of(key, scope))
        case Splat(on=on, each=each):
            return looking.each_of(value_of(on, scope), lambda item: value_of(each, scope.at_element(item)))
        case Call():
            return _call(node, scope)
        case TupleOf(items=items):
            return Items("tuple", tuple(value_of(item, scope) for item in items))
        case ObjectOf(items=pairs):
            return _object(pairs, scope)
        case For():
            return loop(node, scope, value_of)
        case Unary(operator=operator, on=on):
            return negated(operator, value_of(on, scope))
        case Binary(operator=operator, left=left, right=right):
            return combined(operator, value_of(left, scope), value_of(right, scope))
        case Conditional():
            return _conditional(node, scope)
        case Template(parts=parts):
            return joined([part if isinstance(part, str) else value_of(part, scope) for part in parts])
        case TemplateFor():
            return template_loop(node, scope, value_of, joined)


def _attribute(on: Node, name: str, scope: Scope) -> Value:
    return looking.attribute(value_of(on, scope), name)


def _object(pairs: Any, scope: Scope) -> Value:
    found: dict[str, Value] = {}
    for key_node, value_node in pairs:
        key = converted(settled(value_of(key_node, scope)), "string")
        if key is None:
            raise RefusedError("a key, not null")
        if not isinstance(key, str):
            return key if isinstance(key, Unknown) else Unknown("known_after_apply", "a key", scope.at)
        found[key] = value_of(value_node, scope)
    return entries("object", found)


def _conditional(node: Conditional, scope: Scope) -> Value:
    told = truth(value_of(node.condition, scope))
    if isinstance(told, bool):
        chosen = value_of(node.then if told else node.otherwise, scope)
        return _as_the_other(chosen, node.otherwise if told else node.then, scope)
    # what is refused is not chosen, or the whole is tried
    sides = [_side(branch, told, scope) for branch in (node.then, node.otherwise)]
    kind = unified(kind for _, kind in sides)
    if kind is None:
        return _TWO_TYPES
    if any(in_doubt(branch, kind) for branch, _ in sides):
        told = replace(told, fails=True)
    return either([converted(branch, kind) for branch, _ in sides], told)


def _as_the_other(chosen: Value, other: Node, scope: Scope) -> Value:
    """The value in the type that both branches have in common."""
    beside, kind = _side(other, None, scope)
    kind = unified((type_of(chosen), kind))
    if kind is None:
        return _TWO_TYPES
    made = converted(chosen, kind)
    return either([made], UNTYPED) if in_doubt(chosen, kind) or in_doubt(beside, kind) else made


def _side(node: Node, refused: Value, scope: Scope) -> tuple[Value, Type]:
    """The value of a branch and its type; that is known of some that are refused, too."""
    try:
        made = value_of(node, scope)
    except RefusedError:
        return refused, _type_of_refused(node, scope)
    return made, type_of(made)


def _type_of_refused(node: Node, scope: Scope) -> Type:
    match node:
        case Template():
            return "string"
        case Unary(operator="-") | Binary(operator="+" | "-" | "*" | "/" | "%"):
            return "number"
        case Unary() | Binary():
            return "bool"
        case Conditional(then=then, otherwise=otherwise):
            kinds = [kind for made, kind in (_side(branch, _REFUSED, scope) for branch in (then, otherwise)) if made is not None]
            return "any" if "any" in kinds else unified(kinds) or "any"
        case TupleOf(items=items):
            return ("tuple", tuple(_side(item, None, scope)[1] for item in items))
        case ObjectOf(items=pairs) if all(isinstance(key, Text) for key, _ in pairs):
            return ("object", {key.value: _side(item, None, scope)[1] for key, item in pairs if isinstance(key, Text)}, {})
        case For(over=over) if _side(over, None, scope)[0] is not None:
            return _OF_ITS_ITEMS
        case _:
            return "any"


def joined(parts: list[Value]) -> Value:
    """The text of a template's parts."""
    return spread(_joined, *parts)


def _joined(*parts: Value) -> Value:
    made: list[Any] = []
    for part in parts:
        told = converted(settled(part), "string")
        if told is None:
            raise RefusedError("no null in a text")
        if not isinstance(told, str | Symbol | Glued):
            return told
        made.append(told)
    return glued(made)


def _call(node: Call, scope: Scope) -> Value:
    if node.name in {"try", "can"}:
        return _tried(node, scope)
    arguments = [value_of(argument, scope) for argument in node.arguments]
    if node.expanded:
        last = settled(arguments.pop())
        if isinstance(last, Either):
            return spread(lambda one: _called(node.name, [*arguments, *_listed(one)], scope), last)
        if isinstance(last, Unknown):
            return last
        arguments += _listed(last)
    return _called(node.name, arguments, scope)


def _listed(value: Value) -> list[Value]:
    told = settled(value)
    if not isinstance(told, Items):
        raise RefusedError("a list to expand")
    return list(told.items)


def _called(name: str, arguments: list[Value], scope: Scope) -> Value:
    def filled(tree: Node, names: Mapping[str, Value]) -> Value:
        return value_of(tree, Scope(names, scope.files, scope.budget, scope.at))

    found = call(name, arguments, scope.files, filled)
    if isinstance(found, Unknown) and found.at is None:
        return Unknown(found.reason, found.name, scope.at)
    return found


def _tried(node: Call, scope: Scope) -> Value:
    """The first argument that evaluates; where one may fail once more is known, one of it and the next."""
    if node.expanded:  # which evaluates the list before anything is tried
        return Unknown("unreadable_expression", f"{node.name}() of a list", scope.at)
    if node.name == "can" and len(node.arguments) != 1:
        raise RefusedError("one argument for can")
    possible: list[Value] = []
    because: Unknown | None = None
    for argument in node.arguments:
        try:
            told = value_of(argument, scope)
        except RefusedError:
            if node.name == "can":
                return False
            continue
        missing = uncertain(told)
        if node.name == "can":
            return True if missing is None else missing
        possible.append(told)
        if missing is None:
            return told if because is None else either(possible, because)
        because = because or missing
    if because is None:
        raise RefusedError("something that can be evaluated")
    return either(possible, because)


def uncertain(value: Value) -> Unknown | None:
    """Why the evaluation of a value may yet fail."""
    pending = [value]
    while pending:
        match pending.pop():
            case Unknown() as found:
                return found
            case Either(choices=choices, because=because):
                if because.fails:
                    return because
                pending.extend(choices)
            case Symbol(plain=False, path=path):
                return Unknown("known_after_apply", ".".join(map(str, path)))
            case Glued(parts=parts):
                pending.extend(part for part in parts if isinstance(part, Symbol))
            case Items(items=items):
                pending.extend(items)
            case told if (inner := getattr(told, "entries", None)) is not None:
                pending.extend(inner.values())
    return None
