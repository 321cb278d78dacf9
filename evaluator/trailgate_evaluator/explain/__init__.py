"""What a control asks and how it is decided, told from the law itself."""

from __future__ import annotations

from trailgate_evaluator.explain.explanation import explanation

__all__ = ["explanation"]
