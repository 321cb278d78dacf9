"""One walk along the references of an expression: what is yet to follow, and what was found."""

from __future__ import annotations

import json

from msgspec import Struct, field

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, ModulePath, Steps
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, at_path
from trailgate_evaluator.readers.terraform.references.indexes import Scope
from trailgate_evaluator.readers.terraform.references.resolved import Resolved


class Walk(Struct):
    """References yet to follow, each with the key that its instances are paired by (`LOST` where there is none).

    `plain` says that every expression on the way was one reference and nothing else; `locals` are the values of locals that
    nothing tells.
    """

    wanted: frozenset[str]
    found: Resolved
    pending: list[tuple[Scope, Steps, object]] = field(default_factory=list)
    seen: set[tuple[Scope, Steps, object]] = field(default_factory=set)
    plain: bool = True
    locals: list[str] = field(default_factory=list)

    def known(self, value: object, trailing: Steps) -> None:
        """A known value, at the path that is asked of it; where it lacks the path it is known all the same."""
        self.plain = False
        inner = at_path(value, trailing)
        if inner is MISSING:
            self.found.loose.append(value)
        else:
            self.found.literals.append(inner)


def local_value(module: ModulePath, name: str, trailing: Steps) -> str:
    """What stands for the value of a local, or for a part of it, in one module instance."""
    place = "".join(f"module.{call}{'' if key is None else f'[{json.dumps(key)}]'}." for call, key in module)
    steps = (f"[{json.dumps(step.key)}]" if isinstance(step, Index) else f".{step}" for step in trailing)
    return f"tf:{place}local.{name}{''.join(steps)}"
