"""The collection as a shell script that needs nothing but the AWS command line, for where nothing may be installed.

What is asked stands in the call table: each of its calls has a rule here that says how the script finds what to ask with, and a
scope of the table without a rule ends the making of the script.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from trailgate_collector.call_kinds import FromAnswer, OncePerAccount, OncePerRegion
from trailgate_collector.call_table import CALLS
from trailgate_collector.calls_beyond import BEYOND
from trailgate_collector.partitions import IAM_REGIONS
from trailgate_collector.script_text import FUNCTIONS, HEAD, TAIL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trailgate_collector.call_kinds import Call

_LIMITS: Final = frozenset({"MaxRecords", "Limit"})
"""The command line turns pages by itself, unless it is told how long they are."""

_TRAILS: Final = 'rows "$answer" trailList TrailARN HomeRegion IsMultiRegionTrail CloudWatchLogsLogGroupArn'
_OF_TRAIL: Final = _TRAILS + " | while IFS=$tab read -r trail home multi group; do"
_ALL_TRAILS: Final = 'for answer in "$out"/cloudtrail-DescribeTrails-*.json; do'

# What calls for each call, in the order of the table: a line of shell, which has `asked`, the command to ask, put in.
_FOLLOW: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("GetTrailStatus", "DescribeTrails"): (
        'ask_{} "$(plain "$home")" "{{\\"Name\\":$trail}}"',
        'if [ "$multi" = true ]; then ask_{} "$iam_region" "{{\\"Name\\":$trail}}"; fi',
    ),
    ("GetEventSelectors", "DescribeTrails"): ('ask_{} "$(plain "$home")" "{{\\"TrailName\\":$trail}}"',),
    ("DescribeLogGroups", "DescribeTrails"): (
        'if of_group "$group"; then ask_{} "$region" "{{\\"logGroupNamePrefix\\":\\"$name\\"}}" "$owner"; fi',
    ),
    ("DescribeMetricFilters", "DescribeTrails"): (
        'if of_group "$group"; then ask_{} "$region" "{{\\"logGroupName\\":\\"$name\\"}}" "$owner"; fi',
    ),
    ("DescribeAlarms", "DescribeTrails"): ('if of_group "$group"; then ask_{} "$region" "$all_types"; fi',),
    ("ListAlarmMuteRules", "DescribeTrails"): ('if of_group "$group"; then ask_{} "$region" "{{}}"; fi',),
    ("DescribeMetricFilters", "DescribeMetricFilters"): (
        'pairs "$answer" metricName metricNamespace | while IFS=$tab read -r metric namespace; do',
        '    ask_{} "$region" "{{\\"metricName\\":$metric,\\"metricNamespace\\":$namespace}}"',
        "done",
    ),
    ("GetTransformer", "DescribeMetricFilters"): (
        'rows "$answer" metricFilters logGroupName applyOnTransformedLogs | while IFS=$tab read -r group transformed; do',
        '    if [ "$transformed" = true ]; then ask_{} "$region" "{{\\"logGroupIdentifier\\":$group}}"; fi',
        "done",
    ),
    ("DescribeAccountPolicies", "DescribeMetricFilters"): (
        'if grep -q \'"applyOnTransformedLogs": true\' "$answer"; then',
        '    ask_{} "$region" "{{\\"policyType\\":\\"TRANSFORMER_POLICY\\"}}"',
        "fi",
    ),
    ("GetDataProtectionPolicy", "DescribeLogGroups"): (
        'rows "$answer" logGroups logGroupName dataProtectionStatus | while IFS=$tab read -r group status; do',
        '    if is_asked "$group" && [ "$status" = \'"ACTIVATED"\' ]; then',
        '        ask_{} "$region" "{{\\"logGroupIdentifier\\":$group}}"',
        "    fi",
        "done",
    ),
    ("DescribeAccountPolicies", "DescribeLogGroups"): (
        'if grep -q \'"ACCOUNT_DATA_PROTECTION"\' "$answer"; then',
        '    ask_{} "$region" "{{\\"policyType\\":\\"DATA_PROTECTION_POLICY\\"}}"',
        "fi",
    ),
    ("GetAlarmMuteRule", "ListAlarmMuteRules"): (
        'rows "$answer" AlarmMuteRuleSummaries AlarmMuteRuleArn Status | while IFS=$tab read -r rule status; do',
        '    if [ "$status" != \'"EXPIRED"\' ]; then',
        '        ask_{} "$region" "{{\\"AlarmMuteRuleName\\":\\"$(plain "$rule" | cut -d: -f7-)\\"}}"',
        "    fi",
        "done",
    ),
    ("GetTopicAttributes", "DescribeAlarms"): (
        'topics "$answer" | while read -r topic; do',
        '    ask_{} "$(field 4 "$topic")" "{{\\"TopicArn\\":$topic}}"',
        "done",
    ),
    ("ListSubscriptionsByTopic", "DescribeAlarms"): (
        'topics "$answer" | while read -r topic; do',
        '    ask_{} "$(field 4 "$topic")" "{{\\"TopicArn\\":$topic}}"',
        "done",
    ),
    ("GetSubscriptionAttributes", "ListSubscriptionsByTopic"): (
        'rows "$answer" Subscriptions SubscriptionArn | while read -r subscription; do',
        '    case $subscription in \\"arn:*) ask_{} "$region" "{{\\"SubscriptionArn\\":$subscription}}" ;; esac',
        "done",
    ),
    ("DescribeKey", "GetTopicAttributes"): (
        'key=$(value "$answer" KmsMasterKeyId)',
        'if [ -n "$key" ]; then',
        '    owner=$(field 5 "$key")',
        "    named=${{owner:+named}}",
        '    ask_{} "$region" "{{\\"KeyId\\":$key}}" "${{owner:-$(field 5 "$(value "$answer" TopicArn)")}}" "$named"',
        "fi",
    ),
    ("GetKeyPolicy", "DescribeKey"): (
        'if [ "$(value "$answer" KeyManager)" = \'"CUSTOMER"\' ]; then',
        '    key=$(value "$answer" Arn)',
        '    ask_{} "$region" "{{\\"KeyId\\":$key,\\"PolicyName\\":\\"default\\"}}" "$(field 5 "$key")"',
        "fi",
    ),
    ("ListTargetsByRule", "ListRules"): (
        'rows "$answer" Rules Name State EventPattern | while IFS=$tab read -r rule state pattern; do',
        '    if [ "$state" != \'"DISABLED"\' ] && [ "$pattern" != null ]; then ask_{} "$region" "{{\\"Rule\\":$rule}}"; fi',
        "done",
    ),
    ("GetTelemetryRule", "ListTelemetryRules"): (
        'rows "$answer" TelemetryRuleSummaries RuleArn ResourceType | while IFS=$tab read -r rule type; do',
        '    if [ "$type" = \'"AWS::CloudTrail"\' ]; then ask_{} "$region" "{{\\"RuleIdentifier\\":$rule}}"; fi',
        "done",
    ),
}
_ASKED_ON_DEMAND: Final = frozenset(call.operation for call in BEYOND)
_WITHIN_ITSELF: Final = frozenset({("DescribeLogGroups", "DescribeMetricFilters")})
"""Only a listing of a whole region calls for it, which is made on demand alone."""


def aws_cli_script(regions: Sequence[str], program: str) -> str:
    """A POSIX shell script that asks what `collect` asks of one account, and writes an archive for `trailgate import`.

    `regions` are those to look for trails in, every enabled one where there are none. `program` is what made the script.
    """
    calls = [call for call in CALLS if call.beyond is None]
    lines = [HEAD.format(program=program, regions=" ".join(regions)), *_partitions(), FUNCTIONS]
    lines += [_function(call) for call in calls]
    lines.append(_first(calls))
    lines += [part for call in calls for part in _steps(call)]
    return "\n".join([*lines, TAIL])


def _function(call: Call) -> str:
    """The shell's function that asks the call: in a region, with a request, of an owner."""
    command = re.sub(r"(?<!^)(?=[A-Z])", "-", call.operation).lower()
    kind = "any" if call.other_accounts else "own"
    return f'ask_{call.operation}() {{ ask {kind} {call.service} {call.operation} {command} "$@"; }}'


