"""A plan read from its expressions, beside the same plan from its JSON alone: 500 files that hold 2,000 locals."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.benchmarks.accounts import ROOT
from tests.benchmarks.cold import TRAILGATE
from tests.benchmarks.measuring import command

WIRING = ROOT / "fixtures" / "sources" / "pass_alarms_over_merge"
"""One whose alarms are known by their sources alone."""
FILES, LOCALS = 500, 2_000


def table(folder: Path) -> str:
    """A table in Markdown."""
    sources = folder / "sources"
    shutil.copytree(WIRING / "src", sources)
    own = len(list(sources.glob("*.tf")))
    for number in range(FILES - own):
        (sources / f"more{number}.tf").write_text(written(number))
    evaluate: list[str | Path] = [TRAILGATE, "evaluate", WIRING / "plan.json"]
    alone, beside = (
        min((command(each, runs=1) for _ in range(5)), key=lambda run: run.processor)
        for each in (evaluate, [*evaluate, "--source", sources])
    )
    size = sum(path.stat().st_size for path in sources.rglob("*.tf")) / 1e6
    more = beside.processor - alone.processor
    rows = [
        f"| JSON alone | {alone.processor:.2f} | 0.00 | {alone.mib:.0f} |",
        f"| {FILES} files, {LOCALS:,} locals, {size:.1f} MB | {beside.processor:.2f} | {more:.2f} | {beside.mib:.0f} |",
    ]
    return "\n".join(
        ["| one plan by its sources | seconds of the processor | more | MiB |", "| --- | ---: | ---: | ---: |", *rows]
    )


def written(number: int) -> str:
    """A file of locals that are made of each other, and of a resource that uses them."""
    each = -(-LOCALS // FILES)
    before = f"local.l{number - 1}_0" if number else '"a"'
    lines = [f"  l{number}_{n} = {before if not n else f'local.l{number}_{n - 1}'} # of the one before" for n in range(each)]
    resource = f'resource "aws_s3_bucket" "b{number}" {{\n  bucket = "${{local.l{number}_0}}-{number}"\n}}'
    return "locals {\n" + "\n".join(lines) + f"\n}}\n\n{resource}\n"
