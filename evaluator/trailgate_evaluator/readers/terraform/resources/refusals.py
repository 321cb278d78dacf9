"""What AWS or the provider refuses at apply though the plan shows it: one table, each rule with its source.

Only what the plan makes or changes is held against it, and only what is known or what an expression shows for certain: a refusal
is a fail, so nothing is guessed. Rules that the provider checks while it plans are not here, since no such plan exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.languages.filter_pattern import PatternError, parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, TermsPattern
from trailgate_evaluator.languages.hcl.values.equality import equals
from trailgate_evaluator.languages.hcl.values.values import Items, Symbol, Value, settled
from trailgate_evaluator.readers.declared import organization_trails
from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, as_number, blocks, flag, look, text
from trailgate_evaluator.readers.terraform.world.doubt import doubted
from trailgate_evaluator.readers.terraform.world.world import World

_LOGS: Final = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
_TRAIL: Final = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/"
_ALARM: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_SNS: Final = "https://docs.aws.amazon.com/sns/latest/"
_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_HOUR: Final = 3600
_ACTIONS: Final = 5
_DIMENSIONS: Final = 3
_FILTERS: Final = 100
_TRAILS: Final = 5
_TRAIL_NAME: Final = re.compile(r"(?=.{3,128}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_TOPIC_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")

_FILTER: Final = "aws_cloudwatch_log_metric_filter"
_METRIC_ALARM: Final = "aws_cloudwatch_metric_alarm"
_COMPOSITE: Final = "aws_cloudwatch_composite_alarm"


class Refusal(Struct, frozen=True):
    """One rule: its name in the document, the type that it is of, where it is written, and whether a resource offends."""

    rule: str
    type: str
    source: str
    offends: Callable[[World, Instance], bool]


def note(world: World, resources: Mapping[str, dict[str, Json]]) -> None:
    """Write `refused` into every entry that the apply of the plan will refuse; nothing is certain of what it may refuse."""
    if not world.planned:
        return
    _doubt_trails(world, resources["trails"])
    entries = {e["address"]: e for kind in resources.values() for e in kind.values() if "address" in e}
    for refusal in REFUSALS:
        for instance in world.instances.of(refusal.type):
            entry = entries.get(instance.address)
            if entry is not None and not instance.untouched and refusal.offends(world, instance):
                entry.setdefault("refused", refusal.rule)
    for rule, address in _beyond_limits(world, resources):
        if address in entries:
            entries[address].setdefault("refused", rule)


def _transformations(instance: Instance) -> Iterator[Any]:
    listed = blocks(instance, "metric_transformation")
    yield from listed if isinstance(listed, list) else ()


def _dimensions(instance: Instance) -> list[Mapping[str, Any]]:
    found = (nested.look("dimensions") for nested in _transformations(instance))
    return [dimensions for dimensions in found if isinstance(dimensions, dict) and dimensions]


def _terms_with_dimensions(_: World, instance: Instance) -> bool:
    pattern = look(instance, "pattern")
    if not _dimensions(instance) or not isinstance(pattern, str | None):
        return False
    try:
        return isinstance(parse(pattern or ""), TermsPattern | EmptyPattern)
    except PatternError:
        return False  # an invalid pattern is refused for itself


def _default_with_dimensions(_: World, instance: Instance) -> bool:
    return any(
        isinstance(nested.look("dimensions"), dict)
        and nested.look("dimensions")
        and nested.look("default_value") not in (None, "", UNKNOWN)
        for nested in _transformations(instance)
    )


def _many_dimensions(_: World, instance: Instance) -> bool:
    return any(len(dimensions) > _DIMENSIONS for dimensions in _dimensions(instance))


def _group_without_star(world: World, instance: Instance) -> bool:
    arn = parse_arn(look(instance, "cloud_watch_logs_group_arn"))
    if arn is not None:
        return arn.service == "logs" and not arn.resource.endswith(":*")
    told = _written(world, instance, "cloud_watch_logs_group_arn")
    group = world.by_address.get(str(told.owner)) if isinstance(told, Symbol) and told.path == ("arn",) else None
    return group is not None and group.type == "aws_cloudwatch_log_group" and _has(group, "tags_all")


def _written(world: World, instance: Instance, name: str) -> Value:
    """What the expression of an attribute comes to that the plan does not know; None where the sources are not at hand."""
    if look(instance, name) is not UNKNOWN or not world.resolver.is_at_hand(instance):
        return None
    return settled(world.resolver.value(instance, (name,)))


def _has(instance: Instance, name: str) -> bool:
    """Whether the provider's schema has the attribute: versions that have `tags_all` write a group's ARN without `:*`."""
    return name in instance.values or (isinstance(instance.unknown, dict) and name in instance.unknown)


def _group_without_role(_: World, instance: Instance) -> bool:
    group, role = look(instance, "cloud_watch_logs_group_arn"), look(instance, "cloud_watch_logs_role_arn")
    return (group is UNKNOWN or bool(group)) and (role is None or role == "") and "cloud_watch_logs_role_arn" in instance.values


def _trail_name(_: World, instance: Instance) -> bool:
    name = look(instance, "name")
    return isinstance(name, str) and _TRAIL_NAME.fullmatch(name) is None


def _empty_selector(_: World, instance: Instance) -> bool:
    """Whether an event selector asks for neither management events nor data events."""
    listed = blocks(instance, "event_selector")
    return isinstance(listed, list) and any(
        selector.look("include_management_events") is False and selector.blocks("data_resource") == [] for selector in listed
    )


def _organization_trail(world: World, instance: Instance) -> bool:
    return world.barred == "surely" and flag(instance, "is_organization_trail", default=False) is True


def _doubt_trails(world: World, trails: dict[str, Json]) -> None:
    """Take the certainty of an organization's trail that AWS may refuse this account."""
    for instance in () if world.barred is None else world.instances.of("aws_cloudtrail"):
        found = world.ids[instance.address]
        told = flag(instance, "is_organization_trail", default=False)
        if not instance.untouched and told is not False and not (told is True and world.barred == "surely"):
            trails[found] = doubted("trails", trails[found], world.gaps, organization_trails.REASON, name=instance.address)


