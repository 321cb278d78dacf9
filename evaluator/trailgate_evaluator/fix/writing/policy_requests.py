"""The requests that change what a topic or its key allows: a statement more in the policy that AWS showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.request import Guard, Request, Same, literal

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]


def of_topic(change: Change, existing: Existing) -> Request:
    """The topic's policy with one statement more."""
    given = existing.topic_attributes(change.target).get("Policy")
    statement = change.parameters["statement"]
    text = policies.text(policies.with_one(policies.parsed(given), statement))
    guard = Guard(
        question=_asked(change.target),
        what=f"the policy of topic {change.target}",
        made=_has("Attributes.Policy", text, statement),
        known=Same(query="Attributes.Policy", value=given),
    )
    return _attribute(change.target, "Policy", text, guard)


def of_key(change: Change, existing: Existing) -> Request:
    """The key's policy with one statement more."""
    given = existing.key_policy(change.target)
    statement = change.parameters["statement"]
    text = policies.text(policies.with_one(policies.parsed(given), statement))
    asked = {"KeyId": change.target, "PolicyName": "default"}
    return Request(
        service="kms",
        operation="put-key-policy",
        parameters={**asked, "Policy": text},
        guard=Guard(
            question=Request(service="kms", operation="get-key-policy", parameters=asked),
            what=f"the policy of key {change.target}",
            made=_has("Policy", text, statement),
            known=Same(query="Policy", value=given),
        ),
    )


def encrypted(change: Change, partition: str, existing: Existing) -> list[Request]:
    """A key of the account's own, and the topic encrypted with it."""
    alias = change.parameters["alias"]
    policy = policies.of_key(f"arn:{partition}:iam::{change.account}:root", change.parameters["statement"])
    made = Request(
        service="kms",
        operation="create-key",
        parameters={"Description": alias, "Policy": policies.text(policy), "alias": alias},
        guard=Guard(
            question=Request(service="kms", operation="describe-key", parameters={"KeyId": alias}),
            what=f"key {alias}",
            made=Same(query="KeyMetadata.[Description, KeyManager]", value=[alias, "CUSTOMER"]),
            nothing="NotFoundException",
        ),
    )
    given = existing.topic_attributes(change.target).get("KmsMasterKeyId")
    query = "Attributes.KmsMasterKeyId"
    guard = Guard(
        question=_asked(change.target),
        what=f"the key of topic {change.target}",
        made=Same(query=query, value=alias),
        known=Same(query=query, value=given),
    )
    return [made, _attribute(change.target, "KmsMasterKeyId", alias, guard)]


def _has(query: str, text: str, statement: Json) -> Same:
    """Whether the policy is this text, or AWS wrote it anew and our statement stands in it."""
    added = literal(policies.text(policies.as_iam(statement)))
    return Same(query=f'{query} == {literal(text)} || contains({query} || `""`, {added})', value=True)


def _asked(topic: str) -> Request:
    return Request(service="sns", operation="get-topic-attributes", parameters={"TopicArn": topic})


def _attribute(topic: str, name: str, value: str, guard: Guard) -> Request:
    parameters = {"TopicArn": topic, "AttributeName": name, "AttributeValue": value}
    return Request(service="sns", operation="set-topic-attributes", parameters=parameters, guard=guard)
