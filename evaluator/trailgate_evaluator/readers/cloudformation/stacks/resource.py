"""One resource of a template, with its properties worked out when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.pointers import escaped
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate, resolved
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Either, Unknown

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack


@dataclass(eq=False, slots=True, kw_only=True)
class Resource:
    """`doubt` is why nobody can tell whether the stack has it: its condition, or the nested stack's; None where it has.

    `address` is its logical id, behind those of the stacks that it is nested in.
    """

    stack: Stack
    logical: str
    type: str
    written: dict[str, Any]
    doubt: Unknown | None = None
    _told: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The name of the resource in the whole of what is judged."""
        return f"{self.stack.prefix}{self.logical}"

    @property
    def pointer(self) -> str:
        """Where it stands in its template."""
        return f"/Resources/{escaped(self.logical)}"

    def get(self, name: str) -> Any:
        """A property; None where it is not written, or written as nothing."""
        if name not in self._told:
            self._told[name] = resolved(self._worked_out(name))
        return self._told[name]

    def _worked_out(self, name: str) -> Any:
        properties = self.written.get("Properties")
        if properties is None:
            return None
        if not isinstance(properties, dict):
            return Unknown(EXPRESSION, "Properties that are no mapping")
        if any(key.startswith("Fn::") for key in properties):
            whole = evaluate(properties, self.stack)
            if isinstance(whole, Either):
                return whole.why
            return whole if isinstance(whole, Unknown) else whole.get(name) if isinstance(whole, dict) else None
        if name not in properties:
            return None
        found = evaluate({"value": properties[name]}, self.stack)
        return found.get("value")

    def where(self, *path: str) -> str:
        """The file and line of a property, or of the resource where the property is not written."""
        return self.stack.where(f"{self.pointer}/Properties" + "".join(f"/{part}" for part in path), self.pointer)