def _many_actions(world: World, instance: Instance) -> bool:
    actions = look(instance, "alarm_actions")
    if isinstance(actions, list):
        return len(actions) > _ACTIONS
    told = _written(world, instance, "alarm_actions")
    return isinstance(told, Items) and len(_apart(told)) > _ACTIONS


def _apart(items: Items) -> list[Value]:
    """Items of which it is certain that no two are one."""
    found: list[Value] = []
    for item in items.items:
        if item not in (None, "") and all(equals(item, other) is False for other in found):
            found.append(item)
    return found


def _long_evaluation(_: World, instance: Instance) -> bool:
    period, periods = as_number(look(instance, "period")), as_number(look(instance, "evaluation_periods"))
    if not isinstance(period, int | float) or not isinstance(periods, int | float):
        return False
    return period * periods > (_DAY if period < _HOUR else _WEEK)


def _more_datapoints_than_periods(_: World, instance: Instance) -> bool:
    needed, periods = as_number(look(instance, "datapoints_to_alarm")), as_number(look(instance, "evaluation_periods"))
    return isinstance(needed, int | float) and isinstance(periods, int | float) and needed > periods


def _without_statistic(_: World, instance: Instance) -> bool:
    named = look(instance, "metric_name")
    return isinstance(named, str) and bool(named) and all(look(instance, n) in (None, "") for n in _STATISTICS)


_STATISTICS: Final = ("statistic", "extended_statistic")


def _topic_name(_: World, instance: Instance) -> bool:
    name = look(instance, "name")
    return isinstance(name, str) and bool(name) and _TOPIC_NAME.fullmatch(name) is None


def is_fifo(world: World, found: object) -> bool | None:
    """Whether a topic of the document is a FIFO topic; None where nobody can tell."""
    own = world.by_id.get(found) if isinstance(found, str) else None
    if own is not None and own.type == "aws_sns_topic":
        fifo = look(own, "fifo_topic")
        return None if fifo is UNKNOWN else fifo is True
    arn = parse_arn(found)
    return None if arn is None else arn.resource.endswith(".fifo")


