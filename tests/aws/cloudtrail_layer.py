"""CloudTrail beyond moto: organization trails as members see them, default selectors, deliveries to CloudWatch Logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.cloudtrail.models import Trail

    from tests.aws.state import State

ARN_ACCOUNT = 4
DEFAULT_SELECTOR = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def describe_trails(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The account's trails, and those of its organization."""
    reply = behind()
    if reply.status != 200:
        return reply
    trails = [_described(trail) for trail in reply.json()["trailList"]]
    trails += [_described(trail.description(include_region=True)) for trail in _shared(request, state)]
    return json_reply({"trailList": trails})


def get_trail_status(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The trail's status; delivery to its log group is as fresh as the clock unless `deliveries` says otherwise."""
    name = request.params["Name"]
    shared = next((trail for trail in _shared(request, state) if trail.arn == name), None)
    if shared is not None:
        status = {**shared.status.description()}
        grouped = bool(shared.cw_log_group_arn)
    else:
        reply = behind()
        if reply.status != 200:
            return reply
        status = reply.json()
        grouped = _has_group(request, name)
    if status.get("StartLoggingTime") is not None:
        status["StartLoggingTime"] = min(status["StartLoggingTime"], state.now)  # moto takes it from the clock on the wall
    if grouped and status["IsLogging"]:
        status["LatestCloudWatchLogsDeliveryTime"] = state.now
    kept = state.at(request.account, request.region).deliveries.get(name, {})
    return json_reply({**status, **kept})


def get_event_selectors(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The selectors; AWS's default where none were put; refused for another account's trail."""
    name = request.params["TrailName"]
    if any(trail.arn == name for trail in _shared(request, state)):
        text = "The ARN of the trail belongs to another account, which may not be asked for from this one."
        raise ApiError("CloudTrailARNInvalidException", text)
    reply = behind()
    if reply.status != 200:
        return reply
    answer = reply.json()
    if not answer.get("EventSelectors") and not answer.get("AdvancedEventSelectors"):
        answer["EventSelectors"] = [DEFAULT_SELECTOR]
    return json_reply({key: value for key, value in answer.items() if value})


def _shared(request: Request, state: State) -> list[Trail]:
    """Organization trails of the other accounts of the organization that this region shows."""
    from moto.cloudtrail.models import cloudtrail_backends

    if request.account not in state.organization:
        return []
    return [
        trail
        for account in state.organization
        if account != request.account
        for backend in cloudtrail_backends[account].values()
        for trail in backend.trails.values()
        if trail.is_org_trail and (trail.is_multi_region or trail.region_name == request.region)
    ]


def _has_group(request: Request, name: str) -> bool:
    from moto.cloudtrail.models import cloudtrail_backends

    backends = cloudtrail_backends[request.account].values()
    trails = [trail for backend in backends for trail in backend.trails.values()]
    return any(trail.cw_log_group_arn for trail in trails if name in {trail.arn, trail.trail_name})


def _described(trail: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in trail.items() if value is not None}
