"""The module instances of a plan and the values of their variables, as far as the plan tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trailgate_evaluator.readers.terraform.plan_json.addresses import Key, ModulePath, names
from trailgate_evaluator.readers.terraform.plan_json.configuration import Call, Configuration
from trailgate_evaluator.readers.terraform.plan_json.instances import Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING


class Modules:
    """The modules of one plan: their calls, the keys of their instances, the values of the root's variables."""

    def __init__(self, configuration: Configuration, instances: Instances, variables: Mapping[str, Any]) -> None:
        self._configuration = configuration
        self._instances = instances
        self._variables = variables

    def root_variable(self, name: str) -> object:
        """The value of a variable of the root module; MISSING where the plan has none."""
        given = self._variables.get(name)
        if isinstance(given, dict) and "value" in given:
            return given["value"]
        root = self._configuration.modules[()]
        return default_of(root.variables.get(name))

    def call(self, module: ModulePath) -> Call | None:
        """The block that calls a module."""
        parent = self._configuration.modules.get(names(module[:-1]))
        return None if parent is None else parent.calls.get(module[-1][0])

    def keys(self, path: ModulePath, call: str) -> Iterable[Key]:
        """The keys of a call's instances; no key where it has one instance or nothing in it."""
        return self._instances.module_keys.get((path, call)) or (None,)

    def every(self, module: tuple[str, ...]) -> Iterator[ModulePath]:
        """The instances of a module of the configuration."""
        paths: list[ModulePath] = [()]
        for name in module:
            paths = [(*path, (name, key)) for path in paths for key in self.keys(path, name)]
        yield from paths

    def within(self, path: ModulePath, module: tuple[str, ...]) -> ModulePath:
        """The instance of a module of the configuration that is this one, or the first within it."""
        if module == names(path):
            return path
        return next((p for p in self.every(module) if p[: len(path)] == path), ())


def default_of(variable: object) -> object:
    """The default of a variable's declaration; MISSING where it has none."""
    return variable["default"] if isinstance(variable, dict) and "default" in variable else MISSING
