"""What a management account delegates to members: trails of the organization, and calls on its policies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import AUDIT, MANAGEMENT, MEMBER, ROOT, delegating, estate, replaced, written
from tests.estates.generated import emptied
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.estate.delegation import delegation_in
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.report.cause import cause_of

Json = dict[str, Any]
OWN = "123456789012"
FORMS = ("markdown", "html", "csv", "sarif", "gitlab", "github", "junit")


def _plan(folder: Path, own: str = "create") -> str:
    """A plan of account 123456789012 that makes the organization's trail with all that its chain needs."""
    text = (ROOT / "plans" / "01_root_pass" / "plan.json").read_text()
    text = re.sub(r'"is_organization_trail":\s*(false|null)', '"is_organization_trail":true', text)
    if own != "create":
        text = (ROOT / "plans" / "21_noop_all_known" / "plan.json").read_text()
        text = re.sub(r'"is_organization_trail":\s*(false|null)', '"is_organization_trail":true', text)
    (folder / "plan.json").write_text(text)
    return str(folder / "plan.json")


def _template(folder: Path, *, named: str | None = None) -> str:
    text = (ROOT / "templates" / "pass_names_written" / "template.yaml").read_text()
    name = "" if named is None else f"      TrailName: {named}\n"
    text = text.replace("      IsLogging: true\n", f"      IsLogging: true\n      IsOrganizationTrail: true\n{name}")
    (folder / "template.yaml").write_text(text)
    return str(folder / "template.yaml")


def _bare(management: Json | None, own: Json | None = None) -> dict[str, Json]:
    """The plan's account as a member without anything, beside its management account."""
    snapshots = replaced(estate(), MEMBER, OWN)
    for one in snapshots.values():
        for call in one["calls"]:
            for page in call.get("pages", []):
                page.update({key: [] for key in ("trailList", "MetricAlarms", "metricFilters") if key in page})
    found = {OWN: own or snapshots[OWN]}
    return found if management is None else {**found, MANAGEMENT: management}


def _management() -> Json:
    return _bare(None) and replaced(estate(), MEMBER, OWN)[MANAGEMENT]


def _judged(made: str, folder: Path, snapshots: dict[str, Json], **choices: Any) -> Json:
    written(folder / "estate", snapshots)
    report = evaluate_inputs(
        [made], Choices(controls=("4.4",), baseline=str(folder / "estate"), account=OWN, engine="both", **choices)
    )
    assert [entry["error"] for entry in report["inputs"]] == [None]
    (result,) = [one for one in report["results"] if one["subject"]["account"] == OWN]
    return {**result, "report": report}


@pytest.mark.parametrize("make", [_plan, _template])
def test_a_member_that_cloudtrail_is_not_delegated_to_may_not_make_the_organizations_trail(make: Any, tmp_path: Path) -> None:
    result = _judged(make(tmp_path), tmp_path, _bare(delegating(_management(), AUDIT)))
    assert result["status"] == "fail"
    assert "trail_refused" in {one["code"] for one in result["breaks"]}
    assert {one["detail"]["refused"] for one in result["breaks"] if one["code"] == "trail_refused"} == {"organization_trail"}
    for form in FORMS:
        said = " ".join(shown(form, result["report"]).replace("&#39;", "'").split())
        assert "CloudTrail is delegated to" in said, form


@pytest.mark.parametrize("make", [_plan, _template])
def test_one_that_it_is_delegated_to_may(make: Any, tmp_path: Path) -> None:
    assert _judged(make(tmp_path), tmp_path, _bare(delegating(_management(), OWN)))["status"] == "pass"


@pytest.mark.parametrize("make", [_plan, _template])
@pytest.mark.parametrize("has_management", [True, False])
def test_where_nobody_tells_whether_it_is_nothing_is_proven(make: Any, has_management: bool, tmp_path: Path) -> None:
    result = _judged(make(tmp_path), tmp_path, _bare(_management() if has_management else None))
    assert result["status"] == "unknown"
    assert {gap["reason"] for gap in result["gaps"]} == {"delegation_unknown"}
    for form in FORMS:
        said = " ".join(shown(form, result["report"]).replace("&#39;", "'").split())
        assert f"nobody tells whether account {OWN} is one" in said, form


@pytest.mark.parametrize("make", [_plan, _template])
def test_an_account_of_no_organization_may_not(make: Any, tmp_path: Path) -> None:
    own = _bare(None)[OWN] | {"organization": None}
    calls = [
        {key: value for key, value in call.items() if key != "pages"}
        | {"outcome": "absent", "error": {"code": "AWSOrganizationsNotInUseException", "message": "none"}}
        if call["operation"] == "DescribeOrganization"
        else call
        for call in own["calls"]
    ]
    assert _judged(make(tmp_path), tmp_path, _bare(None, own | {"calls": calls}))["status"] == "fail"


@pytest.mark.parametrize("make", [_plan, _template])
def test_the_management_account_may(make: Any, tmp_path: Path) -> None:
    own = replaced(_bare(None)[OWN], MANAGEMENT, OWN)
    assert _judged(make(tmp_path), tmp_path, {OWN: own})["status"] == "pass"


def test_a_trail_that_stands_already_was_made_by_somebody_who_may(tmp_path: Path) -> None:
    """A template whose trail has its name changes it at most."""
    snapshots = json.loads(json.dumps(estate(trail=OWN, group=OWN)).replace(MEMBER, OWN))
    assert _judged(_template(tmp_path, named="org"), tmp_path, snapshots)["status"] == "pass"


_LETS = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"}, "Resource": "*"}


