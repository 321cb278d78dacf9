"""`--baseline`: a plan laid over the account as it stands, judged as it would be after apply, through the command line."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.evaluator.readers.terraform.account_snapshot import snapshot_of
from tests.evaluator.readers.terraform.judging import load
from trailgate_evaluator.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
ACCOUNT, OTHER = "123456789012", "999988887777"
TRAIL, GROUP, FILTER = "aws_cloudtrail", "aws_cloudwatch_log_group", "aws_cloudwatch_log_metric_filter"
ALARM, TOPIC, SUBSCRIPTION = "aws_cloudwatch_metric_alarm", "aws_sns_topic", "aws_sns_topic_subscription"
NOTHING: Json = {"root_module": {}}
GROUP_ARN = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/cloudtrail/org"
TOPIC_ARN = f"arn:aws:sns:us-east-1:{ACCOUNT}:cis-alarms"


class Evaluate(Protocol):
    def __call__(self, plan: Json, baseline: Json, *options: str) -> tuple[int, Json]: ...


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    """Exit code and report of a plan over a baseline; a report's one result, or its one input's error."""

    def run(plan: Json, baseline: Json, *options: str) -> tuple[int, Json]:
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        (tmp_path / "baseline.json").write_text(json.dumps(baseline))
        names = [str(tmp_path / name) for name in ("plan.json", "baseline.json", "report.json")]
        code = main(["evaluate", names[0], "--baseline", names[1], "-o", names[2], *options])
        report = json.loads((tmp_path / "report.json").read_bytes())
        return code, report["results"][0] if report["results"] else report["inputs"][0]["error"]

    return run


def account(state: Json, *regions: str, number: str = ACCOUNT, topics: tuple[str, ...] = ()) -> Json:
    return snapshot_of(state, account=number, regions=regions, topics=topics)


def before(plan: Json) -> Json:
    """The snapshot of the account in which the plan's prior state stands."""
    return account(plan["prior_state"]["values"])


def whole() -> Json:
    state: Json = load("pass_state_document")["values"]
    return state


def settled() -> Json:
    """A plan that changes nothing in an account that passes."""
    return load("21_noop_all_known") | {"applyable": True}  # what tests change in it is to be applied


def without(root: Json, *types: str) -> Json:
    return root | {"resources": [r for r in root["resources"] if r["type"] not in types]}


def taken(plan: Json, kind: str, action: str) -> Json:
    """The plan with the one resource of a type deleted or forgotten; what refers to it holds its text."""
    plan = copy.deepcopy(plan)
    plan["planned_values"]["root_module"] = without(plan["planned_values"]["root_module"], kind)
    plan["configuration"]["root_module"] = without(plan["configuration"]["root_module"], kind)
    for entry in plan["resource_changes"]:
        if entry["type"] == kind:
            entry["change"] |= {"actions": [action], "after": None, "after_unknown": {}}
    return plan


def replaced_unmanaged(kind: str, lost: str) -> Json:
    """A plan that makes one resource anew; what AWS loses with it is another workspace's."""
    plan = settled()
    for part in (plan["planned_values"], plan["prior_state"]["values"], plan["configuration"]):
        part["root_module"] = without(part["root_module"], lost)
    plan["resource_changes"] = [entry for entry in plan["resource_changes"] if entry["type"] != lost]
    for entry in plan["resource_changes"]:
        if entry["type"] == kind:
            entry["change"]["actions"] = ["delete", "create"]
    return plan


def alarm_alone(expressions: Json | None = None) -> Json:
    """A workspace that makes the alarm and nothing else, on the names that the account has."""
    (values,) = [r["values"] for r in whole()["root_module"]["resources"] if r["type"] == ALARM]
    known = {name: value for name, value in values.items() if name not in ("arn", "id")}
    common = {"address": f"{ALARM}.iam", "mode": "managed", "type": ALARM, "name": "iam"}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**common, "values": known}]}},
        "resource_changes": [
            {
                **common,
                "change": {"actions": ["create"], "before": None, "after": known, "after_unknown": {"arn": True, "id": True}},
            }
        ],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": expressions or {}}},
            "root_module": {"resources": [{**common, "provider_config_key": "aws", "expressions": {}}]},
        },
        "complete": True,
    }


