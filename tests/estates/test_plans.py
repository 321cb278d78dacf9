"""Plans laid over an estate: every account whose chains run through the plan's is judged before and after it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    ROOT,
    copying,
    estate,
    later,
    listed,
    refused,
    ruled,
    stopped,
    unruled,
    without,
    without_organization,
    written,
)
from tests.estates.generated import emptied
from tests.estates.judging import judged
from tests.evaluator.formats.showing import shown
from tests.evaluator.query.asking import ask
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.report.consistency import contradictions
from trailgate_evaluator.report.outcome import exit_code
from trailgate_evaluator.report.stored import read_report
from trailgate_evaluator.report.unjudged import unjudged

Json = dict[str, Any]
PLAN = ROOT / "plans" / "08_destroy_filter" / "plan.json"
"""It takes the metric filter and the alarm away, in account 123456789012."""
OWN = "123456789012"
_NAMES = {
    MANAGEMENT: OWN,
    "log-group:org-trail": "log-group:/aws/cloudtrail/org",
    '"org-trail"': '"/aws/cloudtrail/org"',
    "iam-policy-changes": "IAMPolicyChanges",
    "security-alarms": "cis-alarms",
}
OTHER = "888877776666"
IAM_CHANGES = "iam-policy-change-alarm"
NO_OP = str(ROOT / "plans" / "21_noop_all_known" / "plan.json")
"""It has the trail of account 123456789012, and all that its chain needs, and changes nothing."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plan, whose trail is the organization's."""
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(re.sub(r'"is_organization_trail":\s*false', '"is_organization_trail":true', PLAN.read_text()))
    return str(path)


def _estate(group: str = MANAGEMENT, names: dict[str, str] | None = None) -> dict[str, Json]:
    text = json.dumps(estate(group=group))
    for name, other in {**_NAMES, **(names or {})}.items():
        text = text.replace(name, other)
    found: dict[str, Json] = json.loads(text)
    return found


def _over(plan: str, folder: Path, snapshots: dict[str, Json], **choices: Any) -> dict[str, Json]:
    written(folder, snapshots)
    report = evaluate_inputs([plan], Choices(controls=("4.4",), baseline=str(folder), **choices))
    assert [entry["error"] for entry in report["inputs"]] == [None]
    return {result["subject"]["account"]: result for result in report["results"]}


def test_a_plan_is_judged_for_every_account_whose_chain_runs_through_it(plan: str, tmp_path: Path) -> None:
    found = _over(plan, tmp_path, _estate(), engine="both")
    assert {account: result["status"] for account, result in found.items()} == {OWN: "fail", MEMBER: "fail"}
    for result in found.values():
        assert result["changes"]["verdict"] == "breaks"
        assert result["changes"]["removed"]
        assert {one["code"] for one in result["breaks"]} == {"filter_none"}
    assert [source["kind"] for source in found[MEMBER]["sources"]] == ["aws_snapshot", "terraform_plan", "aws_snapshot"]


def _named(snapshots: dict[str, Json], *also: Json) -> dict[str, Json]:
    """The estate whose organization's list names these accounts, and has these rows besides."""
    rows = [{"Id": account, "Name": f"name of {account}", "State": "ACTIVE"} for account in snapshots]
    return {account: listed(one, [*rows, *also]) if account == MEMBER else one for account, one in snapshots.items()}


def test_every_account_that_a_plan_is_judged_for_has_its_name(plan: str, tmp_path: Path) -> None:
    found = _over(plan, tmp_path, _named(_estate()))
    assert {account: result["subject"].get("account_name") for account, result in found.items()} == {
        account: f"name of {account}" for account in (OWN, MEMBER)
    }


