"""A bucket for the records of a new trail, and the role by which CloudTrail writes to a log group."""

from __future__ import annotations

import re
from typing import Any

from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.request import Guard, Request, Same

Json = dict[str, Any]


def bucket(name: str, region: str, policy: Json) -> list[Request]:
    """A bucket of that name with that policy; one that has another policy keeps it."""
    location = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    asked = Request(service="s3api", operation="head-bucket", parameters={"Bucket": name})
    made = Request(
        service="s3api",
        operation="create-bucket",
        parameters={"Bucket": name, **location},
        guard=Guard(question=asked, what=f"bucket {name}", made=Same(query="`1`", value=1), nothing="404"),
    )
    text = policies.text(policy)
    put = Request(
        service="s3api",
        operation="put-bucket-policy",
        parameters={"Bucket": name, "Policy": text},
        guard=Guard(
            question=Request(service="s3api", operation="get-bucket-policy", parameters={"Bucket": name}),
            what=f"the policy of bucket {name}",
            made=Same(query="Policy", value=text),
            nothing="NoSuchBucketPolicy",
        ),
    )
    return [made, put]


def role(name: str, group: str, group_name: str) -> list[Request]:
    """A role of that name by which CloudTrail writes to the log group; one that is another's stays as it is."""
    trust, granted = policies.trust(), policies.of_role(f"{group}:log-stream:*")
    policy_name = re.sub(r"[^A-Za-z0-9+=,.@_-]", "-", group_name)[:128]
    made = Request(
        service="iam",
        operation="create-role",
        parameters={"RoleName": name, "AssumeRolePolicyDocument": policies.text(trust)},
        guard=Guard(
            question=Request(service="iam", operation="get-role", parameters={"RoleName": name}),
            what=f"role {name}",
            made=Same(query="Role.AssumeRolePolicyDocument", value=trust),
            nothing="NoSuchEntity",
        ),
    )
    asked = {"RoleName": name, "PolicyName": policy_name}
    put = Request(
        service="iam",
        operation="put-role-policy",
        parameters={**asked, "PolicyDocument": policies.text(granted)},
        guard=Guard(
            question=Request(service="iam", operation="get-role-policy", parameters=asked),
            what=f"policy {policy_name} of role {name}",
            made=Same(query="PolicyDocument", value=granted),
            nothing="NoSuchEntity",
        ),
        then_wait=True,
    )
    return [made, put]