@pytest.mark.parametrize(
    ("name", "status", "verdict", "removed"),
    [
        ("08_destroy_filter", "fail", "breaks", {f"{GROUP_ARN}:metric-filter:IAMPolicyChanges"}),
        ("09_update_drops_event", "fail", "breaks", set()),
        ("fail_action_removed", "fail", "breaks", set()),
        ("fail_trail_deleted", "fail", "breaks", {f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/org"}),
        ("19a_destroy_all", "fail", "breaks", {TOPIC_ARN, GROUP_ARN}),
        ("30_partly_applied", "pass", "fixes", set()),
        ("21_noop_all_known", "pass", "none", set()),
        ("20b_removed_forget", "pass", "none", set()),
    ],
)
def test_a_plan_over_the_account_that_it_was_made_for(
    name: str, status: str, verdict: str, removed: set[str], evaluate: Evaluate
) -> None:
    plan = load(name)
    code, result = evaluate(plan, before(plan), "--fail-on", "regression")
    assert (result["status"], result["changes"]["verdict"]) == (status, verdict)
    assert removed <= set(result["changes"]["removed"])
    assert code == (1 if verdict == "breaks" else 0)


def test_what_a_plan_makes_in_an_empty_account_is_added_and_fixes(evaluate: Evaluate) -> None:
    code, result = evaluate(load("01_root_pass"), account(NOTHING))
    assert (code, result["changes"]["verdict"], result["changes"]["removed"]) == (0, "fixes", [])
    assert {TOPIC_ARN, GROUP_ARN} <= set(result["changes"]["added"])


def test_a_fail_that_was_one_before_is_no_regression(evaluate: Evaluate) -> None:
    plan = load("06_missing_event")
    assert evaluate(plan, account(NOTHING))[0] == 1
    code, result = evaluate(plan, account(NOTHING), "--fail-on", "regression")
    assert (code, result["status"], result["outcome_by"], result["changes"]["verdict"]) == (0, "fail", "regression", "none")


def test_what_cannot_be_compared_is_3_and_not_1(evaluate: Evaluate) -> None:
    plan = settled()
    for resource, change in zip(plan["planned_values"]["root_module"]["resources"], plan["resource_changes"], strict=True):
        if resource["type"] == "aws_cloudtrail":
            del resource["values"]["is_multi_region_trail"]
            change["change"] |= {"actions": ["update"], "after_unknown": {"is_multi_region_trail": True}}
    code, result = evaluate(plan, account(whole()), "--fail-on", "regression")
    assert (code, result["changes"]["verdict"]) == (3, "unknown")


def test_a_trail_or_group_made_under_a_name_that_stands_in_the_account_is_refused(evaluate: Evaluate) -> None:
    code, result = evaluate(load("01_root_pass"), account(whole()), "--account", ACCOUNT)
    assert (code, {found["code"] for found in result["breaks"]}) == (1, {"trail_refused"})


def test_a_workspace_without_a_link_of_the_chain_leaves_the_account_its_pass(evaluate: Evaluate) -> None:
    code, result = evaluate(load("11_no_chain"), account(whole()))
    assert (code, result["effective"], result["changes"]["verdict"]) == (0, "yes", "none")
    assert result["subject"]["touches_chain"] is False


def test_the_account_comes_from_the_baseline_where_the_plan_names_none(evaluate: Evaluate) -> None:
    _, result = evaluate(load("06_missing_event"), account(NOTHING, number=OTHER))
    assert result["subject"]["account"] == OTHER


@pytest.mark.parametrize(("name", "options"), [("21_noop_all_known", ()), ("06_missing_event", ("--account", ACCOUNT))])
def test_a_plan_for_another_account_is_refused(name: str, options: tuple[str, ...], evaluate: Evaluate) -> None:
    code, error = evaluate(load(name), account(NOTHING, number=OTHER), *options)
    assert code == 4
    assert (error["where"], OTHER in error["expected"], ACCOUNT in error["found"]) == ("--baseline", True, True)


@pytest.mark.parametrize(
    ("kind", "broken"), [(GROUP, "log_group_missing"), (TOPIC, "topic_missing"), (SUBSCRIPTION, "subscription_none")]
)
def test_what_a_plan_deletes_is_gone_though_its_name_is_still_written(kind: str, broken: str, evaluate: Evaluate) -> None:
    code, result = evaluate(taken(settled(), kind, "delete"), before(settled()))
    assert (code, result["changes"]["verdict"], [b["code"] for b in result["breaks"]]) == (1, "breaks", [broken])


@pytest.mark.parametrize("kind", [TRAIL, GROUP, FILTER, ALARM, TOPIC, SUBSCRIPTION])
def test_what_a_plan_forgets_stays_in_the_account(kind: str, evaluate: Evaluate) -> None:
    code, result = evaluate(taken(settled(), kind, "forget"), before(settled()))
    assert (code, result["changes"]["verdict"], result["changes"]["removed"]) == (0, "none", [])


@pytest.mark.parametrize(("kind", "lost", "broken"), [(GROUP, FILTER, "filter_none"), (TOPIC, SUBSCRIPTION, "subscription_none")])
def test_a_resource_made_anew_loses_what_others_hung_on_it(kind: str, lost: str, broken: str, evaluate: Evaluate) -> None:
    code, result = evaluate(replaced_unmanaged(kind, lost), before(settled()))
    assert (code, result["changes"]["verdict"], [b["code"] for b in result["breaks"]]) == (1, "breaks", [broken])


def test_an_alarm_on_a_topic_that_no_alarm_named_before_is_unknown_since_nobody_asked_for_the_topic(evaluate: Evaluate) -> None:
    stood = {"root_module": without(whole()["root_module"], ALARM)}
    code, result = evaluate(alarm_alone(), account(stood))
    assert (code, result["changes"]["before"]) == (3, "fail")
    assert {(g["link"], g["reason"], g["id"]) for g in result["gaps"]} == {("topic", "not_collected", TOPIC_ARN)}


def test_an_alarm_on_a_topic_that_the_collection_was_told_to_ask_about_completes_the_chain(evaluate: Evaluate) -> None:
    baseline = account({"root_module": without(whole()["root_module"], ALARM)}, topics=(TOPIC_ARN,))
    code, result = evaluate(alarm_alone(), baseline)
    assert (code, result["effective"], result["changes"]["verdict"]) == (0, "yes", "fixes")


def test_a_topic_that_was_asked_about_and_refused_says_so(evaluate: Evaluate) -> None:
    baseline = account({"root_module": without(whole()["root_module"], ALARM)}, topics=(TOPIC_ARN,))
    for call in baseline["calls"]:
        if call["service"] == "sns":
            del call["pages"]
            call |= {"outcome": "denied", "error": {"code": "AuthorizationError", "message": "no"}}
    code, result = evaluate(alarm_alone(), baseline)
    assert (code, {(g["link"], g["reason"], g["id"]) for g in result["gaps"]}) == (3, {("topic", "denied", TOPIC_ARN)})


def test_an_alarm_on_a_topic_that_another_alarm_names_completes_the_chain(evaluate: Evaluate) -> None:
    stood = whole()
    for resource in stood["root_module"]["resources"]:
        if resource["type"] == ALARM:
            name = "elsewhere"
            arn = resource["values"]["arn"].rsplit(":", 1)[0] + f":{name}"
            resource["values"] |= {"alarm_name": name, "metric_name": name, "arn": arn}
    code, result = evaluate(alarm_alone(), account(stood))
    assert (code, result["effective"], result["changes"]["verdict"]) == (0, "yes", "fixes")


def test_an_alarm_whose_region_nothing_tells_may_stand_in_any_region_of_the_account(evaluate: Evaluate) -> None:
    stood = {"root_module": without(whole()["root_module"], ALARM)}
    code, result = evaluate(alarm_alone(), account(stood, "eu-west-1"))
    assert (code, {(g["link"], g["attribute"]) for g in result["gaps"]}) == (3, {("alarm", "region")})
    elsewhere = alarm_alone({"region": {"constant_value": "eu-west-1"}})
    assert evaluate(elsewhere, account(stood, "eu-west-1"))[0] == 1


def test_a_trail_turned_to_a_group_that_nobody_asked_for_is_unknown(evaluate: Evaluate) -> None:
    plan, other = settled(), GROUP_ARN.replace("/org", "/old")
    for resource in plan["planned_values"]["root_module"]["resources"]:
        if resource["type"] == TRAIL:
            resource["values"]["cloud_watch_logs_group_arn"] = f"{other}:*"
    for entry in plan["resource_changes"]:
        if entry["type"] == TRAIL:
            entry["change"]["actions"] = ["update"]
            entry["change"]["after"]["cloud_watch_logs_group_arn"] = f"{other}:*"
    code, result = evaluate(plan, before(plan))
    assert (code, {(g["link"], g["reason"], g["id"]) for g in result["gaps"]}) == (3, {("metric_filter", "not_collected", other)})


def test_a_filter_whose_metric_the_plan_does_not_know_is_unknown_over_a_baseline_too(evaluate: Evaluate) -> None:
    plan = settled()
    for part in ("planned_values", "configuration"):
        for resource in plan[part]["root_module"]["resources"]:
            if resource["type"] == FILTER:
                resource["values" if part == "planned_values" else "expressions"].pop("metric_transformation")
    for entry in plan["resource_changes"]:
        if entry["type"] == FILTER:
            entry["change"]["after"].pop("metric_transformation")
            entry["change"] |= {"actions": ["update"], "after_unknown": {"metric_transformation": True}}
    code, result = evaluate(plan, before(plan))
    assert (code, result["changes"]["verdict"]) == (3, "unknown")


def test_what_was_delivered_is_as_old_as_the_baseline_and_not_as_the_plan(evaluate: Evaluate) -> None:
    plan = settled()
    (trail,) = [r for r in plan["planned_values"]["root_module"]["resources"] if r["type"] == TRAIL]
    trail["values"]["enable_log_file_validation"] = trail["values"]["include_global_service_events"] = True
    trail["values"]["event_selector"] = [{"read_write_type": "All", "include_management_events": True}]
    plan["timestamp"] = "2036-01-01T00:00:00Z"
    _, result = evaluate(plan, account(whole()))
    assert (result["status"], result["effective"]) == ("pass", "yes")


def policy_alone(actions: list[str], principal: str) -> Json:
    """A workspace that puts a policy on the account's topic, or takes it away, and has nothing else."""
    common = {"address": "aws_sns_topic_policy.p", "mode": "managed", "type": "aws_sns_topic_policy", "name": "p"}
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sns:Publish", "Resource": TOPIC_ARN}
    values = {"arn": TOPIC_ARN, "policy": json.dumps({"Statement": [statement]})}
    stays = "delete" not in actions
    change = {"actions": actions, "before": None if stays else values, "after": values if stays else None, "after_unknown": {}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**common, "values": values}] if stays else []}},
        "resource_changes": [{**common, "change": change}],
        "configuration": {"root_module": {"resources": [{**common, "expressions": {}}] if stays else []}},
        "complete": True,
    }