def test_accounts_of_the_list_without_a_snapshot_are_unknown_beside_a_plan_too(plan: str, tmp_path: Path) -> None:
    """One that is closed is told, and is not judged."""
    made = _estate()
    closed = {"Id": OTHER, "Name": "old", "State": "SUSPENDED"}
    missing = {"Id": AUDIT, "Name": "audit", "State": "ACTIVE"}
    folder = tmp_path / "snapshots"
    written(folder, _named(made, closed, missing))
    report = evaluate_inputs([NO_OP], Choices(controls=("4.4", "4.16"), baseline=str(folder), engine="both"))
    found = {result["subject"]["account"]: result for result in report["results"] if result["control"] == IAM_CHANGES}
    assert {account: result["outcome"] for account, result in found.items()} == {OWN: "pass", MEMBER: "fail", AUDIT: "unknown"}
    assert {gap["reason"] for gap in found[AUDIT]["gaps"]} == {"account_not_collected"}
    assert (found[AUDIT]["subject"]["account_name"], found[AUDIT]["changes"]["verdict"]) == ("audit", "unknown")
    assert [said for _, said in unjudged(report)] == [
        f"Account {OTHER} (old) is suspended, as its organization's list says, and not judged."
    ]
    assert list(contradictions(report)) == []
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert read_report(str(tmp_path / "report.json"))["inputs"] == report["inputs"]
    told = ask("SELECT account, account_name, state FROM accounts ORDER BY ALL", [tmp_path / "report.json"])
    assert [row for row in told if row[2] != "planned"] == [(AUDIT, "audit", "not_collected"), (OTHER, "old", "closed")]
    why = f"Account {AUDIT} (audit) is on its organization's list, and no snapshot shows what it holds."
    for form in ("text", "markdown", "html", "csv", "xlsx", "sarif", "gitlab", "github", "junit", "ocsf", "asff"):
        said = " ".join(shown(form, report).replace("&#39;", "'").split())
        assert AUDIT in said, form
        assert form in {"text", "markdown", "html", "xlsx"} or why in said, form
        assert form in {"gitlab", "ocsf", "asff"} or f"{OTHER} (old)" in said, form


def _alone() -> Json:
    """The plan's account, and the list of an organization that has another one."""
    return listed(_estate()[OWN], [{"Id": account, "Name": "x", "State": "ACTIVE"} for account in (OWN, AUDIT)])


@pytest.mark.parametrize("fail_on", ["any", "regression"])
def test_whether_a_plan_takes_a_pass_from_an_account_without_a_snapshot_is_unknown(
    fail_on: Literal["any", "regression"], tmp_path: Path
) -> None:
    written(tmp_path, {OWN: _alone()})
    report = evaluate_inputs([NO_OP], Choices(controls=("4.4",), baseline=str(tmp_path), fail_on=fail_on))
    assert {one["subject"]["account"]: one["outcome"] for one in report["results"]} == {OWN: "pass", AUDIT: "unknown"}
    assert exit_code(report["summary"]) == 3


def test_the_list_in_a_folder_of_one_snapshot_calls_the_roll_beside_a_plan(tmp_path: Path) -> None:
    """The file itself is that account alone."""
    (path,) = written(tmp_path, {OWN: _alone()})
    counted = [
        len(evaluate_inputs([NO_OP], Choices(controls=("4.4",), baseline=over))["results"]) for over in (path, str(tmp_path))
    ]
    assert counted == [1, 2]


def test_a_plan_is_not_judged_for_an_account_that_is_closed(plan: str, tmp_path: Path) -> None:
    """Its snapshot is older than the list that says so."""
    made = _estate()
    rows = [{"Id": MEMBER, "Name": "old", "State": "SUSPENDED"}]
    written(tmp_path, {**made, OWN: later(listed(made[OWN], rows), 2)})
    report = evaluate_inputs([plan], Choices(controls=("4.4",), baseline=str(tmp_path)))
    assert {result["subject"]["account"] for result in report["results"]} == {OWN}
    assert [said for _, said in unjudged(report)] == [
        f"Account {MEMBER} (old) is suspended, as its organization's list says, and not judged."
    ]


