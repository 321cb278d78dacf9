"""One template as a stack: what its names mean, which of its resources it has, and the stacks nested in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics import conditions
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, mark
from trailgate_evaluator.readers.cloudformation.intrinsics.repetition import LOOP, expand
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, LATER, NOTHING, Unknown, unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.stacks.parameters import value_of
from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.exports import Exports
    from trailgate_evaluator.readers.cloudformation.stacks.place import Place

_OUTPUTS: Final = "Outputs."


class Stack:
    """A template with its parameters and place. `prefix` are the logical ids of the stacks that it is nested in.

    `lines` are those of its values by pointer, `file` is what it is called; `exports` are shared by all stacks that are judged
    together; `listed` are its resources as they are written, with loops written out; `at` is the pointer of the nested stack in
    the file that was given, None of that file itself; `root` is the outermost stack around it, with which it stands and falls.
    """

    def __init__(
        self,
        content: Mapping[str, Any],
        *,
        file: str,
        lines: Mapping[str, int],
        place: Place,
        given: Mapping[str, Any],
        prefix: str = "",
        stack_name: str | None = None,
        doubt: Unknown | None = None,
        at: str | None = None,
        exports: Exports | None = None,
        root: Stack | None = None,
    ) -> None:
        self.content, self.file, self.lines, self.place, self.prefix = content, file, lines, place, prefix
        self.given, self.doubt, self.at = given, doubt, at
        self.root: Stack = self if root is None else root
        self.nested: dict[str, Stack] = {}
        self._exports = exports
        self._name = mark(f"AWS::StackName {prefix}".rstrip()) if stack_name is None else stack_name
        self._parameters: dict[str, Any] = {}
        self._conditions: dict[str, bool | Unknown] = {}
        self._sections: dict[str, Mapping[str, Any] | Unknown] = {}
        self._asked: set[tuple[str, str]] = set()
        self.unread: list[str] = []
        self.listed: dict[str, Any] = {}
        self.resources = self._resources()
        self._by_name = {one.logical: one for one in self.resources}

    def _resources(self) -> list[Resource]:
        """The resources that the stack has, or may have; `unread` names what of the section cannot be told."""
        listed = dict(self.content.get("Resources") or {})
        if any(name.startswith(LOOP) for name in listed):
            written = expand(listed, lambda argument: evaluate(argument, self))
            if isinstance(written, Unknown):
                self.unread += [name for name in listed if name.startswith(LOOP)]
                written = {name: one for name, one in listed.items() if not name.startswith(LOOP)}
            listed = written
        self.listed = listed
        self.unread += [name for name in listed if name.startswith("Fn::") and not name.startswith(LOOP)]
        found: list[Resource] = []
        for name, written in listed.items():
            if name.startswith("Fn::") or not isinstance(written, dict) or not isinstance(written.get("Type"), str):
                continue
            condition = written.get("Condition")
            holds: bool | Unknown = condition is None or Unknown(EXPRESSION, f"Condition of {name[:80]}, which is no name of one")
            if isinstance(condition, str):
                holds = self.condition(condition)
            if holds is False:
                continue
            doubt = holds if isinstance(holds, Unknown) else self.doubt
            found.append(Resource(stack=self, logical=name, type=written["Type"], written=written, doubt=doubt))
        return found

    def written_out(self, section: str) -> Mapping[str, Any] | Unknown:
        """Conditions or Outputs with their loops written out; unknown where the list of one is."""
        if section not in self._sections:
            declared = self.content.get(section) or {}
            loops = any(name.startswith(LOOP) for name in declared)
            self._sections[section] = expand(declared, lambda argument: evaluate(argument, self)) if loops else declared
        return self._sections[section]

    def resource(self, name: str) -> Resource | None:
        """The resource of a logical id that the stack has, or may have."""
        return self._by_name.get(name)

    @property
    def mappings(self) -> Mapping[str, Any]:
        """The section Mappings."""
        found: Mapping[str, Any] = self.content.get("Mappings") or {}
        return found

    def ref(self, name: str) -> Any:
        """What `Ref` gives."""
        if name.startswith("AWS::"):
            return self._pseudo(name)
        if name in self._declared():
            return self._parameter(name)
        return self._guarded("Ref", name, lambda: self._of_resource(name))

    def _of_resource(self, name: str) -> Any:
        resource = self._by_name.get(name) if hasattr(self, "_by_name") else None
        if resource is not None:
            return names.ref(resource)
        if name in (self.content.get("Resources") or {}):
            return mark(f"own {self.prefix}{name}")
        return Unknown(EXPRESSION, f"Ref {name[:80]}, which the template does not have")

    def attribute(self, name: str, attribute: str) -> Any:
        """What `Fn::GetAtt` gives."""
        return self._guarded("Fn::GetAtt", f"{name}.{attribute}", lambda: self._attribute(name, attribute))

    def _attribute(self, name: str, attribute: str) -> Any:
        if attribute.startswith(_OUTPUTS) and name in self.nested:
            return self.nested[name].output(attribute.removeprefix(_OUTPUTS))
        resource = self._by_name.get(name) if hasattr(self, "_by_name") else None
        if resource is not None:
            return names.attribute(resource, attribute)
        if name in (self.content.get("Resources") or {}):
            return mark(f"own {self.prefix}{name}.{attribute}")
        return Unknown(EXPRESSION, f"Fn::GetAtt {name[:80]}, which the template does not have")

    def output(self, name: str) -> Any:
        """The value of an output, as the stack around this one reads it."""
        outputs = self.written_out("Outputs")
        if isinstance(outputs, Unknown):
            return outputs
        output = outputs.get(name)
        if not isinstance(output, dict) or "Value" not in output:
            return Unknown(EXPRESSION, f"output {name[:80]}, which the nested stack does not have")
        condition = output.get("Condition")
        holds = self.condition(condition) if isinstance(condition, str) else True
        if holds is not True:
            return holds or Unknown(EXPRESSION, f"output {name[:80]}, whose condition does not hold")
        return self._guarded("output", name, lambda: evaluate(output["Value"], self))

    def condition(self, name: str) -> bool | Unknown:
        """Whether a condition holds."""
        if name not in self._conditions:
            declared = self.written_out("Conditions")
            written = None if isinstance(declared, Unknown) else declared.get(name)
            if written is None:
                told = f"condition {name[:80]}, which the template does not have"
                return declared if isinstance(declared, Unknown) else Unknown(EXPRESSION, told)
            self._conditions[name] = Unknown(EXPRESSION, f"condition {name[:80]}, which turns on itself")
            holds = conditions.holds(written, self, evaluate)
            if isinstance(holds, Unknown):
                holds = Unknown(holds.reason, f"condition {name[:80]}: {holds.name}")
            self._conditions[name] = holds
        return self._conditions[name]

    def imported(self, name: str) -> Any:
        """What another of the stacks exports under a name; a mark of that name where none does."""
        if self._exports is None:
            return mark(f"value Fn::ImportValue {name}") if is_plain(name) else unknown_in(name)
        return self._exports.imported(name, self)

    def exported(self, name: str, value: Any) -> Any:
        """What the stack exports under a name."""
        return self._guarded("export", name, lambda: evaluate(value, self))

    def where(self, *pointers: str) -> str:
        """The file and line of the first of these pointers that is written, or of what stands around it."""
        for pointer in pointers:
            if (line := self.line(pointer)) is not None:
                return f"{self.file}, line {line}"
        return self.file

    def line(self, pointer: str) -> int | None:
        """The line of a value."""
        return self.lines.get(pointer)

    def _declared(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content.get("Parameters") or {}
        return found

    def _parameter(self, name: str) -> Any:
        if name not in self._parameters:
            self._parameters[name] = value_of(name, self._declared()[name], self.given, self.prefix)
        return self._parameters[name]

    def _pseudo(self, name: str) -> Any:
        match name:
            case "AWS::NoValue":
                return NOTHING
            case "AWS::AccountId":
                return self.place.account
            case "AWS::Region":
                return self.place.region
            case "AWS::Partition":
                return self.place.partition
            case "AWS::URLSuffix":
                return self.place.suffix
            case "AWS::StackName":
                return self._name
            case "AWS::StackId":
                return mark(f"own AWS::StackId {self.prefix}".rstrip())
            case _:
                return Unknown(LATER, name[:80])

    def _guarded(self, what: str, name: str, told: Any) -> Any:
        """What is told, unless it is being asked for already: then it turns on itself."""
        key = (what, name)
        if key in self._asked:
            return Unknown(EXPRESSION, f"{what} {name[:80]}, which turns on itself")
        self._asked.add(key)
        try:
            return told()
        finally:
            self._asked.discard(key)
