"""Mutants of the decision that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[dict[str, str]] = {}
