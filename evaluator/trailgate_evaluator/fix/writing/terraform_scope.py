"""What the root module of a configuration can say of resources: its own by name, those in modules by their outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct

from trailgate_evaluator.fix.writing.hcl import Expression, identifier, traversal
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps, longest, parse
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration, read

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

_DATA: Final = "data"


class Address(NamedTuple):
    """A resource's address in two parts: the steps that lead into its module, and its own."""

    module: Steps
    own: Steps

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the module calls, without the keys of their instances."""
        return tuple(step for step in self.module if isinstance(step, str) and step != "module")

    def called(self) -> Expression | None:
        """The module as a reference; None for the root."""
        return traversal(self.module)


class Scope(Struct, frozen=True):
    """The configuration of a plan; one without modules where there is none."""

    configuration: Configuration

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Scope:
        """The scope of a plan's JSON."""
        return cls(read(content))

    def said(self, address: Address, rest: Steps) -> Expression | None:
        """An attribute of a resource as the root module says it: None where no output of its module gives it out."""
        if not address.module:
            return traversal((*address.own, *rest))
        steps, wanted = address.module, (*address.own, *rest)
        while steps:
            outer, call = _outermost(steps)
            output = self._output(tuple(s for s in steps if isinstance(s, str) and s != "module"), wanted)
            if output is None:
                return None
            wanted = (*call, output)
            steps = outer
        return traversal(wanted)

    def _output(self, path: tuple[str, ...], wanted: Steps) -> str | None:
        """An output of a module that gives out this alone; one that is named in the plural is a list."""
        module = self.configuration.modules.get(path)
        for name, output in sorted(module.outputs.items()) if module is not None else ():
            expression = output.get("expression") if isinstance(output, dict) else None
            references = expression.get("references") if isinstance(expression, dict) else None
            single = identifier(name) and not (name.endswith("s") and not name.endswith("ss"))
            if single and isinstance(references, list) and longest(references) == [wanted]:
                return name
        return None

    def argument(self, address: Address, path: Steps) -> tuple[Address, str] | None:
        """The module call and its argument that an argument of a resource in it is made of, alone; the outermost such."""
        block = self.configuration.block(
            address.path, _DATA if address.own[:1] == (_DATA,) else "managed", *_kind_and_name(address)
        )
        expression = None if block is None else block.expression(path)
        found: tuple[Address, str] | None = None
        module = address.module
        while module and (variable := _variable(expression)) is not None:
            outer, call = _outermost(module)
            found = (Address(outer, call), variable)
            parent = self.configuration.modules.get(Address(outer, ()).path)
            made = None if parent is None else parent.calls.get(str(call[1]))
            expression = None if made is None else made.expressions.get(variable)
            module = outer
        return found


def address_of(text: str) -> Address | None:
    """The parts of an address, if it is one that Terraform could have written."""
    steps = parse(text) or ()
    position = 0
    while position + 1 < len(steps) and steps[position] == "module":
        position += 3 if position + 2 < len(steps) and isinstance(steps[position + 2], Index) else 2
    module, own = steps[:position], steps[position:]
    names = own[1:] if own[:1] == (_DATA,) else own
    whole = len(names) in {2, 3} and all(isinstance(name, str) for name in names[:2])
    if not whole or (len(names) > 2 and not isinstance(names[2], Index)):  # noqa: PLR2004 - type, name and key
        return None
    return Address(module, own) if traversal(steps) is not None else None


def _kind_and_name(address: Address) -> tuple[str, str]:
    names = [step for step in address.own if isinstance(step, str) and step != _DATA]
    return names[0], names[1]


def _outermost(module: Steps) -> tuple[Steps, Steps]:
    """The steps to the module that holds the last call, and those of the call."""
    length = 3 if isinstance(module[-1], Index) else 2
    return module[:-length], module[-length:]


def _variable(expression: Any) -> str | None:
    """The variable that an expression refers to, and nothing else."""
    references = expression.get("references") if isinstance(expression, dict) else None
    found = longest(references) if isinstance(references, list) else []
    if len(found) == 1 and len(found[0]) == 2 and found[0][0] == "var" and isinstance(found[0][1], str):  # noqa: PLR2004
        return found[0][1]
    return None
