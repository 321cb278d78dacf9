"""A verdict on an account that refused everything says so, and on whose word it rests, in every format."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.report.sentences import of_result, of_unread

Json = dict[str, Any]

LOCKED, OWNER = "090161033962", "777788889999"
SAID = (
    "Nothing of this account could be read (AWS refused sts:AssumeRole: AccessDenied); the verdict rests on the organization's "
    "list and on what 598386756508 (log-archive) and 777788889999 (master) tell."
)
SNAPSHOTS = FOLDER / "collected_central_log_archive" / "snapshots"


@pytest.fixture(scope="module")
def report() -> Json:
    return judged([str(SNAPSHOTS)])


def _of(report: Json, account: str) -> Json:
    return next(result for result in report["results"] if result["subject"]["account"] == account)


def _without_marks(text: str) -> str:
    return " ".join(text.replace("\\", "").replace("&#x27;", "'").replace("&#39;", "'").replace("&apos;", "'").split())


def test_a_pass_says_that_nothing_of_the_account_was_read_and_who_tells(report: Json) -> None:
    locked = _of(report, LOCKED)
    assert locked["status"] == "pass"
    assert locked["unread"] == {"outcome": "denied", "calls": ["sts:AssumeRole"], "error": "AccessDenied"}
    assert of_result(locked).endswith(SAID)
    assert [one["subject"]["account"] for one in report["results"] if "unread" in one] == [LOCKED]


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv", "junit", "asff", "ocsf"])
def test_every_format_that_tells_of_a_pass_says_so(name: str, report: Json) -> None:
    assert SAID in _without_marks(shown(name, report))


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_reports_of_several_controls_say_it_once_with_them(name: str) -> None:
    several = judged([str(SNAPSHOTS)], controls=("4.4", "4.5", "4.16"))
    assert f"4.4 and 4.5: {SAID}" in _without_marks(shown(name, several))


def test_a_gap_that_says_it_is_enough(tmp_path: Path) -> None:
    service = _of(judged([str(SNAPSHOTS)], controls=("4.16",)), LOCKED)
    assert service["status"] == "unknown"
    assert of_unread(service) is None
    shutil.copy(SNAPSHOTS / f"{LOCKED}.json.gz", tmp_path)
    assert "unread" not in _of(judged([str(tmp_path)]), LOCKED), "alone there is nobody whose word counts"


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ([("DescribeTrails", "denied"), ("ListTopics", "failed"), ("DescribeTrails", "denied")], "AWS refused x:DescribeTrails"),
        ([("DescribeTrails", "failed")], "AWS did not answer x:DescribeTrails"),
        ([("GetCallerIdentity", "answered"), ("DescribeTrails", "denied")], "AWS refused x:DescribeTrails"),
        ([("DescribeTrails", "denied"), ("ListTopics", "absent")], None),
    ],
)
def test_only_where_no_call_was_answered(ends: list[tuple[str, str]], says: str | None, tmp_path: Path) -> None:
    for path in SNAPSHOTS.iterdir():
        shutil.copy(path, tmp_path)
    content = json.loads(gzip.decompress((SNAPSHOTS / f"{LOCKED}.json.gz").read_bytes()))
    (first,) = content["calls"]
    told = [{**first, "service": "x", "operation": name, "outcome": outcome} for name, outcome in ends]
    for call in told:
        if call["outcome"] == "answered":
            del call["error"]
            call |= {"service": "sts", "pages": [{"Account": LOCKED}]}
    content["calls"] = told
    (tmp_path / f"{LOCKED}.json.gz").write_bytes(gzip.compress(json.dumps(content).encode()))
    said = of_unread(_of(judged([str(tmp_path)]), LOCKED))
    assert (said is None) == (says is None)
    assert says is None or f"({says}: AccessDenied)" in str(said)
