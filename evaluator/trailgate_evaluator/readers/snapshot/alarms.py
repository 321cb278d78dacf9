"""Alarms of every kind, and where some may be hidden."""

from __future__ import annotations

from functools import partial
from operator import getitem
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import alarm_scope, composite_scope
from trailgate_evaluator.readers.snapshot.arns import require_arn
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type
from trailgate_evaluator.readers.snapshot.metric_alarms import metric_alarm_parts, unsupported
from trailgate_evaluator.readers.snapshot.mute_rules import MuteRules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call
    from trailgate_evaluator.readers.snapshot.metric_alarms import Told

DESCRIBE_ALARMS: Final = "cloudwatch:DescribeAlarms"
_SCOPES: Final = {"MetricAlarm": alarm_scope, "CompositeAlarm": composite_scope}
"""What a type of alarm that is not listed may hide; hidden metric alarms hide what hidden composites do."""
_DEFAULT_TYPES: Final = ["MetricAlarm"]


def read_alarms(account: Account) -> dict[str, Json]:
    """Every alarm by ARN: metric, math, composite, and those of kinds that cannot be judged."""
    alarms: dict[str, Json] = {}
    mute_rules: dict[tuple[str, str], MuteRules] = {}
    shown = Shown(account.calls.name)
    for call in account.calls.of(DESCRIBE_ALARMS):
        for kind in ("metric_alarm", "composite_alarm", "log_alarm"):
            for row, at in account.calls.rows(call, row_type(kind)):
                if shown.again(row["id"], row, at):
                    continue
                where = account.calls.where(at)
                arn = require_arn(row["id"], "cloudwatch", where)
                place = (arn.account, arn.region)
                if place not in mute_rules:
                    mute_rules[place] = MuteRules(account, *place)
                alarm: Json = {
                    "id": row["id"],
                    "name": row["name"],
                    "account": arn.account,
                    "region": arn.region,
                    "at": at,
                    "actions": row["actions"] or [],
                    "actions_enabled": row["actions_enabled"] is not False,
                    "muted_by": mute_rules[place].of(row["id"], row["name"]),
                }
                told: Told = getitem  # nothing of it is strange
                if STRANGE in row or row.get("queries"):
                    told = partial(account.told, "alarm", alarm, operation=DESCRIBE_ALARMS, call=call)
                alarm.update(_parts(kind, row, alarm, told, where), state=told(row, "state"))
                alarms[row["id"]] = alarm
    _add_clauses(alarms)
    return alarms


def hide_alarms(account: Account, regions: Iterable[str]) -> None:
    """Records which types of alarms may be hidden in these regions, where the answers do not list them.

    A hidden metric alarm may watch anything. A composite alarm watches no metric, so a hidden one matters to the alarms
    that it may tell of. A log alarm watches logs, and tells of no metric and of no alarm.
    """
    for region in sorted(regions):
        calls = [call for call in account.calls.of(DESCRIBE_ALARMS, region) if call.asks_only("AlarmTypes")]
        listed = {kind for call in calls if call.outcome == "answered" for kind in _types(call)}
        # Metric alarms are older than any region; of the other types there is none where the region does not know them.
        listed |= {kind for call in calls if call.outcome == "absent" for kind in _types(call) if kind != "MetricAlarm"}
        for kind, scope in _SCOPES.items():
            if kind in listed:
                continue
            refused = best(call for call in calls if call.outcome != "answered" and kind in _types(call))
            account.hide(
                "alarm",
                scope(account.id, region),
                operation=DESCRIBE_ALARMS,
                call=refused,
                account=account.id,
                region=region,
                attribute="composite" if scope is composite_scope else None,
            )
            break


def _types(call: Call) -> list[Any]:
    """The alarm types that a call asks for; without the parameter AWS answers with metric alarms only."""
    types = call.request.get("AlarmTypes", _DEFAULT_TYPES)
    return [kind for kind in types if isinstance(kind, str)] if isinstance(types, list) else []


def _parts(kind: str, row: Json, alarm: Json, told: Told, where: str) -> Json:
    match kind:
        case "metric_alarm":
            return metric_alarm_parts(row, alarm, told, where)
        case "composite_alarm":
            suppressor = row["suppressor"]
            return {
                "kind": "composite",
                "rule": row["rule"],
                "clauses": None,
                "suppressor": _alarm_id(alarm["id"], suppressor) if suppressor else None,
            }
        case _:
            return unsupported("it watches a log query", [])


def _add_clauses(alarms: dict[str, Json]) -> None:
    """Sets every composite's clauses; names in a rule mean alarms of the composite's own account and region."""
    rules: dict[str, dict[str, str]] = {}
    for alarm_id, alarm in alarms.items():
        if alarm["kind"] == "composite":
            rules.setdefault(_place(alarm_id), {})[alarm_id] = alarm["rule"]
    if not rules:
        return
    from trailgate_evaluator.languages.alarm_rules import parse_composites

    for composites in rules.values():
        resolve = partial(_alarm_id, next(iter(composites)))
        for alarm_id, clauses in parse_composites(composites, resolve).items():
            alarms[alarm_id]["clauses"] = clauses


def _place(alarm_id: str) -> str:
    """An alarm's ARN up to its name: `arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm`."""
    return ":".join(alarm_id.split(":", 6)[:6])


def _alarm_id(near: str, text: str) -> str:
    """The ARN that a name or ARN means when an alarm in the place of `near` uses it."""
    return text if text.startswith("arn:") else f"{_place(near)}:{text}"
