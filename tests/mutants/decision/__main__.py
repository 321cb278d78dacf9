"""Mutants of the pattern decision: `python -m tests.mutants.decision [MODULE…]`, a module as `decision/decide`."""

from __future__ import annotations

import sys
from typing import Final

from tests.mutants.campaign import Campaign
from tests.mutants.decision.equivalent import ALIKE, EQUIVALENT

ASKED: Final[dict[str, tuple[str, ...]]] = {
    "answers/clause": ("clause",),
    "answers/coverage": ("coverage",),
    "answers/covering": ("covering",),
    "answers/floods": ("ordinary_classes",),
    "answers/holding": ("holding",),
    "answers/purpose": ("purpose",),
    "answers/repair": ("description", "traps"),
    "answers/requirements": ("requirements",),
    "answers/samples": ("samples",),
    "answers/sparing": ("sparing",),
    "answers/together": ("together",),
    "decision/automaton": ("automaton",),
    "decision/decide": ("bounds", "decision", "work"),
    "decision/formula": ("bounds", "decision", "work"),
    "decision/languages": ("languages",),
    "decision/number_machine": ("number_machine",),
    "decision/record_model": ("record_model", "specs"),
    "decision/remainder": ("remainder",),
    "decision/shape": ("coverage", "decision"),
    "decision/spec_algebra": ("spec_algebra",),
    "decision/spec_form": ("record_model", "specs"),
    "decision/terms": ("coverage", "spec_terms"),
    "decision/unknown_constants": ("unknown_constants",),
    "decision/value_test": ("bounds", "decision", "work"),
    "decision/values": ("bounds", "coverage", "decision", "work"),
    "decision/witness": ("witness",),
}
"""By module, the tests that must see what is changed in it: few and quick ones, since what is not seen is asked all of them."""


def campaign(module: str) -> Campaign:
    """That of one module."""
    return Campaign(
        package="trailgate_evaluator.languages.filter_pattern",
        modules=(module,),
        tests=[f"tests/evaluator/languages/filter_pattern/test_{name}.py" for name in ASKED[module]],
        beside=(
            "docs/filter-patterns.md",
            "fixtures/benchmark",
            "fixtures/patterns",
            "policies/schemas",
            "tests/asking.py",
            "tests/records.py",
        ),
        asking="tests/mutants/decision/asking.py",
        cached=True,
        equivalent=EQUIVALENT,
        alike=ALIKE,
        least=0.95,
    )


if __name__ == "__main__":
    sys.exit(max([campaign(module).run([]) for module in sys.argv[1:] or ASKED]))
