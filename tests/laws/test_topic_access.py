"""Topic and key policies: the law's three answers are those of a second evaluator of IAM policies.

Sixteen policies are asked at a time: each required record's alarm acts on a topic of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.judge import access
from tests.judge.builder import NEAR, OTHER, OWN
from tests.laws.decisions import decided, examples, reindexed
from tests.laws.plain import TOPIC, alarm_id, effects, plain_document
from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
ACTIONS = ["sns:Publish", "SNS:Publish", "sns:*", "sns:Pub?ish", "*", "sns:Subscribe", "sns:P*h"]
KEY_ACTIONS = ["kms:*", "kms:Decrypt", "kms:GenerateDataKey*", "kms:Generate*", "kms:Encrypt", "KMS:decrypt"]
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": ["*"]},
    {"Service": ["cloudwatch.amazonaws.com"]},
    {"Service": ["events.amazonaws.com", "cloudwatch.amazonaws.com"]},
    {"Service": ["events.amazonaws.com"]},
    {"AWS": [f"arn:aws:iam::{OWN}:root", OWN]},
    {"Federated": ["cognito-identity.amazonaws.com"]},
]
VALUES = {
    "aws:SourceArn": [
        f"arn:aws:cloudwatch:{NEAR}:{OWN}:alarm:*",
        f"arn:aws:cloudwatch:*:{OWN}:alarm:*",
        f"arn:aws:cloudwatch:{NEAR}:{OTHER}:alarm:*",
        "arn:aws:cloudwatch:*:*:alarm:Put*",
        f"arn:aws:cloudwatch:{NEAR}:{OWN}:alarm:PutUserPolicy",
        f"arn:*:alarm:{OWN}:x:y",
        f"arn:aws:s3:::{OWN}",
        "tf:alarm",
    ],
    "aws:SourceAccount": [OWN, OTHER, "1111*", "????????????"],
    "AWS:SourceOwner": [OWN, OTHER],
    "aws:PrincipalOrgID": ["o-12345", "*"],
    "aws:PrincipalTag/team": ["red"],
    "aws:PrincipalArn": [f"arn:aws:iam::{OWN}:role/*", f"arn:aws:iam::{OWN}:root"],
    "aws:PrincipalAccount": [OWN, "*", OTHER],
    "aws:SourceOrgID": ["o-12345", "o-67890"],
    "aws:SourceOrgPaths": ["o-12345/*", "o-12345/r-*", "o-67890/*", "o-12345/r-ab12/*", "*", "o-12345/r-ab12/"],
    "aws:ViaAWSService": ["true", "false"],
    "aws:SourceIp": ["203.0.113.0/24"],
    "kms:EncryptionContext:aws:sns:topicArn": [f"arn:aws:sns:*:{OWN}:*", "arn:aws:sns:*:*:other", "tf:topic"],
    "SNS:Protocol": ["https"],
    "aws:SecureTransport": ["true", "false", "False"],
}
ORGANIZATIONS: list[Json | None] = [{"id": "o-12345"}, {"id": None}, None]
OPERATORS = [
    *("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringEqualsIfExists"),
    *("ArnEquals", "ArnLike", "ArnNotLike", "ArnNotEquals", "ForAnyValue:StringEquals", "NumericEquals"),
    *("ForAllValues:StringLike", "ForAnyValue:StringLike", "ForAllValues:StringNotEquals", "ForAnyValue:StringNotEquals"),
    *("ForAnyValue:StringLikeIfExists", "ForAllValues:StringLikeIfExists", "StringNotLikeIfExists", "StringLikeIfExists"),
]


def conditions() -> st.SearchStrategy[Json]:
    """A condition whose values suit its key; ARN operators on ARNs only."""

    def on(key: str) -> st.SearchStrategy[Json]:
        if key in {"aws:SecureTransport", "aws:ViaAWSService"}:
            return st.sampled_from(VALUES[key]).map(lambda value: {"operator": "Bool", "key": key, "values": [value]})
        operators = [one for one in OPERATORS if key in {"aws:SourceArn", "aws:PrincipalArn"} or not one.startswith("Arn")]
        null = st.fixed_dictionaries({"operator": st.just("Null"), "values": st.sampled_from([["true"], ["false"]])})
        usual = st.fixed_dictionaries(
            {
                "operator": st.sampled_from(operators),
                "values": st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=2),
            }
        )
        return st.one_of(usual, usual, usual, null).map(lambda condition: condition | {"key": key})

    return st.sampled_from(sorted(VALUES)).flatmap(on)


def either(name: str, given: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """The element, or now and then its opposite."""
    return st.builds(lambda word, value: {word: value}, st.sampled_from([name, name, name, f"not_{name}"]), given)


def statements(actions: list[str], resources: list[str]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda *parts: {name: value for part in parts for name, value in part.items()},
        st.sampled_from(["Allow", "Allow", "Deny"]).map(lambda effect: {"effect": effect}),
        either("principals", st.sampled_from(PRINCIPALS)),
        either("actions", st.lists(st.sampled_from(actions), min_size=1, max_size=2)),
        either("resources", st.lists(st.sampled_from(resources), min_size=1, max_size=2)),
        st.lists(conditions(), max_size=2).map(lambda some: {"conditions": some}),
    )


def policies(actions: list[str], resources: list[str]) -> st.SearchStrategy[Json]:
    return st.lists(statements(actions, resources), max_size=3).map(lambda some: {"statements": some})


def document_of(records: list[str], asked: list[Json], *, planned: bool = False) -> Json:
    """Each record's alarm acts on a topic of its own; of a plan, neither has an ARN yet."""
    document = plain_document(records)
    document["subject"]["organization"] = ORGANIZATIONS[len(json.dumps(asked)) % len(ORGANIZATIONS)]
    base = document["topics"].pop(TOPIC)
    document["subscriptions"] = {}
    for record, told_topic in zip(records, asked, strict=True):
        topic = told_topic
        name = topic_id(record, planned=planned)
        alarm = document["alarms"].pop(alarm_id(record))
        if planned:
            topic = json.loads(json.dumps(topic).replace("tf:topic", name).replace("tf:alarm", f"tf:alarm.{record}"))
            alarm["id"] = f"tf:alarm.{record}"
        document["topics"][name] = base | topic | {"id": name}
        document["alarms"][alarm["id"]] = alarm | {"actions": [name]}
        told = {"id": f"{name}:s", "topic": name, "state": "confirmed", "protocol": "sms", "filter_policy": False, "at": "0#/"}
        document["subscriptions"][f"{name}:s"] = told
    return reindexed(document)


