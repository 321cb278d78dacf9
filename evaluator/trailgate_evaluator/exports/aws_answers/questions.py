"""What was asked, as far as an answer and the name of its file tell: never more than that the answer shows.

An answer of AWS's repeats little of its question. Where it could be an answer to a narrower question, the narrower is taken: so
what is in
it is there, and what is not may be elsewhere. Nothing here makes a chain hold.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.exports.aws_answers import arns
from trailgate_evaluator.exports.aws_answers.shapes import rows
from trailgate_evaluator.exports.aws_answers.subjects import words

if TYPE_CHECKING:
    from trailgate_evaluator.exports.aws_answers.subjects import Subjects

Json = dict[str, Any]


class Asked(NamedTuple):
    """The call that was asked, and its parameters; what the answer tells of account and region.

    `short`: why it may not be all.
    """

    call: str
    request: Json
    account: str | None = None
    region: str | None = None
    partition: str | None = None
    short: str | None = None


class Unclear(NamedTuple):
    """That the answer does not tell what it is about: the call, what is missing, and how to tell."""

    call: str
    missing: str
    how: str


def question_of(call: str, page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    """What was asked that got the answer `page`, which stands in `file`."""
    read = _QUESTIONS.get(call)
    if read is not None:
        return read(page, file, subjects)
    return Asked(call, {}, *_from([page.get("Arn"), page.get("HubArn"), page.get("RuleArn")]))


def refused_question(call: str, message: str, file: str, subjects: Subjects) -> Asked | Unclear:
    """What was asked that got an error with this text; the text may name who asked, and for what."""
    named = [word.strip("\"'.,;()") for word in message.split()]
    user = next((one for one in named if arns.part(one, 2) in {"sts", "iam"}), None)
    resource = next((one for one in named if arns.part(one, 2) not in {None, "sts", "iam"}), None)
    account = arns.part(user, arns.ACCOUNT)
    where = (account, arns.part(resource, arns.REGION), arns.part(user or resource, 1))
    if call not in _REFUSED:
        return Asked(call, dict(_ASKED.get(call, {})), *where)
    kind, parameter = _REFUSED[call]
    about = resource if resource is not None and kind in {"topic", "trail"} else subjects.about(kind, file)
    if about is None:
        return _unclear(call, kind)
    return Asked(call, {parameter: about}, *where)


_ALL_TYPES: Final = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
_OF_CLOUDTRAIL: Final = {"ServicePrincipal": "cloudtrail.amazonaws.com"}
_ASKED: Final[dict[str, Json]] = {
    "cloudwatch:DescribeAlarms": {"AlarmTypes": list(_ALL_TYPES)},
    "organizations:ListDelegatedAdministrators": _OF_CLOUDTRAIL,
}
"""What is asked for where AWS refused to answer; nothing of the others."""
_KINDS: Final = {
    "trail": "which trail it is about",
    "group": "which log group it is about",
    "topic": "which topic it is about",
    "key": "which key it is about",
    "rule": "which rule it is about",
    "prefix": "with which prefix it was asked",
    "list": "what it lists",
    "service": "of which service's it tells",
}
_REFUSED: Final = {
    "cloudtrail:GetTrailStatus": ("trail", "Name"),
    "cloudtrail:GetEventSelectors": ("trail", "TrailName"),
    "logs:DescribeMetricFilters": ("group", "logGroupName"),
    "logs:DescribeLogGroups": ("group", "logGroupNamePrefix"),
    "sns:GetTopicAttributes": ("topic", "TopicArn"),
    "sns:ListSubscriptionsByTopic": ("topic", "TopicArn"),
    "sns:GetSubscriptionAttributes": ("subscription", "SubscriptionArn"),
    "kms:DescribeKey": ("asked_key", "KeyId"),
    "kms:GetKeyPolicy": ("key", "KeyId"),
    "events:ListTargetsByRule": ("rule", "Rule"),
}


def _unclear(call: str, kind: str) -> Unclear:
    what = _KINDS.get(kind, "what it is about")
    return Unclear(call, what, "Put the name into the name of the file, or say so in manifest.json.")


def _from(found: list[Any]) -> tuple[str | None, str | None, str | None]:
    """Account, region and partition that these ARNs tell, where they tell one."""
    told = [arn for arn in found if arns.part(arn, 1)]
    return arns.one(told, arns.ACCOUNT), arns.one(told, arns.REGION), arns.partition(told)


def _identity(page: Json, _file: str, _subjects: Subjects) -> Asked:
    account = page["Account"] if isinstance(page["Account"], str) else None
    return Asked("sts:GetCallerIdentity", {}, account, None, arns.part(page["Arn"], 1))


def _trails(page: Json, _file: str, _subjects: Subjects) -> Asked:
    """An organization's trail is its management account's, whoever lists it."""
    listed = rows(page, "trailList")
    own = [row["TrailARN"] for row in listed if row.get("IsOrganizationTrail") is not True]
    account = arns.one(own, arns.ACCOUNT)
    return Asked("cloudtrail:DescribeTrails", {}, account, None, arns.partition(row["TrailARN"] for row in listed))


def _status(_page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    trail = subjects.about("trail", file)
    return (
        _unclear("cloudtrail:GetTrailStatus", "trail") if trail is None else Asked("cloudtrail:GetTrailStatus", {"Name": trail})
    )


def _selectors(page: Json, _file: str, _subjects: Subjects) -> Asked:
    """AWS answers in a trail's home region alone."""
    trail = page["TrailARN"]
    return Asked("cloudtrail:GetEventSelectors", {"TrailName": trail}, None, arns.part(trail, arns.REGION), arns.part(trail, 1))


