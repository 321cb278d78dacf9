"""Whose account a plan is judged for, where the plan does not prove it, is said in every format; what contradicts is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.formats.showing import shown
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

FIXTURES = Path(__file__).parents[4] / "fixtures"
SILENT = str(FIXTURES / "plans" / "06_missing_event" / "plan.json")
PROVEN = str(FIXTURES / "plans" / "09_update_drops_event" / "plan.json")
SNAPSHOT = str(FIXTURES / "snapshots" / "fail_no_alarm" / "snapshot.json")
OWN, OTHER = "111122223333", "999988887777"


def report(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    assert main(["evaluate", *arguments, "-o", str(tmp_path / "report.json")]) in {0, 1, 3}
    found: dict[str, Any] = json.loads((tmp_path / "report.json").read_bytes())
    return found


@pytest.mark.parametrize(
    ("options", "by", "said"),
    [
        (["--account", OTHER], "option", "as --account says"),
        (["--baseline", SNAPSHOT], "baseline", "the baseline's"),
    ],
)
def test_every_format_says_whose_account_was_assumed(options: list[str], by: str, said: str, tmp_path: Path) -> None:
    found = report(tmp_path, SILENT, *options)
    assert found["results"][0]["subject"]["account_by"] == by
    for name in FORMATS:
        told = shown(name, found, Page(width=200))
        assert (
            by in told
            if name in {"json", "jsonl", "csv", "asff", "ocsf", "parquet"}
            else said.replace("'", "&#39;") in told or said in told
        )


def test_an_account_that_the_plan_proves_is_assumed_by_nobody(tmp_path: Path) -> None:
    found = report(tmp_path, PROVEN)
    assert "account_by" not in found["results"][0]["subject"]
    for name in FORMATS:
        told = shown(name, found)
        assert "assumed" not in (told.replace("account assumed", "") if name == "xlsx" else told)


def test_an_account_that_the_plan_names_only_in_passing_is_said_to_be_assumed(tmp_path: Path) -> None:
    plan = json.loads(Path(SILENT).read_bytes())
    plan["variables"] = {"topic": {"value": f"arn:aws:sns:us-east-1:{OTHER}:central"}}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    subject = report(tmp_path, str(path))["results"][0]["subject"]
    assert subject.get("account_by") in {None, "mention"}
    assert (subject.get("account_by") == "mention") == (subject["account"] == OTHER)


def test_an_account_that_contradicts_the_plan_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", PROVEN, "--account", OTHER]) == 2
    assert "found one that is for account 123456789012" in capfd.readouterr().err
    assert main(["evaluate", PROVEN, "--account", "123456789012"]) == 1


@pytest.mark.parametrize("options", [["--account", OWN], ["--region", "us-east-1"], ["--partition", "aws"]])
def test_what_tells_a_plans_place_does_nothing_for_a_snapshot_and_is_refused(
    options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", SNAPSHOT, *options]) == 2
    assert "it does nothing for a snapshot" in capfd.readouterr().err
