"""Module instances: what each name in them stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from trailgate_evaluator.languages.hcl.evaluation import looking
from trailgate_evaluator.languages.hcl.evaluation.evaluating import evaluate
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.bodies import Body, Expression
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Lazy,
    RefusedError,
    Unknown,
    Value,
    settled,
)
from trailgate_evaluator.readers.terraform.expressions.json_values import value_of_json
from trailgate_evaluator.readers.terraform.expressions.repetition import Repeated, keys_of, repetition
from trailgate_evaluator.readers.terraform.expressions.type_constraints import declared_type
from trailgate_evaluator.readers.terraform.plan_json.addresses import Key, ModulePath

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions
    from trailgate_evaluator.readers.terraform.expressions.sources import ModuleSource

_WORKSPACE: Final = Unknown("file_not_at_hand", "the name of the workspace")
_NOT_A_SOURCE: Final = "the sources of the module that calls this one"


class ModuleScope:
    """One instance of a module. Values are worked out when they are asked for, and once."""

    def __init__(self, every: Expressions, path: ModulePath, source: ModuleSource) -> None:
        self.every = every
        self.path = path
        self.source = source
        self._known: dict[tuple[str, str], Value] = {}
        self._names: Mapping[str, Any] = {
            "var": _Named(self, "var"),
            "local": _Named(self, "local"),
            "module": _Named(self, "module"),
            "path": Entries("object", {"module": source.folder.path, "root": every.root_path}),
            "terraform": Entries("object", {"workspace": every.workspace or _WORKSPACE}),
            "data": _Named(self, "data"),
        }

    def look(self, name: str) -> Value:
        """What a name stands for: one of Terraform's own, else a type of resources."""
        if name in self._names:
            found: Value = self._names[name]
            return found
        if name in {"each", "count", "self", "ephemeral"}:
            raise RefusedError(f"{name} here")
        return Kind(self, "managed", name)

    def evaluated(self, expression: Expression, names: Mapping[str, Value] | None = None) -> Value:
        """The value of an expression that stands in this module."""
        at = (expression.path, expression.line)
        told = evaluate(expression, Scope(names or {}, self.every.files, self.every.budget, at, self))
        if isinstance(told, Unknown) and told.at is None:
            return replace(told, at=at)
        if isinstance(told, Either) and told.because.at is None:
            return msgspec.structs.replace(told, because=replace(told.because, at=at))
        return told

    def once(self, kind: str, name: str) -> Value:
        """The value of a variable, local or output; unknown where it comes back to itself."""
        called = (kind, name)
        if called not in self._known:
            with self.every.entered((self.path, *called)) as free:
                if not free:
                    return Unknown("unreadable_expression", f"{kind}.{name}")
                self._known[called] = getattr(self, f"_{kind}")(name)
        return self._known[called]

    def _local(self, name: str) -> Value:
        expression = self.source.locals.get(name)
        return self._missing(f"local.{name}") if expression is None else self.evaluated(expression)

    def _output(self, name: str) -> Value:
        body = self.source.outputs.get(name)
        expression = None if body is None else body.attributes.get("value")
        return self._missing(f"output.{name}") if expression is None else self.evaluated(expression)

    def _missing(self, name: str) -> Value:
        if self.source.broken:
            broken = self.source.broken[0]
            return Unknown("file_not_at_hand", f"{broken.path}, which cannot be read", (broken.path, broken.line))
        raise RefusedError(f"something called {name}")

    def _var(self, name: str) -> Value:
        declared = self.source.variables.get(name)
        if declared is None:
            return self._missing(f"var.{name}")
        value = self._given(name, declared)
        kind = declared_type(declared.attributes.get("type"))
        if kind is None:
            return Unknown("unreadable_expression", f"the type of var.{name}")
        nullable = declared.attributes.get("nullable")
        default = declared.attributes.get("default")
        if value is None and nullable is not None and self.evaluated(nullable) is False and default is not None:
            value = self.evaluated(default)
        try:
            return converted(value, kind)
        except RefusedError:
            return Unknown("unreadable_expression", f"var.{name}")

    def _given(self, name: str, declared: Body) -> Value:
        sensitive = declared.attributes.get("sensitive")
        if sensitive is not None and self.evaluated(sensitive) is not False and not self.path:
            return Unknown("not_visible", f"var.{name}")
        if self.path:
            call = self.every.call(self.path)
            if call is None:
                return Unknown("file_not_at_hand", _NOT_A_SOURCE)
            outer, body, names = call
            if (argument := body.attributes.get(name)) is not None:
                return outer.evaluated(argument, names)
        else:
            given = self.every.variables.get(name)
            if isinstance(given, dict) and "value" in given:
                return value_of_json(given["value"], None, lambda _: None)
        ephemeral = declared.attributes.get("ephemeral")
        if ephemeral is not None and not self.path and self.evaluated(ephemeral) is not False:
            return Unknown("known_after_apply", f"var.{name}")
        default = declared.attributes.get("default")
        return Unknown("known_after_apply", f"var.{name}") if default is None else self.evaluated(default)

    def called(self, name: str) -> Value:
        """The module instances of a call."""
        body = self.source.calls.get(name)
        if body is None:
            return self._missing(f"module.{name}")
        keys = keys_of(self, body, self.every.instances.module_keys.get((self.path, name), {}), f"module.{name}")
        if isinstance(keys, Unknown):
            return keys
        return Repeated(keys, lambda key: Outputs(self, name, key), repetition(body))