@pytest.mark.parametrize(
    ("statements", "makers"),
    [
        ([], set()),
        ([{**_LETS, "Action": ["organizations:DescribeOrganization", "organizations:List*", "organizations:GetX"]}], set()),
        ([{**_LETS, "Action": "organizations:AttachPolicy"}], {MEMBER}),
        ([{**_LETS, "Action": "organizations:*", "Condition": {"StringEquals": {"a": "b"}}}], {MEMBER}),
        ([{**_LETS, "Action": "*", "Principal": {"AWS": [MEMBER, AUDIT]}}], {MEMBER, AUDIT}),
        ([{**_LETS, "Action": "organizations:CreatePolicy", "Principal": "*"}], None),
        ([{**_LETS, "Action": "organizations:CreatePolicy", "Principal": {"Service": "x"}}], None),
        ([{**_LETS, "NotAction": "organizations:CreatePolicy"}], {MEMBER}),
        ([{**_LETS, "Effect": "Deny", "Action": "*"}], set()),
        (["no statement"], None),
        ("no list", None),
        ({**_LETS, "Action": "organizations:D*", "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:role/x"}}, {MEMBER}),
    ],
)  # fmt: skip
def test_who_may_make_policies_the_organizations_own_policy_says(statements: Any, makers: set[str] | None) -> None:
    told = delegation_in(delegating(estate()[MANAGEMENT], policy={"Statement": statements}))
    assert told.policies == (None if makers is None else frozenset(makers))


def _of_member(snapshots: dict[str, Json], folder: Path, role: Any = None) -> Json:
    report = evaluate_inputs(written(folder, snapshots), Choices(controls=("4.15",), engine="both", role=role))
    found: Json = next(one for one in report["results"] if one["subject"]["account"] == MEMBER)
    return found


def _leaving() -> dict[str, Json]:
    """An estate whose filter carries what a member does, and nothing that a delegated administrator may do besides."""
    text = "{ ($.eventName = AcceptHandshake) || ($.eventName = DeclineHandshake) || ($.eventName = LeaveOrganization) }"
    snapshots = estate()
    for one in snapshots.values():
        for call in one["calls"]:
            for page in call.get("pages", []):
                for row in page.get("metricFilters", []):
                    row["filterPattern"] = text
    return snapshots


def test_a_member_that_nothing_is_delegated_to_passes_by_what_members_do(tmp_path: Path) -> None:
    """Without the management account's word it may be a delegated administrator."""
    snapshots = _leaving()
    told = {**snapshots, MANAGEMENT: delegating(snapshots[MANAGEMENT])}
    assert _of_member(told, tmp_path / "told")["status"] == "pass"
    for number, one in enumerate(
        (snapshots, {**snapshots, MANAGEMENT: delegating(snapshots[MANAGEMENT], policy={"Statement": "odd"})})
    ):
        result = _of_member(one, tmp_path / str(number))
        assert (result["status"], {gap["reason"] for gap in result["gaps"]}) == ("unknown", {"role_unknown"})


def test_a_member_that_policies_are_delegated_to_does_not(tmp_path: Path) -> None:
    snapshots = _leaving()
    policy = {"Statement": [{**_LETS, "Action": "organizations:AttachPolicy"}]}
    told = {**snapshots, MANAGEMENT: delegating(snapshots[MANAGEMENT], policy=policy)}
    assert _of_member(told, tmp_path / "told")["status"] == "unknown"
    assert _of_member(told, tmp_path / "as_member", "member")["status"] == "pass"
    assert _of_member(told, tmp_path / "as_delegate", "delegated_administrator")["status"] == "fail"


def test_what_hangs_on_the_role_is_not_counted_among_what_is_lost(tmp_path: Path) -> None:
    """So that 4.15 has one cause with the other controls where there is no filter at all."""
    snapshots = {account: emptied(one, "DescribeMetricFilters") for account, one in estate().items()}
    assert cause_of(_of_member(snapshots, tmp_path)) == "log group org-trail: No filter looks for these records"


def test_a_role_against_the_management_accounts_word_counts_for_others_alone(tmp_path: Path) -> None:
    """Of one account it is refused."""
    snapshots = _leaving()
    told = {**snapshots, MANAGEMENT: delegating(snapshots[MANAGEMENT])}
    assert _of_member(told, tmp_path / "several", "delegated_administrator")["status"] == "pass"
    alone = replaced(delegating(snapshots[MANAGEMENT]), MANAGEMENT, MEMBER)
    with pytest.raises(UsageError, match="is the management account of its organization"):
        _of_member({MEMBER: alone}, tmp_path / "one", "delegated_administrator")


@pytest.mark.parametrize("lacking", [True, False])
def test_a_fix_of_a_member_carries_what_it_may_have_to(lacking: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Also of one whose filter carries what all members do, so that nothing fails and nothing is proven."""
    whole = estate(trail=MEMBER, group=MEMBER, members=())[MEMBER] if lacking else _leaving_alone()
    (path,) = written(tmp_path, {MEMBER: whole})
    assert main(["fix", path, "--control", "4.15"]) == 0
    said = capfd.readouterr().out
    for call in ("AttachPolicy", "UpdatePolicy", "EnablePolicyType", "LeaveOrganization"):
        assert call in said, call
    assert "MoveAccount" not in said


def _leaving_alone() -> Json:
    """A member with a trail of its own whose filter carries what members do."""
    own = estate(trail=MEMBER, group=MEMBER, members=())[MEMBER]
    (pattern,) = {
        row["filterPattern"]
        for call in _leaving()[MANAGEMENT]["calls"]
        for page in call.get("pages", [])
        for row in page.get("metricFilters", [])
    }
    for call in own["calls"]:
        for page in call.get("pages", []):
            for row in page.get("metricFilters", []):
                row["filterPattern"] = pattern
    return own
