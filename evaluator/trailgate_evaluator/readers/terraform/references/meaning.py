"""What a value of the language says of resources, in the terms in which references are resolved."""

from __future__ import annotations

from collections.abc import Mapping

from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Glued,
    Items,
    Symbol,
    Unknown,
    Value,
    doubt,
    settled,
    symbols,
)
from trailgate_evaluator.readers.terraform.expressions.json_values import json_of_value
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Reach, Resolved

REASONS = frozenset({"not_visible", "known_after_apply", "unresolved_local"})

_TOO_MUCH = frozenset(
    {
        "a list that is very long", "a text that is very long", "a value that is very large", "blocks that nest so deep",
        "more than can be worked out here", "YAML that is very large",
    }
)  # fmt: skip
"""What is given up for its size or for the work that it takes."""


def opaque(unknown: Unknown) -> Opaque:
    """The reason why a value is not known, with its expression, file and line."""
    reason = unknown.reason if unknown.reason in REASONS else "unreadable_expression"
    name = _not_at_hand(unknown.name) if unknown.reason == "file_not_at_hand" else unknown.name
    if unknown.name in _TOO_MUCH:
        name = f"{name}, beyond the limits"
    place = f" ({unknown.at[0]}, line {unknown.at[1]})" if unknown.at else ""
    return Opaque(reason, f"{name}{place}")


def _not_at_hand(name: str) -> str:
    """A file, a folder (whose name ends with a slash), or what says itself what it is."""
    if name.startswith(("the name of ", "the sources of ")):
        return name
    return f"the folder {name}" if name.endswith("/") else f"the file {name}"


def resolved_of(value: Value, by_address: Mapping[str, Instance], wanted: frozenset[str]) -> Resolved:
    """What a value reaches among resources of the wanted types."""
    told = settled(value)
    if isinstance(told, Either):
        parts = [resolved_of(choice, by_address, wanted) for choice in told.choices]
        if all(part.reaches and not part.opaque for part in parts):
            return Resolved(reaches=[reach for part in parts for reach in part.reaches], references=len(parts))
        return Resolved(opaque=[opaque(told.because)], references=len(parts))
    if isinstance(told, Unknown):
        return Resolved(opaque=[opaque(told)], references=1)
    symbol = the_symbol(told)
    if symbol is not None:
        return _of_symbol(symbol, by_address, wanted)
    if (missing := doubt(told)) is not None:
        return Resolved(opaque=[opaque(missing)], references=1)
    if symbols(told):
        return Resolved(opaque=[Opaque("known_after_apply", "")], references=1)
    return Resolved(literals=[json_of_value(told)])


def the_symbol(value: Value) -> Symbol | None:
    """The symbol that a value is, or that it is with a log group's `:*` behind it."""
    if isinstance(value, Glued) and value.parts[1:] in {(), (":*",)} and isinstance(value.parts[0], Symbol):
        value = value.parts[0]
    return value if isinstance(value, Symbol) else None


def _of_symbol(symbol: Symbol, by_address: Mapping[str, Instance], wanted: frozenset[str]) -> Resolved:
    instance = by_address.get(str(symbol.owner))
    called = ".".join(map(str, (symbol.owner, *symbol.path)))
    if instance is not None and instance.mode == "managed":
        if instance.type in wanted:
            path = tuple(Index(step) if isinstance(step, int) else step for step in symbol.path)
            return Resolved(reaches=[Reach((instance,), path, f"{instance.type}.{instance.name}")], references=1)
        if symbol.path == ("arn",) and instance.type.startswith("aws_"):
            return Resolved(others=[instance.address], references=1)
    why = doubt(symbol.meaning)
    return Resolved(
        opaque=[Opaque("known_after_apply", called) if why is None else opaque(why)], references=1, local=f"tf:{called}"
    )


def canonical(value: Value) -> str | None:
    """The text that stands for a value that is not known, the same for the same value; None where nothing can."""
    told = settled(value)
    match told:
        case str():
            return told
        case Symbol(owner=owner, path=path, meaning=meaning):
            made = canonical(meaning) if isinstance(meaning, Glued | Symbol) else None
            return made or f"${{{owner}.{'.'.join(map(str, path))}}}"
        case Glued(parts=parts):
            return "".join(canonical(part) or "" for part in parts)
        case _:
            return None


def is_symbolic(value: Value) -> bool:
    """Whether a value holds no known text: only symbols, and what is unknown."""
    told = settled(value)
    match told:
        case Unknown() | Symbol():
            return True
        case Items(items=items):
            return all(is_symbolic(item) for item in items)
        case Either(choices=choices):
            return all(is_symbolic(choice) for choice in choices)
        case _:
            return False
