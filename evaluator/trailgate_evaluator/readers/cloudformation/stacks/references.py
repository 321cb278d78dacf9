"""What the resources of a template refer to: names that must be there, and no two resources that wait for each other.

CloudFormation refuses a template with either before it makes anything. Where a macro or a module may add resources, nobody can
tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.cloudformation.intrinsics.repetition import LOOP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

_ADDS_NOTHING: Final = frozenset({"AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::ServiceCatalog"})
_VARIABLE: Final = re.compile(r"\$\{(?!!)([^${}!]+)\}")
_WHAT_TO_DO: Final = "Correct the template; CloudFormation refuses it, too."


class _Reference(NamedTuple):
    """By which function, to what, and where it stands; what may be in a branch of `Fn::If` that is not taken counts not."""

    by: str
    name: str
    pointer: str
    counts: bool = True


def refuse_dangling(stack: Stack) -> None:
    """An error where a resource refers to what the template has not, or where resources wait for each other."""
    if _may_be_added_to(stack):
        return
    known = {*(stack.content.get("Parameters") or {}), *stack.listed}
    waits: dict[str, list[str]] = {}
    for name, resource in stack.listed.items():
        if not isinstance(resource, dict) or name.startswith("Fn::"):
            continue
        found = list(_of_resource(resource, f"/Resources/{_escaped(name)}", stack))
        for one in found:
            if one.by == "Condition":
                if one.name not in (stack.content.get("Conditions") or {}):
                    raise _refusal(stack, one, "a condition that the template has", f"{one.name[:80]}, which it has not")
            elif one.name not in known and not one.name.startswith("AWS::"):
                told = f"{one.by} {one.name[:80]}, which is neither"
                raise _refusal(stack, one, "a reference to a parameter or a resource of the template", told)
        waits[name] = [one.name for one in found if one.counts and one.by != "Condition" and one.name in stack.listed]
    circle = _circle({name: waits[name] for name in waits if stack.has(name)})
    if circle:
        raise InputError(
            expected="resources that do not wait for each other",
            found=" → ".join(circle[:8]),
            where=stack.where(f"/Resources/{_escaped(circle[0])}"),
            what_to_do=_WHAT_TO_DO,
        )


def _may_be_added_to(stack: Stack) -> bool:
    written = stack.content.get("Transform")
    transforms = written if isinstance(written, list) else [] if written is None else [written]
    if any(one not in _ADDS_NOTHING for one in transforms if isinstance(one, str)) or any(
        not isinstance(one, str) for one in transforms
    ):
        return True
    if stack.unread or "Fn::Transform" in stack.content:
        return True
    return any(isinstance(one, dict) and str(one.get("Type")).endswith("::MODULE") for one in stack.listed.values())


def _of_resource(resource: Mapping[str, Any], pointer: str, stack: Stack) -> Iterator[_Reference]:
    depends = resource.get("DependsOn")
    for name in depends if isinstance(depends, list) else [depends]:
        if isinstance(name, str):
            yield _Reference("DependsOn", name, f"{pointer}/DependsOn")
    if isinstance(resource.get("Condition"), str):
        yield _Reference("Condition", resource["Condition"], f"{pointer}/Condition")
    yield from _within(resource.get("Properties"), f"{pointer}/Properties", stack, frozenset(), counts=True)


def _within(value: Any, pointer: str, stack: Stack, loops: frozenset[str], *, counts: bool) -> Iterator[_Reference]:
    """Every reference within a value; `loops` are the variables of the loops around it."""
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _within(one, f"{pointer}/{place}", stack, loops, counts=counts)
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
        if own is not None and name != "Fn::Sub":
            return
    for name, one in value.items():
        inner = loops
        if name.startswith(LOOP) and isinstance(one, list) and one and isinstance(one[0], str):
            inner = loops | {one[0]}
        yield from _within(one, f"{pointer}/{_escaped(name)}", stack, inner, counts=counts)


def _of_branches(argument: list[Any], pointer: str, stack: Stack, loops: frozenset[str], *, counts: bool) -> Iterator[_Reference]:
    holds = stack.condition(argument[0])
    for place, taken in ((1, True), (2, False)):
        yield from _within(argument[place], f"{pointer}/{place}", stack, loops, counts=counts and holds is taken)


def _of_function(name: str, argument: Any, pointer: str) -> list[_Reference] | None:
    """What a function refers to by name; None of any other mapping."""
    match name, argument:
        case "Ref", str():
            return [_Reference("Ref", argument, pointer)] if "{" not in argument else []
        case "Fn::GetAtt", [str(of), *_]:
            return [_Reference("Fn::GetAtt", of, pointer)] if "{" not in of else []
        case "Fn::GetAtt", str():
            return [_Reference("Fn::GetAtt", argument.split(".", 1)[0], pointer)]
        case "Fn::If", [str(condition), _, _]:
            return [_Reference("Condition", condition, pointer)]
        case "Fn::Sub", str():
            return _of_text(argument, {}, pointer)
        case "Fn::Sub", [str(text), dict(variables)]:
            return _of_text(text, variables, pointer)
        case _:
            return None


def _of_text(text: str, variables: Mapping[str, Any], pointer: str) -> list[_Reference]:
    named = (name.strip() for name in _VARIABLE.findall(text))
    return [_Reference("Fn::Sub", name.split(".", 1)[0], pointer) for name in named if name not in variables and "::" not in name]


def _circle(waits: Mapping[str, list[str]]) -> list[str]:
    """Names that wait for each other, the first of them again at the end; none where there is no circle."""
    done: set[str] = set()
    for start in waits:
        path, on_path, waiting = [start], {start}, [iter(waits[start])]
        if start in done:
            continue
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                done.add(path[-1])
                on_path.discard(path.pop())
            elif following in on_path:
                return [*path[path.index(following) :], following]
            elif following in waits and following not in done:
                path.append(following)
                on_path.add(following)
                waiting.append(iter(waits[following]))
    return []


def _refusal(stack: Stack, one: _Reference, expected: str, found: str) -> InputError:
    pointers, pointer = [], one.pointer
    while pointer:
        pointers.append(pointer)
        pointer = pointer.rpartition("/")[0]
    return InputError(expected=expected, found=found, where=stack.where(*pointers), what_to_do=_WHAT_TO_DO)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
