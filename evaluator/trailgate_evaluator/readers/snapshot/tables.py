"""The tables beside the readers: people write them in YAML, and every start reads what `make tables` made of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

HERE: Final = Path(__file__).parent
COMPILED: Final = "_tables.json"


def table(name: str) -> dict[str, Any]:
    """The table in the file of that name."""
    found: dict[str, Any] = _tables()[name]
    return found


@cache
def _tables() -> dict[str, Any]:
    """Every table by its file's name. Finding the parser of YAML and reading them took a twentieth of a verdict."""
    found: dict[str, Any] = orjson.loads((HERE / COMPILED).read_bytes())
    return found
