"""Other ways by which CloudTrail's records may reach somebody: seen and told, and judged by nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.fields import row_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account

DESCRIBE_ALARMS: Final = "cloudwatch:DescribeAlarms"
LIST_RULES: Final = "events:ListRules"
LIST_TARGETS: Final = "events:ListTargetsByRule"
GET_TELEMETRY_RULE: Final = "observabilityadmin:GetTelemetryRule"
_CLOUDTRAIL: Final = "AWS::CloudTrail"


def read_other_routes(account: Account, trails: Iterable[Json]) -> list[Json]:
    """EventBridge rules, log alarms and telemetry rules that the answers show, in the order of kind and id."""
    found = {route["id"]: route for route in (*_event_rules(account), *_log_alarms(account, trails), *_telemetry(account))}
    return sorted(found.values(), key=lambda route: (route["kind"], route["id"]))


def _event_rules(account: Account) -> Iterator[Json]:
    """Rules that are on, wait for events, and do something with them (or whose targets were not read)."""
    for call in account.calls.of(LIST_RULES):
        for row, at in account.calls.rows(call, row_type("event_rule")):
            if row["state"] == "DISABLED" or not row["pattern"]:
                continue
            targets = _targets(account, row["name"], call.region)
            if targets != []:
                yield _route(account, "event_rule", row, call.region, at) | {
                    "targets": targets,
                    "pattern": row["pattern"],
                }


def _targets(account: Account, rule: str, region: str) -> list[str] | None:
    listed = account.calls.asked(LIST_TARGETS, "Rule", rule, region)
    if listed is None or listed.outcome != "answered":
        return None
    return sorted({row["arn"] for row, _ in account.calls.rows(listed, row_type("event_target"))})


def _log_alarms(account: Account, trails: Iterable[Json]) -> Iterator[Json]:
    """Log alarms that query the group of a trail, by its name or ARN."""
    groups = {trail["log_group"] for trail in trails if isinstance(trail["log_group"], str)}
    names = {group.partition(":log-group:")[2] for group in groups}
    for call in account.calls.of(DESCRIBE_ALARMS):
        for row, at in account.calls.rows(call, row_type("log_alarm")):
            queried = {group.removesuffix(":*") for group in row["groups"] or []}
            if queried & (groups | names):
                yield _route(account, "log_alarm", row, call.region, at) | {
                    "targets": sorted(row["actions"] or []),
                    "pattern": None,
                }


def _telemetry(account: Account) -> Iterator[Json]:
    """Rules that have CloudTrail's records delivered somewhere."""
    for call in account.calls.of(GET_TELEMETRY_RULE):
        for row, at in account.calls.rows(call, row_type("telemetry_rule")):
            if row["resource_type"] == _CLOUDTRAIL:
                targets = [row["destination"]] if row["destination"] else None
                yield _route(account, "telemetry_rule", row, call.region, at) | {"targets": targets, "pattern": None}


def _route(account: Account, kind: str, row: Json, region: str, at: str) -> Json:
    arn = parse_arn(row["id"])
    return {
        "kind": kind,
        "id": row["id"],
        "name": row["name"] or row["id"],
        "account": account.id if arn is None else arn.account,
        "region": region if arn is None else arn.region,
        "at": at,
    }
