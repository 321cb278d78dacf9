"""Mutants of the evaluator of expressions that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

ALIKE: Final[dict[str, str]] = {}

EQUIVALENT: Final[dict[str, str]] = {}
