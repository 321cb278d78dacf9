"""The policy documents that a fix needs: of the bucket, of the role of CloudTrail, of topics and keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]

_CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}


def text(policy: Json) -> str:
    """The policy as an API takes it."""
    return json.dumps(policy, separators=(",", ":"))


def trust() -> Json:
    """CloudTrail may take the role."""
    return _whole({"Effect": "Allow", "Principal": _CLOUDTRAIL, "Action": "sts:AssumeRole"})


def of_role(streams: Any) -> Json:
    """Whoever has the role may write to the streams of a log group, named by their ARN.

    Source: CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
    """
    return _whole({"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": streams})


def of_bucket(bucket: Any, objects: list[Any], trail: Any) -> Json:
    """One trail may write to the bucket; all are ARNs, in whatever words a format has for them.

    Sources: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail" and, where objects of an organization stand beside
    those of its management account, "Creating a trail for an organization with the AWS CLI".
    """
    only = {"aws:SourceArn": trail}
    return _whole(
        {
            "Effect": "Allow",
            "Principal": _CLOUDTRAIL,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket,
            "Condition": {"StringEquals": only},
        },
        {
            "Effect": "Allow",
            "Principal": _CLOUDTRAIL,
            "Action": "s3:PutObject",
            "Resource": objects[0] if len(objects) == 1 else objects,
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **only}},
        },
    )


def writers(change: Change) -> list[str]:
    """Under whose names CloudTrail writes the records of a new trail: the account's, and its organization's."""
    organization = change.parameters.get("organization")
    return [change.account] if organization is None else [change.account, organization]


def of_key(root: Any, statement: Json) -> Json:
    """The account itself, named by the ARN of its root, may do everything with its key, and the statement holds."""
    own = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    return _whole(own, as_iam(statement))


def parsed(given: str | None) -> Json:
    """The policy that AWS showed as text, whole; one without statements where there is none."""
    policy = json.loads(given) if given else {}
    statements = policy.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return {"Version": "2012-10-17", **policy, "Statement": listed}


def with_one(policy: Json, statement: Json) -> Json:
    """A policy with a statement of the document added, unless it stands there already."""
    added = as_iam(statement)
    statements = policy["Statement"]
    return policy if added in statements else {**policy, "Statement": [*statements, added]}


def as_iam(statement: Json) -> Json:
    """A statement of the document as IAM writes it."""
    conditions: Json = {}
    for one in statement["conditions"]:
        conditions.setdefault(one["operator"], {})[one["key"]] = _one_or_many(one["values"])
    return {
        "Effect": statement["effect"],
        "Principal": {kind: _one_or_many(values) for kind, values in statement["principals"].items()},
        "Action": _one_or_many(statement["actions"]),
        "Resource": _one_or_many(statement["resources"]),
        **({"Condition": conditions} if conditions else {}),
    }


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _whole(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}
