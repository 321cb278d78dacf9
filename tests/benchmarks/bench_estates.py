"""An organization of ever more accounts, judged together and each alone: one trail, one log archive, members with nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.asking import CONTROL
from tests.benchmarks.accounts import FIFTEEN, FIXTURE
from tests.benchmarks.measuring import Measured, command
from tests.estates.accounts import ARCHIVE, MEMBER, estate

TRAILGATE = Path(sys.executable).with_name("trailgate")
COUNTS = (10, 100, 1_000, 10_000)
MOST_OF_EVERY_CONTROL = 1_000
"""Of every control not more accounts than these: ten times as many take minutes, and tell nothing more."""


def table(folder: Path) -> str:
    """Two tables in Markdown: asked for every control, and for one."""
    every = [count for count in COUNTS if count <= MOST_OF_EVERY_CONTROL]
    return "\n\n".join(
        [
            _growth(folder / "every", every, FIFTEEN, "every control", []),
            _growth(folder / "one", COUNTS, FIXTURE, "one control", ["--control", CONTROL]),
        ]
    )


def write_organization(folder: Path, count: int, fixture: Path) -> None:
    """So many accounts: the management account, the log archive, and members that differ in their numbers alone."""
    folder.mkdir(parents=True)
    made = {account: json.dumps(one) for account, one in estate(group=ARCHIVE, whole=fixture).items()}
    member = made.pop(MEMBER)
    members = (f"{number:012}" for number in range(100_000_000_000, 100_000_000_000 + count - len(made)))
    for account, text in {**made, **{number: member.replace(MEMBER, number) for number in members}}.items():
        (folder / f"{account}.json").write_text(text)


def _growth(folder: Path, counts: list[int] | tuple[int, ...], fixture: Path, asked: str, options: list[str]) -> str:
    columns = ("of the processor", "ms an account", "MiB", "alone: of the processor", "times alone", "alone: MiB")
    lines = [
        f"| accounts of an organization, {asked} | {' | '.join(columns)} |",
        f"|{' ---: |' * (len(columns) + 1)}",
    ]
    for count in counts:
        write_organization(folder / str(count), count, fixture)
        joined, alone = (_measured(folder / str(count), [*options, *more]) for more in ([], ["--no-join"]))
        each, times = joined.processor / count * 1000, joined.processor / alone.processor
        lines.append(
            f"| {count:,} | {joined.processor:.2f} | {each:.1f} | {joined.mib:.0f} | {alone.processor:.2f} | {times:.1f} "
            f"| {alone.mib:.0f} |"
        )
    return "\n".join(lines)


def _measured(folder: Path, options: list[str]) -> Measured:
    """A whole `trailgate evaluate`; of many accounts several processes share the work, and memory is that of the largest."""
    return command([TRAILGATE, "evaluate", "--format", "json", folder, *options], runs=1)
