"""CloudWatch's rules of telemetry and of centralization, which moto does not have: what is recorded, and copied where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.organizations_layer import expect_manager
from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import State


def create_telemetry_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The rule as it was put."""
    name = request.params["RuleName"]
    arn = f"arn:aws:observabilityadmin:{request.region}:{request.account}:telemetry-rule/{name}"
    times = {"CreatedTimeStamp": state.now, "LastUpdateTimeStamp": state.now}
    rule = {"RuleName": name, "RuleArn": arn, "TelemetryRule": request.params["Rule"], **times}
    state.at(request.account, request.region).telemetry_rules[arn] = rule
    return json_reply({"RuleArn": arn})


def list_telemetry_rules(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """Summaries of the rules, page by page."""
    summaries = [
        {
            **{key: value for key, value in rule.items() if key != "TelemetryRule"},
            "ResourceType": rule["TelemetryRule"].get("ResourceType"),
            "TelemetryType": rule["TelemetryRule"]["TelemetryType"],
        }
        for rule in state.at(request.account, request.region).telemetry_rules.values()
    ]
    answer = {"TelemetryRuleSummaries": summaries}
    token = request.params.get("NextToken")
    return json_reply(one_page(answer, ["TelemetryRuleSummaries"], token=token, size=state.page_size))


def get_telemetry_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """One rule whole."""
    rule = state.at(request.account, request.region).telemetry_rules.get(request.params["RuleIdentifier"])
    if rule is None:
        raise ApiError("ResourceNotFoundException", "The telemetry rule does not exist.", 404)
    return json_reply(rule)


def create_centralization_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The organization's rule as it was put."""
    management = expect_manager(request, state)
    name = request.params["RuleName"]
    arn = f"arn:aws:observabilityadmin:{request.region}:{request.account}:organization-centralization-rule/{name}"
    state.at(management, request.region).centralization_rules[arn] = {
        "RuleName": name,
        "RuleArn": arn,
        "CreatorAccountId": request.account,
        "CreatedRegion": request.region,
        "CreatedTimeStamp": state.now,
        "LastUpdateTimeStamp": state.now,
        "RuleHealth": "Healthy",
        "CentralizationRule": request.params["Rule"],
    }
    return json_reply({"RuleArn": arn})


def list_centralization_rules(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """Summaries of the organization's rules, page by page."""
    management = expect_manager(request, state)
    regions = state.regions if request.params.get("AllRegions") else (request.region,)
    summaries = [
        {
            **{key: value for key, value in rule.items() if key != "CentralizationRule"},
            "DestinationAccountId": rule["CentralizationRule"]["Destination"].get("Account"),
            "DestinationRegion": rule["CentralizationRule"]["Destination"]["Region"],
        }
        for region in regions
        for rule in state.at(management, region).centralization_rules.values()
    ]
    answer = {"CentralizationRuleSummaries": summaries}
    token = request.params.get("NextToken")
    return json_reply(one_page(answer, ["CentralizationRuleSummaries"], token=token, size=state.page_size))


def get_centralization_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """One rule of this region whole."""
    management = expect_manager(request, state)
    rule = state.at(management, request.region).centralization_rules.get(request.params["RuleIdentifier"])
    if rule is None:
        raise ApiError("ResourceNotFoundException", "The centralization rule does not exist.", 404)
    return json_reply(rule)
