"""Security Hub is enabled where it is missing, by commands that are run; what was not seen is left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.aws.faults import Fault
from tests.evaluator.fix.judging import FIXTURES, document_of, source_of
from tests.evaluator.fix.simulated import collected, emptied, run
from tests.evaluator.fix.test_commands import check
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.fix import Wishes, plan_fix, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.server import Aws
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix import Plan

HUB = "security-hub-enabled"
CONTROLS = FIXTURES / "controls"


def planned(engine: Engine, name: str, *controls: str) -> Plan:
    document = document_of(engine, source_of(CONTROLS / name / "snapshot.json"), controls=controls)
    return plan_fix(engine, document, Wishes(), "aws-cli")[0]


def test_the_commands_enable_it_in_every_region_and_can_be_run_again(
    engine: Engine, aws: Aws, client: Path, tmp_path: Path
) -> None:
    account = emptied(aws, regions=("eu-west-1", "us-east-1", "us-west-2"))
    account.security_hub()
    source = collected(aws, tmp_path)
    found, form = plan_fix(engine, document_of(engine, source, controls=(HUB,)), Wishes(), "aws-cli")
    assert [(change.kind, change.region) for change in found.changes] == [
        ("enable_service", "eu-west-1"),
        ("enable_service", "us-west-2"),
    ]
    script = written(found, form, source)
    check(script)
    for _ in range(2):
        done = run(script, aws, client)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    after = document_of(engine, collected(aws, tmp_path), controls=(HUB,))
    assert engine.decide(after)[HUB]["status"] == "pass"


def test_where_it_cannot_be_seen_the_commands_change_nothing(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    source = collected(aws, tmp_path)
    found, form = plan_fix(engine, document_of(engine, source, controls=(HUB,)), Wishes(), "aws-cli")
    aws.layer.faults.order(Fault(kind="deny", operation="securityhub:DescribeHub"))
    done = run(written(found, form, source), aws, client)
    assert done.returncode == 1
    assert "AWS Security Hub CSPM in us-east-1 could not be read, so nothing more is changed." in done.stderr
    assert aws.layer.state.at(account.id, "us-east-1").hub is None


def test_what_was_not_seen_of_it_keeps_no_other_control_waiting(engine: Engine) -> None:
    document = document_of(engine, source_of(CONTROLS / "fail_4_4" / "snapshot.json"), controls=())
    entry = next(iter(document["services"].values()))
    document["services"][entry["id"]] = entry | {"enabled": {"unknown": {"reason": "denied", "gap": "gone"}}}
    found, _ = plan_fix(engine, document, Wishes(), "aws-cli")
    assert found.changes
    assert list(found.left) == [HUB]
    assert found.left[HUB].missing


def test_all_sixteen_are_mended_together(engine: Engine) -> None:
    found = planned(engine, "fail_4_16")
    assert {change.kind for change in found.changes} == {"enable_service"}
    assert not found.left


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_a_configuration_for_one_region_does_not_enable_it_in_others(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(CONTROLS / "fail_4_16" / "snapshot.json")
    assert main(["fix", path, "--control", "4.16", "--format", form]) == 1
    assert "AWS Security Hub CSPM is not enabled in 2 of 3 regions: eu-west-1 and us-west-2." in capsys.readouterr().err


def test_the_command_for_accounts_that_lack_a_service_asks_for_no_address(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = (CONTROLS / "fail_4_16" / "snapshot.json").read_text()
    for account in ("111122223333", "111122224444"):
        (tmp_path / f"{account}.json").write_text(text.replace("111122223333", account))
    assert main(["evaluate", str(tmp_path), "--control", "4.16"]) == 1
    assert "-hub-enabled --output FOLDER" in capsys.readouterr().out.replace("\n", " ")


def test_the_exit_code_says_whether_something_is_missing_or_cannot_be_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["fix", str(CONTROLS / "fail_4_16" / "snapshot.json"), "--control", "4.16"]) == 0
    told = capsys.readouterr()
    assert told.err.count("What AWS Security Hub CSPM checks is billed") == 1
    assert main(["fix", str(CONTROLS / "unknown_hub_denied" / "snapshot.json"), "--control", "*"]) == 3
    older = json.loads((CONTROLS / "fail_4_4" / "snapshot.json").read_bytes())
    older["calls"] = [call for call in older["calls"] if call["service"] != "securityhub"]
    (tmp_path / "older.json").write_text(json.dumps(older))
    capsys.readouterr()
    assert main(["fix", str(tmp_path / "older.json"), "--control", "*"]) == 3
    told = capsys.readouterr()
    assert "put-metric-alarm" in told.out or "put-metric-filter" in told.out
    assert f"not for {HUB}: The snapshot does not hold securityhub:DescribeHub" in told.err
