"""The steps by which a person checks the chain with the aws CLI, and the decision with stock OPA."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.explain.arising import delivered, recorded
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested
from trailgate_evaluator.languages.filter_pattern.answers.samples import telling
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model
from trailgate_evaluator.plain import amount

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED: Final = {"errorCode": "AccessDenied"}
"""What a refused call says besides."""


class Step(Struct, frozen=True, kw_only=True):
    """One command, and what its answer has to show. `link` is None where it serves the whole chain."""

    link: str | None
    shows: str
    command: str


_RECORD: Final = '\\"$RECORD\\"'
"""The record's name in JSON within a shell's double quotes."""

_TO_THE_TRAIL: Final = (
    Step(
        link="trail",
        shows="Trails that record every region and send their records to a log group; an organization's are among them. "
        "There must be one.",
        command="aws cloudtrail describe-trails --output text "
        "--query 'trailList[?IsMultiRegionTrail && CloudWatchLogsLogGroupArn].[TrailARN, IncludeGlobalServiceEvents]'",
    ),
    Step(
        link="trail",
        shows="The first of them, to go on with; try the others where it fails.",
        command="TRAIL=$(aws cloudtrail describe-trails "
        "--query 'trailList[?IsMultiRegionTrail && CloudWatchLogsLogGroupArn].TrailARN | [0]' --output text)",
    ),
)

_TO_THE_PATTERN: Final = (
    Step(
        link="log_group",
        shows="The group's name. It has to be in the account and region that its ARN names.",
        command='GROUP=$(aws cloudtrail describe-trails --trail-name-list "$TRAIL" '
        "--query 'trailList[0].CloudWatchLogsLogGroupArn' --output text | cut -d: -f7)",
    ),
    Step(
        link="log_group",
        shows="The group exists, in class STANDARD.",
        command='aws logs describe-log-groups --log-group-name-prefix "$GROUP" '
        "--query 'logGroups[].[logGroupName, logGroupClass]'",
    ),
    Step(
        link="metric_filter",
        shows="Filters whose patterns together match every required record, whatever its other fields hold.",
        command='aws logs describe-metric-filters --log-group-name "$GROUP" '
        "--query 'metricFilters[].[filterName, filterPattern]'",
    ),
    Step(
        link="metric_filter",
        shows="One pattern, to go on with.",
        command="PATTERN=$(aws logs describe-metric-filters --log-group-name \"$GROUP\" --query 'metricFilters[0].filterPattern' "
        "--output text)",
    ),
)

_FROM_THE_MATCH: Final = (
    Step(
        link="metric",
        shows="The value is a constant other than 0; the metric is namespace, name and dimensions together.",
        command='aws logs describe-metric-filters --log-group-name "$GROUP" --query '
        "'metricFilters[].metricTransformations[].[metricNamespace, metricName, metricValue, dimensions]'",
    ),
    Step(
        link="metric",
        shows="Namespace and name, to go on with.",
        command='NAMESPACE=$(aws logs describe-metric-filters --log-group-name "$GROUP" '
        "--query 'metricFilters[0].metricTransformations[0].metricNamespace' --output text); "
        'METRIC=$(aws logs describe-metric-filters --log-group-name "$GROUP" '
        "--query 'metricFilters[0].metricTransformations[0].metricName' --output text)",
    ),
    Step(
        link="metric",
        shows="Every filter, of any log group, that writes into this metric: the alarm sees all their data. Best there is one.",
        command='aws logs describe-metric-filters --metric-namespace "$NAMESPACE" --metric-name "$METRIC" --query '
        "'metricFilters[].[logGroupName, filterName, filterPattern, metricTransformations]'",
    ),
    Step(
        link="alarm",
        shows="An alarm on exactly this metric, with no other dimensions, whose actions are enabled and whose threshold one "
        "match crosses. Composite alarms and metric math count where this alarm alone moves them.",
        command="aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --query "
        "\"MetricAlarms[?Namespace=='$NAMESPACE' && MetricName=='$METRIC']\"",
    ),
    Step(
        link="alarm",
        shows="The topic that it notifies in state ALARM.",
        command="TOPIC=$(aws cloudwatch describe-alarms --alarm-types MetricAlarm --query "
        "\"MetricAlarms[?Namespace=='$NAMESPACE' && MetricName=='$METRIC'].AlarmActions[] | [0]\" --output text)",
    ),
    Step(
        link="topic",
        shows="The topic exists, its policy lets cloudwatch.amazonaws.com publish (the default one does), and it is not "
        "encrypted with alias/aws/sns.",
        command="aws sns get-topic-attributes --topic-arn \"$TOPIC\" --query 'Attributes.[Policy, KmsMasterKeyId]'",
    ),
    Step(
        link="subscription",
        shows="At least one subscription with an ARN; PendingConfirmation and Deleted are none.",
        command='aws sns list-subscriptions-by-topic --topic-arn "$TOPIC" --query '
        "\"Subscriptions[?starts_with(SubscriptionArn, 'arn:')].[Protocol, Endpoint]\"",
    ),
)
"""In one POSIX shell, in this order; each command runs in the region of the resource that it asks about."""

WITH_OPA: Final = (
    Step(
        link=None,
        shows="The document that the policies read; each resource points back into the snapshot.",
        command="trailgate show snapshot.json --check > document.json",
    ),
    Step(
        link=None,
        shows="The decision, by an OPA that is not ours. `policies` is the folder of the repository.",
        command="opa eval --bundle policies --input document.json --format pretty data.trailgate.decision",
    ),
    Step(
        link=None,
        shows="The status of each control alone.",
        command="opa eval --bundle policies --input document.json --format pretty 'data.trailgate.decision[control].status'",
    ),
    Step(
        link=None,
        shows="What the law itself requires of an account.",
        command="""echo '{"partition": "aws", "account": "111122223333"}' | """
        "opa eval --bundle policies --stdin-input --format pretty data.trailgate.required_records",
    ),
)


def with_aws(records: Mapping[str, Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps along the chain; `records` are the specs of the required records' fields, by id."""
    return (*_TO_THE_TRAIL, *_of_the_trail(records), *_TO_THE_PATTERN, *_of_the_matcher(records), *_FROM_THE_MATCH)


