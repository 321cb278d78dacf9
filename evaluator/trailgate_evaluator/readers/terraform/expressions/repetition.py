"""Blocks and calls that stand once, or once for each number or key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.hcl.evaluation import looking
from trailgate_evaluator.languages.hcl.syntax.bodies import Body
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Items,
    Lazy,
    RefusedError,
    Unknown,
    Value,
    settled,
)
from trailgate_evaluator.readers.terraform.plan_json.addresses import Key
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.expressions.modules import ModuleScope

Keys = tuple[Key, ...] | None
"""The keys of instances; None for what stands once."""


class Repeated(Lazy):
    """The instances of a block or call."""

    def __init__(self, keys: Keys, made: Callable[[Key], Lazy], kind: str) -> None:
        self._keys = keys
        self._kind = kind
        self._made = made

    @property
    def once(self) -> bool:
        """Whether it stands once, without a key."""
        return self._keys is None

    def attribute(self, name: str) -> Value:
        """The attribute of the one instance, or the instance of a key."""
        if self._keys is None:
            return self._made(None).attribute(name)
        if name in self._keys:
            return self._made(name)
        raise RefusedError(f"an instance {name}")

    def index(self, key: Value) -> Value:
        """The instance of a key."""
        if self._keys is None:
            return looking.index(self.whole(), key)
        if isinstance(key, str | int) and not isinstance(key, bool):
            wanted = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and self._kind == "count" else key
            if wanted in self._keys:
                return self._made(wanted)
            if isinstance(key, int) and str(key) in self._keys:
                return self._made(str(key))
        raise RefusedError(f"an instance {key}")

    def whole(self) -> Value:
        """The instance itself, or all of them in a list or an object."""
        if self._keys is None:
            return self._made(None).whole()
        if self._kind == "count":
            return Items("tuple", tuple(self._made(key) for key in self._keys))
        return Entries("object", {str(key): self._made(key) for key in self._keys})


class PartOf(Lazy):
    """The instances of a block in a plan that leaves some out: those that it has are known, the others may yet come."""

    def __init__(self, found: Mapping[Key, Instance], of: Callable[[Instance], Lazy]) -> None:
        self._found = found
        self._of = of

    def attribute(self, name: str) -> Value:
        """The instance of a key, where the plan has it."""
        return self.index(name)

    def index(self, key: Value) -> Value:
        """The instance of a key, where the plan has it."""
        if isinstance(key, str | int) and key in self._found:
            return self._of(self._found[key])
        return self.whole()

    def whole(self) -> Value:
        """Nobody knows how many there will be."""
        return Unknown("known_after_apply", "what a partial plan leaves out")


def repetition(body: Body) -> str:
    """`for_each`, `count`, or nothing."""
    return next((kind for kind in ("for_each", "count") if kind in body.attributes), "")


def keys_of(scope: ModuleScope, body: Body, planned: Iterable[Key], name: str) -> Keys | Unknown:
    """The keys of a call's instances: as its expression has them, else as the plan does."""
    kind = repetition(body)
    if not kind:
        return None
    told = settled(scope.evaluated(body.attributes[kind]))
    match told:
        case Entries(entries=inner):
            return tuple(sorted(inner))
        case Items(kind="set", items=items) if all(isinstance(item, str) for item in items):
            return tuple(item for item in items if isinstance(item, str))
        case _ if kind == "count" and isinstance(number := converted_number(told), int) and 0 <= number < 10_000:  # noqa: PLR2004
            return tuple(range(number))
        case _:
            found = tuple(key for key in planned if key is not None)
            return found or Unknown("known_after_apply", name)


def converted_number(value: Value) -> Value:
    """The number that a value is; the value itself where it is none."""
    try:
        return converted(value, "number")
    except RefusedError:
        return value


def names_of_instance(scope: ModuleScope, body: Body, key: Key) -> dict[str, Value]:
    """`each` and `count` of an instance."""
    kind = repetition(body)
    if kind == "count" and isinstance(key, int):
        return {"count": Entries("object", {"index": key})}
    if kind == "for_each" and key is not None:
        return {"each": Each(scope, body, str(key))}
    return {}


class Each(Lazy):
    """`each` of an instance."""

    def __init__(self, scope: ModuleScope, body: Body, key: str) -> None:
        self._scope = scope
        self._body = body
        self._key = key

    def attribute(self, name: str) -> Value:
        """`key` or `value`."""
        if name == "key":
            return self._key
        told = settled(self._scope.evaluated(self._body.attributes["for_each"]))
        if isinstance(told, Items):
            return self._key
        return looking.index(told, self._key)

    def whole(self) -> Value:
        """Both."""
        return Entries("object", {"key": self._key, "value": self.attribute("value")})
