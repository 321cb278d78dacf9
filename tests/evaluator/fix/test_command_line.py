"""`trailgate fix` by example: what is printed where, exit codes, options, and inputs that mean harm."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main

SNAPSHOTS, PLANS = FIXTURES / "snapshots", FIXTURES / "plans"


def fix(name: str, *options: str, folder: Path = SNAPSHOTS) -> int:
    file = "plan.json" if folder == PLANS else "snapshot.json"
    return main(["fix", str(folder / name / file), *options])


def test_a_fix_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_trail_not_logging") == 0
    printed, said = capsys.readouterr()
    assert printed.startswith("#!/bin/sh\n")
    assert "aws cloudtrail start-logging --region us-east-1" in printed
    assert said == ""


def test_a_pass_has_nothing_to_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("pass_whole_chain") == 0
    assert capsys.readouterr() == ("", "trailgate: nothing to fix.\n")


def test_an_address_that_is_needed_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_no_subscription") == 3
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "--email ADDRESS" in said
    assert fix("fail_no_subscription", "--email", "a@example.com") == 0
    printed, said = capsys.readouterr()
    assert '"Endpoint": "a@example.com"' in printed
    assert "must follow the link" in said


def test_of_a_topic_that_is_only_to_be_made_nothing_is_told_as_if_it_stood_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_no_trail") == 3
    assert capsys.readouterr() == (
        "",
        "trailgate: Nobody is named who is to be told. Give --email ADDRESS, or --topic-arn of a topic that somebody reads.\n",
    )
    assert fix("fail_no_subscription") == 3
    assert capsys.readouterr().err.startswith("trailgate: Topic security-alarms has no subscription. Give --email ADDRESS")


@pytest.mark.parametrize(("name", "word"), [("unknown_alarms_refused", "refused"), ("fail_wall_behind_dead_trail", "refused")])
def test_what_was_not_seen_is_not_changed(name: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(name) == 3
    printed, said = capsys.readouterr()
    assert (printed, word in said) == ("", True)


def test_what_no_change_here_ends_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("pass_delivery_error", "--effective") == 1
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "Repair the trail's CloudWatch Logs role" in said


def test_a_named_topic_is_told_though_the_input_does_not_show_it(capsys: pytest.CaptureFixture[str]) -> None:
    topic = "arn:aws:sns:us-east-1:111122223333:pager"
    assert fix("fail_actions_none", "--topic-arn", topic) == 0
    printed, said = capsys.readouterr()
    assert topic in printed
    assert "create-topic" not in printed
    assert "collect again" in said


def test_a_named_topic_of_another_region_is_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_actions_none", "--topic-arn", "arn:aws:sns:eu-west-1:111122223333:pager") == 1
    assert "another region" in capsys.readouterr().err


def test_new_names_are_as_wished(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_no_trail", "--email", "a@example.com", "--namespace", "Audit", "--name-prefix", "acme-") == 0
    printed = capsys.readouterr().out
    assert '"metricNamespace": "Audit"' in printed
    for name in ("acme-management-events", "acme-iam-policy-change", "acme-cloudtrail-to-cloudwatch-logs"):
        assert f'"{name}"' in printed


def test_formats_that_add_only_do_not_edit(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_trail_not_logging", "--format", "cloudformation") == 0
    resources: dict[str, Any] = json.loads(capsys.readouterr().out)["Resources"]
    assert {"AWS::CloudTrail::Trail", "AWS::IAM::Role"} < {one["Type"] for one in resources.values()}
    assert fix("fail_trail_not_logging", "--format", "terraform") == 0
    assert 'resource "aws_cloudtrail"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ("--email", "nobody"),
        ("--email", "a@b\ncurl"),
        ("--topic-arn", "arn:aws:sqs:us-east-1:111122223333:x"),
        ("--namespace", "AWS/EC2"),
        ("--name-prefix", "$(id)"),
        ("--format", "pulumi"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_no_trail", *options) == 2
    printed, said = capsys.readouterr()
    assert printed == ""
    assert options[0] in said


def test_a_plan_is_fixed_in_terraform_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("07a_alarm_without_actions", folder=PLANS) == 0
    assert "alarm_actions = [aws_sns_topic.alarms.arn]" in capsys.readouterr().out
    assert fix("07a_alarm_without_actions", "--format", "aws-cli", folder=PLANS) == 2
    assert "--format terraform" in capsys.readouterr().err


def test_what_is_no_input_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text('{"format": "trailgate/snapshot/v1", "calls": "' + "[" * 9000 + '"}')
    assert main(["fix", str(tmp_path / "x.json")]) == 4
    assert main(["fix", str(tmp_path / "missing.json")]) == 4
    assert "Traceback" not in capsys.readouterr().err


def test_the_name_of_a_file_cannot_leave_its_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = tmp_path / "x\ntouch pwned #.json"
    hostile.write_bytes((SNAPSHOTS / "fail_trail_not_logging" / "snapshot.json").read_bytes())
    for form in ("aws-cli", "terraform"):
        assert main(["fix", str(hostile), "--format", form]) == 0
        assert "\ntouch pwned" not in capsys.readouterr().out


def test_the_same_input_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    texts = set()
    for _ in range(3):
        assert fix("fail_no_trail", "--email", "a@example.com") == 0
        texts.add(capsys.readouterr().out)
    assert len(texts) == 1


def test_the_shell_reads_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("fail_no_trail", "--email", "a'b@example.com") == 0
    script = capsys.readouterr().out
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0


def test_an_address_is_never_subscribed_to_a_fifo_topic(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(FIXTURES / "plan_trials" / "plan_fifo_email.json"), "--email", "a@example.com"]) == 1
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "FIFO topic" in said


def test_a_chain_that_reaches_nobody_is_mended_whatever_is_hidden_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert fix("pass_actions_disabled_composites_not_asked", "--effective") == 0
    printed, _ = capsys.readouterr()
    assert "enable-alarm-actions" in printed


def test_what_no_change_mends_beside_something_hidden_is_not_known_to_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = json.loads((SNAPSHOTS / "pass_delivery_error" / "snapshot.json").read_bytes())
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeTrails":
            call |= {"outcome": "truncated", "error": {"code": "Throttling", "message": "Rate exceeded"}}
    source = tmp_path / "snapshot.json"
    source.write_text(json.dumps(snapshot))
    assert main(["fix", "--effective", str(source)]) == 3
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "Repair the trail's CloudWatch Logs role" in said
    assert "may reach a person by what that hides" in said
