"""One snapshot, from the shell to the verdict, beside what cannot be undercut."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.asking import CONTROL
from tests.benchmarks.accounts import FIFTEEN, FIXTURE, ROOT
from tests.benchmarks.measuring import Measured, command
from trailgate_evaluator.engine.opa_command import find_opa

TRAILGATE = Path(sys.executable).with_name("trailgate")


def table(folder: Path) -> str:
    """Two tables in Markdown: an account with one filter that is asked for one control, and one with fifteen for all."""
    bare = command([sys.executable, "-c", "pass"])
    return "\n\n".join([_table("one snapshot", bare, _of_one(folder, bare)), _table("fifteen filters", bare, _of_fifteen())])


def _of_one(folder: Path, bare: Measured) -> dict[str, Measured]:
    document = folder / "document.json"
    asked: list[str | Path] = ["--control", CONTROL]
    with document.open("wb") as file:
        subprocess.run([TRAILGATE, "show", FIXTURE, *asked], check=True, stdout=file)
    evaluate = [TRAILGATE, "evaluate", FIXTURE, *asked]
    opa_eval: list[str | Path] = [find_opa(), "eval", "-b", ROOT / "policies", "-i", document, "data.trailgate.decision"]
    command(evaluate, runs=1)
    return {
        "`python -c pass`": bare,
        "`trailgate evaluate`": command(evaluate),
        "`trailgate evaluate`, first run ever (compiles the policies)": command(
            evaluate, runs=1, XDG_CACHE_HOME=str(folder / "cache")
        ),
        "`trailgate evaluate --engine opa`": command([*evaluate, "--engine", "opa"]),
        "`opa eval` on the ready document": command(opa_eval),
    }


def _of_fifteen() -> dict[str, Measured]:
    return {
        "`trailgate evaluate`, every control": command([TRAILGATE, "evaluate", FIFTEEN]),
        "`trailgate evaluate`, one control": command([TRAILGATE, "evaluate", FIFTEEN, "--control", CONTROL]),
    }


def _table(title: str, bare: Measured, rows: dict[str, Measured]) -> str:
    lines = [
        f"| {name} | {run.seconds:.2f} | {run.processor:.2f} | {run.processor / bare.processor:.1f} | {run.mib:.0f} |"
        for name, run in rows.items()
    ]
    heading = f"| {title} | seconds | of the processor | times bare Python | MiB |"
    return "\n".join([heading, "| --- | ---: | ---: | ---: | ---: |", *lines])