def _groups(page: Json, _file: str, _subjects: Subjects) -> Asked | Unclear:
    """A listing shows all that begin as all that it shows; one that shows nothing may have been asked for anything."""
    listed = rows(page, "logGroups")
    if not listed:
        return _unclear("logs:DescribeLogGroups", "prefix")
    prefix = os.path.commonprefix([str(row["logGroupName"]) for row in listed])  # noqa: RUF071 - of texts, as it does
    request = {"logGroupNamePrefix": prefix} if prefix else {}
    return Asked("logs:DescribeLogGroups", request, *_from([row.get("arn") for row in listed]))


def _filters(page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    call = "logs:DescribeMetricFilters"
    groups = {str(row.get("logGroupName")) for row in rows(page, "metricFilters") if row.get("logGroupName")}
    if len(groups) > 1:
        return Asked(call, {})
    group = next(iter(groups)) if groups else subjects.about("group", file)
    return _unclear(call, "group") if group is None else Asked(call, {"logGroupName": group})


def _alarms(page: Json, file: str, _subjects: Subjects) -> Asked:
    """Nothing tells which types were asked for but alarms of that type, or the file's name.

    Asked for nothing, AWS lists metric alarms.
    """
    shown = {kind: rows(page, f"{kind}s") for kind in _ALL_TYPES}
    there = [kind for kind in _ALL_TYPES if shown[kind]]
    name = words(file)
    if "-all-types-" in name:
        there = list(_ALL_TYPES)
    elif "-composite-" in name and not shown["MetricAlarm"]:
        there = sorted({*there, "CompositeAlarm"})
    request = {} if there in ([], ["MetricAlarm"]) else {"AlarmTypes": there}
    short = "`describe-alarms-for-metric` lists the alarms of one metric" if "-for-metric-" in name else None
    return Asked(
        "cloudwatch:DescribeAlarms", request, *_from([row.get("AlarmArn") for one in shown.values() for row in one]), short
    )


def _topic(page: Json, _file: str, _subjects: Subjects) -> Asked:
    topic = page["Attributes"]["TopicArn"]
    return Asked("sns:GetTopicAttributes", {"TopicArn": topic}, None, arns.part(topic, arns.REGION), arns.part(topic, 1))


def _subscription(page: Json, _file: str, _subjects: Subjects) -> Asked:
    found = page["Attributes"]["SubscriptionArn"]
    return Asked(
        "sns:GetSubscriptionAttributes", {"SubscriptionArn": found}, None, arns.part(found, arns.REGION), arns.part(found, 1)
    )


def _subscriptions(page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    """Of a topic where the file's name says so, else the caller's own: these are not all that a topic has."""
    call = "sns:ListSubscriptionsByTopic"
    topics = {row["TopicArn"] for row in rows(page, "Subscriptions") if isinstance(row["TopicArn"], str)}
    region, partition = arns.one(topics, arns.REGION), arns.partition(topics)
    if "by-topic" not in file.lower().replace("_", "-") or len(topics) > 1:
        return Asked("sns:ListSubscriptions", {}, None, region, partition) if topics else _unclear(call, "list")
    return _by_topic(page, file, subjects)


def _by_topic(page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    call = "sns:ListSubscriptionsByTopic"
    topics = {row["TopicArn"] for row in rows(page, "Subscriptions") if isinstance(row.get("TopicArn"), str)}
    topic = next(iter(topics)) if topics else subjects.about("topic", file)
    if topic is None:
        return _unclear(call, "topic")
    return Asked(call, {"TopicArn": topic}, None, arns.part(topic, arns.REGION), arns.part(topic, 1))


def _topics(page: Json, _file: str, _subjects: Subjects) -> Asked:
    return Asked("sns:ListTopics", {}, *_from([row["TopicArn"] for row in rows(page, "Topics")]))


def _key(page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    """As a topic names its key: by ARN or id, which the answer repeats; by an alias, which it does not."""
    told = page["KeyMetadata"]
    arn, number = told.get("Arn"), told.get("KeyId")
    if not isinstance(arn, str):
        return _unclear("kms:DescribeKey", "key")
    named = subjects.around("asked_key", file)
    key = next((one for one in (arn, number) if one in named), None)
    aliases = [one for one in named if "alias/" in one]
    if key is None and len(aliases) == 1 and told.get("KeyManager") == "AWS" and aliases[0].endswith("alias/aws/sns"):
        key = aliases[0]
    return Asked("kms:DescribeKey", {"KeyId": key or arn}, None, arns.part(arn, arns.REGION), arns.part(arn, 1))


def _key_policy(_page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    key = subjects.about("key", file)
    if key is None:
        return _unclear("kms:GetKeyPolicy", "key")
    request = {"KeyId": key, "PolicyName": "default"}
    return Asked("kms:GetKeyPolicy", request, None, arns.part(key, arns.REGION), arns.part(key, 1))


def _rules(page: Json, _file: str, _subjects: Subjects) -> Asked:
    return Asked("events:ListRules", {}, *_from([row["Arn"] for row in rows(page, "Rules")]))


def _targets(_page: Json, file: str, subjects: Subjects) -> Asked | Unclear:
    rule = subjects.about("rule", file)
    return _unclear("events:ListTargetsByRule", "rule") if rule is None else Asked("events:ListTargetsByRule", {"Rule": rule})


def _repeating(call: str, parameter: str, member: str) -> Callable[[Json, str, Subjects], Asked | Unclear]:
    """Of calls whose answer repeats what was asked for."""

    def read(page: Json, _file: str, _subjects: Subjects) -> Asked | Unclear:
        told = page.get(member)
        if not isinstance(told, str):
            return _unclear(call, "")
        return Asked(call, {parameter: told}, *_from([told, page.get("AlarmMuteRuleArn")]))

    return read


def _policies(page: Json, _file: str, _subjects: Subjects) -> Asked | Unclear:
    types = {str(row.get("policyType")) for row in rows(page, "accountPolicies")}
    if len(types) != 1:
        return _unclear("logs:DescribeAccountPolicies", "list")
    return Asked("logs:DescribeAccountPolicies", {"policyType": types.pop()})


def _role(page: Json, _file: str, _subjects: Subjects) -> Asked:
    role = page["Role"]
    account, _, partition = _from([role.get("Arn")])
    return Asked("iam:GetRole", {"RoleName": str(role.get("RoleName"))}, account, None, partition)


def _delegated(_page: Json, file: str, _subjects: Subjects) -> Asked | Unclear:
    """Of CloudTrail's where the file's name says so; the answer does not say of which service's it tells."""
    call = "organizations:ListDelegatedAdministrators"
    if "-cloudtrail-" not in words(file):
        return _unclear(call, "service")
    return Asked(call, dict(_OF_CLOUDTRAIL))


def _nowhere(call: str) -> Callable[[Json, str, Subjects], Asked]:
    return lambda _page, _file, _subjects: Asked(call, {})


_QUESTIONS: Final[dict[str, Callable[[Json, str, Subjects], Asked | Unclear]]] = {
    "sts:GetCallerIdentity": _identity,
    "cloudtrail:DescribeTrails": _trails,
    "cloudtrail:GetTrailStatus": _status,
    "cloudtrail:GetEventSelectors": _selectors,
    "logs:DescribeLogGroups": _groups,
    "logs:DescribeMetricFilters": _filters,
    "logs:GetTransformer": _repeating("logs:GetTransformer", "logGroupIdentifier", "logGroupIdentifier"),
    "logs:GetDataProtectionPolicy": _repeating("logs:GetDataProtectionPolicy", "logGroupIdentifier", "logGroupIdentifier"),
    "logs:DescribeAccountPolicies": _policies,
    "cloudwatch:DescribeAlarms": _alarms,
    "cloudwatch:GetAlarmMuteRule": _repeating("cloudwatch:GetAlarmMuteRule", "AlarmMuteRuleName", "Name"),
    "sns:GetTopicAttributes": _topic,
    "sns:GetSubscriptionAttributes": _subscription,
    "sns:ListSubscriptions": _subscriptions,
    "sns:ListSubscriptionsByTopic": _by_topic,
    "sns:ListTopics": _topics,
    "kms:DescribeKey": _key,
    "kms:GetKeyPolicy": _key_policy,
    "events:ListRules": _rules,
    "events:ListTargetsByRule": _targets,
    "observabilityadmin:GetTelemetryRule": _repeating("observabilityadmin:GetTelemetryRule", "RuleIdentifier", "RuleArn"),
    "observabilityadmin:GetCentralizationRuleForOrganization": _repeating(
        "observabilityadmin:GetCentralizationRuleForOrganization", "RuleIdentifier", "RuleArn"
    ),
    "oam:GetLink": _repeating("oam:GetLink", "Identifier", "Arn"),
    "iam:GetRole": _role,
    "organizations:ListAccounts": _nowhere("organizations:ListAccounts"),
    "organizations:ListDelegatedAdministrators": _delegated,
    "organizations:DescribeResourcePolicy": _nowhere("organizations:DescribeResourcePolicy"),
    "organizations:DescribeOrganization": _nowhere("organizations:DescribeOrganization"),
    "oam:ListAttachedLinks": lambda _page, _file, _subjects: _unclear("oam:ListAttachedLinks", ""),
}
