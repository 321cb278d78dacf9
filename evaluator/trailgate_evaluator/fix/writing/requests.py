"""The API requests that make a change, in the words of the AWS API reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.writing import alarm_requests as alarms
from trailgate_evaluator.fix.writing import filter_requests as filters
from trailgate_evaluator.fix.writing import policy_requests as access
from trailgate_evaluator.fix.writing import service_requests as services
from trailgate_evaluator.fix.writing import topic_requests as topics
from trailgate_evaluator.fix.writing import trail_requests as trails

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change, Kind
    from trailgate_evaluator.fix.account.existing import Existing
    from trailgate_evaluator.fix.writing.request import Request

Json = dict[str, Any]

_REQUESTS: Final[Mapping[Kind, Callable[[Change, Json, Existing], list[Request]]]] = {
    "create_log_group": lambda change, after, _: [trails.log_group(after["log_groups"][change.target]["name"])],
    "create_trail": lambda change, after, _: trails.created(change, after),
    "send_to_log_group": trails.sent,
    "update_trail": lambda change, _after, _: [trails.flagged(change)],
    "start_logging": lambda change, _after, _: [trails.started(change)],
    "put_event_selectors": lambda change, after, before: [trails.selected(change, after, before)],
    "put_metric_filter": lambda change, after, before: [filters.put(change, after, before)],
    "create_topic": lambda change, after, _: topics.brought(change, after),
    "subscribe": lambda change, _after, _: [topics.subscribed(change)],
    "put_topic_policy": lambda change, _, before: [access.of_topic(change, before)],
    "put_key_policy": lambda change, _, before: [access.of_key(change, before)],
    "encrypt_topic": lambda change, after, before: access.encrypted(change, after["subject"]["partition"], before),
    "put_metric_alarm": lambda change, after, _: [*topics.brought(change, after), alarms.new(change, after)],
    "change_alarm": lambda change, after, before: [*topics.brought(change, after), alarms.changed(change, after, before)],
    "enable_service": lambda change, after, _: [services.enabled(change, after)],
    "enable_alarm_actions": lambda change, after, _: [alarms.switched_on(change, after)],
}


def requests_of(change: Change, document: Json, existing: Existing) -> list[Request]:
    """The requests of one change, in order; `document` is the one after all changes, from the account that `existing` shows."""
    return _REQUESTS[change.kind](change, document, existing)
