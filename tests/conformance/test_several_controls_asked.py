"""What is asked of several controls at once: a difference, a gate on changes or on people reached, waivers of one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.claims_controls import HUB
from tests.aws.claims_controls import IDS as CHAINS
from tests.conformance.judging import ROOT
from trailgate_evaluator.cli.app import main

Json = dict[str, Any]
IDS = {**CHAINS, "4.16": HUB}
ALL = ("--control", "*")
PASSING, NO_READS, NO_TRAIL = (
    str(ROOT / "fixtures" / name / "snapshot.json")
    for name in ("controls/pass_all", "controls/fail_trail_no_reads", "snapshots/fail_no_trail")
)
FILTER_DESTROYED = str(ROOT / "fixtures/plans/08_destroy_filter/plan.json")
WAIVER = """\
waivers:
  - control: root-usage-alarm
    accounts: all
    owner: soc@example.com
    reason: The root user is locked away.
    expires: 2027-01-01
"""


def answered(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    return code, capfd.readouterr().out


def outcomes(text: str) -> dict[str, str]:
    numbers = {control: number for number, control in IDS.items()}
    return {numbers[one["control"]]: one["outcome"] for one in json.loads(text)["results"]}


def but(outcome: str, **others: tuple[str, ...]) -> dict[str, str]:
    named = {number: other for other, numbers in others.items() for number in numbers}
    return {number: named.get(number, outcome) for number in IDS}


def test_a_waiver_is_of_one_control_and_counts_for_no_other(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(WAIVER)
    options = (NO_READS, *ALL, "--settings", str(settings))
    code, text = answered(capfd, "evaluate", *options, "--format", "json")
    assert (code, outcomes(text)) == (1, but("pass", fail=("4.1",), waived=("4.3",)))
    for format_ in ("text", "markdown"):
        _, shown = answered(capfd, "evaluate", *options, "--format", format_)
        assert "3: Waived by" in shown
        assert "(4.1: 1 control)" in " ".join(shown.split())
        assert "--control root-usage-alarm" not in shown
    assert answered(capfd, "evaluate", *options, "--control", "4.3")[0] == 1
    assert answered(capfd, "evaluate", NO_READS, "--control", "4.3", "--settings", str(settings))[0] == 0


def test_a_waiver_that_has_expired_says_so_with_its_control(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(WAIVER)
    late = ("--settings", str(settings), "--as-of", "2027-02-01T00:00:00Z")
    code, text = answered(capfd, "evaluate", PASSING, *ALL, *late)
    assert code == 0
    assert "4.3: Waiver waivers/0 has expired." in text


def test_a_regression_is_of_the_control_that_the_plan_breaks_alone(capfd: pytest.CaptureFixture[str]) -> None:
    gate = ("evaluate", FILTER_DESTROYED, *ALL, "--fail-on", "regression")
    code, text = answered(capfd, *gate, "--format", "json")
    assert (code, outcomes(text)) == (1, but("pass", fail=("4.4",)))
    code, text = answered(capfd, *gate)
    assert "4.4: This plan makes the control no longer pass." in text


def test_a_control_that_reaches_nobody_fails_where_that_is_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    snapshot = json.loads(Path(PASSING).read_bytes())
    for call in snapshot["calls"]:
        for page in call.get("pages", []) if call["operation"] == "DescribeAlarms" else []:
            for alarm in page.get("MetricAlarms", []):
                alarm["ActionsEnabled"] = alarm["AlarmName"] != "cis-4.9"
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    code, text = answered(capfd, "evaluate", str(path), *ALL, "--format", "json")
    assert (code, outcomes(text)) == (0, but("pass"))
    code, text = answered(capfd, "evaluate", str(path), *ALL, "--format", "json", "--require", "effective")
    assert (code, outcomes(text)) == (1, but("pass", fail=("4.9",)))


def test_one_command_mends_what_fails_and_what_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    silent = str(ROOT / "fixtures/snapshots/pass_actions_disabled/snapshot.json")
    _, text = answered(capfd, "evaluate", silent, "--control", "4.4", "--control", "4.5")
    (command,) = (line.strip() for line in text.splitlines() if "trailgate fix" in line)
    assert command.startswith(f"trailgate fix --effective {silent}")
    assert command.endswith("--control iam-policy-change-alarm --control cloudtrail-change-alarm prints what has to change.")


def test_a_difference_tells_what_differs_alike_together_and_the_rest_in_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    code, text = answered(capfd, "diff", PASSING, NO_READS, *ALL)
    assert code == 1
    assert "worse: pass, effective yes → fail  4.1 and 4.3  account 111122223333" in text
    assert "same: 4.2 and 4.4 to 4.16 (14 verdicts)" in text
    assert text.count("break appeared") == 1


def test_a_difference_has_a_verdict_for_each_control_in_the_order_of_numbers(capfd: pytest.CaptureFixture[str]) -> None:
    code, text = answered(capfd, "diff", PASSING, NO_READS, *ALL, "--format", "json")
    verdicts = json.loads(text)["verdicts"]
    assert code == 1
    assert [verdict["number"] for verdict in verdicts] == list(IDS)
    assert [verdict["number"] for verdict in verdicts if verdict["direction"] == "worse"] == ["4.1", "4.3"]


def test_what_only_one_side_was_asked_for_is_not_lost(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name, options in (("all", ALL), ("one", ("--control", "4.4"))):
        main(["evaluate", PASSING, *options, "-o", str(tmp_path / f"{name}.json")])
    capfd.readouterr()
    for pair in (("all", "one"), ("one", "all")):
        code, text = answered(capfd, "diff", *(str(tmp_path / f"{name}.json") for name in pair), "--format", "json")
        assert (code, [verdict["number"] for verdict in json.loads(text)["verdicts"]]) == (0, ["4.4"])
    main(["evaluate", PASSING, "--control", "4.5", "-o", str(tmp_path / "other.json")])
    assert main(["diff", str(tmp_path / "one.json"), str(tmp_path / "other.json")]) == 4
    assert "a control that both sides were asked for" in capfd.readouterr().err


def test_a_plan_of_no_told_account_is_compared_control_by_control(capfd: pytest.CaptureFixture[str]) -> None:
    plans = [str(ROOT / "fixtures/plans" / name / "plan.json") for name in ("06_missing_event",)]
    code, text = answered(capfd, "diff", *plans, NO_TRAIL, *ALL, "--format", "json")
    verdicts = json.loads(text)["verdicts"]
    assert code == 1
    told = {verdict["number"]: verdict["direction"] for verdict in verdicts}
    assert told == {**dict.fromkeys(CHAINS, "same"), "4.16": "worse"}