def _fifo_endpoint(world: World, instance: Instance) -> bool:
    protocol = text(instance, "protocol")
    return isinstance(protocol, str) and protocol != "sqs" and is_fifo(world, world.topic_of.get(instance.address)) is True


def _fifo_queue(world: World, instance: Instance) -> bool:
    queue = parse_arn(look(instance, "endpoint"))
    fifo = queue is not None and queue.service == "sqs" and queue.resource.endswith(".fifo")
    return fifo and is_fifo(world, world.topic_of.get(instance.address)) is False


def _firehose_without_role(_: World, instance: Instance) -> bool:
    return text(instance, "protocol") == "firehose" and look(instance, "subscription_role_arn") in (None, "")


def _other_scheme(_: World, instance: Instance) -> bool:
    protocol, endpoint = text(instance, "protocol"), text(instance, "endpoint")
    return protocol in ("http", "https") and isinstance(endpoint, str) and not endpoint.lower().startswith(f"{protocol}://")


REFUSALS: Final = (
    Refusal("dimensions_need_fields", _FILTER, f"{_LOGS}API_MetricTransformation.html", _terms_with_dimensions),
    Refusal("dimensions_beside_default", _FILTER, f"{_LOGS}API_MetricTransformation.html", _default_with_dimensions),
    Refusal("more_than_3_dimensions", _FILTER, f"{_LOGS}API_MetricTransformation.html", _many_dimensions),
    Refusal("group_arn_without_star", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", _group_without_star),
    Refusal("group_without_role", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", _group_without_role),
    Refusal("selector_of_nothing", "aws_cloudtrail", f"{_TRAIL}API_PutEventSelectors.html", _empty_selector),
    Refusal(organization_trails.RULE, "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", _organization_trail),
    Refusal("trail_name", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", _trail_name),
    Refusal("more_than_5_actions", _METRIC_ALARM, _ALARM, _many_actions),
    Refusal("more_than_5_actions", _COMPOSITE, _ALARM, _many_actions),
    Refusal("evaluation_too_long", _METRIC_ALARM, _ALARM, _long_evaluation),
    Refusal("more_datapoints_than_periods", _METRIC_ALARM, _ALARM, _more_datapoints_than_periods),
    Refusal("no_statistic", _METRIC_ALARM, _ALARM, _without_statistic),
    Refusal("topic_name", "aws_sns_topic", f"{_SNS}api/API_CreateTopic.html", _topic_name),
    Refusal("fifo_takes_queues_alone", "aws_sns_topic_subscription", f"{_SNS}dg/fifo-topics.html", _fifo_endpoint),
    Refusal("fifo_queue_on_standard_topic", "aws_sns_topic_subscription", f"{_SNS}dg/fifo-topics.html", _fifo_queue),
    Refusal("firehose_without_role", "aws_sns_topic_subscription", f"{_SNS}api/API_Subscribe.html", _firehose_without_role),
    Refusal("endpoint_of_other_scheme", "aws_sns_topic_subscription", f"{_SNS}api/API_Subscribe.html", _other_scheme),
)
"""Every rule about one resource; the first that offends is told."""

LIMITS: Final = ("more_than_100_filters", "more_than_5_trails")
"""Rules about many resources together. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"""


def _beyond_limits(world: World, resources: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[str, str]]:
    """What a plan makes beyond a limit of AWS: nobody knows which of them is refused, and the apply ends there."""
    filters = ((e["log_group"], e) for e in resources["metric_filters"].values() if isinstance(e["log_group"], str))
    trails = (((e["account"], e["region"]), e) for e in resources["trails"].values())
    for rule, most, listed in (("more_than_100_filters", _FILTERS, filters), ("more_than_5_trails", _TRAILS, trails)):
        for entries in _grouped(listed):
            if len(entries) > most:
                own = (e["address"] for e in entries if "address" in e)
                yield from ((rule, a) for a in own if not world.by_address[a].existing)


def _grouped(listed: Iterable[tuple[Any, Json]]) -> Iterable[list[Json]]:
    found: dict[Any, list[Json]] = {}
    for key, entry in listed:
        found.setdefault(key, []).append(entry)
    return found.values()