def _partitions() -> Iterator[str]:
    yield "iam_region_of() {"
    yield "    case $1 in"
    yield from (f"        {partition}) echo {region} ;;" for partition, region in IAM_REGIONS.items())
    yield '        *) echo "$start" ;;'
    yield "    esac"
    yield "}"


def _first(calls: Iterable[Call]) -> str:
    alarms = next(call for call in calls if call.operation == "DescribeAlarms")
    assert isinstance(alarms.scope, tuple)  # noqa: S101 - as the table has it
    found = re.search(r"`(\{\"AlarmTypes.*?\})`", alarms.scope[0].requests)
    assert found is not None  # noqa: S101 - the same
    return f"all_types='{json.dumps(json.loads(found[1]))}'\n" + _IDENTITY


_IDENTITY: Final = """
ask_GetCallerIdentity "$start" "{}"
identity=$(answer_of sts GetCallerIdentity "$start" "{}")
account=$(plain "$(value "$identity" Account)")
if [ -z "$account" ]; then
    cat "$out"/sts-GetCallerIdentity-*.err >&2
    echo "collect: AWS does not say whose these credentials are; nothing else was asked." >&2
    exit 5
fi
iam_region=$(iam_region_of "$(field 2 "$(value "$identity" Arn)")")
if [ -z "$regions" ]; then
    ask_DescribeRegions "$start" "{}"
    regions=$(rows "$(answer_of ec2 DescribeRegions "$start" "{}")" Regions RegionName | tr -d '"')
fi
regions=${regions:-$start}
"""


def _steps(call: Call) -> Iterator[str]:
    if call.operation in {"GetCallerIdentity", "DescribeRegions"}:
        return
    scope = call.scope
    if isinstance(scope, OncePerAccount):
        where = "$iam_region" if scope.where == "iam" else "$start"
        yield f"ask_{call.operation} \"{where}\" '{json.dumps(scope.request)}'"
    elif isinstance(scope, OncePerRegion):
        yield f"for region in $regions; do ask_{call.operation} \"$region\" '{json.dumps(scope.request)}'; done"
    else:
        for each in scope if isinstance(scope, tuple) else (scope,):
            yield from _followed(call, each)


def _followed(call: Call, scope: FromAnswer) -> Iterator[str]:
    """The lines that ask the call for what answers to another one name."""
    pair = (call.operation, scope.operation)
    if scope.operation in _ASKED_ON_DEMAND or pair in _WITHIN_ITSELF:
        return
    asked = [line.format(call.operation) for line in _FOLLOW[pair]]
    if scope.operation == "DescribeTrails":
        yield _ALL_TRAILS
        yield '    [ -e "$answer" ] || continue'
        yield f"    {_OF_TRAIL}"
        yield from (f"        {line}" for line in asked)
        yield "    done"
        yield "done"
        return
    yield f"asked_of {scope.operation} | while IFS=$tab read -r region answer request; do"
    if scope.operation == "DescribeMetricFilters":
        yield '    case $request in *\\"metricName\\"*) continue ;; esac'
    yield from (f"    {line}" for line in asked)
    yield "done"
