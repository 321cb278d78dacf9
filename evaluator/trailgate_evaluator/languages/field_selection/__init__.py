"""Field selection criteria of metric filters: which log events a filter looks at, by where they come from."""

from __future__ import annotations

from trailgate_evaluator.languages.field_selection.admission import admits, selects
from trailgate_evaluator.languages.field_selection.criteria import CriteriaError, parse

__all__ = ["CriteriaError", "admits", "parse", "selects"]