def test_a_plan_tells_of_an_account_that_was_refused_everything_what_is_told_of_it_afterwards(plan: str, tmp_path: Path) -> None:
    """It may have a trail of its own, with filters of its own, so that nothing is lost for sure."""
    made = _estate()
    locked = {**made, MEMBER: refused(made[MEMBER], "DescribeTrails")}
    found = _over(plan, tmp_path / "plan", locked, engine="both")
    assert (found[MEMBER]["changes"]["before"], found[MEMBER]["status"]) == ("pass", "unknown")
    report = evaluate_inputs([plan], Choices(controls=("4.4",), baseline=str(tmp_path / "plan")))
    for form in ("text", "markdown", "html"):
        said = " ".join(shown(form, report).split())
        assert "This plan leaves it open whether the control still passes. It removes alarm" in said, form
    after = {**locked, OWN: emptied(locked[OWN], "DescribeMetricFilters")}
    results = {one["subject"]["account"]: one for one in judged(written(tmp_path / "after", after))["results"]}
    assert results[MEMBER]["status"] == "unknown"


def _copied(source: str, destination: str) -> dict[str, Json]:
    """An estate in which a rule copies the trail's group, which nobody watches, to an account where it is watched."""
    made = copying(source=MANAGEMENT, destination=AUDIT)
    text = json.dumps({**made, MANAGEMENT: ruled(made[MANAGEMENT])})
    for name, other in {**_NAMES, MANAGEMENT: source, AUDIT: destination}.items():
        text = text.replace(name, other)
    found: dict[str, Json] = json.loads(text)
    return found


def test_a_plan_for_the_account_of_a_copy_is_judged_for_those_whose_group_is_copied(plan: str, tmp_path: Path) -> None:
    found = _over(plan, tmp_path / "one", _copied(MANAGEMENT, OWN), engine="both")
    assert (found[MEMBER]["status"], found[MEMBER]["changes"]["verdict"]) == ("fail", "breaks")
    same = str(ROOT / "plans" / "21_noop_all_known" / "plan.json")
    kept = _over(same, tmp_path / "other", _copied(MANAGEMENT, OWN))
    assert (kept[MEMBER]["status"], kept[MEMBER]["changes"]["verdict"]) == ("pass", "none")


def test_a_plan_takes_away_what_watches_a_group_that_is_watched_where_it_is_copied_to(plan: str, tmp_path: Path) -> None:
    found = _over(plan, tmp_path / "kept", _copied(OWN, AUDIT), engine="both")
    assert {account: result["status"] for account, result in found.items()} == dict.fromkeys((OWN, MEMBER, AUDIT), "pass")


@pytest.mark.parametrize(("join", "status"), [(True, "unknown"), (False, "fail")])
def test_an_account_by_itself_is_laid_under_a_plan_as_it_is_judged(join: bool, status: str, plan: str, tmp_path: Path) -> None:
    """It was refused the rules that may copy the group of which the plan takes the filter away."""
    alone = unruled(_estate()[OWN])
    found = _over(plan, tmp_path, {OWN: alone}, join=join)
    assert (found[OWN]["status"], found[OWN]["changes"]["verdict"]) == (status, "breaks" if status == "fail" else "unknown")


@pytest.mark.parametrize(("key", "status"), [("arn:aws:kms:us-east-1:123456789012:key/1", "fail"), (None, "pass")])
def test_a_group_to_which_a_plan_gives_a_key_is_copied_no_more(key: str | None, status: str, plan: str, tmp_path: Path) -> None:
    """The rule leaves out groups with a customer's key."""
    content = json.loads(Path(plan).read_text())
    (change,) = (one for one in content["resource_changes"] if one["type"] == "aws_cloudwatch_log_group")
    change["change"] = {**change["change"], "actions": ["update"], "after": {**change["change"]["after"], "kms_key_id": key}}
    for one in content["planned_values"]["root_module"]["resources"]:
        if one["type"] == "aws_cloudwatch_log_group":
            one["values"]["kms_key_id"] = key
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(content))
    found = _over(str(changed), tmp_path / "estate", _copied(OWN, AUDIT))
    assert found[MEMBER]["status"] == status


