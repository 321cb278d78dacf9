"""Snapshots written as people save the answers of the AWS command line: a file for each answer, named for the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.asking import of_one
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.exports import read
from trailgate_evaluator.inputs.reading import Source, Unreadable

Json = dict[str, Any]

FIXTURES = Path(__file__).parents[3] / "fixtures/snapshots"
VERSION = "aws-cli/2.37.4 Python/3.13.7 Linux/6.1.0 exe/x86_64.ubuntu.24\n"


def snapshot_of(fixture: str) -> Json:
    """The snapshot of a fixture."""
    found: Json = json.loads((FIXTURES / fixture / "snapshot.json").read_text("utf-8"))
    return found


def dump(snapshot: Json, folder: Path, *, tree: bool = True, current: bool = True) -> Path:
    """Writes each answer as a file of its own, below ACCOUNT/REGION where `tree`; `current`: the version is saved beside."""
    counts: dict[tuple[Path, str], int] = {}
    for call in snapshot["calls"]:
        place = folder / snapshot["account"]["id"] / call["region"] if tree else folder
        place.mkdir(parents=True, exist_ok=True)
        name = command(call)
        counts[place, name] = counts.get((place, name), 0) + 1
        number = f"-{counts[place, name]}" if counts[place, name] > 1 else ""
        if "pages" in call:
            (place / f"{name}{number}.json").write_text(json.dumps(merged(call["pages"]), indent=4))
        else:
            error = call["error"]
            text = f"\nAn error occurred ({error['code']}) when calling the {call['operation']} operation: {error['message']}\n"
            (place / f"{name}{number}.err").write_text(text)
    if current:
        (folder / "aws-version.txt").write_text(VERSION)
    return folder


def command(call: Json) -> str:
    """What the command is called, and by a name that people give it what it is about."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", call["operation"]).lower()
    if call["operation"] == "DescribeAlarms" and "CompositeAlarm" in call["request"].get("AlarmTypes", ()):
        return f"{name}-all-types" if "MetricAlarm" in call["request"]["AlarmTypes"] else f"{name}-composite"
    subject = call["request"].get("Name") or call["request"].get("TopicArn") or call["request"].get("logGroupName")
    return f"{name}-{re.split('[:/]', subject)[-1]}" if subject else name


def merged(pages: list[Json]) -> Json:
    """The pages as one, as the command line prints them."""
    found: Json = {}
    for page in pages:
        for key, value in page.items():
            found[key] = found.get(key, []) + value if isinstance(value, list) else value
    return found


def judged(path: Path, engine: Engine, **choices: Any) -> Json:
    """The one result of the export at a path."""
    chosen = of_one(**choices)
    results = judge(read([str(path)], chosen.plan_files), engine, chosen, lambda _: None).results
    assert len(results) == 1
    return results[0]


def made(*paths: Path, **choices: Any) -> list[Source | Unreadable]:
    """What is read at these paths."""
    return list(read([str(path) for path in paths], of_one(**choices).plan_files))
