"""What CloudFormation refuses of a template's names before it makes anything.

References to what the template has not, or what the stack will not have; maps without a key that is looked up; resources or
conditions that wait for each other. Where a macro or a module may add to the template, nobody can tell.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.pointers import escaped
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown, as_text
from trailgate_evaluator.readers.cloudformation.stacks.references import (
    CONDITION,
    DEPENDS_ON,
    IN_MAP,
    of_condition,
    of_output,
    of_resource,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.references import Reference
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

_ADDS_NOTHING: Final = frozenset({"AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::ServiceCatalog"})
_WHAT_TO_DO: Final = "Correct the template; CloudFormation refuses it, too."
_UNLESS: Final = "Put it into `Fn::If` with that condition, or give other --parameters; CloudFormation refuses it so, too."
_PSEUDO: Final = tuple(
    f"AWS::{name}"
    for name in ("AccountId", "NoValue", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
_AS_NEAR: Final = 0.85


def refuse_dangling(stack: Stack) -> None:
    """An error where a name of the template leads nowhere, or names lead back to where they began."""
    if _may_be_added_to(stack):
        return
    _conditions(stack)
    waits: dict[str, list[str]] = {}
    for name, resource in stack.listed.items():
        if not isinstance(resource, dict) or name.startswith("Fn::"):
            continue
        found = list(of_resource(resource, f"/Resources/{escaped(name)}", stack))
        own = stack.resource(name)
        _refuse(stack, found, stands=own is not None and own.doubt is None)
        waits[name] = [one.name for one in found if one.counts and one.by not in {CONDITION, IN_MAP} and one.name in stack.listed]
    circle = _circle({name: waits[name] for name in waits if stack.resource(name)})
    if circle:
        raise InputError(
            expected="resources that do not wait for each other",
            found=" → ".join(circle[:8]),
            where=stack.where(f"/Resources/{escaped(circle[0])}"),
            what_to_do=_WHAT_TO_DO,
        )
    outputs = stack.written_out("Outputs")
    for name, output in () if isinstance(outputs, Unknown) else outputs.items():
        if isinstance(output, dict):
            _refuse(stack, of_output(output, f"/Outputs/{escaped(name)}", stack), stands=stack.doubt is None)


def _may_be_added_to(stack: Stack) -> bool:
    written = stack.content.get("Transform")
    transforms = written if isinstance(written, list) else [] if written is None else [written]
    if any(one not in _ADDS_NOTHING for one in transforms if isinstance(one, str)) or any(
        not isinstance(one, str) for one in transforms
    ):
        return True
    sections = (stack.content, *(one for one in stack.content.values() if isinstance(one, dict)))
    if stack.unread or any("Fn::Transform" in one for one in sections):
        return True
    return any(isinstance(one, dict) and str(one.get("Type")).endswith("::MODULE") for one in stack.listed.values())


def _conditions(stack: Stack) -> None:
    """An error where a condition refers to anything but parameters, maps and other conditions that there are."""
    declared = stack.written_out("Conditions")
    if isinstance(declared, Unknown):
        return
    waits: dict[str, list[str]] = {}
    for name, written in declared.items():
        found = list(of_condition(written, f"/Conditions/{escaped(name)}"))
        for one in found:
            if one.by in {"Ref", "Fn::GetAtt", "Fn::Sub"} and one.name in stack.listed:
                told = f"{one.by} {one.name[:80]}, which is a resource"
                raise _refusal(stack, one, "a condition on parameters and maps alone", told)
        _refuse(stack, found, stands=False)
        waits[name] = [one.name for one in found if one.by == CONDITION]
    circle = _circle(waits)
    if circle:
        raise InputError(
            expected="conditions that do not turn on each other",
            found=" → ".join(circle[:8]),
            where=stack.where(f"/Conditions/{escaped(circle[0])}"),
            what_to_do=_WHAT_TO_DO,
        )


def _refuse(stack: Stack, references: Iterable[Reference], *, stands: bool) -> None:
    """An error for the first that leads nowhere; `stands`: what refers to it surely is in the stack."""
    known = {*(stack.content.get("Parameters") or {}), *stack.listed}
    conditions = stack.written_out("Conditions")
    for one in references:
        if one.by == CONDITION:
            if not isinstance(conditions, Unknown) and one.name not in conditions:
                raise _refusal(stack, one, "a condition that the template has", f"{one.name[:80]}, which it has not")
        elif one.by == IN_MAP:
            _refuse_lookup(stack, one, stands=stands)
        elif one.name.startswith("AWS::"):
            if one.name not in _PSEUDO and (near := get_close_matches(one.name, _PSEUDO, n=1, cutoff=_AS_NEAR)):
                raise _refusal(stack, one, "a pseudo parameter of AWS", f"{one.name[:80]} ({near[0]}?)")
        elif one.name not in known:
            told = f"{one.by} {one.name[:80]}, which is neither"
            raise _refusal(stack, one, "a reference to a parameter or a resource of the template", told)
        elif one.by != DEPENDS_ON and stands and one.counts and one.name in stack.listed and stack.resource(one.name) is None:
            told = f"{one.by} {one.name[:80]}, whose condition {stack.listed[one.name].get(CONDITION)} does not hold"
            raise _refusal(stack, one, "a reference to a resource that the stack has", told, _UNLESS)


def _refuse_lookup(stack: Stack, one: Reference, *, stands: bool) -> None:
    """An error where a map is none of the template's, or surely lacks what is looked up."""
    table = stack.mappings.get(one.name)
    if table is None:
        raise _refusal(stack, one, "a map that the template has", f"{one.name[:80]}, which it has not")
    if not stands or not one.counts or not isinstance(table, dict):
        return
    told = [as_text(evaluate(key, stack)) for key in one.rest]
    first, second = (None if key is None or not is_plain(key) else key for key in told)
    rows: Iterator[Any] = iter(table.values() if first is None else [table[first]] if first in table else [])
    if second is None and first is None:
        return
    if not any(isinstance(row, dict) and (second is None or second in row) for row in rows):
        looked_up = f"{one.name}, {first if first is not None else '…'}, {second if second is not None else '…'}"
        raise _refusal(stack, one, "keys that the map has", looked_up[:200])


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


def _refusal(stack: Stack, one: Reference, expected: str, found: str, what_to_do: str = _WHAT_TO_DO) -> InputError:
    pointers, pointer = [], one.pointer
    while pointer:
        pointers.append(pointer)
        pointer = pointer.rpartition("/")[0]
    return InputError(expected=expected, found=found, where=stack.where(*pointers), what_to_do=what_to_do)
