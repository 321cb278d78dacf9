"""Fixtures that fail, though the records of IAM take another route than the one that the benchmark asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.aws.builder import good_chain
from tests.aws.claims_weaknesses import TOPIC
from tests.aws.fixture import Fixture, fails

if TYPE_CHECKING:
    from tests.aws.builder import Account

PATTERN = {"source": ["aws.iam"], "detail-type": ["AWS API Call via CloudTrail"]}


def _event_rule(account: Account) -> None:
    good_chain(account, without=frozenset({"metric_filter", "alarm"}))
    events = account.client("events")
    events.put_rule(Name="iam-changes", EventPattern=json.dumps(PATTERN), State="ENABLED")
    events.put_targets(Rule="iam-changes", Targets=[{"Id": "people", "Arn": TOPIC}])


def _telemetry_rule(account: Account) -> None:
    good_chain(account, without=frozenset({"trail", "log_group", "metric_filter", "alarm"}))
    destination = {"DestinationType": "cloud-watch-logs", "DestinationPattern": "/telemetry/cloudtrail"}
    account.client("observabilityadmin").create_telemetry_rule(
        RuleName="trail-everything",
        Rule={"ResourceType": "AWS::CloudTrail", "TelemetryType": "Logs", "DestinationConfiguration": destination},
    )


FIXTURES = (
    Fixture(
        name="fail_event_rule_only",
        says="An EventBridge rule tells people of IAM's records; the metric filter that the benchmark asks for is not there.",
        build=_event_rule,
        expected=fails("metric_filter", "filter_none"),
    ),
    Fixture(
        name="fail_telemetry_rule_only",
        says="A telemetry rule has CloudTrail's records delivered to a log group; there is no trail.",
        build=_telemetry_rule,
        expected=fails("trail", "trail_none"),
    ),
)
