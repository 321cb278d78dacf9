"""Hatchling's hook: wheel and sdist carry the compiled law, which is committed, and copies of its sources."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPolicies(BuildHookInterface):  # type: ignore[type-arg]
    """Proves that what is compiled is the law of the sources beside it; needs no OPA, and never compiles."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Runs before the files are gathered, for an editable install too."""
        script = Path(self.root) / "tools" / "compile_policies.py"
        specification = importlib.util.spec_from_file_location("compile_policies", script)
        assert specification is not None  # noqa: S101
        assert specification.loader is not None  # noqa: S101
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        module.lay_sources()
