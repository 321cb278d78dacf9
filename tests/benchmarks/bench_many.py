"""Very many accounts, their results written as they come: on one core and on two, and what is held meanwhile."""

from __future__ import annotations

import filecmp
import sys
from pathlib import Path

from tests.asking import CONTROL
from tests.benchmarks.accounts import FIXTURE
from tests.benchmarks.bench_estates import write_organization
from tests.benchmarks.measuring import Measured, command

TRAILGATE = Path(sys.executable).with_name("trailgate")
COUNTS = (1_000, 10_000)


def table(folder: Path) -> str:
    """A table in Markdown: an organization of so many accounts, one control, as lines and as columns."""
    columns = ("one process: of the processor", "MiB", "two: of the processor", "MiB of the largest", "times faster")
    lines = [f"| accounts, results written as they come | {' | '.join(columns)} |", f"|{' ---: |' * 6}"]
    for count in COUNTS:
        accounts = folder / f"many-{count}"
        write_organization(accounts, count, FIXTURE)
        one, two = (_measured(accounts, folder, jobs) for jobs in (1, 2))
        for kind in ("jsonl", "parquet"):
            if not filecmp.cmp(folder / f"1.{kind}", folder / f"2.{kind}", shallow=False):
                raise RuntimeError(f"two processes write another {kind} than one")
        faster = one.seconds / two.seconds
        lines.append(f"| {count:,} | {one.processor:.2f} | {one.mib:.0f} | {two.processor:.2f} | {two.mib:.0f} | {faster:.1f} |")
    return "\n".join(lines)


def _measured(accounts: Path, folder: Path, jobs: int) -> Measured:
    outputs = [part for kind in ("jsonl", "parquet") for part in ("-o", folder / f"{jobs}.{kind}")]
    return command([TRAILGATE, "evaluate", accounts, "--control", CONTROL, "--jobs", str(jobs), *outputs], runs=1)
