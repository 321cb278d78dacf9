"""Records that an organisation excludes: whose word it is, and that they are counted apart, and never as missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.cloudtrail_records import DEPLOYER, MARY, named, refused
from tests.conformance.judging import rows
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.trace.backtest_text import backtest_text
from trailgate_evaluator.trace.text import trace_text

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"
PASSES = FIXTURES / "controls" / "pass_all" / "snapshot.json"
BLIND = FIXTURES / "snapshots" / "fail_no_filter" / "snapshot.json"
IAM, ROOT_USE, REFUSED = "iam-policy-change-alarm", "root-usage-alarm", "unauthorized-api-call-alarm"
PIPELINE = f"""
exclusions:
  - id: pipeline
    control: {IAM}
    fields:
      userIdentity.arn: {{like: "arn:aws:sts::111122223333:assumed-role/deploy/.*"}}
    owner: Platform Team
    reason: It changes policies all day.
    expires: 2027-01-31
"""
OF_PIPELINE = {"id": "pipeline", "owner": "Platform Team", "reason": "It changes policies all day.", "expires": 1801353600}
OF_SETTING = {"id": "failed_calls", "owner": None, "reason": None, "expires": None}


@pytest.fixture
def traced(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    """What the command says of records under settings: its exit code, its JSON, and its text as one line."""

    def ask(records: Json | list[Json], settings: str = PIPELINE, account: Path = PASSES, control: str = "*") -> Any:
        (tmp_path / "settings.yaml").write_text(settings)
        (tmp_path / "records.json").write_text(json.dumps(records))
        arguments = ["trace", str(account), "--record", str(tmp_path / "records.json"), "--control", control]
        arguments += ["--settings", str(tmp_path / "settings.yaml")]
        code = main([*arguments, "--format", "json"])
        found = json.loads(capfd.readouterr().out)
        tell = backtest_text if "course" in found else trace_text
        return code, found, " ".join(tell(found, Page()).split())

    return ask


def test_a_record_that_is_excluded_belongs_to_its_control_and_says_by_whose_word_it_is_not_asked_for(traced: Any) -> None:
    code, found, text = traced(named("4.4", "PutUserPolicy", who=DEPLOYER))
    assert (code, found["required_by"], found["excluded_by"]) == (0, {}, {IAM: [OF_PIPELINE]})
    assert text.startswith("· excluded PutUserPolicy by ")
    told = "is excluded by pipeline of Platform Team until 2027-01-31 (It changes policies all day)."
    assert f"{IAM} need not hear of it: it {told}" in text


def test_one_that_reaches_nobody_is_not_missed(traced: Any) -> None:
    code, found, text = traced(named("4.4", "PutUserPolicy", who=DEPLOYER), account=BLIND, control="4.4")
    assert (code, found["where"], found["required_by"]) == (0, "lost", {})
    assert text.startswith("· excluded")
    assert "What to do" not in text


def test_anybody_elses_is_asked_for_as_before(traced: Any) -> None:
    code, found, _ = traced(named("4.4", "PutUserPolicy", who=MARY), account=BLIND, control="4.4")
    assert (code, found["where"], found["required_by"], found["excluded_by"]) == (1, "lost", {IAM: "missing"}, {})


def test_one_without_the_field_is_not_excluded(traced: Any) -> None:
    record = named("4.4", "PutUserPolicy", who={name: value for name, value in DEPLOYER.items() if name != "arn"})
    assert traced(record)[1]["excluded_by"] == {}
    del record["userIdentity"]
    assert traced(record)[1]["excluded_by"] == {}


def test_a_control_that_excludes_nothing_asks_for_it_all_the_same(traced: Any) -> None:
    code, found, text = traced(refused(named("4.4", "PutUserPolicy", who=MARY)), "failed_calls: accepted")
    assert (code, found["required_by"], found["excluded_by"]) == (0, {REFUSED: "carried"}, {IAM: [OF_SETTING]})
    assert text.startswith("✓ carried")
    assert f"{IAM} need not hear of it: it is excluded by the setting failed_calls." in text


def test_an_exclusion_that_has_expired_excludes_nothing(traced: Any) -> None:
    found = traced(named("4.4", "PutUserPolicy", who=DEPLOYER), PIPELINE.replace("2027-01-31", "2020-01-01"))[1]
    assert (found["required_by"], found["excluded_by"]) == ({IAM: "carried"}, {})


def test_what_a_filter_says_of_all_that_is_left_is_not_said_of_what_is_excluded(traced: Any, tmp_path: Path) -> None:
    """A filter that spares the pipeline always matches what is left, and never the pipeline's own records."""
    snapshot = json.loads((FIXTURES / "snapshots" / "pass_whole_chain" / "snapshot.json").read_bytes())
    spared = "($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != arn:aws:sts::111122223333:assumed-role/deploy/*)"
    for one in rows(snapshot, "DescribeMetricFilters", "metricFilters"):
        one["filterPattern"] = f"{{ ({one['filterPattern'].strip()[1:-1]}) && ({spared}) }}"
    account = tmp_path / "snapshot.json"
    account.write_text(json.dumps(snapshot))
    code, found, _ = traced(named("4.4", "PutUserPolicy", who=DEPLOYER), account=account, control="4.4")
    assert (code, found["where"], found["excluded_by"]) == (0, "lost", {IAM: [OF_PIPELINE]})
    code, found, _ = traced(named("4.4", "PutUserPolicy", who=MARY), account=account, control="4.4")
    assert (code, found["where"]) == (0, "carried")