class _Named(Lazy):
    """`var`, `local`, `module` or `data`."""

    def __init__(self, scope: ModuleScope, kind: str) -> None:
        self._scope = scope
        self._kind = kind

    def attribute(self, name: str) -> Value:
        """The variable, local, call, or kind of data of that name."""
        match self._kind:
            case "module":
                return self._scope.called(name)
            case "data":
                return Kind(self._scope, "data", name)
            case kind:
                return self._scope.once(kind, name)

    def whole(self) -> Value:
        """Nothing that Terraform has."""
        raise RefusedError("something of it")


class Kind(Lazy):
    """A type of resources in a module instance."""

    def __init__(self, scope: ModuleScope, mode: str, kind: str) -> None:
        self._scope = scope
        self._mode = mode
        self._kind = kind

    def attribute(self, name: str) -> Value:
        """The instances of the block of that name."""
        return self._scope.every.block(self._scope, self._mode, self._kind, name)

    def whole(self) -> Value:
        """Nothing that Terraform has."""
        raise RefusedError("something of it")


class Outputs(Lazy):
    """The outputs of a module instance."""

    def __init__(self, parent: ModuleScope, name: str, key: Key) -> None:
        self._parent = parent
        self._path: ModulePath = (*parent.path, (name, key))

    def attribute(self, name: str) -> Value:
        """The output of that name."""
        scope = self._parent.every.module(self._path)
        if scope is None:
            return Unknown("file_not_at_hand", f"the sources of module.{self._path[-1][0]}")
        return scope.once("output", name)

    def whole(self) -> Value:
        """Every output."""
        scope = self._parent.every.module(self._path)
        if scope is None:
            return Unknown("file_not_at_hand", f"the sources of module.{self._path[-1][0]}")
        return Entries("object", {name: Output(self, name) for name in sorted(scope.source.outputs)})


class Output(Lazy):
    """One attribute of something, looked up when it is asked for."""

    def __init__(self, of: Lazy, name: str) -> None:
        self._of = of
        self._name = name

    def attribute(self, name: str) -> Value:
        """The attribute of the value."""
        return looking.attribute(self._of.attribute(self._name), name)

    def index(self, key: Value) -> Value:
        """The element of the value."""
        return looking.index(self._of.attribute(self._name), key)

    def whole(self) -> Value:
        """The value."""
        return settled(self._of.attribute(self._name))
