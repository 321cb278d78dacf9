"""CloudWatch beyond moto: composite alarms, alarm mute rules, every field of a metric alarm, alarm types, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import State

ALARM_LISTS = {"MetricAlarm": "MetricAlarms", "CompositeAlarm": "CompositeAlarms", "LogAlarm": "LogAlarms"}
# Members of PutMetricAlarm's request that are not part of the alarm, or that moto changes by later calls.
NOT_OVERLAID = frozenset({"Tags", "ActionsEnabled"})


def put_metric_alarm(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """Moto keeps the alarm, we keep the request, since moto drops some of it."""
    reply = behind()
    if reply.status == 200:
        state.at(request.account, request.region).metric_alarms[request.params["AlarmName"]] = request.params
    return reply


def put_composite_alarm(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """A composite alarm as it was put, resting in OK."""
    name = request.params["AlarmName"]
    state.at(request.account, request.region).composite_alarms[name] = {
        "ActionsEnabled": True,
        "AlarmActions": [],
        "OKActions": [],
        "InsufficientDataActions": [],
        **{key: value for key, value in request.params.items() if key != "Tags"},
        "AlarmArn": f"arn:aws:cloudwatch:{request.region}:{request.account}:alarm:{name}",
        "AlarmConfigurationUpdatedTimestamp": state.now,
        "StateUpdatedTimestamp": state.now,
        "StateReason": f"{request.params['AlarmRule']} evaluates to false",
        "StateValue": "OK",
    }
    return json_reply({})


def describe_alarms(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """Alarms of the types asked for (metric alarms where none is named), page by page."""
    reply = behind()
    if reply.status != 200:
        return reply
    place = state.at(request.account, request.region)
    metric = [_overlaid(alarm, place.metric_alarms.get(alarm["AlarmName"], {})) for alarm in reply.json()["MetricAlarms"]]
    metric += [alarm for name, alarm in place.metric_alarms.items() if alarm.get("AlarmArn")]
    everything = {"MetricAlarms": metric, "CompositeAlarms": list(place.composite_alarms.values()), "LogAlarms": []}
    wanted = {ALARM_LISTS[kind] for kind in request.params.get("AlarmTypes") or ["MetricAlarm"]}
    names, prefix = request.params.get("AlarmNames"), request.params.get("AlarmNamePrefix", "")
    answer: dict[str, Any] = {
        name: [
            alarm
            for alarm in alarms
            if name in wanted and (not names or alarm["AlarmName"] in names) and alarm["AlarmName"].startswith(prefix)
        ]
        for name, alarms in everything.items()
    }
    size = min(request.params.get("MaxRecords", 100), state.page_size)
    return json_reply(one_page(answer, list(everything), token=request.params.get("NextToken"), size=size))


def delete_alarms(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The alarms are gone here and in moto."""
    place = state.at(request.account, request.region)
    for name in request.params["AlarmNames"]:
        place.composite_alarms.pop(name, None)
        place.metric_alarms.pop(name, None)
    return behind()


def put_alarm_mute_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """A mute rule as it was put, ACTIVE."""
    name = request.params["Name"]
    state.at(request.account, request.region).mute_rules[name] = {
        **{key: value for key, value in request.params.items() if key != "Tags"},
        "AlarmMuteRuleArn": f"arn:aws:cloudwatch:{request.region}:{request.account}:alarm-mute-rule:{name}",
        "Status": "ACTIVE",
        "MuteType": "SCHEDULED",
        "LastUpdatedTimestamp": state.now,
    }
    return json_reply({})


def list_alarm_mute_rules(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """Summaries of the mute rules, page by page."""
    summary = ("AlarmMuteRuleArn", "ExpireDate", "Status", "MuteType", "LastUpdatedTimestamp")
    rules = state.at(request.account, request.region).mute_rules.values()
    answer = {"AlarmMuteRuleSummaries": [{key: rule[key] for key in summary if key in rule} for rule in rules]}
    size = min(request.params.get("MaxRecords", 100), state.page_size)
    page = one_page(answer, ["AlarmMuteRuleSummaries"], token=request.params.get("NextToken"), size=size)
    return json_reply(page)


def get_alarm_mute_rule(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """One mute rule whole."""
    name = request.params["AlarmMuteRuleName"]
    rule = state.at(request.account, request.region).mute_rules.get(name)
    if rule is None:
        raise ApiError("ResourceNotFoundException", f"Mute rule {name} does not exist")
    return json_reply(rule)


def _overlaid(alarm: dict[str, Any], put: dict[str, Any]) -> dict[str, Any]:
    return {**alarm, **{key: value for key, value in put.items() if key not in NOT_OVERLAID}}
