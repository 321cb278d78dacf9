"""Writes fixtures/snapshots, fixtures/controls and fixtures/exclusions: `python -m tests.aws.make_fixtures [NAME…]`.

Every account is built in the simulator by API calls and collected by the real collector. The clock, ids and versions
are fixed, so that the same sources write the same bytes. `expected.json` is what the fixture claims, never what an
evaluator answered.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.aws import claims_controls, claims_exclusions
from tests.aws.builder import Account
from tests.aws.claims import FIXTURES
from tests.aws.server import aws_server
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account

if TYPE_CHECKING:
    from tests.aws.fixture import Fixture

FOLDER = Path(__file__).parents[2] / "fixtures"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
README_MARKS = ("<!-- snapshots: written by make fixtures -->", "<!-- end of snapshots -->")
RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
MILLISECONDS = frozenset({"creationTime", "lastModifiedTime", "lastUpdatedTime"})
OF_ONE_RUN = ("from", "asked")
"""What a snapshot says of the simulator that it came from, whose port is another each time."""
VERSIONS = {"tool": "trailgate 0.1.0", "botocore": "1.44.5"}


def snapshot_of(fixture: Fixture) -> dict[str, Any]:
    """The fixture's account, built and collected."""
    with aws_server(regions=fixture.regions, page_size=fixture.page_size, now=int(NOW.timestamp())) as aws:
        aws.layer.state.organization = fixture.organization
        fixture.build(Account(aws=aws))
        aws.layer.faults.order(*fixture.faults)
        with mock.patch.dict(os.environ, {**aws.environment(), "AWS_MAX_ATTEMPTS": "1"}):
            collected = collect_account(AwsSession(SessionOptions()), clock=lambda: NOW).to_json()
    snapshot: dict[str, Any] = settled_times(collected, wall=datetime.now(UTC))
    snapshot["collected"].update(VERSIONS)
    for name in OF_ONE_RUN:
        del snapshot["collected"][name]
    if fixture.edit:
        fixture.edit(snapshot)
    return snapshot


def settled_times(value: Any, *, wall: datetime, name: str = "") -> Any:
    """Every time that moto took from the wall clock, set to ours."""
    match value:
        case dict():
            return {key: settled_times(item, wall=wall, name=key) for key, item in value.items()}
        case list():
            return [settled_times(item, wall=wall, name=name) for item in value]
        case int() if name in MILLISECONDS:
            return int(NOW.timestamp()) * 1000
        case str() if RFC3339.match(value) and abs(datetime.fromisoformat(value) - wall) < timedelta(hours=1):
            return NOW.isoformat().replace("+00:00", "Z")
        case _:
            return value


def write(fixture: Fixture) -> None:
    """The fixture's folder, whole."""
    folder = FOLDER / fixture.folder / fixture.name
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("snapshot.json", snapshot_of(fixture)), ("expected.json", fixture.expected)):
        (folder / name).write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    if fixture.settings is not None:
        (folder / "settings.yaml").write_text(fixture.settings, "utf-8")


def write_readme() -> None:
    """The table of snapshots in fixtures/README.md, between its marks."""
    path = FOLDER / "README.md"
    text = path.read_text("utf-8") if path.exists() else "# Fixtures\n\n{}\n{}\n".format(*README_MARKS)
    begin, end = README_MARKS
    if begin not in text:
        text += f"\n{begin}\n{end}\n"
    lines = "\n".join(f"* `snapshots/{fixture.name}`: {fixture.says}" for fixture in FIXTURES)
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n{lines}\n{end}{after}", "utf-8")


def main(names: list[str]) -> int:
    """Writes the named fixtures, else all; then removes folders that no claim names."""
    known = {fixture.name: fixture for fixture in (*FIXTURES, *claims_controls.FIXTURES, *claims_exclusions.FIXTURES)}
    if unknown := sorted(set(names) - set(known)):
        print(f"no such fixture: {', '.join(unknown)}", file=sys.stderr)
        return 2
    for name in names or known:
        write(known[name])
        print(name, flush=True)
    places = ("snapshots", claims_controls.FOLDER, claims_exclusions.FOLDER)
    for folder in (folder for place in places for folder in (FOLDER / place).iterdir()):
        if folder.is_dir() and (folder.name not in known or known[folder.name].folder != folder.parent.name):
            shutil.rmtree(folder)
    write_readme()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
