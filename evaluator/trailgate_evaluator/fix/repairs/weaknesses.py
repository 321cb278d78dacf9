"""Changes after which the first real change reaches a person: for `--effective`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account import new_names
from trailgate_evaluator.fix.account.change import Change
from trailgate_evaluator.fix.account.room import FLOODS, OWN_METRIC
from trailgate_evaluator.fix.repairs.alarms import FIRST_RECORD, changed, metric_of, new_alarms
from trailgate_evaluator.fix.repairs.filters import counting_one, new_filters, without_reads
from trailgate_evaluator.fix.repairs.topics import acting, receivers, subscribed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_NOT_AT_ONE_RECORD: Final = frozenset(
    (
        "threshold_not_crossed",
        "needs_more_records",
        "unit_mismatch",
        "rests_in_alarm",
        "math_not_computed",
        "period_below_a_minute",
    )
)
_OF_THE_TOPIC: Final = frozenset(
    (
        "topic_policy_refuses",
        "topic_policy_unclear",
        "topic_key_refuses",
        "topic_key_aws_managed",
        "topic_fifo",
        "topic_message_size",
    )
)
_CLOUDWATCH: Final = "cloudwatch.amazonaws.com"
_FIRING: Final[Json] = {
    "Statistic": "Sum",
    "ExtendedStatistic": None,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "Threshold": 1,
    "Period": 300,
    "EvaluationPeriods": 1,
    "DatapointsToAlarm": 1,
    "TreatMissingData": "notBreaching",
    "EvaluateLowSampleCountPercentile": None,
    "Unit": None,
    "Metrics": None,
}


def repairs(view: View, chain: Json, weak: Json) -> Iterator[Change]:
    """Changes for one weakness of a chain."""
    match weak["code"]:
        case "actions_disabled":
            alarm = view.entry("alarms", weak["id"])
            if alarm is not None and view.owned(alarm):
                yield _enabled(view, alarm)
        case code if code in _NOT_AT_ONE_RECORD:
            yield from _fires(view, chain, weak)
        case code if code in FLOODS:
            yield from _rests(view, weak)
        case "suppressed":
            yield from _told_itself(view, chain)
        case "topic_policy_refuses" | "topic_policy_unclear" | "topic_key_refuses" | "topic_key_aws_managed":
            yield from _policy(view, chain, weak) if weak["code"].startswith("topic_policy") else _key(view, weak)
            yield from _other_topic(view, chain)
        case "topic_fifo" | "topic_message_size":
            yield from _other_topic(view, chain)
        case "subscription_filtered" | "subscription_to_machine":
            topic = view.entry("topics", chain["links"]["topic"]["id"])
            if topic is not None and view.owned(topic) and _is_new(view, topic):
                yield subscribed(view, topic, "email", str(view.wishes.email))
        case _:
            return


def ways_round(view: View, chain: Json, weak: Json) -> Iterator[tuple[Change, ...]]:
    """Changes that help only together: to an alarm and its filter, a topic and a subscription, a filter and an alarm."""
    if weak["code"] in _NOT_AT_ONE_RECORD:
        yield from _both(view, chain, weak)
    if weak["code"] in _OF_THE_TOPIC:
        yield from _new_topic(view, chain)
    if weak["code"] in OWN_METRIC:
        yield from of_its_own(view, chain["links"]["log_group"]["id"], chain["records"])


def of_its_own(view: View, log_group: str | None, records: Sequence[str]) -> Iterator[tuple[Change, ...]]:
    """A new filter on the group and an alarm that watches its metric."""
    group = view.entry("log_groups", log_group)
    if group is None or not view.owned(group):
        return
    for filtered in new_filters(view, group, records):
        metric = metric_of(view, filtered.patch["metric_filters"][filtered.target])
        for alarm in () if metric is None else new_alarms(view, metric):
            yield filtered, alarm


def _rests(view: View, weak: Json) -> Iterator[Change]:
    """The filter leaves out calls that only read, where that is said in its pattern."""
    metric_filter = view.entry("metric_filters", weak["id"])
    narrowed = None if metric_filter is None or not view.owned(metric_filter) else without_reads(view, metric_filter)
    if narrowed is not None:
        yield narrowed


def _is_new(view: View, topic: Json) -> bool:
    """Whether the address that is wished is not subscribed yet: SNS would answer with the subscription that it has."""
    told = view.document["index"]["subscriptions_by_topic"].get(topic["id"], ())
    endpoints = {view.document["subscriptions"][identity]["endpoint"] for identity in told}
    return view.wishes.email is not None and view.wishes.email not in endpoints


def _enabled(view: View, alarm: Json) -> Change:
    return Change(
        kind="enable_alarm_actions",
        target=alarm["id"],
        account=alarm["account"],
        region=alarm["region"],
        patch={"alarms": {alarm["id"]: {"actions_enabled": True}}},
        why=f"The actions of alarm {view.said(alarm['id'])} are to be switched on.",
        edits=True,
    )


def _fires(view: View, chain: Json, weak: Json) -> Iterator[Change]:
    """The alarm goes off at one record; else its filter counts one; else a new alarm stands beside it."""
    alarm = view.entry("alarms", weak["id"])
    if alarm is not None and alarm["kind"] == "metric" and view.owned(alarm):
        yield _at_one_record(view, alarm)
    metric_filter = view.entry("metric_filters", chain["links"]["metric_filter"]["id"])
    if metric_filter is not None and view.owned(metric_filter):
        one = counting_one(view, metric_filter)
        if alarm is None or alarm["kind"] != "metric" or not metric_filter["transformations"][0]["dimensions"]:
            yield one
    yield from _told_itself(view, chain)


def _both(view: View, chain: Json, weak: Json) -> Iterator[tuple[Change, ...]]:
    """The alarm goes off at one record, and its filter counts one: for an amount that no alarm of one record could see."""
    alarm = view.entry("alarms", weak["id"])
    metric_filter = view.entry("metric_filters", chain["links"]["metric_filter"]["id"])
    if alarm is None or metric_filter is None or alarm["kind"] != "metric":
        return
    if view.owned(alarm) and view.owned(metric_filter) and not metric_filter["transformations"][0]["dimensions"]:
        yield counting_one(view, metric_filter), _at_one_record(view, alarm)


def _at_one_record(view: View, alarm: Json) -> Change:
    why = f"Alarm {view.said(alarm['id'])} is to go off at one record, and to rest without any."
    return changed(alarm, {"firing": FIRST_RECORD}, _FIRING, why)


def _told_itself(view: View, chain: Json) -> Iterator[Change]:
    """The alarm behind a composite tells somebody itself, or a new alarm on the metric does."""
    child = view.entry("alarms", chain["links"]["alarm"].get("through"))
    if child is not None and child["kind"] == "metric" and view.owned(child):
        for receiver in receivers(view, child["account"], child["region"]):
            yield from acting(view, child, receiver)
    metric = _metric(view, chain)
    if metric is not None:
        yield from new_alarms(view, metric)


def _metric(view: View, chain: Json) -> Json | None:
    metric_filter = view.entry("metric_filters", chain["links"]["metric_filter"]["id"])
    written = metric_filter["transformations"][0] if metric_filter and metric_filter["transformations"] else None
    if metric_filter is None or written is None or written["dimensions"] or written["system_dimensions"]:
        return None
    place = {part: metric_filter[part] for part in ("account", "region")}
    return {**place, "namespace": written["namespace"], "name": written["name"], "dimensions": {}}


def _other_topic(view: View, chain: Json) -> Iterator[Change]:
    alarm = view.entry("alarms", chain["links"]["alarm"]["id"])
    if alarm is not None and view.owned(alarm):
        for receiver in receivers(view, alarm["account"], alarm["region"]):
            yield from acting(view, alarm, receiver)


def _new_topic(view: View, chain: Json) -> Iterator[tuple[Change, ...]]:
    """The alarm tells a new topic too, and somebody is subscribed to that: for a topic that no statement more mends."""
    alarm = view.entry("alarms", chain["links"]["alarm"]["id"])
    if alarm is None or not view.owned(alarm) or view.wishes.additive or view.wishes.email is None:
        return
    for receiver in receivers(view, alarm["account"], alarm["region"]):
        if receiver.new:
            topic = receiver.patch["topics"][receiver.id]
            for acts in acting(view, alarm, receiver):
                yield acts, subscribed(view, topic, "email", view.wishes.email)


def _policy(view: View, chain: Json, weak: Json) -> Iterator[Change]:
    """The topic's own policy, with a statement more."""
    topic = view.entry("topics", weak["id"])
    if topic is None or not view.owned(topic) or not isinstance(topic["policy"], dict) or "unknown" in topic["policy"]:
        return
    alarm = view.entry("alarms", chain["links"].get("alarm", {}).get("id"))
    account = view.subject if alarm is None else alarm["account"]
    condition = {"operator": "StringEquals", "key": "aws:SourceAccount", "values": [account]}
    statement = _allowing(["sns:Publish"], [topic["id"]], [condition])
    yield Change(
        kind="put_topic_policy",
        target=topic["id"],
        account=topic["account"],
        region=topic["region"],
        patch={"topics": {topic["id"]: {"policy": {"statements": [*topic["policy"]["statements"], statement]}}}},
        parameters={"statement": statement},
        why=f"Topic {view.said(topic['id'])} is to take messages from this account's alarms, beside what its policy allows.",
        edits=True,
    )


