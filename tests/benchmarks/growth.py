"""One account with ever more alarms, on both engines."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.accounts import write_account
from tests.benchmarks.measuring import Measured, command

TRAILGATE = Path(sys.executable).with_name("trailgate")
COUNTS = (100, 1_000, 10_000, 100_000)


def table(folder: Path) -> str:
    """Two tables in Markdown; each ratio is to the row above, which has a tenth of the alarms."""
    return "\n\n".join(_growth(folder, watching) for watching in (1000, 10))


def _growth(folder: Path, watching: int) -> str:
    title = f"alarms, one in {watching:,} on the control's metric"
    lines = [f"| {title} | wasm: seconds | ratio | MiB | opa: seconds | ratio |", "| ---: | ---: | ---: | ---: | ---: | ---: |"]
    above: dict[str, Measured] = {}
    for count in COUNTS:
        path = write_account(folder, count, watching=watching)
        now = {engine: measure(path, engine, runs=1 if count > 10_000 else 3) for engine in ("wasm", "opa")}
        ratio = {engine: f"{now[engine].seconds / above[engine].seconds:.1f}" if above else "" for engine in now}
        wasm, opa = now["wasm"], now["opa"]
        lines.append(
            f"| {count:,} | {wasm.seconds:.2f} | {ratio['wasm']} | {wasm.mib:.0f} | {opa.seconds:.2f} | {ratio['opa']} |"
        )
        above = now
    return "\n".join(lines)


def measure(path: Path, engine: str, *, runs: int) -> Measured:
    """A whole `trailgate evaluate`."""
    return command([TRAILGATE, "evaluate", "--engine", engine, "--format", "json", path], runs=runs)
