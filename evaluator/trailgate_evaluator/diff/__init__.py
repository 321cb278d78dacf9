"""What changed between two looks at one account, and what that did to the verdict."""

from __future__ import annotations

from trailgate_evaluator.diff.comparison import compare

__all__ = ["compare"]
