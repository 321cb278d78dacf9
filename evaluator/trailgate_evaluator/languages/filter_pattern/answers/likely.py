"""What CloudTrail writes into a record beside what decides: told from the call and from who makes it, for records that are shown.

Fields: CloudTrail user guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
"""

from __future__ import annotations

import re
from typing import Any, Final

from trailgate_evaluator.regular import regex

Json = dict[str, Any]

CALLS: Final = {
    "s3.amazonaws.com": "ListBuckets",
    "ec2.amazonaws.com": "RunInstances",
    "iam.amazonaws.com": "ListUsers",
    "kms.amazonaws.com": "ListKeys",
    "sts.amazonaws.com": "GetCallerIdentity",
    "signin.amazonaws.com": "CheckMfa",
    "organizations.amazonaws.com": "DescribeOrganization",
    "cloudtrail.amazonaws.com": "DescribeTrails",
    "config.amazonaws.com": "DescribeConfigRules",
}
"""A call of each service, for records of any: the one place outside the controls' folders that names services."""
SERVICE_CALLER: Final = {"type": "AWSService", "invokedBy": "config.amazonaws.com"}
"""What CloudTrail writes of a service that calls by itself."""
_SOURCES: Final = {call: source for source, call in CALLS.items()}
_READS: Final = regex(r"(BatchGet|Describe|Get|Head|List|Lookup|Search|Select|View)(?=[A-Z])")
_ON_IDENTITIES: Final = "iam.amazonaws.com"
_NOUNS: Final = (("Group", "groupName", "auditors"), ("Role", "roleName", "deploy"), ("User", "userName", "alice"))
_REGIONS: Final[dict[str | None, str]] = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_HOME: Final = "us-east-1"


def region_of(partition: str | None) -> str:
    """A region of the partition, for what every record has."""
    return _REGIONS.get(partition, _HOME)


def source_of(call: object) -> str | None:
    """The service of a call that stands for any."""
    return _SOURCES.get(call) if isinstance(call, str) else None


def call_of(source: object) -> str | None:
    """A call of that service, where one is known."""
    return CALLS.get(source) if isinstance(source, str) else None


def only_reads(call: object) -> bool:
    """Whether a call of that name changes nothing."""
    return isinstance(call, str) and _READS.match(call) is not None


def caller_of(kind: object, account: str) -> Json:
    """What CloudTrail writes of a caller of that type; empty for one of which nothing is known."""
    match kind:
        case "Root":
            return {"type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root", "accountId": account}
        case "IAMUser":
            arn = f"arn:aws:iam::{account}:user/mallory"
            return {
                "type": "IAMUser", "principalId": "AIDAEXAMPLEEXAMPLE000", "arn": arn, "accountId": account, "userName": "mallory"
            }  # fmt: skip
        case "AssumedRole":
            arn = f"arn:aws:sts::{account}:assumed-role/admin/mallory"
            return {"type": "AssumedRole", "principalId": "AROAEXAMPLEEXAMPLE000:mallory", "arn": arn, "accountId": account}
        case _:
            return {}


def parameters_of(source: object, call: str, account: str) -> Json | None:
    """What such a call asks for, told from the words in its name; None where that tells nothing."""
    if source != _ON_IDENTITIES or only_reads(call):
        return None
    arn = f"arn:aws:iam::{account}:policy/example"
    parameters: Json = {field: value for noun, field, value in _NOUNS if noun in call}
    verb = re.match(r"[A-Z][a-z]+", call)
    if not parameters or (verb and verb.group() in {"Attach", "Detach"}):
        parameters["policyArn"] = arn
    else:
        parameters["policyName"] = "example"
    return parameters
