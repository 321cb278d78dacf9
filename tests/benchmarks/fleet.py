"""A generated fleet: organizations of several sizes and accounts of none, with faults, asked for every control.

`python -m tests.benchmarks.fleet COUNT` (`make fleet`) judges so many accounts in one process, in two, and on a cluster of two
workers, and prints time and memory; the bytes have to be the same. `python -m tests.benchmarks.fleet COUNT FOLDER` writes them.
"""

from __future__ import annotations

import filecmp
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.accounts import ACCOUNT, FIFTEEN
from tests.benchmarks.measuring import Measured, command
from tests.estates.accounts import ARCHIVE, AUDIT, MANAGEMENT, MEMBER, ORGANIZATION, estate, refused, stopped
from tests.evaluator.cluster.serving import served

Json = dict[str, Any]
TRAILGATE: Final = Path(sys.executable).with_name("trailgate")
_SMALLEST: Final = 8
_WORKERS: Final = 2
_ORGANIZATIONS: Final[tuple[Callable[[dict[str, Json]], dict[str, Json]], ...]] = (
    lambda made: made,
    lambda made: {account: stopped(one) for account, one in made.items()},
    lambda made: {**made, ARCHIVE: refused(made[ARCHIVE], "DescribeMetricFilters")},
    lambda made: {account: one for account, one in made.items() if account != ARCHIVE},
)
"""What is wrong with an organization."""
_MEMBERS: Final[tuple[Callable[[Json], Json], ...]] = (
    *(lambda one: one,) * 5,
    lambda one: refused(one, "DescribeTrails"),
    lambda one: refused(one, "DescribeAlarms", "GetTrailStatus"),
    lambda one: {**one, "calls": [call for call in one["calls"] if call["operation"] != "DescribeHub"]},
)
"""What is wrong with some of its members, each in turn."""
_ALONE: Final[tuple[Callable[[Json], Json], ...]] = (
    lambda one: one,
    lambda one: refused(one, "ListSubscriptionsByTopic"),
    stopped,
    lambda one: {**one, "calls": [call for call in one["calls"] if call["operation"] != "DescribeAlarms"]},
)


def accounts(count: int) -> Iterator[tuple[str, str]]:
    """(number, snapshot) of so many accounts: half of them one organization's, half of the rest another's, and so on."""
    left, number = count, 0
    while left >= _SMALLEST:
        size = max(_SMALLEST, left // 2)
        yield from _organization(number, min(size, left))
        left -= min(size, left)
        number += 1
    alone = json.loads(FIFTEEN.read_text())
    texts = [json.dumps(wrong(alone)) for wrong in _ALONE]
    for place in range(left):
        mine = f"99{place:010}"
        yield mine, texts[place % len(texts)].replace(ACCOUNT, mine)


def _organization(number: int, size: int) -> Iterator[tuple[str, str]]:
    alarm = AUDIT if number % 2 else None
    made = _ORGANIZATIONS[number % len(_ORGANIZATIONS)](estate(group=ARCHIVE, alarm=alarm, whole=FIFTEEN))
    member = made.pop(MEMBER)
    own = {base: f"{number + 10}{place:010}" for place, base in enumerate((MANAGEMENT, ARCHIVE, AUDIT))}

    def placed(text: str) -> str:
        for base, mine in own.items():
            text = text.replace(base, mine)
        return text.replace(ORGANIZATION, f"o-fleet{number:08}")

    for base, one in made.items():
        yield own[base], placed(json.dumps(one))
    texts = [placed(json.dumps(wrong(member))) for wrong in _MEMBERS]
    for place in range(size - len(made)):
        mine = f"{number + 10}{place + 100:010}"
        yield mine, texts[place % len(texts)].replace(MEMBER, mine)


def write(folder: Path, count: int) -> None:
    """The files of so many accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in accounts(count):
        (folder / f"{number}.json").write_text(text)


def table(folder: Path, count: int) -> str:
    """A table in Markdown: how long the fleet takes, shared or not, and the most memory of the process that writes."""
    write(folder / "fleet", count)
    with served(_WORKERS, folder) as cluster:
        ways = {
            "one process": ["--jobs", "1"],
            "two processes": ["--jobs", "2"],
            "two workers of a cluster": ["--scheduler", cluster.address],
        }
        runs = {name: _measured(folder, name, options) for name, options in ways.items()}
    first, *others = (folder / f"{name}.jsonl" for name in ways)
    if not all(filecmp.cmp(first, other, shallow=False) for other in others):
        raise RuntimeError("another way makes other bytes")
    head = f"| {count:,} accounts, every control | seconds | of the processor, here | MiB here |\n| --- | ---: | ---: | ---: |"
    lines = [f"| {name} | {run.seconds:.0f} | {run.processor:.0f} | {run.mib:.0f} |" for name, run in runs.items()]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return "\n".join([head, *lines, "", f"The same {first.stat().st_size >> 20} MiB of lines each time; load {load}."])


def _measured(folder: Path, name: str, options: list[str]) -> Measured:
    return command([TRAILGATE, "evaluate", folder / "fleet", "-o", folder / f"{name}.jsonl", *options], runs=1)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write(Path(sys.argv[2]), int(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as name:
            print(table(Path(name), int(sys.argv[1])))
