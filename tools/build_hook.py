"""Hatchling's hook: wheel and sdist carry the compiled policies."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPolicies(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the policies unless they are compiled already; needs OPA only then."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Runs before the files are gathered; an editable install is left to `make policies`."""
        if version == "editable":
            return
        script = Path(self.root) / "tools" / "compile_policies.py"
        specification = importlib.util.spec_from_file_location("compile_policies", script)
        assert specification is not None  # noqa: S101
        assert specification.loader is not None  # noqa: S101
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        if not module.is_current():
            module.compile_policies()
