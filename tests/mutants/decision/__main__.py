"""Mutants of what patterns and event selectors mean: `python -m tests.mutants.decision [--sample N] [--function NAME] [MODULE…]`.

A module as `filter_pattern/decision/decide`.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from tests.mutants.campaign import Campaign
from tests.mutants.decision.equivalent import ALIKE, EQUIVALENT

PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "answers/aim": ("aim", "description", "purpose"),
    "answers/answer": ("command", "description", "excluded", "floods", "traps"),
    "answers/clause": ("clause",),
    "answers/coverage": ("coverage",),
    "answers/covering": ("covering",),
    "answers/description": ("description",),
    "answers/explanation": ("blame", "description", "traps", "trial"),
    "answers/floods": ("ordinary_classes",),
    "answers/holding": ("holding",),
    "answers/likely": ("likely", "samples"),
    "answers/nesting": ("coverage", "samples"),
    "answers/purpose": ("purpose",),
    "answers/repair": ("description", "traps"),
    "answers/requirements": ("requirements",),
    "answers/samples": ("samples",),
    "answers/sql": ("sql",),
    "answers/sparing": ("sparing",),
    "answers/suggestion": ("description",),
    "answers/together": ("together",),
    "answers/trial": ("suite", "trial"),
    "decision/automaton": ("automaton",),
    "decision/decide": ("bounds", "decision", "work"),
    "decision/ends": ("ends", "pieces"),
    "decision/formula": ("bounds", "decision", "work"),
    "decision/languages": ("languages",),
    "decision/machines": ("number_machine", "witness"),
    "decision/number_machine": ("number_machine",),
    "decision/pieces": ("pieces",),
    "decision/prepared": ("bounds", "decision", "work"),
    "decision/readings": ("bounds", "decision", "work"),
    "decision/record_model": ("record_model", "specs"),
    "decision/remainder": ("remainder",),
    "decision/settling": ("alike", "bounds", "coverage", "decision", "work"),
    "decision/shape": ("coverage", "decision", "shape"),
    "decision/spec_algebra": ("spec_algebra",),
    "decision/spec_form": ("record_model", "specs"),
    "decision/terms": ("coverage", "spec_terms"),
    "decision/unknown_constants": ("unknown_constants",),
    "decision/value_test": ("bounds", "decision", "work"),
    "decision/values": ("bounds", "coverage", "decision", "work"),
    "decision/witness": ("witness",),
    "matching/matcher": ("laws", "numbers_as_texts", "readings", "suite"),
}
SELECTORS: Final = ("admission", "conditions", "selectors")
ASKED: Final[dict[str, tuple[str, ...]]] = {
    f"filter_pattern/{module}": tuple(f"tests/evaluator/languages/filter_pattern/test_{name}.py" for name in tests)
    for module, tests in PATTERNS.items()
} | {f"event_selectors/{module}": ("tests/evaluator/document/test_admissions.py",) for module in SELECTORS}
"""By module, the tests that must see what is changed in it: few and quick ones, since what is not seen is asked all of them."""


def campaign(module: str) -> Campaign:
    """That of one module."""
    language, _, within = module.partition("/")
    return Campaign(
        package=f"trailgate_evaluator.languages.{language}",
        modules=(within,),
        tests=ASKED[module],
        beside=(
            "docs/filter-patterns.md",
            "fixtures/benchmark",
            "fixtures/patterns",
            "policies/schemas",
            "tests/asking.py",
            "tests/judge",
            "tests/records.py",
        ),
        asking="tests/mutants/decision/asking.py",
        cached=True,
        equivalent=EQUIVALENT,
        alike=ALIKE,
        least=0.95,
    )


def main(arguments: list[str]) -> int:
    """The worst of the modules named, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.decision", description=__doc__)
    parser.add_argument("module", nargs="*", default=list(ASKED), help="all where none is given")
    parser.add_argument("--sample", metavar="N", help="ask N mutants of each module")
    parser.add_argument("--function", metavar="NAME", help="ask those alone whose function's name holds this")
    asked = parser.parse_args(arguments)
    sample = [] if asked.sample is None else ["--sample", asked.sample]
    sample += [] if asked.function is None else ["--function", asked.function]
    return max([campaign(module).run(sample) for module in asked.module])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