@pytest.mark.parametrize(
    ("actions", "principal", "effective"),
    [
        (["create"], "events.amazonaws.com", "no"),
        (["create"], "cloudwatch.amazonaws.com", "yes"),
        (["delete"], "events.amazonaws.com", "unknown"),
    ],
)
def test_the_policy_of_a_topic_that_others_manage_is_the_one_after_apply(
    actions: list[str], principal: str, effective: str, evaluate: Evaluate
) -> None:
    _, result = evaluate(policy_alone(actions, principal), account(whole()))
    assert (result["status"], result["effective"]) == ("pass", effective)


def renamed(kind: str) -> Json:
    """A plan in which the one block of a type has another address, and nothing says that it moved."""
    plan = settled()
    (old,) = (entry for entry in plan["resource_changes"] if entry["type"] == kind)
    new = copy.deepcopy(old) | {"address": f"{kind}.new", "name": "new"}
    for part in (plan["planned_values"], plan["configuration"]):
        for resource in part["root_module"]["resources"]:
            if resource["type"] == kind:
                resource |= {"address": f"{kind}.new", "name": "new"}
    (planned,) = (r for r in plan["planned_values"]["root_module"]["resources"] if r["type"] == kind)
    for name in ("arn", "id"):
        planned["values"].pop(name, None)
        new["change"]["after"].pop(name, None)
    new["change"] |= {"actions": ["create"], "before": None, "after_unknown": {"arn": True, "id": True}}
    old["change"] |= {"actions": ["delete"], "after": None, "after_unknown": {}}
    plan["resource_changes"].append(new)
    return plan


