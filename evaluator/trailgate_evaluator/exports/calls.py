"""The calls that a snapshot holds, in its order, and the error codes by which each says that there is none.

The collector's call table says the same, and a test that they agree.
"""

from __future__ import annotations

from typing import Final

_NO_TRAIL: Final = frozenset({"CloudTrailARNInvalidException", "TrailNotFoundException"})
_NO_TOPIC: Final = frozenset({"NotFound", "NotFoundException"})
_NO_RESOURCE: Final = frozenset({"ResourceNotFoundException"})
_NO_ORGANIZATION: Final = frozenset({"AWSOrganizationsNotInUseException"})
_NONE: Final = frozenset[str]()

CALLS: Final[dict[str, frozenset[str]]] = {
    "sts:AssumeRole": _NONE,
    "sts:GetCallerIdentity": _NONE,
    "ec2:DescribeRegions": _NONE,
    "organizations:DescribeOrganization": _NO_ORGANIZATION,
    "cloudtrail:DescribeTrails": _NONE,
    "cloudtrail:GetTrailStatus": _NO_TRAIL,
    "cloudtrail:GetEventSelectors": _NO_TRAIL,
    "logs:DescribeLogGroups": _NONE,
    "logs:DescribeMetricFilters": _NO_RESOURCE,
    "logs:GetTransformer": _NO_RESOURCE,
    "logs:GetDataProtectionPolicy": _NO_RESOURCE,
    "logs:DescribeAccountPolicies": _NONE,
    "cloudwatch:DescribeAlarms": _NONE,
    "cloudwatch:ListAlarmMuteRules": _NONE,
    "cloudwatch:GetAlarmMuteRule": _NO_RESOURCE,
    "sns:GetTopicAttributes": _NO_TOPIC,
    "sns:ListSubscriptionsByTopic": _NO_TOPIC,
    "sns:GetSubscriptionAttributes": _NO_TOPIC,
    "kms:DescribeKey": frozenset({"NotFoundException"}),
    "kms:GetKeyPolicy": _NONE,
    "events:ListRules": _NONE,
    "events:ListTargetsByRule": _NO_RESOURCE,
    "observabilityadmin:ListTelemetryRules": _NONE,
    "observabilityadmin:GetTelemetryRule": _NO_RESOURCE,
    "securityhub:DescribeHub": frozenset({"InvalidAccessException"}),
    "organizations:ListAccounts": _NO_ORGANIZATION,
    "organizations:ListDelegatedAdministrators": _NONE,
    "organizations:DescribeResourcePolicy": frozenset({"ResourcePolicyNotFoundException"}),
    "iam:ListAccountAliases": _NONE,
    "iam:GetRole": frozenset({"NoSuchEntity"}),
    "oam:ListSinks": _NONE,
    "oam:ListAttachedLinks": _NO_RESOURCE,
    "oam:ListLinks": _NONE,
    "oam:GetLink": _NO_RESOURCE,
    "observabilityadmin:ListCentralizationRulesForOrganization": _NONE,
    "observabilityadmin:GetCentralizationRuleForOrganization": _NO_RESOURCE,
    "sns:ListSubscriptions": _NONE,
    "sns:ListTopics": _NONE,
}
GLOBAL: Final = frozenset(
    {
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListDelegatedAdministrators",
        "organizations:DescribeResourcePolicy",
        "iam:ListAccountAliases",
        "iam:GetRole",
    }
)
"""Calls that every region answers alike, so that it need not be known which one did."""
PAGING: Final = frozenset({"limit", "nextToken", "MaxRecords", "NextToken", "Marker", "Limit", "MaxResults"})
"""Parameters that cut pages, and change nothing of what is told."""
