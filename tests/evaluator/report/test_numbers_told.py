"""Controls are called by their numbers, once, and told in the order of these; counts are of records, not of their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main

CONTROLS = FIXTURES / "controls"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main([*arguments])
    return capsys.readouterr().out


def test_a_line_for_each_control_tells_its_number_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "evaluate", str(CONTROLS / "fail_4_4" / "snapshot.json"), "--control", "*", "-q")
    lines = [line for line in text.splitlines() if "root-usage-alarm" in line]
    assert [line.count("4.3") for line in lines] == [1]


def test_a_pattern_is_told_by_numbers_in_their_order(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAILGATE_CONTROL")
    text = said(capsys, "pattern", "{ $.errorCode NOT EXISTS }")
    assert text.index("4.9 config-change-alarm") < text.index("4.10\n")
    assert "floods: matches nearly every management event" in text
    assert "4.2 console-sign-in-without-mfa-alarm: covers every record" in text


def test_a_record_is_told_by_the_numbers_of_its_controls(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    passing = str(CONTROLS / "pass_all" / "snapshot.json")
    text = said(capsys, "trace", passing, "--record", "PutRolePolicy", "--control", "*")
    assert "4.4 iam-policy-change-alarm says of all such records" in text
    record = {
        "eventName": "CreateGrant", "eventSource": "kms.amazonaws.com", "eventType": "AwsApiCall", "awsRegion": "us-east-1",
        "userIdentity": {"type": "Root", "invokedBy": "rds.amazonaws.com"}, "eventCategory": "Management",
        "managementEvent": True, "readOnly": False, "recipientAccountId": "111122223333",
    }  # fmt: skip
    (tmp_path / "root.json").write_text(json.dumps(record))
    text = said(capsys, "trace", passing, "--record", str(tmp_path / "root.json"), "--control", "*")
    assert "Metric filter cis-4.3 comes closest" in " ".join(text.split())


def test_records_that_two_controls_call_alike_count_for_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    snapshot = json.loads((CONTROLS / "pass_all" / "snapshot.json").read_bytes())
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeTrails":
            call["pages"] = [{"trailList": []}]
    (tmp_path / "none.json").write_text(json.dumps(snapshot))
    text = said(capsys, "diff", str(CONTROLS / "pass_all" / "snapshot.json"), str(tmp_path / "none.json"), "--control", "*")
    assert "97 records no longer reach a person" in text


def test_a_hub_stands_in_its_own_region_and_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(CONTROLS / "fail_4_16" / "snapshot.json")
    (found,) = json.loads(said(capsys, "evaluate", path, "--control", "4.16", "--format", "asff"))
    hubs = [one for one in found["Resources"] if one["Id"].startswith("arn:")]
    assert {one["Region"] for one in hubs} == {"eu-west-1", "us-west-2"}
    sentences = found["Description"].split(". ")
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(("name", "severity"), [("fail_4_4", "major"), ("unknown_hub_denied", "minor")])
def test_gitlab_is_told_how_grave_the_control_is(name: str, severity: str, capsys: pytest.CaptureFixture[str]) -> None:
    control = "4.4" if name == "fail_4_4" else "4.16"
    path = str(CONTROLS / name / "snapshot.json")
    issues = json.loads(said(capsys, "evaluate", path, "--control", control, "--format", "gitlab"))
    assert {one["severity"] for one in issues} == {severity}
