"""A plain passing account, as a document: for each record a filter, a metric and an alarm of its own."""

from __future__ import annotations

from typing import Any

from tests.asking import ASKED
from tests.judge.builder import GROUPS, NEAR, NOW, OWN, TOPICS
from tests.judge.judge import CONTROL

Json = dict[str, Any]
GROUP, TOPIC = next(iter(GROUPS)), next(iter(TOPICS))
FIRING: Json = {
    "statistic": "Sum",
    "operator": "GreaterThanOrEqualToThreshold",
    "threshold": 1,
    "period": 300,
    "evaluation_periods": 1,
    "datapoints_to_alarm": 1,
    "treat_missing": "missing",
    "evaluate_low_sample": None,
    "unit": None,
}
WRITTEN: Json = {"value": "1", "default": None, "unit": None, "dimensions": {}, "system_dimensions": []}


def alarm_id(record: str) -> str:
    return f"arn:aws:cloudwatch:{NEAR}:{OWN}:alarm:{record}"


def plain_document(records: list[str]) -> Json:
    """Everything but the index; change it, then index it."""
    place = {"account": OWN, "region": NEAR, "at": "0#/", "name": "n"}
    document: Json = {
        "format": "trailgate/document/v1",
        "origin": {
            "kind": "aws_snapshot",
            "as_of": NOW,
            "sources": [{"kind": "aws_snapshot", "digest": "sha256:0", "as_of": NOW}],
        },
        "subject": {"account": OWN, "partition": "aws", "regions": [NEAR], "organization": None, "touches_chain": True},
        "settings": {"attestations": [], "waivers": [], "stale_after_hours": 24},
        "asked": ASKED,
        "trails": {"trail": place | {"id": "trail", "multi_region": True, "logging": True, "global_services": True}},
        "log_groups": {GROUP: place | {"id": GROUP, "class": "STANDARD", "transformer": None}},
        "metric_filters": {},
        "alarms": {},
        "topics": {TOPIC: place | {"id": TOPIC, "policy": None, "key": None, "fifo": False, "max_message_size": None}},
        "subscriptions": {
            "s": place | {"id": "s", "topic": TOPIC, "protocol": "email", "endpoint": "a@example.com", "state": "confirmed"}
        },
        "gaps": {},
        "patterns": {},
    }
    document["trails"]["trail"] |= {"organization": False, "log_group": GROUP, "selectors": {"kind": "default"}}
    document["trails"]["trail"]["delivery"] = {"error": None, "latest": NOW, "started": NOW}
    document["subscriptions"]["s"]["filter_policy"] = False
    for record in records:
        add_record(document, records, record, place)
    return document


def add_record(document: Json, records: list[str], record: str, place: Json) -> None:
    unread = {"clause": None, "counterexample": None, "why": None}
    coverage = {one: {"matched": "always" if one == record else "never"} | unread for one in records}
    known = {"text": record, "language": "json", "valid": True, "error": None, "line_break_text": False, "doubts": []}
    document["patterns"][record] = known | {"coverage": {CONTROL: coverage}}
    one = f"{GROUP}:metric-filter:{record}"
    document["metric_filters"][one] = place | {
        "id": one,
        "log_group": GROUP,
        "pattern": record,
        "transformed": False,
        "scope": None,
        "transformations": [WRITTEN | {"namespace": "N", "name": record}],
    }
    document["alarms"][alarm_id(record)] = place | {
        "id": alarm_id(record),
        "kind": "metric",
        "metric": {"account": OWN, "region": NEAR, "namespace": "N", "name": record, "dimensions": {}},
        "firing": FIRING,
        "evaluation": {"state": None, "warm_up": None, "window": "sliding"},
        "actions": [TOPIC],
        "actions_enabled": True,
        "state": "OK",
        "muted_by": [],
    }


def effects(decision: Json) -> dict[str, str]:
    """Each record's effectiveness, from its chain."""
    return {record: chain["effective"] for chain in decision["chains"] for record in chain["records"]}
