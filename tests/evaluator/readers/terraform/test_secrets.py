"""Whatever a sensitive mask covers, nothing prints it, and hiding a value leaves a verdict as it was or makes it unknown."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.asking import ASKED
from tests.evaluator.readers.terraform.judging import engine, load, reading
from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.report.outcome import decide_outcome
from trailgate_evaluator.report.result import result
from trailgate_evaluator.settings import NO_SETTINGS

Json = dict[str, Any]
MARK = "-do-not-print"
NUMBER = 98765432
PLANS = (
    "21_noop_all_known",
    "fail_alarm_with_dimensions",
    "fail_trail_data_events_only",
    "pass_composite_or",
    "pass_dynamic_transformation",
    "pass_key_by_alias_arn",
    "pass_metric_math",
    "pass_topic_policy_with_own_arn",
)
TYPES = (
    "aws_cloudtrail",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_composite_alarm",
    "aws_sns_topic",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_kms_key",
    "aws_kms_alias",
)
Path = tuple[str | int, ...]


def resources(plan: Json) -> Iterator[Json]:
    """What stands in the end state, in modules too."""
    pending = [plan["planned_values"]["root_module"]]
    while pending:
        module = pending.pop()
        yield from module.get("resources", [])
        pending += module.get("child_modules", [])


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, number and boolean of a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    elif value is not None:
        yield path, value


def changed(value: Any, old: str, new: str) -> Any:
    """The value with one text in the place of another wherever it stands alone, or at the end of an ARN."""
    if isinstance(value, dict):
        return {name: changed(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, old, new) for inner in value]
    if isinstance(value, str) and value.startswith("arn:") and value.removesuffix(":*").endswith(f":{old}"):
        return value.replace(old, new)
    return new if value == old and isinstance(value, str) else value


def mask_of(value: Any, secret: Any) -> Any:
    """A mask of the shape of a value that covers what equals the secret."""
    if isinstance(value, dict):
        return {name: mask for name, inner in value.items() if (mask := mask_of(inner, secret)) not in (False, {}, [])}
    if isinstance(value, list):
        masks = [mask_of(inner, secret) for inner in value]
        return masks if any(mask not in (False, {}, []) for mask in masks) else []
    return type(value) is type(secret) and value == secret


def cases() -> Iterator[Any]:
    """Every leaf of every resource of the plans."""
    for name in PLANS:
        for place, resource in enumerate(resources(load(name))):
            if resource["type"] in TYPES and resource["mode"] == "managed" and "values" in resource:
                for path, value in leaves(resource["values"]):
                    if value in ("us-east-1", "123456789012"):
                        continue  # what ARNs tell anyway
                    yield pytest.param(name, place, path, id=f"{name}-{resource['address']}-{'.'.join(map(str, path))}")


def hidden(name: str, place: int, path: Path) -> tuple[Json, Json]:
    """The plan with a telling value at that place, open and then under a mask (as is what equals it elsewhere)."""
    plan = load(name)
    at: Any = list(resources(plan))[place]["values"]
    for step in path[:-1]:
        at = at[step]
    value = at[path[-1]]
    if isinstance(value, str):
        for one in resources(plan):
            one["values"] = changed(one.get("values", {}), value, value + MARK)
        for entry in plan.get("resource_changes", []):
            entry["change"] = changed(entry["change"], value, value + MARK)
        value += MARK
    elif not isinstance(value, bool):
        at[path[-1]] = value = NUMBER
    masked = copy.deepcopy(plan)
    entries = {entry["address"]: entry["change"] for entry in masked.get("resource_changes", [])}
    for number, resource in enumerate(resources(masked)):
        mask = mask_of(resource.get("values", {}), value) if isinstance(value, str) else {}
        if number == place and not isinstance(value, str):
            mask = {path[0]: True}
        resource["sensitive_values"] = mask
        if resource["address"] in entries:
            entries[resource["address"]] |= {"after_sensitive": mask, "before_sensitive": mask}
    masked.pop("prior_state", None)
    plan.pop("prior_state", None)
    return plan, masked


def told(plan: Json) -> tuple[str, str]:
    """The status, and everything that is said of a plan."""
    parts = reading(plan).after
    required = requirements_of(engine(), parts.subject, ASKED)
    document = assemble(parts, settings=NO_SETTINGS, asked=ASKED, required=required)
    ((control, decision),) = engine().decide(document).items()
    entry = result(control, 0, document, decision)
    decide_outcome(entry)
    return entry["status"], json.dumps([document, entry], ensure_ascii=False)


@pytest.mark.parametrize(("name", "place", "path"), list(cases()))
def test_a_sensitive_value_is_told_nowhere_and_changes_no_verdict_but_to_unknown(name: str, place: int, path: Path) -> None:
    plan, masked = hidden(name, place, path)
    status, said = told(masked)
    assert MARK not in said
    assert str(NUMBER) not in said
    assert status in {told(plan)[0], "unknown"}


def test_a_sensitive_variable_is_told_nowhere() -> None:
    plan = load("04a_topic_arn_root_variable")
    (name,) = plan["variables"]
    arn = f"arn:aws:sns:us-east-1:999988887777:alarms{MARK}"
    plan["variables"][name]["value"] = arn
    plan["configuration"]["root_module"]["variables"][name]["sensitive"] = True
    for entry in plan["resource_changes"]:
        if entry["type"] == "aws_cloudwatch_metric_alarm":
            entry["change"]["after_unknown"]["alarm_actions"] = True
            entry["change"]["after"].pop("alarm_actions", None)
    for resource in resources(plan):
        if resource["type"] == "aws_cloudwatch_metric_alarm":
            resource["values"].pop("alarm_actions", None)
    status, said = told(plan)
    assert status == "unknown"
    assert MARK not in said
