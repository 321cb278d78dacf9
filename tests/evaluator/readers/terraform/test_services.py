"""Security Hub in plans: what a plan enables, what it takes away, and what it cannot know, alone and over an account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.evaluator.readers.terraform.account_snapshot import MOMENT, snapshot_of
from trailgate_evaluator.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
Names = tuple[str, ...]
ACCOUNT = "123456789012"
HERE, THERE = "us-east-1", "eu-west-1"
PROVIDERS = {"here": HERE, "there": THERE, "anywhere": None}
HUB = "aws_securityhub_account"


class Evaluate(Protocol):
    def __call__(self, plan: Json, *options: str, baseline: Json | None = None) -> tuple[int, Json]: ...


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    """Exit code and result of 4.16 of a plan."""

    def run(plan: Json, *options: str, baseline: Json | None = None) -> tuple[int, Json]:
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        over = []
        if baseline is not None:
            (tmp_path / "baseline.json").write_text(json.dumps(baseline))
            over = ["--baseline", str(tmp_path / "baseline.json")]
        report = tmp_path / "report.json"
        code = main(["evaluate", str(tmp_path / "plan.json"), *over, "--control", "4.16", "-o", str(report), *options])
        (result,) = json.loads(report.read_bytes())["results"]
        return code, result

    return run


def plan(
    stood: tuple[str, ...] = (), stands: tuple[str, ...] = (), *, kind: str = HUB, forget: bool = False, **more: Any
) -> Json:
    """A plan in which a hub stood, and stands after it, by each of these providers; without any it is about a role."""
    configured = {
        f"aws.{name}": {
            "name": "aws",
            "alias": name,
            "expressions": {} if region is None else {"region": {"constant_value": region}},
        }
        for name, region in PROVIDERS.items()
    }
    blocks = [
        {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "provider_config_key": f"aws.{name}"}
        for name in sorted({*stood, *stands})
    ]
    changes = [_change(kind, name, name in stood, name in stands, forget=forget) for name in sorted({*stood, *stands})]
    role = {"address": "aws_iam_role.x", "mode": "managed", "type": "aws_iam_role", "name": "x"}
    own = {**role, "values": {"arn": f"arn:aws:iam::{ACCOUNT}:role/x"}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [own, *(_values(kind, name) for name in stands)]}},
        "prior_state": {"values": {"root_module": {"resources": [own, *(_values(kind, name) for name in stood)]}}},
        "resource_changes": changes,
        "configuration": {"provider_config": configured, "root_module": {"resources": [role, *blocks]}},
        "complete": True,
        **more,
    }


def _values(kind: str, name: str) -> Json:
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": {"id": ACCOUNT}}


def _change(kind: str, name: str, stood: bool, stands: bool, *, forget: bool) -> Json:
    actions = {(True, True): "no-op", (False, True): "create", (True, False): "forget" if forget else "delete"}[stood, stands]
    values = {"id": ACCOUNT}
    change = {"actions": [actions], "before": values if stood else None, "after": values if stands else None}
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": change}


def account(**enabled: bool) -> Json:
    """The snapshot of an account of these regions (`eu_west_1`), with Security Hub enabled in some."""
    told = {name.replace("_", "-"): value for name, value in enabled.items()}
    snapshot = snapshot_of({"root_module": {}}, account=ACCOUNT, region=HERE, regions=tuple(told.keys() - {HERE}))
    for region, value in told.items():
        call: Json = {"service": "securityhub", "operation": "DescribeHub", "request": {}, "region": region, "at": MOMENT}
        arn = f"arn:aws:securityhub:{region}:{ACCOUNT}:hub/default"
        error = {"code": "InvalidAccessException", "message": f"Account {ACCOUNT} is not subscribed to AWS Security Hub"}
        answer = {"outcome": "answered", "pages": [{"HubArn": arn, "SubscribedAt": MOMENT}]}
        snapshot["calls"].append({**call, **(answer if value else {"outcome": "absent", "error": error})})
    return snapshot


NEITHER = account(us_east_1=False, eu_west_1=False)
ONE = account(us_east_1=True, eu_west_1=False)
BOTH = account(us_east_1=True, eu_west_1=True)


def test_a_plan_by_itself_never_passes_since_it_knows_no_regions(evaluate: Evaluate) -> None:
    code, result = evaluate(plan(stands=("here", "there")), "--account", ACCOUNT)
    assert (code, result["status"]) == (3, "unknown")
    assert result["records"] == {"carried": [THERE, HERE], "unknown": ["other-regions"], "missing": []}
    (gap,) = result["gaps"]
    assert (gap["link"], gap["reason"], gap["settled_by"]) == ("service", "outside_plan", ["baseline"])


@pytest.mark.parametrize("kind", [HUB, "awscc_securityhub_hub"])
def test_what_a_plan_takes_away_is_a_fail(evaluate: Evaluate, kind: str) -> None:
    code, result = evaluate(plan(stood=("here", "there"), stands=("here",), kind=kind), "--account", ACCOUNT)
    assert (code, result["status"]) == (1, "fail")
    assert result["records"]["missing"] == [THERE]
    (found,) = result["breaks"]
    assert (found["code"], found["id"]) == ("service_not_enabled", f"arn:aws:securityhub:{THERE}:{ACCOUNT}:hub/default")


def test_what_terraform_forgets_stays_in_the_account(evaluate: Evaluate) -> None:
    forgetting = plan(stood=("there",), forget=True)
    assert evaluate(forgetting, "--account", ACCOUNT)[1]["status"] == "unknown"
    assert evaluate(forgetting, baseline=BOTH)[1]["status"] == "pass"


def test_a_plan_over_an_account_completes_it_or_does_not(evaluate: Evaluate) -> None:
    assert evaluate(plan(stands=("there",)), baseline=ONE)[1]["status"] == "pass"
    assert evaluate(plan(stands=("there",)), baseline=NEITHER)[1]["records"]["missing"] == [HERE]
    assert evaluate(plan(stands=("here",)), baseline=ONE)[1]["records"]["missing"] == [THERE]
    code, result = evaluate(plan(stands=("here", "there")), baseline=NEITHER)
    assert (code, result["status"], result["changes"]["verdict"]) == (0, "pass", "fixes")


def test_what_a_plan_takes_out_of_an_account_is_a_pass_lost(evaluate: Evaluate) -> None:
    code, result = evaluate(plan(stood=("there",)), "--fail-on", "regression", baseline=BOTH)
    assert (code, result["status"], result["changes"]["verdict"]) == (1, "fail", "breaks")
    assert result["changes"]["removed"] == [f"arn:aws:securityhub:{THERE}:{ACCOUNT}:hub/default"]


def test_an_account_that_does_not_list_its_regions_stays_unknown(evaluate: Evaluate) -> None:
    silent = {**BOTH, "calls": [call for call in BOTH["calls"] if call["operation"] != "DescribeRegions"]}
    code, result = evaluate(plan(stands=("there",)), baseline=silent)
    assert (code, [gap["reason"] for gap in result["gaps"]]) == (3, ["not_collected"])


@pytest.mark.parametrize(("stood", "stands"), [((), ("anywhere",)), (("anywhere",), ())])
def test_one_of_no_certain_region_leaves_none_certain(
    evaluate: Evaluate, stood: tuple[str, ...], stands: tuple[str, ...]
) -> None:
    code, result = evaluate(plan(stood, stands), baseline=ONE)
    assert (code, result["records"]["unknown"]) == (3, [THERE, HERE])
    assert {gap["reason"] for gap in result["gaps"]} == {"place_unknown"}


def test_a_region_that_the_plan_names_is_certain_beside_one_that_is_not(evaluate: Evaluate) -> None:
    _, result = evaluate(plan(stands=("there", "anywhere")), baseline=NEITHER)
    assert result["records"] == {"carried": [THERE], "unknown": [HERE], "missing": []}


def test_a_block_that_a_partial_plan_leaves_out_may_enable_it(evaluate: Evaluate) -> None:
    whole = plan(stands=("there",))
    partial = {**whole, "planned_values": {"root_module": {}}, "resource_changes": [], "complete": False}
    _, result = evaluate(partial, baseline=ONE)
    assert result["records"] == {"carried": [], "unknown": [THERE, HERE], "missing": []}
    assert {gap["reason"] for gap in result["gaps"]} == {"partial_plan"}


def test_a_plan_that_ended_with_an_error_enables_nothing_for_certain(evaluate: Evaluate) -> None:
    _, result = evaluate({**plan(stands=("here", "there")), "errored": True}, baseline=NEITHER)
    assert result["status"] == "unknown"
    assert {gap["reason"] for gap in result["gaps"]} == {"plan_errored"}


def made(whole: Json, name: str, *actions: str) -> Json:
    """The plan with other actions on one of its hubs."""
    changed = [
        {**one, "change": {**one["change"], "actions": list(actions)}} if one["name"] == name else one
        for one in whole["resource_changes"]
    ]
    return {**whole, "resource_changes": changed}


def twin(whole: Json, *actions: str, stood: bool) -> Json:
    """The plan with a second address for the hub by `there`."""
    values = {"address": f"{HUB}.twin", "mode": "managed", "type": HUB, "name": "twin", "values": {"id": ACCOUNT}}
    block = {**values, "provider_config_key": "aws.there"}
    del block["values"]
    change = {"actions": list(actions), "before": {"id": ACCOUNT} if stood else None, "after": {"id": ACCOUNT}}
    module = whole["configuration"]["root_module"]
    whole = {
        **whole,
        "configuration": {**whole["configuration"], "root_module": {"resources": [*module["resources"], block]}},
        "resource_changes": [*whole["resource_changes"], {**block, "change": change}],
    }
    sides = ["planned_values"] if "forget" not in actions else []
    for side in [*sides, *(["prior_state"] if stood else [])]:
        told = whole[side].get("values", whole[side])
        resources = [*told["root_module"]["resources"], values]
        inner = {"root_module": {"resources": resources}}
        whole = {**whole, side: {"values": inner} if side == "prior_state" else inner}
    return whole


@pytest.mark.parametrize(
    ("actions", "stood", "status"),
    [(("no-op",), True, "fail"), (("no-op",), False, "fail"), (("create",), False, "unknown"), (("forget",), True, "fail")],
)
def test_a_delete_turns_off_what_another_address_has_too(evaluate: Evaluate, actions: Names, stood: bool, status: str) -> None:
    given = twin(plan(stood=("there",)), *actions, stood=stood)
    code, result = evaluate(given, "--fail-on", "regression", baseline=BOTH)
    assert result["status"] == status
    assert code == {"fail": 1, "unknown": 3}[status]


def test_one_that_is_made_anew_stands_if_the_old_one_goes_first(evaluate: Evaluate) -> None:
    whole = plan(stood=("there",), stands=("there",))
    assert evaluate(made(whole, "there", "delete", "create"), baseline=BOTH)[1]["status"] == "pass"
    assert evaluate(made(whole, "there", "create", "delete"), baseline=BOTH)[1]["status"] == "unknown"


def test_a_destroyed_one_whose_block_is_gone_stands_where_its_arn_says(evaluate: Evaluate) -> None:
    whole = plan(stood=("there",))
    module = {"resources": [one for one in whole["configuration"]["root_module"]["resources"] if one["type"] != HUB]}
    whole = {**whole, "configuration": {**whole["configuration"], "root_module": module}}
    assert evaluate(whole, baseline=BOTH)[1]["status"] == "unknown"
    (change,) = whole["resource_changes"]
    arn = f"arn:aws:securityhub:{THERE}:{ACCOUNT}:hub/default"
    told = {**change, "change": {**change["change"], "before": {"id": ACCOUNT, "arn": arn}}}
    states: tuple[Json, Json] = ({"values": {"root_module": {}}}, whole["prior_state"])
    for state in states:
        _, result = evaluate({**whole, "prior_state": state, "resource_changes": [told]}, baseline=BOTH)
        assert result["records"]["missing"] == [THERE]


def test_a_destroyed_one_of_no_certain_region_is_no_plan_about_something_else(evaluate: Evaluate) -> None:
    code, result = evaluate(plan(stood=("anywhere",)), "--account", ACCOUNT, "--fail-on", "regression")
    assert (code, result["changes"]["verdict"]) == (3, "unknown")


def test_a_region_of_its_own_that_is_not_known_is_not_the_providers(evaluate: Evaluate) -> None:
    whole = plan(stands=("there",))
    (change,) = whole["resource_changes"]
    whole["resource_changes"] = [{**change, "change": {**change["change"], "after_unknown": {"region": True}}}]
    assert evaluate(whole, baseline=ONE)[1]["records"] == {"carried": [], "unknown": [THERE, HERE], "missing": []}


def test_a_plan_that_enables_a_region_leaves_open_which_there_are(evaluate: Evaluate) -> None:
    whole = plan()
    region = {"address": "aws_account_region.x", "mode": "managed", "type": "aws_account_region", "name": "x"}
    values = {"region_name": "ap-east-1", "enabled": True}
    whole["planned_values"]["root_module"]["resources"].append({**region, "values": values})
    whole["resource_changes"] = [{**region, "change": {"actions": ["create"], "before": None, "after": values}}]
    whole["configuration"]["root_module"]["resources"].append({**region, "provider_config_key": "aws.here"})
    assert evaluate(whole, baseline=BOTH)[1]["records"] == {"carried": [THERE, HERE], "unknown": ["other-regions"], "missing": []}


def test_a_plan_about_something_else_is_no_regression(evaluate: Evaluate) -> None:
    assert evaluate(plan())[0] == 3
    code, result = evaluate(plan(), "--fail-on", "regression")
    assert (code, result["status"], result["outcome"], result["outcome_by"]) == (0, "unknown", "pass", "regression")
    code, result = evaluate(plan(), "--fail-on", "regression", baseline=ONE)
    assert (code, result["status"], result["outcome"]) == (0, "fail", "pass")


def test_a_plan_that_enables_it_somewhere_is_compared_as_any_other(evaluate: Evaluate) -> None:
    code, result = evaluate(plan(stands=("here",)), "--fail-on", "regression", "--account", ACCOUNT)
    assert (code, result["changes"]["verdict"], result["outcome"]) == (3, "unknown", "unknown")


def test_the_other_controls_do_not_take_it_for_a_link_of_their_chain(evaluate: Evaluate) -> None:
    _, result = evaluate(plan(stands=("here",)), "--account", ACCOUNT)
    assert result["subject"]["touches_chain"] is False
