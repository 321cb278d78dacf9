"""One account with ever more alarms, on both engines."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.asking import CONTROL
from tests.benchmarks.accounts import FIFTEEN, FIXTURE, write_account
from tests.benchmarks.measuring import Measured, command

TRAILGATE = Path(sys.executable).with_name("trailgate")
COUNTS = (100, 1_000, 10_000, 30_000, 100_000)
MOST_OF_OPA = 10_000
"""More alarms than these are not sent to OPA's server, which is given all of them and takes minutes."""


def table(folder: Path) -> str:
    """Three tables in Markdown: two of an account that is asked for every control, and one that is asked for one."""
    few, many = (_growth(folder, watching, FIFTEEN, "every control", []) for watching in (1000, 10))
    return "\n\n".join([few, many, _growth(folder, 1000, FIXTURE, "one control", ["--control", CONTROL])])


def _growth(folder: Path, watching: int, fixture: Path, asked: str, options: list[str]) -> str:
    title = f"alarms, one in {watching:,} on the metrics of {asked}"
    lines = [
        f"| {title} | of the processor | µs an alarm | seconds | MiB | opa: seconds |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for count in COUNTS:
        path = write_account(folder, count, watching=watching, fixture=fixture)
        run = _measured(path, "wasm", options, count)
        opa = f"{_measured(path, 'opa', options, count).seconds:.2f}" if count <= MOST_OF_OPA else ""
        each = run.processor / count * 1e6
        lines.append(f"| {count:,} | {run.processor:.2f} | {each:,.0f} | {run.seconds:.2f} | {run.mib:.0f} | {opa} |")
    return "\n".join(lines)


def _measured(path: Path, engine: str, options: list[str], count: int) -> Measured:
    """A whole `trailgate evaluate`."""
    runs = 1 if count > 1_000 else 3
    return command([TRAILGATE, "evaluate", "--engine", engine, "--format", "json", path, *options], runs=runs)
