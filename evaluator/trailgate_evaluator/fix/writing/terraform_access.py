"""Blocks that give access: the role by which CloudTrail writes to a log group, a bucket for its records, a key for a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.hcl import Expression, joined, json_encoded, resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.writing.terraform_words import Said, Words

Json = dict[str, Any]


def role(words: Words, change: Change) -> tuple[Json, list[Expression], list[str]]:
    """What a trail says of its log group; what it waits for; the blocks of the role."""
    arn = words.said(change.parameters["group"], "arn")
    waits, provider = words.waits(), words.provider(change.region)
    name = change.parameters["role"]
    label, policy = words.label("aws_iam_role", name), words.label("aws_iam_role_policy", name)
    trusted = {**provider, "name": name, "assume_role_policy": json_encoded(policies.trust())}
    granted = {
        **provider,
        "name": "log-group",
        "role": Expression(f"aws_iam_role.{label}.id"),
        "policy": json_encoded(policies.of_role(_and(arn, ":log-stream:*"))),
    }
    told = {
        "cloud_watch_logs_group_arn": _and(arn, ":*"),
        "cloud_watch_logs_role_arn": Expression(f"aws_iam_role.{label}.arn"),
    }
    blocks = [resource("aws_iam_role", label, trusted), resource("aws_iam_role_policy", policy, granted)]
    return told, [Expression(f"aws_iam_role_policy.{policy}"), *waits], blocks


def trail(words: Words, change: Change) -> Iterator[str]:
    """A trail with its bucket and role; a plan may not tell the account, so AWS is asked for it."""
    entry = words.document["trails"][change.target]
    kind, label = words.labels[change.target]
    account, provider = words.account(change.account, change.region), words.provider(change.region)
    bucket, access = words.label("aws_s3_bucket", label), words.label("aws_s3_bucket_policy", label)
    stored = Expression(f"aws_s3_bucket.{bucket}.arn")
    arn = words.arn("cloudtrail", f"trail/{entry['name']}", change.account, change.region)
    name = change.parameters["bucket"]
    named = name if isinstance(account, str) else joined(f"{name}-", account)
    yield resource("aws_s3_bucket", bucket, {**provider, "bucket": named})
    writers = [account if writer == change.account else writer for writer in policies.writers(change)]
    policy = json_encoded(policies.of_bucket(stored, [joined(stored, "/AWSLogs/", writer, "/*") for writer in writers], arn))
    yield resource(
        "aws_s3_bucket_policy", access, {**provider, "bucket": Expression(f"aws_s3_bucket.{bucket}.id"), "policy": policy}
    )
    told, waits, blocks = role(words, change)
    yield from blocks
    arguments = {
        **provider,
        "name": entry["name"],
        "s3_bucket_name": Expression(f"aws_s3_bucket.{bucket}.id"),
        "is_multi_region_trail": True,
        **({"is_organization_trail": True} if entry["organization"] else {}),
        "include_global_service_events": True,
        "enable_log_file_validation": True,
        **told,
        "depends_on": [Expression(f"aws_s3_bucket_policy.{access}"), *waits],
    }
    yield resource(kind, label, arguments)


def key(words: Words, change: Change) -> tuple[Expression, str]:
    """A key that the account itself and CloudWatch may use: its ARN, and its block."""
    label = words.label("aws_kms_key", change.parameters["alias"])
    root = words.arn("iam", "root", change.account, change.region)
    policy = policies.of_key(root, change.parameters["statement"])
    block = resource("aws_kms_key", label, {**words.provider(change.region), "policy": json_encoded(policy)})
    return Expression(f"aws_kms_key.{label}.arn"), block


def _and(arn: Said, more: str) -> Said:
    return joined(arn, more) if isinstance(arn, Expression) else f"{arn}{more}"
