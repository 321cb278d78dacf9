"""JSON that stands as text within an input: a policy or a pattern, as AWS takes it from a person."""

from __future__ import annotations

import json
from typing import Any, Final

LONGEST: Final = 256 * 1024
"""The most characters that are looked into; no service takes more."""


def embedded_json(text: str) -> Any:
    """What the text says.

    Raises:
        ValueError: it is longer than any service takes, no JSON, or nests too deep.
    """
    if len(text) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters")
    try:
        return json.loads(text)
    except RecursionError as problem:
        raise ValueError(str(problem)) from problem