def _of_the_trail(records: Mapping[str, Mapping[str, Any]]) -> tuple[Step, ...]:
    return (
        Step(
            link="trail",
            shows=f"IsLogging is true, and there is no delivery error: {delivered(records.values())}",
            command="aws cloudtrail get-trail-status --name \"$TRAIL\" --query '[IsLogging, LatestCloudWatchLogsDeliveryError]'",
        ),
        Step(
            link="trail",
            shows=f"Management events are recorded, {recorded(records.values())}; in advanced selectors no condition stands on a "
            "field that varies.",
            command='aws cloudtrail get-event-selectors --trail-name "$TRAIL"',
        ),
    )


def _of_the_matcher(records: Mapping[str, Mapping[str, Any]]) -> tuple[Step, ...]:
    """AWS's own matcher, tried on a record that is named by a variable, or on all where no name tells them apart."""
    _, fields = min(records.items(), key=lambda one: ("is" not in one[1]["eventName"], one[0]))
    tried = 'aws logs test-metric-filter --filter-pattern "$PATTERN" --log-event-messages '
    if "is" not in fields["eventName"]:
        every = [message for one in records.values() for message in _messages(one)]
        matched = Step(
            link="metric_filter",
            shows=f"AWS's own matcher finds a match in each of these {amount(len(every), 'record')}, one or two for each that is "
            "required.",
            command=tried + " ".join(shlex.quote(json.dumps(message)) for message in every),
        )
        return (matched,)
    event = example_of(fields)
    record = str(event.pop("eventName", ""))
    whole = (
        "Do it for each required record, and for a failed call (errorCode) too."
        if may_fail(fields)
        else "Do it for each required record."
    )
    return (
        Step(link="metric_filter", shows="One required record, to go on with.", command=f"RECORD={shlex.quote(record)}"),
        Step(
            link="metric_filter",
            shows=f"AWS's own matcher finds a match. {whole}",
            command=tried + " ".join(_message({**event, **more}) for more in ({}, *([REFUSED] if may_fail(fields) else []))),
        ),
    )


def _messages(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A record of these specs, and where it may fail a refused one."""
    event = example_of(fields)
    return [event, *([event | REFUSED] if may_fail(fields) else [])]


def example_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A record of these specs, as far as they tell it from others."""
    return nested(telling(record_model(fields)))


def may_fail(fields: Mapping[str, Any]) -> bool:
    """Whether such a record may be of a call that succeeded, or of one that failed."""
    return set(fields.get("errorCode", {}).get("kinds", ())) == {"absent", "string"}


def _message(event: Mapping[str, Any]) -> str:
    """A record as JSON for a shell's double quotes, named by the variable RECORD."""
    name = _quoted("eventName")
    fields = [f"{name}:{_RECORD}", *(f"{_quoted(field)}:{_quoted(value)}" for field, value in event.items())]
    return f'"{{{",".join(fields)}}}"'


def _quoted(value: object) -> str:
    return json.dumps(value).replace("\\", "\\\\").replace('"', '\\"')
