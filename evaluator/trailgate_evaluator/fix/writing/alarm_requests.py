"""The requests that put an alarm, new or as AWS showed it with something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jmespath

from trailgate_evaluator.fix.account.existing_alarm import COMPOSITE, LISTS, METRIC, put_back
from trailgate_evaluator.fix.writing.api_words import new_alarm
from trailgate_evaluator.fix.writing.request import Guard, Request, Same, members

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]


def new(change: Change, document: Json) -> Request:
    """An alarm, where nothing else has its name."""
    wanted = new_alarm(document["alarms"][change.target])
    return Request(
        service="cloudwatch", operation="put-metric-alarm", parameters=wanted, guard=_guard(wanted, "MetricAlarms", None)
    )


def changed(change: Change, document: Json, existing: Existing) -> Request:
    """The whole alarm, since a put replaces it."""
    row = existing.row(document["alarms"][change.target])
    rows, operation = ("CompositeAlarms", "put-composite-alarm") if "AlarmRule" in row else ("MetricAlarms", "put-metric-alarm")
    wanted = put_back(row, change.parameters)
    return Request(service="cloudwatch", operation=operation, parameters=wanted, guard=_guard(wanted, rows, row))


def switched_on(change: Change, document: Json) -> Request:
    """An alarm whose actions are on; the rest of it stays."""
    name = document["alarms"][change.target]["name"]
    return Request(service="cloudwatch", operation="enable-alarm-actions", parameters={"AlarmNames": [name]})


def _guard(wanted: Json, rows: str, row: Json | None) -> Guard:
    """Alarms of both kinds share their names."""
    seen = f"[{_members('MetricAlarms[]', METRIC)}, {_members('CompositeAlarms[]', COMPOSITE)}]"
    empty: Json = {"MetricAlarms": [], "CompositeAlarms": []}
    asked = {"AlarmNames": [wanted["AlarmName"]], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    return Guard(
        question=Request(service="cloudwatch", operation="describe-alarms", parameters=asked),
        what=f"alarm {wanted['AlarmName']}",
        made=_is(seen, empty | {rows: [wanted]}),
        known=None if row is None else _is(seen, empty | {rows: [row]}),
        none=_is(seen, empty) if row is None else None,
    )


def _members(of: str, names: tuple[str, ...]) -> str:
    return members(of, {name: [] if name in LISTS else None for name in names})


def _is(query: str, answer: Json) -> Same:
    return Same(query=query, value=jmespath.search(query, answer))