@pytest.mark.parametrize("kind", [TRAIL, FILTER, ALARM])
def test_a_rename_without_moved_is_not_known_with_a_baseline_as_without(kind: str, evaluate: Evaluate) -> None:
    plan = renamed(kind)
    code, result = evaluate(plan, before(plan))
    assert (code, result["status"], {found["reason"] for found in result["gaps"]}) == (3, "unknown", {"name_contested"})


def test_a_trail_made_under_a_name_that_others_hold_is_refused(evaluate: Evaluate) -> None:
    plan = renamed(TRAIL)
    account_as_it_is = before(plan)
    plan["prior_state"]["values"]["root_module"] = without(plan["prior_state"]["values"]["root_module"], TRAIL)
    plan["resource_changes"] = [entry for entry in plan["resource_changes"] if entry["change"]["actions"] != ["delete"]]
    code, result = evaluate(plan, account_as_it_is)
    assert (code, {found["code"] for found in result["breaks"]}) == (1, {"trail_refused"})


def spared(plan: Json) -> Json:
    """The plan with a log group that Terraform takes out of its state alone."""
    for entry in plan["resource_changes"]:
        if entry["type"] == GROUP:
            entry["change"]["before"] = {**entry["change"]["before"], "skip_destroy": True}
    return plan


def test_a_log_group_that_is_spared_stays_in_the_account(evaluate: Evaluate) -> None:
    plan = spared(taken(settled(), GROUP, "delete"))
    code, result = evaluate(plan, before(plan), "--fail-on", "regression")
    assert (code, result["status"], result["changes"]["removed"]) == (0, "pass", [])


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"]])
def test_a_log_group_is_not_made_anew_where_its_forerunner_is_spared(actions: list[str], evaluate: Evaluate) -> None:
    plan = spared(settled())
    for entry in plan["resource_changes"]:
        if entry["type"] == GROUP:
            entry["change"]["actions"] = actions
    code, result = evaluate(plan, before(plan))
    assert (code, result["breaks"][0]["link"], result["breaks"][0]["detail"]) == (1, "log_group", {"refused": "stands_already"})
