"""Every account that fixtures describe, exported by every tool: the collector's verdict, or unknown by what is named.

The files are built from the snapshot's answers in each tool's shape; `test_tools` has those that the tools wrote themselves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import of_one
from tests.evaluator.exports.dumps import FIXTURES, VERSION, dump, merged, snapshot_of
from tests.exports import cloudquery_tables, cloudsploit_collection, config_items, scoutsuite_result, steampipe_tables
from tests.exports.judging import dated
from tests.exports.snapshot_asked import Told, told_of
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.exports import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]

EVERY = sorted(path.parent.name for path in FIXTURES.glob("*/snapshot.json"))
TOOLS = ("scoutsuite", "cloudsploit", "cloudquery", "steampipe", "aws_config")
RANK = {"fail": 0, "unknown": 1, "pass": 2}
CHOSEN = (
    "pass_whole_chain",
    "fail_trail_not_logging",
    "pass_composite_or",
    "pass_advanced_selectors",
    "pass_metric_math",
    "fail_alarm_other_region",
    "fail_subscription_pending",
)
"""Tried also where not every example is; of the first three each file is taken away."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def verdict(engine: Engine, *paths: Path) -> Json | None:
    """The one result; None where no account can be told."""
    results = judge(read([str(path) for path in paths]), engine, of_one(), lambda _: None).results
    assert len(results) < 2
    return dict(results[0]) if results else None


def exported(told: Told, tool: str, folder: Path) -> Path:
    """What a tool writes of an account."""
    place = folder / tool
    place.mkdir(parents=True)
    match tool:
        case "scoutsuite":
            (place / f"scoutsuite_results_aws-{told.asked.account}.js").write_text(scoutsuite_result.result(told.asked))
        case "cloudsploit":
            (place / "collection.json").write_text(json.dumps(cloudsploit_collection.collection(told), default=str))
        case "cloudquery":
            for name, rows in cloudquery_tables.tables(told.asked).items():
                (place / f"{name}.json").write_text(cloudquery_tables.lines(rows))
        case "steampipe":
            for name, rows in steampipe_tables.tables(told.asked).items():
                (place / f"{name}.json").write_text(json.dumps(steampipe_tables.printed(rows)))
        case _:
            for region in told.asked.regions:
                name = f"{told.asked.account}_Config_{region}_ConfigSnapshot.json"
                (place / name).write_text(json.dumps(config_items.snapshot(told.asked, region), default=str))
    for file in place.iterdir():
        dated(file)
    return place


def current(snapshot: Json, folder: Path) -> Path:
    """What a current command line says of log groups and metric filters, each answer in a file of its own."""
    kept = [call for call in snapshot["calls"] if call["operation"] in {"DescribeLogGroups", "DescribeMetricFilters"}]
    groups = told_of(snapshot).asked.log_groups
    listed: list[Json] = []
    for region in {call["region"] for call in kept}:
        for operation in ("DescribeLogGroups", "DescribeMetricFilters"):
            calls = [one for one in kept if (one["region"], one["operation"]) == (region, operation)]
            if calls and all(one["outcome"] == "answered" for one in calls):
                rows = [merged(one["pages"]) for one in calls]
                rows = [{"logGroups": groups.get(region, [])}] if operation == "DescribeLogGroups" else rows
                listed.append({**calls[0], "request": {}, "pages": [_distinct(rows)]})
    folder.mkdir(exist_ok=True)
    dump({**snapshot, "calls": listed}, folder)
    (folder / "aws-version.txt").write_text(VERSION)
    for file in folder.rglob("*"):
        dated(file)
    return folder


def _distinct(answers: list[Json]) -> Json:
    found: Json = {}
    for answer in answers:
        for key, rows in answer.items():
            found[key] = [*found.get(key, []), *(row for row in rows if row not in found.get(key, []))]
    return found


def _each(request: pytest.FixtureRequest, share: int) -> list[str]:
    return EVERY if request.config.getoption("--whole") else sorted({*EVERY[::share], *CHOSEN})


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside current answers"])
@pytest.mark.parametrize("tool", TOOLS)
def test_no_tools_export_of_an_account_has_another_verdict(
    tool: str, beside: bool, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    wrong, alike = {}, set()
    for fixture in _each(request, 16):
        snapshot, folder = snapshot_of(fixture), tmp_path / fixture
        right = verdict(engine, FIXTURES / fixture / "snapshot.json")
        assert right is not None
        paths = [exported(told_of(snapshot), tool, folder)]
        if beside:
            paths.append(current(snapshot, folder / "aws"))
        found = verdict(engine, *paths)
        if found is None:
            continue
        said, expected = ((one["status"], one["effective"]) for one in (found, right))
        if said[0] == expected[0]:
            alike.add(said[0])
        if said[0] not in {expected[0], "unknown"} or (said[0] == "pass" and said[1] not in {expected[1], "unknown"}):
            wrong[fixture] = (expected, said, [one["code"] for one in found["breaks"]])
        elif said[0] == "unknown":
            assert all(gap["link"] and gap["reason"] for gap in found["gaps"])
            assert found["gaps"], fixture
    assert wrong == {}
    assert alike


@pytest.mark.parametrize("tool", TOOLS)
def test_no_file_is_there_whose_loss_improves_a_verdict(
    tool: str, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for fixture in EVERY if request.config.getoption("--whole") else CHOSEN[:3]:
        snapshot, folder = snapshot_of(fixture), tmp_path / fixture
        place, beside = exported(told_of(snapshot), tool, folder), current(snapshot, folder / "aws")
        whole = verdict(engine, place, beside)
        if whole is None:
            continue
        for file in sorted(one for one in [*place.iterdir(), *beside.rglob("*")] if one.is_file()):
            kept = file.read_bytes()
            file.unlink()
            found = verdict(engine, place, beside)
            file.write_bytes(kept)
            dated(file)
            if found is not None and found["status"] != "unknown":
                assert RANK[found["status"]] <= RANK[whole["status"]], (fixture, file.name)
                assert whole["status"] != "unknown", (fixture, file.name, found["status"])
