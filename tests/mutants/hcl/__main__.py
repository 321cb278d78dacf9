"""Mutants of the evaluator of Terraform's expressions: `python -m tests.mutants.hcl [MODULE…]`, a module as `values/types`."""

from __future__ import annotations

import sys

from tests.mutants.campaign import ROOT, Campaign
from tests.mutants.hcl.equivalent import ALIKE, EQUIVALENT

PACKAGE = "trailgate_evaluator.languages.hcl"
SOURCE = ROOT / "evaluator" / PACKAGE.replace(".", "/")
TESTS = "tests/evaluator/languages/hcl"
HCL = Campaign(
    package=PACKAGE,
    modules=sorted(str(path.relative_to(SOURCE).with_suffix("")) for path in SOURCE.glob("*/*.py") if path.stem != "__init__"),
    tests=[f"{TESTS}/test_{name}.py" for name in ("bodies", "grammar", "limits", "syntax", "types", "unknown", "values")],
    asking="tests/mutants/hcl/asking.py",
    equivalent=EQUIVALENT,
    alike=ALIKE,
    unseen=[r"raise (RefusedError|OpenError|HclError)\("],
    least=0.95,
)

if __name__ == "__main__":
    sys.exit(HCL.run(sys.argv[1:]))
