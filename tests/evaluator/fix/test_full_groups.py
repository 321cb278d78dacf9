"""A log group takes 100 metric filters: what fits is made, and of the rest it is said that it does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main

Json = dict[str, Any]
FORMATS = ("aws-cli", "terraform", "cloudformation")


def filled(folder: Path, others: int, without: tuple[str, ...], name: str = "full.json") -> str:
    """The account that passes, without these controls' filters, and with so many others on the log group."""
    snapshot = json.loads((FIXTURES / "controls" / "pass_all" / "snapshot.json").read_bytes())
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeMetricFilters":
            for page in call["pages"]:
                page["metricFilters"] = [one for one in page["metricFilters"] if one["filterName"] not in without]
            if "logGroupName" in call["request"]:
                call["pages"][0]["metricFilters"] += [_other(number) for number in range(others)]
        if call["operation"] == "DescribeAlarms":
            for page in call["pages"]:
                page["MetricAlarms"] = [one for one in page["MetricAlarms"] if one["AlarmName"] not in without]
    path = folder / name
    path.write_text(json.dumps(snapshot))
    return str(path)


def _other(number: int) -> Json:
    return {
        "applyOnTransformedLogs": False,
        "filterName": f"app-{number}",
        "filterPattern": f'{{ $.application = "{number}" }}',
        "logGroupName": "org-trail",
        "metricTransformations": [{"metricName": f"app-{number}", "metricNamespace": "Apps", "metricValue": "1"}],
    }


def _made(printed: str) -> int:
    """How many filters are made: a script says each change in a comment before it."""
    return max(
        printed.count(word)
        for word in (". A new metric filter, ", '"AWS::Logs::MetricFilter"', 'resource "aws_cloudwatch_log_metric_filter"')
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_group_gets_no_filter_and_it_is_said(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = filled(tmp_path, 86, ("cis-4.3",))
    assert main(["fix", path, "--control", "4.3", "--format", form]) == 1
    printed, said = capsys.readouterr()
    assert printed == ""
    assert said.startswith("trailgate: Log group org-trail has 100 metric filters, and takes at most 100: no other fits.")


@pytest.mark.parametrize("form", FORMATS)
def test_of_several_controls_what_fits_is_printed(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = filled(tmp_path, 86, ("cis-4.3", "cis-4.12"))
    assert main(["fix", path, "--control", "4.3", "--control", "4.12", "--format", form]) == 1
    printed, said = capsys.readouterr()
    assert _made(printed) == 1
    assert "not for network-gateway-change-alarm: Log group org-trail has 99 metric filters, 100 with those of this fix" in said


def test_the_text_of_the_benchmark_beside_filters_that_are_right_is_kept_within_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fix", filled(tmp_path, 83, ()), "--control", "*", "--literal"]) == 1
    printed, said = capsys.readouterr()
    assert _made(printed) == 2
    assert "Log group org-trail has 98 metric filters, 100 with those of this fix, and takes at most 100" in said


def test_a_pattern_that_is_nearly_right_is_mended_on_a_full_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(filled(tmp_path, 85, ()))
    path.write_text(path.read_text().replace("($.eventName = CreateRoute) || ", ""))
    assert main(["fix", str(path), "--control", "4.13"]) == 0
    assert "CreateRoute" in capsys.readouterr().out


def test_accounts_of_one_estate_fill_their_own_groups_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for account in ("111122223333", "111122224444"):
        path = Path(filled(tmp_path, 86, ("cis-4.3", "cis-4.12"), f"{account}.json"))
        path.write_text(path.read_text().replace("111122223333", account))
    (tmp_path / "out").mkdir()
    options = ["--control", "4.3", "--control", "4.12", "--output", str(tmp_path / "out")]
    assert main(["fix", str(tmp_path), *options]) == 1
    assert [_made(text.read_text()) for text in sorted((tmp_path / "out").iterdir())] == [1, 1]
    assert capsys.readouterr().err.count("takes at most 100") == 2


def test_what_needs_an_answer_keeps_no_other_control_waiting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(filled(tmp_path, 0, ()))
    snapshot = json.loads(path.read_text())
    for call in snapshot["calls"]:
        for page in call.get("pages", ()) if call["operation"] == "DescribeAlarms" else ():
            for alarm in page["MetricAlarms"]:
                if alarm["AlarmName"] == "cis-4.7":
                    alarm["Threshold"] = 5.0
                if alarm["AlarmName"] == "cis-4.11":
                    alarm["StateValue"] = "ALARM"
    path.write_text(json.dumps(snapshot))
    options = ["--effective", "--control", "4.7", "--control", "4.11"]
    assert main(["fix", str(path), *options]) in {1, 3}
    printed, said = capsys.readouterr()
    assert "cis-4.7" in printed
    assert "not for network-acl-change-alarm: Alarm cis-4.11 was in ALARM" in said


@pytest.mark.parametrize("alarmed", [True, False])
def test_a_control_gets_a_metric_and_an_alarm_of_its_own(
    alarmed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The filter of IAM's changes matches CreatePolicy of Organizations, too: that makes it no filter of Organizations."""
    path = Path(filled(tmp_path, 0, ("cis-4.15",)))
    if not alarmed:
        snapshot = json.loads(path.read_text())
        for call in snapshot["calls"]:
            for page in call.get("pages", ()) if call["operation"] == "DescribeAlarms" else ():
                page["MetricAlarms"] = [one for one in page["MetricAlarms"] if one["AlarmName"] != "cis-4.4"]
        path.write_text(json.dumps(snapshot))
    assert main(["fix", str(path), "--control", "4.15", "--role", "management"]) == 0
    printed = capsys.readouterr().out
    assert _made(printed) == 1
    for word in (
        "put-metric-alarm",
        '"metricName": "organizations-change"',
        "$.eventName = CreatePolicy",
        "organizations.amazonaws.com",
    ):
        assert word in printed
    assert "cis-4.4" not in printed
