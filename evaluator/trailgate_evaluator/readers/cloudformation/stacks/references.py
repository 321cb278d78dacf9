"""What a template refers to, by name: each reference with the function that makes it and its pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.pointers import escaped
from trailgate_evaluator.readers.cloudformation.intrinsics.repetition import LOOP
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

_VARIABLE: Final = regex(r"\$\{(?!!)([^${}!]+)\}")
CONDITION: Final = "Condition"
DEPENDS_ON: Final = "DependsOn"
IN_MAP: Final = "Fn::FindInMap"


class Reference(NamedTuple):
    """By which function, to what, and where it stands; what is in a branch of `Fn::If` that may not be taken counts not.

    Of `Fn::FindInMap` `name` is the map, and `rest` the two keys as they are written; of `Fn::GetAtt` `rest` is the attribute.
    """

    by: str
    name: str
    pointer: str
    counts: bool = True
    rest: Any = None


def of_resource(resource: Mapping[str, Any], pointer: str, stack: Stack) -> Iterator[Reference]:
    """Every reference of a resource."""
    depends = resource.get(DEPENDS_ON)
    for name in depends if isinstance(depends, list) else [depends]:
        if isinstance(name, str):
            yield Reference(DEPENDS_ON, name, f"{pointer}/{DEPENDS_ON}")
    if isinstance(resource.get(CONDITION), str):
        yield Reference(CONDITION, resource[CONDITION], f"{pointer}/{CONDITION}")
    yield from within(resource.get("Properties"), f"{pointer}/Properties", stack)


def of_output(output: Mapping[str, Any], pointer: str, stack: Stack) -> Iterator[Reference]:
    """Every reference of an output; they count where its condition surely holds."""
    condition, counts = output.get(CONDITION), True
    if isinstance(condition, str):
        yield Reference(CONDITION, condition, f"{pointer}/{CONDITION}")
        counts = stack.condition(condition) is True
    for name in ("Value", "Export"):
        yield from within(output.get(name), f"{pointer}/{name}", stack, counts=counts)


def of_condition(value: Any, pointer: str) -> Iterator[Reference]:
    """Every reference of a condition, to parameters, maps and other conditions."""
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from of_condition(one, f"{pointer}/{place}")
    if not isinstance(value, dict):
        return
    match value:
        case {"Condition": str(name)} if len(value) == 1:
            yield Reference(CONDITION, name, pointer)
            return
        case _ if len(value) == 1:
            (function, argument), *_ = value.items()
            found = _of_function(function, argument, pointer)
            yield from found or ()
            if found is not None and function not in {"Fn::If", "Fn::Sub"}:
                return
    for name, one in value.items():
        yield from of_condition(one, f"{pointer}/{escaped(name)}")


def within(
    value: Any, pointer: str, stack: Stack, loops: frozenset[str] = frozenset(), *, counts: bool = True
) -> Iterator[Reference]:
    """Every reference within a value; `loops` are the variables of the loops around it."""
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from within(one, f"{pointer}/{place}", stack, loops, counts=counts)
    if not isinstance(value, dict):
        return
    if len(value) == 1:
        (name, argument), *_ = value.items()
        own = _of_function(name, argument, pointer)
        if own is not None:
            yield from (one._replace(counts=counts) for one in own if one.name not in loops)
        if name == "Fn::If" and own is not None:
            yield from _of_branches(argument, f"{pointer}/Fn::If", stack, loops, counts=counts)
            return
        if own is not None and name not in {"Fn::Sub", IN_MAP}:
            return
    for name, one in value.items():
        inner = loops
        if name.startswith(LOOP) and isinstance(one, list) and one and isinstance(one[0], str):
            inner = loops | {one[0]}
        yield from within(one, f"{pointer}/{escaped(name)}", stack, inner, counts=counts)


def _of_branches(argument: list[Any], pointer: str, stack: Stack, loops: frozenset[str], *, counts: bool) -> Iterator[Reference]:
    holds = stack.condition(argument[0])
    for place, taken in ((1, True), (2, False)):
        yield from within(argument[place], f"{pointer}/{place}", stack, loops, counts=counts and holds is taken)


def _of_function(name: str, argument: Any, pointer: str) -> list[Reference] | None:
    """What a function refers to by name; None of any other mapping."""
    match name, argument:
        case "Ref", str():
            return [Reference("Ref", argument, pointer)] if "{" not in argument else []
        case "Fn::GetAtt", [str(of), *rest]:
            told = ".".join(rest) if all(isinstance(one, str) for one in rest) else None
            return [Reference("Fn::GetAtt", of, pointer, rest=told)] if "{" not in of else []
        case "Fn::GetAtt", str():
            of, _, attribute = argument.partition(".")
            return [Reference("Fn::GetAtt", of, pointer, rest=attribute)]
        case "Fn::If", [str(condition), _, _]:
            return [Reference(CONDITION, condition, pointer)]
        case "Fn::FindInMap", [str(of), first, second]:
            return [Reference(IN_MAP, of, pointer, rest=(first, second))] if "{" not in of else []
        case "Fn::Sub", str():
            return _of_text(argument, {}, pointer)
        case "Fn::Sub", [str(text), dict(variables)]:
            return _of_text(text, variables, pointer)
        case _:
            return None


def _of_text(text: str, variables: Mapping[str, Any], pointer: str) -> list[Reference]:
    found = []
    for name in (told.strip() for told in _VARIABLE.findall(text)):
        of, _, rest = name.partition(".")
        if name not in variables:
            found.append(Reference("Fn::Sub", of, pointer, rest=rest or None))
    return found
