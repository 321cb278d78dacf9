"""A hook of mkdocs: an entry of the navigation that names a folder stands for its pages, in the order of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """The navigation with every folder in it opened."""
    config.nav = [_opened(entry, Path(config.docs_dir)) for entry in config.nav]
    return config


def _opened(entry: Any, docs: Path) -> Any:
    if not isinstance(entry, dict):
        return entry
    ((title, value),) = entry.items()
    if isinstance(value, list):
        return {title: [_opened(one, docs) for one in value]}
    if str(value).endswith("/"):
        return {title: [path.relative_to(docs).as_posix() for path in sorted((docs / value).glob("*.md"))]}
    return entry