WHOLE = f"""
exclusions:
  - id: versions
    control: {IAM}
    fields:
      eventName: {{is: DeletePolicyVersion}}
    owner: Platform Team
    reason: Old versions go by themselves.
    expires: 2027-01-31
"""


def test_a_call_of_which_nothing_is_left_still_belongs_to_its_control(traced: Any) -> None:
    code, found, _ = traced(named("4.4", "DeletePolicyVersion"), WHOLE)
    assert (code, found["required_by"]) == (0, {})
    assert [one["id"] for one in found["excluded_by"][IAM]] == ["versions"]
    assert main(["trace", str(PASSES), "--record", "DeletePolicyVersion", "--control", "4.4"]) == 0


def test_exclusions_that_would_leave_nothing_of_a_control_exclude_nothing(traced: Any) -> None:
    code, found, _ = traced(
        named("4.4", "PutUserPolicy"), WHOLE.replace("{is: DeletePolicyVersion}", '{like: ".*"}'), account=BLIND
    )
    assert (code, found["required_by"][IAM], found["excluded_by"]) == (1, "missing", {})


def test_a_backtest_counts_them_apart(traced: Any) -> None:
    records = [
        named("4.4", "PutUserPolicy", who=DEPLOYER),
        named("4.4", "DeletePolicy", who=DEPLOYER),
        named("4.4", "PutUserPolicy", who=MARY),
        refused(named("4.4", "PutRolePolicy", who=DEPLOYER)),
        named("4.8", "PutBucketPolicy", who=DEPLOYER),
    ]
    code, found, text = traced({"Records": records}, f"{PIPELINE}\nfailed_calls: accepted\n")
    assert code == 0
    assert (found["records"], found["excluded"], found["not_required"], found["required"]["records"]) == (5, 2, 0, 3)
    counts = found["controls"][IAM]
    assert (counts["records"], counts["excluded"], counts["lost"]) == (1, 3, 0)
    assert found["controls"][REFUSED]["records"] == 1
    assert found["exclusions"] == {IAM: [{**OF_SETTING, "records": 1}, {**OF_PIPELINE, "records": 3}]}
    assert "2 need no alarm: they are excluded, and neither carried nor lost" in text
    assert "3 4.4: by pipeline of Platform Team until 2027-01-31 (It changes policies all day)" in text
    assert "1 4.4: by the setting failed_calls" in text


def test_what_is_excluded_is_never_missed_in_a_backtest(traced: Any) -> None:
    records = {"Records": [{**named("4.4", "PutUserPolicy", who=DEPLOYER), "eventID": str(number)} for number in range(3)]}
    code, found, text = traced(records, account=BLIND, control="4.4")
    assert (code, found["excluded"], found["required"]["lost"], found["not_told"], found["causes"]) == (0, 3, 0, [], [])
    assert "No required record among them" in text
    code, found, _ = traced(records, "stale_after_hours: 24", account=BLIND, control="4.4")
    assert (code, found["excluded"], found["required"]["lost"]) == (1, 0, 3)
