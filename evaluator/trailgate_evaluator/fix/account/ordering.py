"""Changes in an order in which each finds what it needs: along the chain, from the log group to the subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.fix.account.change import Change, Kind

_ORDER: Final[tuple[Kind, ...]] = (
    "create_log_group",
    "create_trail",
    "send_to_log_group",
    "update_trail",
    "put_event_selectors",
    "start_logging",
    "put_metric_filter",
    "create_topic",
    "put_key_policy",
    "encrypt_topic",
    "put_topic_policy",
    "put_metric_alarm",
    "change_alarm",
    "enable_alarm_actions",
    "subscribe",
    "enable_service",
)


def ordered(changes: Iterable[Change]) -> list[Change]:
    """The changes as they can be made, one after the other; an alarm brings its new topic along."""
    return sorted(changes, key=lambda change: (_ORDER.index(change.kind), change.target))
