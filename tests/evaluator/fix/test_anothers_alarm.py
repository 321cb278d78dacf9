"""Records that only another control's filter matches, and lead nowhere behind its alarm: that alarm is left to its control."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main

BROAD = "{ ($.eventSource = cloudtrail.amazonaws.com) || ($.eventType = AwsApiCall && $.readOnly IS FALSE) }"


def account(folder: Path, others: int = 0) -> str:
    """What passes, without the filter and alarm of 4.4; that of 4.5 matches all writes, its alarm tells nobody."""
    snapshot = json.loads((FIXTURES / "controls" / "pass_all" / "snapshot.json").read_bytes())
    for call in snapshot["calls"]:
        pages = call.get("pages", ())
        if call["operation"] == "DescribeMetricFilters":
            for page in pages:
                page["metricFilters"] = [one for one in page["metricFilters"] if one["filterName"] != "cis-4.4"]
                for one in page["metricFilters"]:
                    one["filterPattern"] = BROAD if one["filterName"] == "cis-4.5" else one["filterPattern"]
            if "logGroupName" in call["request"]:
                first = pages[0]["metricFilters"][0]
                pages[0]["metricFilters"] += [
                    {**first, "filterName": f"app-{number}", "filterPattern": "{ $.app = x }"} for number in range(others)
                ]
        for page in pages if call["operation"] == "DescribeAlarms" else ():
            page["MetricAlarms"] = [one for one in page["MetricAlarms"] if one["AlarmName"] != "cis-4.4"]
            for one in page["MetricAlarms"]:
                one["AlarmActions"] = [] if one["AlarmName"] == "cis-4.5" else one["AlarmActions"]
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    return str(path)


def test_a_control_gets_its_own_filter_and_alarm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = account(tmp_path)
    assert main(["evaluate", path, "--control", "4.4", "--quiet"]) == 1
    assert "cis-4.5" in capsys.readouterr().out
    assert main(["fix", path, "--control", "4.4"]) == 0
    printed = capsys.readouterr().out
    assert "A new alarm, iam-policy-change, watches metric CISBenchmark/iam-policy-change and tells topic security-al" in printed
    assert "cis-4.5" not in printed
    assert main(["fix", path, "--control", "4.5"]) == 0
    assert "Alarm cis-4.5 is to tell topic security-alarms" in capsys.readouterr().out


def test_where_no_other_filter_fits_the_alarm_that_is_there_is_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = account(tmp_path, others=86)
    assert main(["fix", path, "--control", "4.4"]) == 0
    assert "Alarm cis-4.5 is to tell topic security-alarms" in capsys.readouterr().out
