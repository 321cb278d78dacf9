"""Which references of an expression are an index of another one, and which key they are.

A plan lists `x.s[each.key].arn` as `x.s` and then `each.key`: what stands between brackets follows what it is an index of. Where
nothing that can have an index stands before it, `each.key` is a condition or a part of a text, like any other reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Key, ModulePath, Steps, parse
from trailgate_evaluator.readers.terraform.plan_json.instances import Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, at_path

LOST: Final = object()
"""In the place of a key that cannot be told."""

_HEADS: Final = frozenset({"count", "each"})


class Scope(Struct, frozen=True):
    """Where an expression stands: a module instance, and the key of its block and the number of what that is repeated for."""

    module: ModulePath
    key: Key
    repetition: int


class Indexes:
    """Indexes within the expressions of one plan."""

    def __init__(self, instances: Instances) -> None:
        self._instances = instances

    def among(self, scope: Scope, listed: Iterable[object]) -> frozenset[Steps]:
        """The references that are an index of the one listed before them."""
        found: set[Steps] = set()
        before: Steps = ()
        for text in listed:
            steps = parse(text) if isinstance(text, str) else None
            if not steps:
                continue
            if steps[0] in _HEADS:
                prefix = any(longer[: len(steps)] == steps for longer in found)
                if not prefix and self._takes_index(scope, before):
                    found.add(steps)
            elif steps != before[: len(steps)]:
                before = steps
        return frozenset(found)

    def key(self, scope: Scope, indexes: Iterable[Steps], repeated_for: Callable[[Scope], object]) -> object:
        """The one key that the indexes are; LOST where they differ or cannot be told.

        `repeated_for` gives the known value that a block is repeated for.
        """
        keys = {self._one(scope, steps, repeated_for) for steps in indexes}
        return next(iter(keys)) if len(keys) == 1 else LOST

    def _takes_index(self, scope: Scope, steps: Steps) -> bool:
        """Whether an index may stand behind the reference: a resource of several instances, or a whole value from elsewhere."""
        match steps:
            case ("var" | "local" | "module", _, *_):
                return not isinstance(steps[-1], Index)
            case ("data", str(kind), str(name)):
                return self._has_several(scope, "data", kind, name)
            case (str(kind), str(name)):
                return self._has_several(scope, "managed", kind, name)
            case _:
                return False

    def _has_several(self, scope: Scope, mode: str, kind: str, name: str) -> bool:
        return any(key is not None for key in self._instances.by_block.get((scope.module, mode, kind, name), ()))

    @staticmethod
    def _one(scope: Scope, steps: Steps, repeated_for: Callable[[Scope], object]) -> object:
        if scope.key is None:
            return LOST
        if steps[1:2] != ("value",):
            return scope.key
        rest = steps[2:]
        if scope.repetition < 0:
            return LOST if rest else scope.key  # a set that a function makes: its values are its keys
        every = repeated_for(scope)
        if isinstance(every, list):
            return scope.key if scope.key in every and not rest else LOST
        value = MISSING if every is MISSING else at_path(every, (Index(scope.key), *rest))
        return value if isinstance(value, str | int) and not isinstance(value, bool) else LOST