def test_where_the_chain_runs_elsewhere_the_plan_is_judged_for_its_own_account_alone(plan: str, tmp_path: Path) -> None:
    names = {MANAGEMENT: OTHER, ARCHIVE: MANAGEMENT}
    snapshots = _estate(names=names)
    snapshots[OWN] = json.loads(json.dumps(estate()[MANAGEMENT]).replace(MANAGEMENT, OWN))
    found = _over(plan, tmp_path, {account: snapshot for account, snapshot in snapshots.items() if account != MANAGEMENT})
    assert OWN in found
    assert all(result["changes"]["verdict"] != "breaks" for account, result in found.items() if account != OWN)


def test_a_trail_that_stops_being_the_organizations_is_lost_to_its_members(tmp_path: Path) -> None:
    found = _over(str(PLAN), tmp_path, _estate())
    assert {one["code"] for one in found[MEMBER]["breaks"]} == {"trail_other_account"}


def test_a_trail_that_becomes_the_organizations_is_on_no_members_list_yet(tmp_path: Path) -> None:
    """The lists are older than the change, and what it makes of the trail counts."""
    path = ROOT / "plans" / "21_noop_all_known" / "plan.json"
    plan = tmp_path / "plan.json"
    plan.write_text(re.sub(r'"is_organization_trail":\s*false', '"is_organization_trail":true', path.read_text()))
    own = {account: without_organization(snapshot) for account, snapshot in _estate().items()}
    found = _over(str(plan), tmp_path / "in", {**own, MEMBER: emptied(own[MEMBER], "DescribeTrails")})
    assert (found[MEMBER]["status"], found[MEMBER]["changes"]["verdict"]) == ("pass", "fixes")


def test_a_trail_of_the_organization_that_a_plan_makes_records_its_members(tmp_path: Path) -> None:
    """What it needs the plan makes, too; no snapshot has any of it."""
    made = json.loads(json.dumps(estate()).replace(MANAGEMENT, OWN))
    made = {account: emptied(snapshot, "DescribeTrails") for account, snapshot in made.items()}
    plan = tmp_path / "plan.json"
    text = (ROOT / "plans" / "01_root_pass" / "plan.json").read_text()
    plan.write_text(re.sub(r'"is_organization_trail":\s*(false|null)', '"is_organization_trail":true', text))
    found = _over(str(plan), tmp_path / "in", made, account=OWN)
    assert {account: one["changes"]["before"] for account, one in found.items()} == {OWN: "fail", MEMBER: "fail"}
    assert found[MEMBER]["status"] == found[OWN]["status"] != "fail"
    assert {gap["reason"] for gap in found[MEMBER]["gaps"]} == {gap["reason"] for gap in found[OWN]["gaps"]}