def _key(view: View, weak: Json) -> Iterator[Change]:
    topic = view.entry("topics", weak["id"])
    if topic is None or not view.owned(topic):
        return
    statement = _allowing(["kms:Decrypt", "kms:GenerateDataKey*"], ["*"], [])
    key = topic["key"]
    if weak["code"] == "topic_key_refuses" and "spec" not in weak["detail"]:
        named = key["arn"] if isinstance(key.get("arn"), str) else str(key["id"])
        if named.startswith("arn:") and named.split(":")[4:5] != [topic["account"]]:
            return  # another account's key is changed by that account alone
        yield Change(
            kind="put_key_policy",
            target=named,
            account=topic["account"],
            region=topic["region"],
            patch={"topics": {topic["id"]: {"key": {**key, "policy": _more(key["policy"], statement)}}}},
            parameters={"statement": statement, "topic": topic["id"]},
            why=f"The key of topic {view.said(topic['id'])} is to serve CloudWatch, beside what its policy allows.",
            edits=True,
        )
        return
    alias = new_names.alias(view.wishes.name_prefix, view.word)
    own = _allowing(["kms:*"], ["*"], []) | {
        "principals": {"AWS": [f"arn:{view.document['subject']['partition']}:iam::{topic['account']}:root"]}
    }
    name = view.said(topic["id"])
    made = {"id": alias, "manager": "CUSTOMER", "state": "Enabled", "policy": {"statements": [own, statement]}}
    yield Change(
        kind="encrypt_topic",
        target=topic["id"],
        account=topic["account"],
        region=topic["region"],
        patch={"topics": {topic["id"]: {"key": made}}},
        parameters={"alias": alias, "statement": statement},
        why=f"Topic {name} is to be encrypted with a key that CloudWatch may use: AWS's own it may not.",
        note=f"Whoever else publishes to topic {name} needs kms:GenerateDataKey* and kms:Decrypt on the new key.",
        edits=True,
        weight=2,
    )


def _more(policy: Json, statement: Json) -> Json:
    return {"statements": [*policy["statements"], statement]}


def _allowing(actions: list[str], resources: list[str], conditions: list[Json]) -> Json:
    return {
        "effect": "Allow",
        "principals": {"Service": [_CLOUDWATCH]},
        "not_principals": None,
        "actions": actions,
        "not_actions": None,
        "resources": resources,
        "not_resources": None,
        "conditions": conditions,
    }
