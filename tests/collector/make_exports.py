"""Writes fixtures/exports/aws_cli_*, which the real AWS command line printed: `python -m tests.collector.make_exports`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.aws.builder import Account, good_chain
from tests.aws.server import aws_server
from tests.collector import aws_forks
from trailgate_collector.script import aws_cli_script

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[2] / "fixtures/exports"
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/org"
TOPIC = "arn:aws:sns:us-east-1:111122223333:security-alarms"
BY_HAND = {
    "trails.json": "cloudtrail describe-trails",
    "status-of-org.json": f"cloudtrail get-trail-status --name {TRAIL}",
    "selectors.json": f"cloudtrail get-event-selectors --trail-name {TRAIL}",
    "groups.json": "logs describe-log-groups",
    "filters.json": "logs describe-metric-filters",
    "alarms-all-types.json": "cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm LogAlarm",
    "topic.json": f"sns get-topic-attributes --topic-arn {TOPIC}",
    "subscriptions-by-topic.json": f"sns list-subscriptions-by-topic --topic-arn {TOPIC}",
    "rules.json": "events list-rules",
    "organization.json": "organizations describe-organization",
}
"""What somebody saves by hand, by whatever names."""


def main() -> None:
    """Makes them all anew."""
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/s"
        with subprocess.Popen([sys.executable, aws_forks.__file__, place]) as server:
            aws_forks.wrapper(Path(folder), place)
            while not Path(place).exists():
                time.sleep(0.1)
            alarms: dict[str, dict[str, list[str]]] = {"pass": {}, "fail": {"actions": []}}
            for name, alarm in alarms.items():
                with aws_server(regions=("us-east-1",)) as aws:
                    good_chain(Account(aws=aws), alarm=alarm)
                    environment = {**os.environ, **aws.environment(), "PATH": f"{folder}:{os.environ['PATH']}"}
                    _by_script(FOLDER / f"aws_cli_script_{name}", environment, Path(folder))
                    _by_hand(FOLDER / f"aws_cli_by_hand_{name}", environment)
            server.terminate()


def _by_script(target: Path, environment: dict[str, str], folder: Path) -> None:
    script = folder / "collect.sh"
    script.write_text(aws_cli_script(("us-east-1",), "trailgate"))
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["sh", str(script), str(folder / "out")], env=environment, check=True)
    target.mkdir(parents=True)
    for path in _told(folder / "out"):
        shutil.copy(path, target / path.name)
    shutil.rmtree(folder / "out")


def _told(folder: Path) -> Iterator[Path]:
    """What an import reads of it."""
    yield from (path for path in sorted(folder.iterdir()) if path.suffix in {".json", ".err", ".txt"})


def _by_hand(target: Path, environment: dict[str, str]) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, words in BY_HAND.items():
        asked = subprocess.run(
            ["aws", *words.split(), "--region", "us-east-1", "--output", "json"],
            env=environment,
            check=False,
            capture_output=True,
        )
        (target / name).write_bytes(asked.stdout or asked.stderr)
    version = subprocess.run(["aws", "--version"], env=environment, check=True, capture_output=True)
    (target / "aws-version.txt").write_bytes(version.stdout or version.stderr)


if __name__ == "__main__":
    main()
