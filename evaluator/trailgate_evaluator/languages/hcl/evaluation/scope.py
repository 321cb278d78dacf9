"""What an expression may refer to, and what it may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.languages.hcl.functions.files import Files
from trailgate_evaluator.languages.hcl.values.values import RefusedError, Unknown, Value


class NoFiles:
    """Where no files are at hand."""

    def text(self, path: str) -> str | Unknown:
        """Unknown."""
        return Unknown("file_not_at_hand", path)

    def names(self, folder: str) -> list[str] | Unknown:
        """Unknown."""
        return Unknown("file_not_at_hand", folder)


class Budget:
    """How many steps may still be taken: a configuration may say more in a line than anyone can work out."""

    def __init__(self, steps: int = 300_000) -> None:
        self.left = steps


class Outer(Protocol):
    """What stands for a name that no loop and no template gives."""

    def look(self, name: str) -> Value:
        """What it stands for; raises `RefusedError` where it is nothing."""


class Scope(Struct, frozen=True):
    """The names that stand for something, and where the expression is written."""

    names: Mapping[str, Value]
    files: Files = field(default_factory=NoFiles)
    budget: Budget = field(default_factory=Budget)
    at: tuple[str, int] | None = None
    outer: Outer | None = None
    element: Value = None

    def look(self, name: str) -> Value:
        """What a name stands for; raises `RefusedError` where it is none."""
        if name in self.names:
            return self.names[name]
        if self.outer is not None:
            return self.outer.look(name)
        raise RefusedError(f"something called {name}")

    def within(self, **names: Value) -> Scope:
        """The scope with further names."""
        return replace(self, names={**self.names, **names})

    def at_element(self, element: Value) -> Scope:
        """The scope in which a splat's element is this one."""
        return replace(self, element=element)