def test_what_a_plan_makes_of_a_trail_is_newer_than_all_that_was_told(tmp_path: Path) -> None:
    """Terraform keeps the trail logging; without it in the plan a member's newer answer counts as it does without a plan."""
    made = _estate()
    snapshots = {**made, MEMBER: later(stopped(made[MEMBER]), 2)}
    same = Path(NO_OP).read_text().replace('"is_organization_trail":false', '"is_organization_trail":true')
    kept = tmp_path / "kept.json"
    kept.write_text(re.sub(r'"is_organization_trail":\s*false', '"is_organization_trail":true', same))
    found = _over(str(kept), tmp_path / "one", snapshots)
    assert {account: result["status"] for account, result in found.items()} == {OWN: "pass", MEMBER: "pass"}
    unrelated = tmp_path / "unrelated.json"
    unrelated.write_text(json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": [], "configuration": {}}))
    found = _over(str(unrelated), tmp_path / "two", snapshots, account=OWN)
    for result in found.values():
        assert (result["status"], result["changes"]["verdict"]) == ("fail", "none")
        assert {one["code"] for one in result["breaks"]} == {"trail_not_logging"}
        assert result["breaks"][0]["detail"] == {"answers": [{"attribute": "logging", "by": OWN, "newer": MEMBER}]}


def test_a_trail_that_a_plan_takes_away_is_gone_though_a_member_listed_it_later(plan: str, tmp_path: Path) -> None:
    content = json.loads(Path(plan).read_text())
    (change,) = (one for one in content["resource_changes"] if one["type"] == "aws_cloudtrail")
    change["change"] = {**change["change"], "actions": ["delete"], "after": None}
    module = content["planned_values"]["root_module"]
    module["resources"] = [one for one in module["resources"] if one["type"] != "aws_cloudtrail"]
    gone = tmp_path / "gone.json"
    gone.write_text(json.dumps(content))
    made = _estate()
    found = _over(str(gone), tmp_path / "estate", {**made, MEMBER: later(made[MEMBER], 2)})
    assert {account: result["changes"]["verdict"] for account, result in found.items()} == {OWN: "breaks", MEMBER: "breaks"}
    assert {one["code"] for one in found[MEMBER]["breaks"]} == {"trail_unlisted"}
    assert {one["code"] for one in found[OWN]["breaks"]} == {"trail_none"}


def test_the_group_that_a_plan_gives_a_trail_is_not_the_one_that_a_member_was_told(plan: str, tmp_path: Path) -> None:
    """The plan does not know the ARN of the group that it makes; the member's answer is of the group before."""
    content = json.loads(Path(plan).read_text())
    (change,) = (one for one in content["resource_changes"] if one["type"] == "aws_cloudtrail")
    unknown = {"cloud_watch_logs_group_arn": True}
    after = {name: value for name, value in change["change"]["after"].items() if name not in unknown}
    change["change"] |= {"actions": ["update"], "after": after, "after_unknown": change["change"]["after_unknown"] | unknown}
    for one in content["planned_values"]["root_module"]["resources"]:
        if one["type"] == "aws_cloudtrail":
            one["values"].pop("cloud_watch_logs_group_arn")
    moved = tmp_path / "moved.json"
    moved.write_text(json.dumps(content))
    found = _over(str(moved), tmp_path / "estate", _estate())
    assert found[MEMBER]["status"] == found[OWN]["status"]


def test_an_estate_without_the_plans_account_is_an_error(tmp_path: Path) -> None:
    snapshots = without({**_estate(), ARCHIVE: estate(group=ARCHIVE)[ARCHIVE]}, OWN)
    written(tmp_path, snapshots)
    report = evaluate_inputs([str(PLAN)], Choices(controls=("4.4",), baseline=str(tmp_path)))
    assert f"a snapshot of account {OWN}" in report["inputs"][0]["error"]["expected"]


def test_a_plan_that_tells_no_account_has_to_name_it(tmp_path: Path) -> None:
    written(tmp_path, _estate())
    plan = tmp_path.parent / "untold.json"
    plan.write_text(json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": [], "configuration": {}}))
    with pytest.raises(UsageError, match="--account"):
        evaluate_inputs([str(plan)], Choices(controls=("4.4",), baseline=str(tmp_path)))
    choices = Choices(controls=("4.4",), baseline=str(tmp_path), account=OWN)
    assert {one["subject"]["account"] for one in evaluate_inputs([str(plan)], choices)["results"]} == {OWN, MEMBER}


def test_over_one_snapshot_of_the_estate_it_is_judged_as_ever(tmp_path: Path) -> None:
    paths = written(tmp_path, {OWN: _estate()[OWN]})
    one = evaluate_inputs([str(PLAN)], Choices(controls=("4.4",), baseline=paths[0]))
    other = evaluate_inputs([str(PLAN)], Choices(controls=("4.4",), baseline=str(tmp_path)))
    assert one["results"] == other["results"]
    assert judged(paths)["results"][0]["status"] == "pass"
