"""What reports of estates list comes the worst first, in whole words: regions nobody listed, names of accounts, rows."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from tests.evaluator.formats.showing import shown

Json = dict[str, Any]


@pytest.fixture(scope="module")
def report() -> Json:
    return judged([str(FOLDER / "collected_central_log_archive" / "snapshots")], controls=("4.4", "4.16"))


def test_markdown_tells_what_is_broken_before_what_cannot_be_told(report: Json) -> None:
    listed = shown("markdown", report).partition("**What is in the way**")[2].partition("<details")[0]
    marks = [line[2] for line in listed.splitlines() if line.startswith("- ")]
    assert marks == sorted(marks, key="❌❔".index)
    assert set(marks) == set("❌❔")


def test_regions_that_nobody_listed_are_no_record_of_that_name(report: Json) -> None:
    rows = list(csv.DictReader(io.StringIO(shown("csv", report))))
    assert {row["records"] for row in rows if row["link"] == "service"} >= {"regions that nobody listed", "us-east-1"}
    (run,) = json.loads(shown("sarif", report))["runs"]
    assert any(" Records: regions that nobody listed. " in one["message"]["text"] for one in run["results"])
    for name in ("csv", "sarif", "xlsx", "html", "markdown", "text"):
        assert "other-regions" not in shown(name, report)


def test_an_account_that_is_not_judged_has_its_number_in_tables(report: Json) -> None:
    rows = list(csv.DictReader(io.StringIO(shown("csv", report))))
    assert [(row["account"], row["account_name"]) for row in rows if row["kind"] == "not_judged"] == [("'525943518999", "closed")]
    assert "525943518999 closed not judged" in shown("xlsx", report)


def test_a_case_of_junit_has_no_bracket_in_a_bracket(report: Json) -> None:
    names = {case.attrib["name"] for case in fromstring(shown("junit", report)).iter("testcase")}  # noqa: S314 - our own
    assert "4.4 IAM policy changes raise an alarm (account 090161033962, locked)" in names
    assert not any("))" in name for name in names)
