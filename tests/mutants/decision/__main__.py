"""Mutants of the pattern decision: `python -m tests.mutants.decision [MODULE…]`."""

from __future__ import annotations

import sys

from tests.mutants.campaign import Campaign
from tests.mutants.decision.equivalent import EQUIVALENT

DECISION = Campaign(
    package="trailgate_evaluator.languages.filter_pattern.decision",
    modules=("decide", "formula", "value_test"),
    tests=[f"tests/evaluator/languages/filter_pattern/test_{name}.py" for name in ("decision", "bounds", "work")],
    beside=("fixtures/patterns", "policies/schemas", "tests/asking.py", "tests/records.py"),
    equivalent=EQUIVALENT,
    least=0.9,
)

if __name__ == "__main__":
    sys.exit(DECISION.run(sys.argv[1:]))
