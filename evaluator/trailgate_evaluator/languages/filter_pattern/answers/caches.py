"""What is kept from one pattern to the next, all of it, so that a benchmark or a test can begin without."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.filter_pattern.answers import aim, coverage, floods, samples, together
from trailgate_evaluator.languages.filter_pattern.decision import (
    automaton,
    ends,
    record_model,
    remainder,
    shape,
    spec_algebra,
    value_test,
    values,
    witness,
)
from trailgate_evaluator.languages.filter_pattern.matching import search_text
from trailgate_evaluator.languages.filter_pattern.syntax import parser

_MODULES: Final = (
    aim,
    automaton,
    coverage,
    ends,
    floods,
    parser,
    record_model,
    remainder,
    samples,
    search_text,
    shape,
    spec_algebra,
    together,
    value_test,
    values,
    witness,
)


def clear_caches() -> None:
    """Forgets every answer, and all that was worked out on the way to one."""
    for module in _MODULES:
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
    record_model.specs_read.clear()
