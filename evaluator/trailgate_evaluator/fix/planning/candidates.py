"""Changes that a break or a weakness asks for, the nearest first, by the link where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.account.room import OF_FILTERS
from trailgate_evaluator.fix.repairs import alarms, filters, services, topics, trails, weaknesses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]


def of_break(view: View, found: Json) -> Iterator[tuple[Change, ...]]:
    """Changes after which the records of a break may go further; some only together.

    An alarm on the metric of another control's filter is that control's: a filter and an alarm of its own come before it.
    """
    alone = list(_possible(view, _alone(view, found)))
    shared = [change for change in alone if change.kind == "subscribe"] if _is_behind_anothers(view, found) else alone
    for change in shared:
        yield (change,)
    if found["link"] in {"metric", "alarm"} or shared is not alone:
        yield from weaknesses.of_its_own(view, found["after"].get("log_group"), found["records"])
    for change in alone:
        if change not in shared:
            yield (change,)


def _is_behind_anothers(view: View, found: Json) -> bool:
    """Whether a break stands behind an alarm on what a filter writes that is made for other controls."""
    metric_filter = view.entry("metric_filters", found["after"].get("metric_filter"))
    return found["link"] in {"topic", "subscription"} and metric_filter is not None and not view.is_for_control(metric_filter)


def _alone(view: View, found: Json) -> Iterator[Change]:
    """Changes that help alone, possible or not."""
    match found["link"]:
        case "trail":
            changes = trails.repairs(view, found)
        case "log_group":
            changes = trails.group_repairs(view, found)
        case "metric_filter":
            changes = filters.repairs(view, found)
        case "metric":
            changes = filters.metric_repairs(view, found)
        case "alarm":
            changes = _of_alarm(view, found)
        case "topic":
            changes = _of_topic(view, found)
        case "service":
            changes = services.repairs(view, found)
        case _:
            changes = topics.subscriptions(view, found)
    yield from changes


def of_weakness(view: View, chain: Json, weak: Json) -> Iterator[tuple[Change, ...]]:
    """Changes after which a weakness may be gone; some only together."""
    for change in _possible(view, weaknesses.repairs(view, chain, weak)):
        yield (change,)
    yield from weaknesses.ways_round(view, chain, weak)


def of_gap(view: View, gap: Json) -> Iterator[Change]:
    """Changes beside something whose meaning is not certain; what could not be seen is left alone."""
    changes: Iterator[Change] = iter(())
    for chain in view.decision["chains"]:
        metric_filter = view.entry("metric_filters", chain["links"].get("metric_filter", {}).get("id"))
        if metric_filter is None or not set(chain["records"]) & set(gap["records"]) or not view.owned(metric_filter):
            continue
        if gap["link"] == "metric_filter" and gap["reason"] in OF_FILTERS:
            group = view.entry("log_groups", metric_filter["log_group"]) if isinstance(metric_filter["log_group"], str) else None
            changes = iter(()) if group is None else filters.beside(view, group, metric_filter, gap["records"])
        elif gap["reason"] == "unsupported_alarm" and (metric := alarms.metric_of(view, metric_filter)) is not None:
            changes = alarms.new_alarms(view, metric)
        yield from _possible(view, changes)


def _of_alarm(view: View, found: Json) -> Iterator[Change]:
    """The alarm, else a filter that writes a metric which an alarm can watch."""
    yield from alarms.repairs(view, found)
    yield from filters.metric_repairs(view, found)


def _of_topic(view: View, found: Json) -> Iterator[Change]:
    """The alarm's own actions, else another alarm on the same metric."""
    yield from topics.repairs(view, found)
    alarm = view.entry("alarms", found["after"].get("alarm") or found["id"])
    if alarm is not None and alarm["kind"] == "metric":
        yield from alarms.new_alarms(view, alarm["metric"])


def _possible(view: View, changes: Iterator[Change]) -> Iterator[Change]:
    return (change for change in changes if not (view.wishes.additive and change.edits))
