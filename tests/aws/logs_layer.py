"""CloudWatch Logs beyond moto: log group classes, every field of a filter, transformers, pages, missing groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import Place, State

FILTER_FIELDS = (
    "applyOnTransformedLogs",
    "fieldSelectionCriteria",
    "emitSystemFieldDimensions",
    "metricTransformations",
)


def create_log_group(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """Moto keeps the group, we keep its class."""
    reply = behind()
    if reply.status == 200:
        kept = {"logGroupClass": request.params.get("logGroupClass", "STANDARD")}
        state.at(request.account, request.region).log_groups[request.params["logGroupName"]] = kept
    return reply


def describe_log_groups(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The groups with their class and both forms of their ARN, page by page."""
    reply = behind()
    if reply.status != 200:
        return reply
    place = state.at(request.account, request.region)
    groups = [
        {
            **group,
            **place.log_groups.get(group["logGroupName"], {}),
            **_protection(place, group["logGroupName"]),
            "logGroupArn": group["arn"].removesuffix(":*"),
        }
        for group in reply.json()["logGroups"]
    ]
    return _page(request, state, {"logGroups": groups}, "logGroups")


def put_metric_filter(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """Moto keeps the filter, we keep the fields that it drops; one of the same name is replaced, where moto adds a second."""
    _expect_group(request, request.params["logGroupName"])
    _forget_filter(request)
    reply = behind()
    if reply.status == 200:
        key = (request.params["logGroupName"], request.params["filterName"])
        kept = {name: request.params[name] for name in FILTER_FIELDS if name in request.params}
        state.at(request.account, request.region).metric_filters[key] = {"applyOnTransformedLogs": False, **kept}
    return reply


def describe_metric_filters(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The filters, page by page; a group that does not exist is an error, as at AWS."""
    if "logGroupName" in request.params:
        _expect_group(request, request.params["logGroupName"])
    reply = behind()
    if reply.status != 200:
        return reply
    kept = state.at(request.account, request.region).metric_filters
    filters = [{**found, **kept.get((found["logGroupName"], found["filterName"]), {})} for found in reply.json()["metricFilters"]]
    return _page(request, state, {"metricFilters": filters}, "metricFilters")


def put_transformer(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The group transforms its events from now on."""
    name = request.params["logGroupIdentifier"]
    _expect_group(request, name)
    times = {"creationTime": state.now * 1000, "lastModifiedTime": state.now * 1000}
    state.at(request.account, request.region).transformers[name] = {**request.params, **times}
    return json_reply({})


def get_transformer(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The group's own transformer."""
    name = request.params["logGroupIdentifier"]
    _expect_group(request, name)
    found = state.at(request.account, request.region).transformers.get(name)
    if found is None:
        raise ApiError("ResourceNotFoundException", "The specified transformer does not exist.")
    return json_reply(found)


def put_data_protection_policy(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The group masks what its policy names from now on."""
    name = request.params["logGroupIdentifier"]
    _expect_group(request, name)
    policy = {**request.params, "lastUpdatedTime": state.now * 1000}
    state.at(request.account, request.region).data_protection[name] = policy
    return json_reply(policy)


def get_data_protection_policy(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The group's own policy; without a document where it has none."""
    name = request.params["logGroupIdentifier"]
    _expect_group(request, name)
    kept = state.at(request.account, request.region).data_protection
    return json_reply(kept.get(name, {"logGroupIdentifier": name}))


def put_account_policy(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """A policy for all log groups of the account and region."""
    policy = {**request.params, "accountId": request.account, "scope": "ALL", "lastUpdatedTime": state.now * 1000}
    state.at(request.account, request.region).account_policies[request.params["policyName"]] = policy
    return json_reply({"accountPolicy": policy})


def describe_account_policies(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The account's policies of one type."""
    policies = state.at(request.account, request.region).account_policies.values()
    found = [policy for policy in policies if policy["policyType"] == request.params["policyType"]]
    return _page(request, state, {"accountPolicies": found}, "accountPolicies")


def _protection(place: Place, name: str) -> dict[str, Any]:
    """What a listing tells of data protection: the group's own policy, and the account's."""
    told: dict[str, Any] = {"dataProtectionStatus": "ACTIVATED"} if name in place.data_protection else {}
    if any(policy["policyType"] == "DATA_PROTECTION_POLICY" for policy in place.account_policies.values()):
        told["inheritedProperties"] = ["ACCOUNT_DATA_PROTECTION"]
    return told


def _page(request: Request, state: State, answer: dict[str, Any], name: str) -> Reply:
    size = min(request.params.get("limit", 50), state.page_size)
    token = request.params.get("nextToken")
    return json_reply(one_page(answer, [name], token=token, size=size, next_page="nextToken"))


def _expect_group(request: Request, name: str) -> None:
    from moto.logs.models import logs_backends

    if name not in logs_backends[request.account][request.region].groups:
        raise ApiError("ResourceNotFoundException", "The specified log group does not exist.")


def _forget_filter(request: Request) -> None:
    from moto.logs.models import logs_backends

    kept = logs_backends[request.account][request.region].filters.metric_filters
    key = (request.params["logGroupName"], request.params["filterName"])
    kept[:] = [found for found in kept if (found["logGroupName"], found["filterName"]) != key]
