"""What an attribute may be, by the expressions of the plan's sources."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from trailgate_evaluator.languages.hcl.evaluation import looking
from trailgate_evaluator.languages.hcl.evaluation.scope import Budget
from trailgate_evaluator.languages.hcl.syntax.bodies import Body
from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.languages.hcl.values.values import RefusedError, Unknown, Value, settled
from trailgate_evaluator.readers.terraform.expressions.modules import ModuleScope
from trailgate_evaluator.readers.terraform.expressions.repetition import PartOf, Repeated, names_of_instance, repetition
from trailgate_evaluator.readers.terraform.expressions.resources import InstanceValue
from trailgate_evaluator.readers.terraform.expressions.sources import ModuleSource, Sources, read_module
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Key, ModulePath, Steps, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, known_at

_SHOWN: Final = 80
_STEPS: Final = 300_000
_HOPS: Final = 120
_FRAMES: Final = 6000


class Expressions:
    """The sources of one plan, with what the plan knows of its instances and variables.

    `partial` says that blocks without an instance may yet get one.
    """

    def __init__(
        self,
        sources: Sources,
        instances: Instances,
        configuration: Configuration,
        variables: Mapping[str, Any],
        *,
        partial: bool,
    ) -> None:
        self.instances = instances
        self.variables = variables
        self.files = sources.files
        self.workspace = sources.workspace
        self.budget = Budget(_STEPS)
        self._sources = sources
        self._configuration = configuration
        self._partial = partial
        self._read: dict[tuple[str, ...], ModuleSource | None] = {}
        self._scopes: dict[ModulePath, ModuleScope | None] = {}
        self._entered: set[Hashable] = set()
        root = self.source(())
        self.root_path = "." if root is None else root.folder.path

    def attribute(self, instance: Instance, path: Steps) -> Value | None:
        """What the attribute at a path of an instance may be, as its expression has it.

        None where the sources are not at hand, and for null or nothing written (`writes` tells which).
        """
        scope, body = self._place(instance)
        if scope is None or body is None:
            return None
        with self._working():
            try:
                return self._at(InstanceValue(self, instance, scope, body), path)
            except (RefusedError, HclError, RecursionError):
                return Unknown("unreadable_expression", f"{instance.address}.{path[0]}")

    def is_at_hand(self, instance: Instance) -> bool:
        """Whether the block of an instance is among the sources."""
        return self._place(instance)[1] is not None

    def writes(self, instance: Instance, name: str) -> bool:
        """Whether the block of an instance has an argument or nested blocks of that name."""
        body = self._place(instance)[1]
        if body is None:
            return False
        named = (block.labels[0] if block.kind == "dynamic" and block.labels else block.kind for block in body.blocks)
        return name in body.attributes or name in named

    def where(self, instance: Instance, name: str) -> str | None:
        """Where the attribute of an instance is written: its expression, file and line."""
        body = self._place(instance)[1]
        expression = None if body is None else body.attributes.get(name)
        if expression is None and body is not None:
            dynamic = next((b for b in body.of_type("dynamic") if b.labels[:1] == (name,)), None)
            expression = None if dynamic is None else dynamic.body().attributes.get("for_each")
        if expression is None:
            return None
        written = expression.written
        shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}..."
        return f"{shown or name} ({expression.path}, line {expression.line})"

    def provider(self, module: ModulePath, key: str, *path: str) -> Value:
        """An argument of a provider block; None where it writes none."""
        scope = self.module(module)
        body = None if scope is None else scope.source.providers.get(key)
        if scope is None or body is None:
            return None
        with self._working():
            try:
                told = self._block_value(scope, body, path)
            except (RefusedError, HclError, RecursionError):
                return Unknown("unreadable_expression", f"provider.{key}")
        return settled(told)

    def _block_value(self, scope: ModuleScope, body: Body, path: tuple[str, ...]) -> Value:
        for kind in path[:-1]:
            found = next(body.of_type(kind), None)
            if found is None:
                return None
            body = found.body()
        expression = body.attributes.get(path[-1])
        return None if expression is None else scope.evaluated(expression)

    def _at(self, value: InstanceValue, path: Steps) -> Value:
        told = value.written(str(path[0]))
        for step in path[1:]:
            told = looking.index(told, step.key) if isinstance(step, Index) else looking.attribute(told, step)
        return settled(told)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """A budget of its own for each question, and room for the hops that an answer takes."""
        self.budget.left = _STEPS
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _FRAMES))
        try:
            yield
        finally:
            sys.setrecursionlimit(limit)

    @contextmanager
    def entered(self, what: Hashable) -> Iterator[bool]:
        """Whether something may be worked out now: not within itself, and not too many hops away."""
        free = what not in self._entered and len(self._entered) < _HOPS
        if free:
            self._entered.add(what)
        try:
            yield free
        finally:
            if free:
                self._entered.discard(what)

    def source(self, path: tuple[str, ...]) -> ModuleSource | None:
        """The sources of a module; None where they are not at hand."""
        if path not in self._read:
            parent = self.source(path[:-1]) if path else None
            written = None
            if parent is not None and (call := parent.calls.get(path[-1])) is not None and "source" in call.attributes:
                written = getattr(call.attributes["source"].node(), "value", None)
            folder = None
            if not path or parent is not None:
                above = None if parent is None else parent.folder
                folder = self._sources.folder(path, written if isinstance(written, str) else None, above)
            self._read[path] = None if folder is None else read_module(folder)
        return self._read[path]

    def module(self, path: ModulePath) -> ModuleScope | None:
        """The scope of a module instance; None where its sources are not at hand."""
        if path not in self._scopes:
            source = self.source(names(path))
            self._scopes[path] = None if source is None else ModuleScope(self, path, source)
        return self._scopes[path]

    def call(self, path: ModulePath) -> tuple[ModuleScope, Body, Mapping[str, Value]] | None:
        """Who calls a module instance, the call, and the names that stand for something in it."""
        outer = self.module(path[:-1])
        body = None if outer is None else outer.source.calls.get(path[-1][0])
        if outer is None or body is None:
            return None
        return outer, body, names_of_instance(outer, body, path[-1][1])

    def block(self, scope: ModuleScope, mode: str, kind: str, name: str) -> Value:
        """The instances of a block."""
        body = scope.source.blocks.get((mode, kind, name))
        found = self.instances.by_block.get((scope.path, mode, kind, name), {})
        if not found and (body is None or self._partial or not repetition(body)):
            prefix = "data." if mode == "data" else ""
            return Unknown("known_after_apply", f"{prefix}{kind}.{name}")
        repeated = repetition(body) if body is not None else ("" if None in found else _kind_of(found))
        if not repeated:
            return Repeated(None, lambda _: self.of(next(iter(found.values()))), "")
        if self._partial:
            return Unknown("known_after_apply", f"{kind}.{name}") if None in found else PartOf(found, self.of)
        keys = sorted((key for key in found if key is not None), key=lambda key: (isinstance(key, str), key))
        return Repeated(tuple(keys), lambda key: self.of(found[key]), repeated)

    def of(self, instance: Instance) -> InstanceValue:
        """An instance as a value."""
        return InstanceValue(self, instance, *self._place(instance))

    def _place(self, instance: Instance) -> tuple[ModuleScope | None, Body | None]:
        scope = self.module(instance.module)
        return scope, None if scope is None else scope.source.blocks.get((instance.mode, instance.type, instance.name))

    def twin(self, data: Instance) -> Instance | None:
        """The managed resource that a data source will find by the name that both have, where it is read only at apply."""
        name, provider = known_at(data, ("name",)), self._provider(data)
        if name is MISSING:
            return None
        alike = [
            one for one in self.instances.of(data.type) if known_at(one, ("name",)) == name and self._provider(one) == provider
        ]
        return alike[0] if len(alike) == 1 else None

    def _provider(self, instance: Instance) -> object:
        block = self._configuration.block(names(instance.module), instance.mode, instance.type, instance.name)
        return None if block is None else block.provider_key


def _kind_of(found: Mapping[Key, Instance]) -> str:
    return "count" if all(isinstance(key, int) for key in found) else "for_each"
