"""Which call of the table an answer is to, by its members alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
Test = Callable[[Json], bool]

_PAGING: Final = frozenset({"NextToken", "nextToken", "Marker", "IsTruncated", "NextMarker", "ResponseMetadata"})


class Shape(NamedTuple):
    """A call, and the members of its answers: all of `has`, some of `some`, and no other than these and `may`."""

    call: str
    has: frozenset[str]
    some: frozenset[str] = frozenset()
    may: frozenset[str] | None = frozenset()
    test: Test = lambda _: True

    def fits(self, answer: Json) -> bool:
        """Whether the answer is one to the call."""
        told = answer.keys() - _PAGING
        others = set() if self.may is None else told - self.has - self.some - self.may
        return self.has <= told and (not self.some or bool(self.some & told)) and not others and self.test(answer)


def rows(answer: Json, member: str) -> list[Json]:
    """The rows of a list in an answer that are objects."""
    found = answer.get(member)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _each(member: str, *wanted: str) -> Test:
    """That the member is a list of objects that have all of these."""

    def test(answer: Json) -> bool:
        listed = answer.get(member)
        return isinstance(listed, list) and all(isinstance(row, dict) and all(one in row for one in wanted) for row in listed)

    return test


def _arns(member: str, key: str, service: str) -> Test:
    def test(answer: Json) -> bool:
        found = answer.get(member)
        return isinstance(found, list) and all(
            isinstance(row, dict) and isinstance(row.get(key), str) and row[key].split(":")[2:3] == [service] for row in found
        )

    return test


def _attributes(*wanted: str, without: str = "") -> Test:
    def test(answer: Json) -> bool:
        found = answer.get("Attributes")
        return isinstance(found, dict) and all(one in found for one in wanted) and without not in found

    return test


def _is_key_policy(answer: Json) -> bool:
    return isinstance(answer["Policy"], str) and "kms:" in answer["Policy"]


def _set(*members: str) -> frozenset[str]:
    return frozenset(members)


SHAPES: Final = (
    Shape("sts:GetCallerIdentity", _set("UserId", "Account", "Arn")),
    Shape("ec2:DescribeRegions", _set("Regions"), test=_each("Regions", "RegionName")),
    Shape("organizations:DescribeOrganization", _set("Organization"), test=lambda a: isinstance(a["Organization"], dict)),
    Shape("cloudtrail:DescribeTrails", _set("trailList"), test=_each("trailList", "TrailARN")),
    Shape("cloudtrail:GetTrailStatus", _set("IsLogging"), may=None, test=lambda a: isinstance(a["IsLogging"], bool)),
    Shape("cloudtrail:GetEventSelectors", _set("TrailARN"), some=_set("EventSelectors", "AdvancedEventSelectors")),
    Shape("logs:DescribeLogGroups", _set("logGroups"), test=_each("logGroups", "logGroupName")),
    Shape("logs:DescribeMetricFilters", _set("metricFilters"), test=_each("metricFilters", "filterName")),
    Shape("logs:GetTransformer", _set("logGroupIdentifier", "transformerConfig"), may=None),
    Shape("logs:GetDataProtectionPolicy", _set("logGroupIdentifier"), may=_set("policyDocument", "lastUpdatedTime")),
    Shape("logs:DescribeAccountPolicies", _set("accountPolicies")),
    Shape("cloudwatch:DescribeAlarms", _set(), some=_set("MetricAlarms", "CompositeAlarms", "LogAlarms")),
    Shape("cloudwatch:ListAlarmMuteRules", _set("AlarmMuteRuleSummaries")),
    Shape("cloudwatch:GetAlarmMuteRule", _set("AlarmMuteRuleArn", "Name", "Rule"), may=None),
    Shape("sns:GetTopicAttributes", _set("Attributes"), test=_attributes("TopicArn", without="SubscriptionArn")),
    Shape("sns:GetSubscriptionAttributes", _set("Attributes"), test=_attributes("SubscriptionArn", "TopicArn")),
    Shape("sns:ListSubscriptions", _set("Subscriptions"), test=_each("Subscriptions", "SubscriptionArn", "TopicArn")),
    Shape("sns:ListTopics", _set("Topics"), test=_each("Topics", "TopicArn")),
    Shape("kms:DescribeKey", _set("KeyMetadata"), test=lambda a: isinstance(a["KeyMetadata"], dict)),
    Shape("kms:GetKeyPolicy", _set("Policy"), may=_set("PolicyName"), test=_is_key_policy),
    Shape("events:ListRules", _set("Rules"), test=_arns("Rules", "Arn", "events")),
    Shape("events:ListTargetsByRule", _set("Targets"), test=_each("Targets", "Id", "Arn")),
    Shape("observabilityadmin:ListTelemetryRules", _set("TelemetryRuleSummaries")),
    Shape("observabilityadmin:GetTelemetryRule", _set("RuleArn", "TelemetryRule"), may=None),
    Shape("securityhub:DescribeHub", _set("HubArn", "SubscribedAt"), may=None),
    Shape("organizations:ListAccounts", _set("Accounts"), test=_arns("Accounts", "Arn", "organizations")),
    Shape("organizations:ListDelegatedAdministrators", _set("DelegatedAdministrators")),
    Shape(
        "organizations:DescribeResourcePolicy",
        _set("ResourcePolicy"),
        test=lambda a: isinstance(a["ResourcePolicy"], dict) and "Content" in a["ResourcePolicy"],
    ),
    Shape("iam:ListAccountAliases", _set("AccountAliases")),
    Shape("iam:GetRole", _set("Role"), test=lambda a: isinstance(a["Role"], dict)),
    Shape("oam:ListAttachedLinks", _set("Items"), test=lambda a: bool(a["Items"]) and _each("Items", "LinkArn")(a)),
    Shape("oam:ListLinks", _set("Items"), test=lambda a: bool(a["Items"]) and _each("Items", "Arn", "SinkArn")(a)),
    Shape("oam:ListSinks", _set("Items"), test=lambda a: bool(a["Items"]) and _arns("Items", "Arn", "oam")(a)),
    Shape("oam:GetLink", _set("Arn", "SinkArn", "ResourceTypes"), may=None),
    Shape("observabilityadmin:ListCentralizationRulesForOrganization", _set("CentralizationRuleSummaries")),
    Shape("observabilityadmin:GetCentralizationRuleForOrganization", _set("RuleArn", "CentralizationRule"), may=None),
)
_BY_MEMBER: Final[dict[str, list[Shape]]] = {}
for _shape in SHAPES:
    for _member in _shape.has or _shape.some:
        _BY_MEMBER.setdefault(_member, []).append(_shape)


def call_of(answer: object) -> str | None:
    """The call that the answer is to, as `service:Operation`; None where it is to none of the table."""
    if not isinstance(answer, dict):
        return None
    candidates: Iterable[Shape] = (shape for member in answer for shape in _BY_MEMBER.get(member, ()))
    return next((shape.call for shape in candidates if shape.fits(answer)), None)
