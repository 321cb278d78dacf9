"""The requests that make a trail, send it to a log group, or change what it records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jmespath

from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing import access_requests
from trailgate_evaluator.fix.writing.api_words import advanced_selectors, classic_selectors
from trailgate_evaluator.fix.writing.request import Guard, Request, Same

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]

_OPERATORS: Final = ("Equals", "NotEquals", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith")
_SELECTORS: Final = (
    "[EventSelectors[].{t: ReadWriteType, m: IncludeManagementEvents, d: DataResources[].{t: Type, v: Values || `[]`} || `[]`, "
    'x: ExcludeManagementEventSources || `[]`} || `[]`, AdvancedEventSelectors[].{n: Name || `""`, '
    "f: FieldSelectors[].{f: Field, " + ", ".join(f"{name}: {name} || `[]`" for name in _OPERATORS) + "}} || `[]`]"
)
"""The selectors of an answer or a request, where what is absent is empty."""


def created(change: Change, document: Json) -> list[Request]:
    """A new trail with its bucket, its role and, where it is new, its log group."""
    trail, arn = document["trails"][change.target], change.target
    bucket = change.parameters["bucket"]
    stored = f"arn:{document['subject']['partition']}:s3:::{bucket}"
    policy = policies.of_bucket(stored, [f"{stored}/AWSLogs/{writer}/*" for writer in policies.writers(change)], arn)
    group = f"{trail['log_group']}:*"
    made = Request(
        service="cloudtrail",
        operation="create-trail",
        parameters={
            "Name": trail["name"],
            "S3BucketName": bucket,
            "IsMultiRegionTrail": True,
            **({"IsOrganizationTrail": True} if trail["organization"] else {}),
            "IncludeGlobalServiceEvents": True,
            "EnableLogFileValidation": True,
            "CloudWatchLogsLogGroupArn": group,
            "CloudWatchLogsRoleArn": _role_arn(change, document),
        },
        guard=Guard(
            question=_asked(arn),
            what=f"trail {trail['name']}",
            made=Same(query="Trail.[S3BucketName, CloudWatchLogsLogGroupArn]", value=[bucket, group]),
            nothing="TrailNotFoundException",
        ),
    )
    return [
        *access_requests.bucket(bucket, change.region, policy),
        *_group_and_role(change, document),
        *([_trusted()] if trail["organization"] else []),
        made,
        started(change),
    ]


def _trusted() -> Request:
    """CloudTrail is a trusted service of the organization, where it is none; without that AWS makes no trail of it."""
    principal = "cloudtrail.amazonaws.com"
    asked = Request(service="organizations", operation="list-aws-service-access-for-organization", parameters={})
    return Request(
        service="organizations",
        operation="enable-aws-service-access",
        parameters={"ServicePrincipal": principal},
        guard=Guard(
            question=asked,
            what="trusted access of CloudTrail",
            made=Same(query=f"contains(EnabledServicePrincipals[].ServicePrincipal, '{principal}')", value=True),
            known=Same(query=f"contains(EnabledServicePrincipals[].ServicePrincipal, '{principal}')", value=False),
        ),
    )


def started(change: Change) -> Request:
    """The trail logs."""
    return Request(service="cloudtrail", operation="start-logging", parameters={"Name": change.target})


def sent(change: Change, document: Json, existing: Existing) -> list[Request]:
    """A trail sends its records to a log group, where it does not send them to one that the input did not show."""
    group = f"{change.parameters['group']}:*"
    before = existing.row(document["trails"][change.target]).get("CloudWatchLogsLogGroupArn")
    query = "Trail.CloudWatchLogsLogGroupArn"
    put = Request(
        service="cloudtrail",
        operation="update-trail",
        parameters={
            "Name": change.target,
            "CloudWatchLogsLogGroupArn": group,
            "CloudWatchLogsRoleArn": _role_arn(change, document),
        },
        guard=Guard(
            question=_asked(change.target),
            what=f"the log group of trail {document['trails'][change.target]['name']}",
            made=Same(query=query, value=group),
            known=Same(query=query, value=before),
        ),
    )
    return [*_group_and_role(change, document), put]


def flagged(change: Change) -> Request:
    """A trail with switches on; the others stay."""
    words = {"multi_region": "IsMultiRegionTrail", "global_services": "IncludeGlobalServiceEvents"}
    flags = {words[name]: value for name, value in change.patch["trails"][change.target].items()}
    return Request(service="cloudtrail", operation="update-trail", parameters={"Name": change.target, **flags})


def selected(change: Change, document: Json, existing: Existing) -> Request:
    """A trail with more selected, beside what AWS said that it selects already."""
    trail = document["trails"][change.target]
    answer = existing.event_selectors(trail)
    if trail["selectors"]["kind"] == "advanced":
        given = answer.get("AdvancedEventSelectors") or []
        wanted: Json = {"AdvancedEventSelectors": advanced_selectors(given, trail["selectors"]["advanced"])}
    else:
        wanted = {"EventSelectors": classic_selectors(answer.get("EventSelectors") or [], trail["selectors"]["classic"])}
    return Request(
        service="cloudtrail",
        operation="put-event-selectors",
        parameters={"TrailName": change.target, **wanted},
        guard=Guard(
            question=Request(service="cloudtrail", operation="get-event-selectors", parameters={"TrailName": change.target}),
            what=f"the event selectors of trail {trail['name']}",
            made=Same(query=_SELECTORS, value=jmespath.search(_SELECTORS, wanted)),
            known=Same(query=_SELECTORS, value=jmespath.search(_SELECTORS, answer)),
        ),
    )


def log_group(name: str) -> Request:
    """A log group of that name, where there is none."""
    asked = Request(service="logs", operation="describe-metric-filters", parameters={"logGroupName": name})
    return Request(
        service="logs",
        operation="create-log-group",
        parameters={"logGroupName": name},
        guard=Guard(
            question=asked, what=f"log group {name}", made=Same(query="`1`", value=1), nothing="ResourceNotFoundException"
        ),
    )


def _group_and_role(change: Change, document: Json) -> list[Request]:
    group = change.parameters["group"]
    name = document["log_groups"][group]["name"]
    new = [log_group(name)] if ("log_groups", group) in change.creates else []
    return [*new, *access_requests.role(change.parameters["role"], group, name)]


def _role_arn(change: Change, document: Json) -> str:
    return f"arn:{document['subject']['partition']}:iam::{change.account}:role/{change.parameters['role']}"


def _asked(trail: str) -> Request:
    return Request(service="cloudtrail", operation="get-trail", parameters={"Name": trail})
