"""Fixtures in which something could not be read or known: unknown where it matters, and only there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_pass import WITHOUT_METRIC, advanced
from tests.aws.claims_trail import nothing
from tests.aws.events import ALL, EVENTS
from tests.aws.faults import Fault
from tests.aws.fixture import Fixture, fails, passes, unknown

if TYPE_CHECKING:
    from tests.aws.builder import Account

MEMBER, MANAGEMENT = "111122223333", "777788889999"
PUT = [event for event in EVENTS if event.startswith("Put")]
WITH_WILDCARD = (
    "{ " + " || ".join(f"($.eventName={event})" for event in EVENTS if event not in PUT) + " || ($.eventName=Put*Policy) }"
)
WITH_ACCOUNT = "{ ($.recipientAccountId = 111122223333) && (" + ALL.strip("{} ") + ") }"
QUERY = "SELECT SUM(IAMPolicyChanges) FROM CISBenchmark"
CHAIN = ("trail", "log_group", "metric_filter", "alarm")


def denied(*operations: str) -> tuple[Fault, ...]:
    """Each operation is refused."""
    return tuple(Fault(kind="deny", operation=operation) for operation in operations)


def _member(account: Account) -> None:
    management = account.of(MANAGEMENT)
    good_chain(management, trail={"IsOrganizationTrail": True})


def _group_elsewhere(account: Account) -> None:
    good_chain(account, trail={"CloudWatchLogsLogGroupArn": account.of(MANAGEMENT).group_arn()})


def _transformed(account: Account) -> None:
    good_chain(account, metric_filter={"applyOnTransformedLogs": True})
    account.client("logs").put_transformer(
        logGroupIdentifier="org-trail", transformerConfig=[{"parseToOCSF": {"eventSource": "CloudTrail", "ocsfVersion": "V1.1"}}]
    )


def _of_two_parts() -> dict[str, object]:
    role = "arn:aws:sts::111122223333:assumed-role/deploy/"
    first, second = (advanced({"Field": "userIdentity.arn", how: [role]}) for how in ("NotStartsWith", "StartsWith"))
    return {"AdvancedEventSelectors": [*first["AdvancedEventSelectors"], *second["AdvancedEventSelectors"]]}


def _of_two_filters(account: Account) -> None:
    calls = "(" + ALL.strip("{} ") + ")"
    good_chain(account, metric_filter={"pattern": f"{{ {calls} && $.errorCode NOT EXISTS }}"})
    account.metric_filter(f"{{ {calls} && $.errorCode = * }}", transformation={"metricName": "Refused"}, filterName="refused")
    account.alarm(actions=[account.arn("sns", "security-alarms")], AlarmName="refused", MetricName="Refused")


def _masked(account: Account, *identifiers: str, **custom: str) -> None:
    """A chain whose group masks what its own policy names."""
    good_chain(account)
    account.client("logs").put_data_protection_policy(
        logGroupIdentifier="org-trail", policyDocument=protection(*identifiers, **custom)
    )


def _not_entered(snapshot: dict[str, Any]) -> None:
    """What `collect --organization` writes of an account whose role it may not assume."""
    auditor, role = f"arn:aws:iam::{MANAGEMENT}:user/auditor", f"arn:aws:iam::{MEMBER}:role/trailgate"
    collected = snapshot["collected"]
    collected["by"] = auditor
    collected["from"] = {"caller": None, "endpoint": "https://sts.us-east-1.amazonaws.com"}
    collected["asked"] = {"regions": None, "beyond": ["cross_account"], "named": []}
    message = f"User: {auditor} is not authorized to perform: sts:AssumeRole on resource: {role}"
    snapshot["calls"] = [
        {
            "service": "sts",
            "operation": "AssumeRole",
            "region": "us-east-1",
            "request": {"RoleArn": role, "RoleSessionName": "trailgate-collect"},
            "outcome": "denied",
            "error": {"code": "AccessDenied", "message": message},
            "at": collected["started_at"],
        }
    ]


def protection(*identifiers: str, **custom: str) -> str:
    """A data protection policy that masks these managed identifiers and custom expressions."""
    named = [f"arn:aws:dataprotection::aws:data-identifier/{name}" for name in identifiers] + list(custom)
    return json.dumps(
        {
            "Name": "protect",
            "Version": "2021-06-01",
            "Configuration": {"CustomDataIdentifier": [{"Name": name, "Regex": regex} for name, regex in custom.items()]},
            "Statement": [
                {"Sid": "audit", "DataIdentifier": named, "Operation": {"Audit": {"FindingsDestination": {}}}},
                {"Sid": "mask", "DataIdentifier": named, "Operation": {"Deidentify": {"MaskConfig": {}}}},
            ],
        },
        sort_keys=True,
    )


def _masked_by_account(account: Account) -> None:
    good_chain(account, metric_filter={"pattern": WITH_ACCOUNT})
    account.client("logs").put_account_policy(
        policyName="protect", policyType="DATA_PROTECTION_POLICY", policyDocument=protection("BankAccountNumber-US")
    )


def _transformed_by_account(account: Account) -> None:
    good_chain(account, metric_filter={"applyOnTransformedLogs": True})
    account.client("logs").put_account_policy(
        policyName="ocsf",
        policyType="TRANSFORMER_POLICY",
        policyDocument='[{"parseToOCSF":{"eventSource":"CloudTrail","ocsfVersion":"V1.1"}}]',
    )


def _insights(account: Account) -> None:
    query = {"Id": "q1", "Expression": QUERY, "Period": 300, "ReturnData": True}
    good_chain(account, alarm={**WITHOUT_METRIC, "Metrics": [query]})


def _alarm_on_second_page(account: Account) -> None:
    account.alarm(actions=[], AlarmName="cpu", MetricName="CPUUtilization", Namespace="AWS/EC2")
    good_chain(account)


def _foreign_topic(account: Account) -> None:
    topic = account.of(MANAGEMENT).topic()
    good_chain(account, alarm={"actions": [topic]}, without=frozenset({"topic"}))


def _home_region_off(account: Account) -> None:
    good_chain(account.elsewhere("eu-west-1"))


def _without_subscriptions(snapshot: dict[str, Any]) -> None:
    unwanted = {"ListSubscriptionsByTopic", "GetSubscriptionAttributes"}
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] not in unwanted]


def _empty_selectors(snapshot: dict[str, Any]) -> None:
    (call,) = (call for call in snapshot["calls"] if call["operation"] == "GetEventSelectors")
    call["pages"] = [{}]


def _not_logging(account: Account) -> None:
    good_chain(account, trail={"logging": False})


def _deaf_filter(account: Account) -> None:
    good_chain(account, metric_filter={"pattern": "{ $.eventName = ConsoleLogin }"})


FIXTURES = (
    Fixture(
        name="unknown_everything_refused",
        says="Every call is refused but the one that says whose account it is.",
        build=good_chain,
        faults=denied("*"),
        expected=unknown(("trail", "denied")),
    ),
    Fixture(
        name="unknown_trail_status_refused",
        says="Whether the trail logs could not be asked.",
        build=good_chain,
        faults=denied("cloudtrail:GetTrailStatus"),
        expected=unknown(("trail", "denied")),
    ),
    Fixture(
        name="unknown_selectors_refused",
        says="What the trail records could not be asked.",
        build=good_chain,
        faults=denied("cloudtrail:GetEventSelectors"),
        expected=unknown(("trail", "denied")),
    ),
    Fixture(
        name="unknown_selectors_no_answer",
        says="A page of something else came in the place of the trail's selectors: no answer is not the default.",
        build=good_chain,
        faults=(Fault(kind="html", operation="cloudtrail:GetEventSelectors"),),
        expected=unknown(("trail", "failed")),
    ),
    Fixture(
        name="unknown_selectors_empty_answer",
        says="Another tool wrote down an empty answer about the trail's selectors (snapshot edited).",
        build=good_chain,
        edit=_empty_selectors,
        expected=unknown(("trail", "failed")),
    ),
    Fixture(
        name="unknown_logs_refused",
        says="Neither the log group nor its filters could be read.",
        build=good_chain,
        faults=denied("logs:*"),
        expected=unknown(("log_group", "denied"), ("metric_filter", "denied")),
    ),
    Fixture(
        name="unknown_filters_refused",
        says="The filters of the trail's log group could not be read.",
        build=good_chain,
        faults=denied("logs:DescribeMetricFilters"),
        expected=unknown(("metric_filter", "denied")),
    ),
    Fixture(
        name="unknown_alarms_refused",
        says="The alarms beside the log group could not be read.",
        build=good_chain,
        faults=denied("cloudwatch:DescribeAlarms"),
        expected=unknown(("alarm", "denied")),
    ),
    Fixture(
        name="unknown_alarms_throttled",
        says="CloudWatch throttled the question for alarms until we gave up.",
        build=good_chain,
        faults=(Fault(kind="throttle", operation="cloudwatch:DescribeAlarms"),),
        expected=unknown(("alarm", "failed")),
    ),
    Fixture(
        name="unknown_alarms_truncated",
        says="The second page of alarms failed, and the alarm that counts would have stood on it.",
        build=_alarm_on_second_page,
        faults=(Fault(kind="page", operation="cloudwatch:DescribeAlarms"),),
        page_size=1,
        expected=unknown(("alarm", "truncated")),
    ),
    Fixture(
        name="unknown_home_region_off",
        says="The trail lives in a region that the account has disabled since, where nothing can be asked.",
        build=_home_region_off,
        faults=(Fault(kind="not_enabled", operation="*", region="eu-west-1"),),
        expected=unknown(*((link, "skipped") for link in CHAIN)),
    ),
    Fixture(
        name="unknown_topic_of_another_account",
        says="The alarm tells a topic of another account, which does not let us look.",
        build=_foreign_topic,
        expected=unknown(("topic", "denied")),
    ),
    Fixture(
        name="unknown_subscriptions_refused",
        says="Who is subscribed to the topic could not be read.",
        build=good_chain,
        faults=denied("sns:ListSubscriptionsByTopic"),
        expected=unknown(("subscription", "denied")),
    ),
    Fixture(
        name="unknown_subscriptions_not_collected",
        says="The collection never asked for subscriptions (snapshot edited: another tool wrote it).",
        build=good_chain,
        edit=_without_subscriptions,
        expected=unknown(("subscription", "not_collected")),
    ),
    Fixture(
        name="unknown_member_of_organization",
        says="The only trail is the organization's: a member sees it, but neither its selectors nor what follows.",
        build=_member,
        organization=(MANAGEMENT, MEMBER),
        expected=unknown(
            ("trail", "not_visible"),
            ("log_group", "not_supplied"),
            ("metric_filter", "not_supplied"),
            ("alarm", "not_supplied"),
        ),
    ),
    Fixture(
        name="unknown_role_not_assumed",
        says="An account of the organization whose role the collector may not assume, so that nothing else was asked.",
        build=lambda _account: None,
        organization=(MANAGEMENT, MEMBER),
        edit=_not_entered,
        expected=unknown(("trail", "denied")),
    ),
    Fixture(
        name="unknown_log_group_of_another_account",
        says="The account's own trail writes to a log group of another account, of which we have no snapshot.",
        build=_group_elsewhere,
        expected=unknown(("log_group", "not_supplied"), ("metric_filter", "not_supplied"), ("alarm", "not_supplied")),
    ),
    Fixture(
        name="unknown_pattern_wildcard_inside",
        says="Whether a * inside a word is a wildcard is not known: `Put*Policy` may match three of the events or none.",
        build=lambda account: good_chain(account, metric_filter={"pattern": WITH_WILDCARD}),
        expected=unknown(("metric_filter", "pattern_undecided")),
    ),
    Fixture(
        name="unknown_pattern_unsupported",
        says="The pattern is space-delimited: where its fields end in JSON text cannot be told.",
        build=lambda account: good_chain(account, metric_filter={"pattern": "[first, second, ...]"}),
        expected=unknown(("metric_filter", "pattern_unsupported")),
    ),
    Fixture(
        name="unknown_scope_of_another_field",
        says="The filter's field selection criteria ask for a system field of which nobody knows what it holds.",
        build=lambda account: good_chain(account, metric_filter={"fieldSelectionCriteria": '@aws.organization = "o-1"'}),
        expected=unknown(("metric_filter", "scope_undecided")),
    ),
    Fixture(
        name="unknown_selectors_jointly",
        says="One advanced selector leaves out what a role does, another takes just that: together they may record everybody.",
        build=lambda account: good_chain(account, selectors=_of_two_parts()),
        expected=unknown(("trail", "matched_jointly")),
    ),
    Fixture(
        name="unknown_filters_jointly",
        says="One filter matches calls that succeed, another those that fail, each with an alarm: together they miss nothing.",
        build=_of_two_filters,
        expected=unknown(("metric_filter", "matched_jointly")),
    ),
    Fixture(
        name="unknown_masked_names",
        says="The log group masks words that end in Policy, and the filter asks for the names of calls that do.",
        build=lambda account: _masked(account, Policies="[A-Za-z]+Policy"),
        expected=unknown(("metric_filter", "masked_logs")),
    ),
    Fixture(
        name="unknown_masked_by_account",
        says="The account's policy masks bank account numbers, and the filter asks for the account's own, of twelve digits.",
        build=_masked_by_account,
        expected=unknown(("metric_filter", "masked_logs")),
    ),
    Fixture(
        name="unknown_masks_refused",
        says="The log group has a data protection policy, and nobody may read what it masks.",
        build=lambda account: _masked(account, "EmailAddress"),
        faults=denied("logs:GetDataProtectionPolicy"),
        expected=unknown(("metric_filter", "denied")),
    ),
    Fixture(
        name="pass_masks_other_texts",
        says="The log group masks e-mail addresses and the numbers of employees, which no call is named like.",
        build=lambda account: _masked(account, "EmailAddress", Employee="EmployeeId-[0-9]{9}"),
        expected=passes(),
    ),
    Fixture(
        name="unknown_transformed_logs",
        says="The filter looks at events that the group's transformer rewrites.",
        build=_transformed,
        expected=unknown(("metric_filter", "transformed_logs")),
    ),
    Fixture(
        name="unknown_transformed_by_account_policy",
        says="The filter looks at events that a transformer of the whole account rewrites.",
        build=_transformed_by_account,
        expected=unknown(("metric_filter", "transformed_logs")),
    ),
    Fixture(
        name="unknown_alarm_on_query",
        says="The only alarm watches a Metrics Insights query, whose meaning we do not work out.",
        build=_insights,
        expected=unknown(("alarm", "unsupported_alarm")),
    ),
    Fixture(
        name="fail_wall_behind_dead_trail",
        says="Logs, alarms and topics are all refused, and none of them matters: the trail does not log.",
        build=_not_logging,
        faults=denied("logs:*", "cloudwatch:*", "sns:*"),
        expected=fails("trail", "trail_not_logging"),
    ),
    Fixture(
        name="fail_alarms_refused_but_unreachable",
        says="The alarms are refused, but the only filter matches none of the events.",
        build=_deaf_filter,
        faults=denied("cloudwatch:*", "sns:*"),
        expected=fails("metric_filter", "filter_none"),
    ),
    Fixture(
        name="fail_no_trail_one_region_refused",
        says="One region refuses to list trails, and another shows that there is no multi-region trail anywhere.",
        build=nothing,
        faults=(Fault(kind="deny", operation="cloudtrail:*", region="eu-west-1"),),
        regions=("us-east-1", "eu-west-1"),
        expected=fails("trail", "trail_none"),
    ),
    Fixture(
        name="pass_region_without_log_alarms",
        says="The region does not know log alarms: the other types are asked for one by one, and nothing is hidden.",
        build=good_chain,
        faults=(Fault(kind="no_log_alarms", operation="cloudwatch:DescribeAlarms"),),
        expected=passes(),
    ),
    Fixture(
        name="pass_effective_unknown_rest_refused",
        says="Nothing that only tells whether the message arrives could be read: topic, subscription and mute rules.",
        build=good_chain,
        faults=denied("sns:GetTopicAttributes", "sns:GetSubscriptionAttributes", "cloudwatch:ListAlarmMuteRules"),
        expected=passes("muted", "subscription_filtered", "topic_key_unread", "topic_policy_unclear", effective="unknown"),
    ),
)
