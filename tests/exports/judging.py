"""Exports judged on every control, and beside them what a current AWS command line says of the same account."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.aws.make_fixtures import NOW
from trailgate_evaluator import exports
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.exports.answer import Given
from trailgate_evaluator.exports.importing import imported
from trailgate_evaluator.exports.opening import names_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.exports.importing import Imported

Json = dict[str, Any]

SAMPLES: Final = Path(__file__).parents[2] / "fixtures" / "exports"
TOOLS: Final = {
    "scoutsuite": "scoutsuite/{}",
    "cloudsploit": "cloudsploit/{}.json",
    "cloudquery": "cloudquery/{}",
    "steampipe": "steampipe/{}",
    "aws_config": "aws_config/{}",
}
VERSION: Final = "aws-cli/2.37.4 Python/3.13.11 Linux/6.1 exe/x86_64\n"


def sample(tool: str, account: str) -> Path:
    """Where a tool's sample of an account lies."""
    return SAMPLES / TOOLS[tool].format(account)


def collected(account: str) -> Path:
    """What the collector says of the account."""
    return SAMPLES / "collected" / f"{account}.json"


def copied(path: Path, folder: Path) -> Path:
    """A copy that is as old as the account's other answers; a file lies in the folder by its own name."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if path.is_dir():
        shutil.copytree(path, target)
    else:
        shutil.copy(path, target)
    for file in [target, *target.rglob("*")] if target.is_dir() else [target]:
        dated(file)
    return target


def dated(file: Path) -> None:
    """The file is as old as the account's other answers."""
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))


def current_answers(account: str, folder: Path) -> Path:
    """A folder with what `aws logs describe-metric-filters` and `describe-log-groups` answer, and the command line's version."""
    snapshot = json.loads(collected(account).read_bytes())
    place = folder / snapshot["account"]["id"] / "us-east-1"
    place.mkdir(parents=True)
    for name, operation, key, named in (
        ("describe-metric-filters", "DescribeMetricFilters", "metricFilters", "filterName"),
        ("describe-log-groups", "DescribeLogGroups", "logGroups", "logGroupName"),
    ):
        rows = {
            row[named]: row
            for call in snapshot["calls"]
            if call["operation"] == operation
            for page in call.get("pages", [])
            for row in page[key]
        }
        (place / f"{name}.json").write_text(json.dumps({key: list(rows.values())}, indent=4))
    (place / "aws-version.txt").write_text(VERSION)
    for file in place.iterdir():
        dated(file)
    return folder


def verdicts(engine: Engine, *paths: Path, controls: tuple[str, ...] = ()) -> dict[str, Json]:
    """The result on each control, or on these; all paths are of one account."""
    judged = judge(exports.read([str(path) for path in paths]), engine, Choices(join=False, controls=controls), lambda _: None)
    errors = [entry["error"] for entry in judged.inputs if entry["error"]]
    assert not errors, errors
    return {result["control"]: dict(result) for result in judged.results}


def statuses(results: Json) -> dict[str, str]:
    """The status on each control."""
    return {control: result["status"] for control, result in results.items()}


def made(*paths: Path) -> Imported:
    """What is made of the files at these paths, and what became of each."""
    names: Iterable[str] = (name for path in paths for name in names_in(str(path)))
    return imported(names, Given())
