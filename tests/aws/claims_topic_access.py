"""Fixtures that pass, and whose topic, key or subscriber decides whether a person hears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_weaknesses import TOPIC, statement
from tests.aws.fixture import Fixture, passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.builder import Account

ORGANIZATION = "o-simulated1"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:changes"
CLOUDWATCH = "cloudwatch.amazonaws.com"


def _open_to_people(**condition: Any) -> dict[str, Any]:
    return statement(CLOUDWATCH, "sns:Publish", TOPIC, Condition=condition)


def _policy(policy: dict[str, Any]) -> Callable[[Account], None]:
    return lambda account: good_chain(account, topic={"Policy": policy})


def _denied(**condition: Any) -> Callable[[Account], None]:
    policy = statement(CLOUDWATCH, "sns:Publish", TOPIC)
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": TOPIC, "Condition": condition}
    return _policy({**policy, "Statement": [*policy["Statement"], deny]})


def _of_another(account: Account) -> None:
    policy = statement(CLOUDWATCH, "sns:Publish", TOPIC)
    variable = "arn:aws:sns:us-east-1:${aws:SourceAccount}:security-alarms"
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": variable}
    good_chain(account, topic={"Policy": {**policy, "Statement": [*policy["Statement"], deny]}})


def _queue(account: Account, *, person: bool) -> None:
    good_chain(account, without=frozenset() if person else frozenset({"subscription"}))
    account.client("sqs").create_queue(QueueName="changes")
    account.subscription(TOPIC, protocol="sqs", endpoint=QUEUE)


def _fifo(account: Account) -> None:
    good_chain(account, without=frozenset({"topic", "subscription"}), alarm={"actions": [f"{TOPIC}.fifo"]})
    account.client("sns").create_topic(Name="security-alarms.fifo", Attributes={"FifoTopic": "true"})
    account.client("sqs").create_queue(QueueName="changes.fifo", Attributes={"FifoQueue": "true"})
    account.subscription(f"{TOPIC}.fifo", protocol="sqs", endpoint=f"{QUEUE}.fifo")


def _small(snapshot: dict[str, Any]) -> None:
    for call in snapshot["calls"]:
        if call["operation"] == "GetTopicAttributes":
            call["pages"][0]["Attributes"]["MaximumMessageSize"] = "1024"


def _in_state(state: str) -> Callable[[dict[str, Any]], None]:
    def edit(snapshot: dict[str, Any]) -> None:
        for call in snapshot["calls"]:
            if call["operation"] == "DescribeKey":
                call["pages"][0]["KeyMetadata"]["KeyState"] = state

    return edit


def _encrypted(account: Account, spec: str = "SYMMETRIC_DEFAULT", **condition: Any) -> None:
    key = account.client("kms").create_key(KeySpec=spec)["KeyMetadata"]["KeyId"]
    account.key_policy(key, statement(CLOUDWATCH, ["kms:Decrypt", "kms:GenerateDataKey*"], "*", **condition))
    good_chain(account, topic={"KmsMasterKeyId": key})


def _fixture(name: str, says: str, build: Any, *weaknesses: str, effective: str, **more: Any) -> Fixture:
    return Fixture(name=name, says=says, build=build, expected=passes(*weaknesses, effective=effective), **more)


FIXTURES = (
    _fixture(
        "pass_subscription_to_machine",
        "A queue is subscribed, and nobody else: SNS itself tells no person.",
        lambda account: _queue(account, person=False),
        "subscription_to_machine",
        effective="unknown",
    ),
    _fixture(
        "pass_person_beside_machine",
        "A person is subscribed beside a queue.",
        lambda account: _queue(account, person=True),
        effective="yes",
    ),
    _fixture(
        "pass_topic_fifo",
        "The alarm notifies a FIFO topic, which delivers to queues alone.",
        _fifo,
        "subscription_to_machine",
        "topic_fifo",
        effective="unknown",
    ),
    _fixture(
        "pass_topic_message_size",
        "The topic takes messages of at most 1,024 bytes, and an alarm's may be longer (snapshot edited).",
        good_chain,
        "topic_message_size",
        effective="unknown",
        edit=_small,
    ),
    _fixture(
        "pass_topic_policy_of_callers_organization",
        "The topic's policy lets the organization's own callers publish; a service is in no organization.",
        _policy(_open_to_people(StringEquals={"aws:PrincipalOrgID": ORGANIZATION})),
        "topic_policy_refuses",
        effective="no",
        organization=("111122223333",),
    ),
    _fixture(
        "pass_topic_policy_denies_other_organizations",
        "The topic's policy denies whoever is not of the organization, and a service is not.",
        _denied(StringNotEquals={"aws:PrincipalOrgID": ORGANIZATION}),
        "topic_policy_refuses",
        effective="no",
        organization=("111122223333",),
    ),
    _fixture(
        "pass_topic_policy_spares_services",
        "The topic's policy denies other organizations' people, and spares the services of AWS.",
        _denied(StringNotEquals={"aws:PrincipalOrgID": ORGANIZATION}, Bool={"aws:PrincipalIsAWSService": "false"}),
        effective="yes",
        organization=("111122223333",),
    ),
    _fixture(
        "pass_topic_policy_of_sources_organization",
        "The topic's policy lets CloudWatch publish for alarms of the organization, which the account is in.",
        _policy(_open_to_people(StringEquals={"aws:SourceOrgID": ORGANIZATION})),
        effective="yes",
        organization=("111122223333",),
    ),
    _fixture(
        "pass_topic_policy_of_no_organization",
        "The topic's policy lets CloudWatch publish for alarms of an organization, and the account is in none.",
        _policy(_open_to_people(StringEquals={"aws:SourceOrgID": ORGANIZATION})),
        "topic_policy_refuses",
        effective="no",
    ),
    _fixture(
        "pass_topic_policy_variable",
        "The topic's policy denies a topic that a policy variable names.",
        _of_another,
        "topic_policy_unclear",
        effective="unknown",
    ),
    _fixture(
        "pass_topic_key_pending_import",
        "The topic's key waits for its material to be imported (snapshot edited).",
        _encrypted,
        "topic_key_refuses",
        effective="no",
        edit=_in_state("PendingImport"),
    ),
    _fixture(
        "pass_topic_key_rsa",
        "The topic's key is an RSA key, under which KMS makes no data keys.",
        lambda account: _encrypted(account, "RSA_2048"),
        "topic_key_refuses",
        effective="no",
    ),
    _fixture(
        "pass_topic_key_updating",
        "The primary Region of the topic's key is being changed, during which it works (snapshot edited).",
        _encrypted,
        effective="yes",
        edit=_in_state("Updating"),
    ),
    _fixture(
        "pass_topic_key_of_callers_organization",
        "The topic's key is for the organization's own callers, and a service is none.",
        lambda account: _encrypted(account, Condition={"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        "topic_key_refuses",
        effective="no",
        organization=("111122223333",),
    ),
)
