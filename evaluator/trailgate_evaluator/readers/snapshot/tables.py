"""The tables beside the readers, in YAML: read in C where that is at hand, since every start pays for them."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml


def table(name: str) -> dict[str, Any]:
    """The table in the file of that name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    return found
