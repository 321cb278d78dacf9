"""One snapshot, from the shell to the verdict, beside what cannot be undercut."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.accounts import FIXTURE, ROOT
from tests.benchmarks.measuring import command
from trailgate_evaluator.engine.opa_command import find_opa

TRAILGATE = Path(sys.executable).with_name("trailgate")


def table(folder: Path) -> str:
    """A table in Markdown."""
    document = folder / "document.json"
    with document.open("wb") as file:
        subprocess.run([TRAILGATE, "show", FIXTURE], check=True, stdout=file)
    evaluate: list[str | Path] = [TRAILGATE, "evaluate", FIXTURE]
    bare = command([sys.executable, "-c", "pass"])
    opa_eval: list[str | Path] = [find_opa(), "eval", "-b", ROOT / "policies", "-i", document, "data.trailgate.decision"]
    command(evaluate, runs=1)
    rows = {
        "`python -c pass`": bare,
        "`trailgate evaluate`": command(evaluate),
        "`trailgate evaluate`, first run ever (compiles the policies)": command(
            evaluate, runs=1, XDG_CACHE_HOME=str(folder / "cache")
        ),
        "`trailgate evaluate --engine opa`": command([*evaluate, "--engine", "opa"]),
        "`opa eval` on the ready document": command(opa_eval),
    }
    lines = [f"| {name} | {run.seconds:.2f} | {run.seconds / bare.seconds:.1f} | {run.mib:.0f} |" for name, run in rows.items()]
    return "\n".join(["| one snapshot | seconds | times bare Python | MiB |", "| --- | ---: | ---: | ---: |", *lines])
