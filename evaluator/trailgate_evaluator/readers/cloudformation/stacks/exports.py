"""What stacks export to each other: a name has one export in an account's region, and is seen nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, mark, may_be_equal
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Unknown, as_text, either, unknown_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack


class Export(NamedTuple):
    """A value as it is written, the stack that exports it, and whether it does, by the output's condition."""

    stack: Stack
    value: Any
    holds: bool | Unknown


class Exports:
    """Those of all stacks that are judged together."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Export]] = {}

    def gather(self, stacks: Iterable[Stack]) -> None:
        """Take what these stacks export, in place of what was taken before."""
        found: dict[str, list[Export]] = {}
        for stack in stacks:
            outputs = stack.written_out("Outputs")
            for output in () if isinstance(outputs, Unknown) else outputs.values():
                export = output.get("Export") if isinstance(output, dict) else None
                name = as_text(evaluate(export.get("Name"), stack)) if isinstance(export, dict) else None
                if name is None or "Value" not in output:
                    continue
                condition = output.get("Condition")
                holds = stack.condition(condition) if isinstance(condition, str) else True
                holds = stack.doubt if holds is True and stack.doubt is not None else holds
                if holds is not False:
                    found.setdefault(name, []).append(Export(stack, output["Value"], holds))
        self._by_name = found

    def imported(self, name: str, into: Stack) -> Any:
        """What is exported under a name where a stack stands; a mark of that name where nothing is known to be."""
        found = [one for one in self._by_name.get(name, ()) if _may_see(one.stack, into)]
        if not found:
            return mark(f"value Fn::ImportValue {name}") if is_plain(name) else unknown_in(name)
        doubtful = next((one for one in found if one.holds is not True or one.stack.place[:2] != into.place[:2]), None)
        if doubtful is not None:
            told = f"Fn::ImportValue {name[:80]}"
            return Unknown(doubtful.holds.reason if isinstance(doubtful.holds, Unknown) else EXPRESSION, told)
        values = [one.stack.exported(name, one.value) for one in found]
        return either(values, Unknown(EXPRESSION, f"Fn::ImportValue {name[:80]}, which several stacks export"))


def _may_see(exporting: Stack, importing: Stack) -> bool:
    """Whether two stacks may stand in one account and region."""
    return all(map(may_be_equal, exporting.place[:2], importing.place[:2]))
