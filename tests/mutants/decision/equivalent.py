"""Mutants of the decision that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

EQUIVALENT: Final[dict[str, str]] = {}