def topic_id(record: str, *, planned: bool) -> str:
    return f"tf:topic.{record}" if planned else f"{TOPIC}-{record}"


def agree(engine: Engine, records: list[str], asked: list[Json], *, planned: bool = False) -> Counter[str]:
    document = document_of(records, asked, planned=planned)
    decision = decided(engine, document)
    by_record = effects(decision)
    seen: Counter[str] = Counter()
    for record in records:
        topic = document["topics"][topic_id(record, planned=planned)]
        alarm = next(one for one in document["alarms"].values() if one["actions"] == [topic["id"]])
        answer = access.reaches(alarm, topic, document["subject"])
        assert by_record[record] == answer, (answer, by_record[record], topic, decision["chains"])
        seen[answer] += 1
    return seen


def test_the_law_reads_topic_policies_as_iam_does(engine: Engine, model: Json) -> None:
    records = sorted(model)
    resources = ["*", f"{TOPIC}*", f"arn:aws:sns:*:{OWN}:*", "arn:aws:sns:*:*:other", TOPIC]
    resources += ["arn:aws:sns:*:${aws:SourceAccount}:*", "arn:aws:s3:::${aws:username}"]
    topics = policies(ACTIONS, resources).map(lambda policy: {"policy": policy, "key": None})
    seen: Counter[str] = Counter()

    @examples(60)
    @given(st.lists(topics, min_size=len(records), max_size=len(records)))
    def holds(asked: list[Json]) -> None:
        seen.update(agree(engine, records, asked))

    holds()
    assert set(seen) == {"yes", "no", "unknown"}


def test_the_law_reads_the_policies_of_what_has_no_arn_yet_as_iam_does(engine: Engine, model: Json) -> None:
    records = sorted(model)
    of_topics = policies(ACTIONS, ["*", "tf:topic", "tf:alarm", "arn:aws:sns:*:${aws:SourceAccount}:*", TOPIC])
    of_keys = policies(KEY_ACTIONS, ["*", "tf:key", "arn:aws:kms:*"])
    keys = of_keys.map(lambda policy: {"id": "tf:key", "arn": None, "manager": "CUSTOMER", "state": "Enabled", "policy": policy})
    topics = st.builds(lambda policy, key: {"policy": policy, "key": key}, of_topics, st.one_of(st.none(), keys))
    seen: Counter[str] = Counter()

    @examples(40)
    @given(st.lists(topics, min_size=len(records), max_size=len(records)))
    def holds(asked: list[Json]) -> None:
        seen.update(agree(engine, records, asked, planned=True))

    holds()
    assert set(seen) == {"yes", "no", "unknown"}


def test_the_law_reads_key_policies_as_iam_does(engine: Engine, model: Json) -> None:
    records = sorted(model)
    key_policies = policies(KEY_ACTIONS, ["*", "arn:aws:kms:*"])
    keys = st.one_of(
        *[
            st.builds(
                lambda policy, state: {"id": "k", "manager": "CUSTOMER", "state": state, "policy": policy},
                key_policies,
                st.sampled_from(["Enabled", "Enabled", "Enabled", "Updating", "Disabled", "Unheard", None]),
            )
            for _ in range(4)
        ],
        st.just({"id": "alias/aws/sns", "manager": "AWS"}),
        st.just({"id": "k", "manager": "CUSTOMER", "state": "Enabled"}),
    )
    topics = keys.map(lambda key: {"policy": None, "key": key})
    seen: Counter[str] = Counter()

    @examples(40)
    @given(st.lists(topics, min_size=len(records), max_size=len(records)))
    def holds(asked: list[Json]) -> None:
        seen.update(agree(engine, records, asked))

    holds()
    assert set(seen) == {"yes", "no", "unknown"}
