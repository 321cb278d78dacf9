"""Topics that alarms name exist, do not, or may; with who may publish, the key, and the subscriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALARM_ROW,
    ALL_ALARM_TYPES,
    OTHER,
    REGION,
    SUBSCRIPTION,
    TOPIC,
    Json,
    call,
    read_chain,
    refused,
    snapshot,
    source,
    whole_calls,
    without,
)

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts

ATTRIBUTES = "sns:GetTopicAttributes"
LIST = "sns:ListSubscriptionsByTopic"
SUBSCRIPTION_ATTRIBUTES = "sns:GetSubscriptionAttributes"
DESCRIBE_KEY = "kms:DescribeKey"
KEY_POLICY = "kms:GetKeyPolicy"
POLICY = '{"Statement": []}'
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234"


def parts(calls: list[Json]) -> Parts:
    return read_chain(source(snapshot(calls)))


def scopes(read: Parts) -> dict[str, str]:
    return {gap["scope"]: gap["reason"] for gap in read.gaps.values() if gap["scope"]}


def with_attributes(attributes: Json, *calls: Json) -> Parts:
    answer = {"Attributes": {"TopicArn": TOPIC, "Policy": POLICY, **attributes}}
    return parts([*without(ATTRIBUTES), call(ATTRIBUTES, {"TopicArn": TOPIC}, answer), *calls])


def without_sns() -> list[Json]:
    return [each for each in whole_calls() if each["service"] != "sns"]


def test_a_topic_has_every_field_of_the_document() -> None:
    assert parts(whole_calls()).resources["topics"][TOPIC] == {
        "id": TOPIC,
        "name": "security",
        "account": ACCOUNT,
        "region": REGION,
        "at": "0#/calls/7",
        "fifo": False,
        "max_message_size": None,
        "policy": {
            "statements": [
                {
                    "effect": "Allow",
                    "principals": {"Service": ["cloudwatch.amazonaws.com"]},
                    "not_principals": None,
                    "actions": ["SNS:Publish"],
                    "not_actions": None,
                    "resources": [TOPIC],
                    "not_resources": None,
                    "conditions": [{"operator": "StringEquals", "key": "aws:SourceAccount", "values": [ACCOUNT]}],
                }
            ]
        },
        "key": None,
    }


def test_a_name_that_ends_so_is_a_fifo_topics() -> None:
    content = json.loads(json.dumps(snapshot()).replace(TOPIC, f"{TOPIC}.fifo"))
    assert read_chain(source(content)).resources["topics"][f"{TOPIC}.fifo"]["fifo"] is True


@pytest.mark.parametrize(("told", "known"), [("1024", 1024), ("", "unknown"), ("1e3", "unknown")])
def test_the_greatest_message_of_a_topic_is_a_number_of_bytes(told: str, known: object) -> None:
    read = with_attributes({"MaximumMessageSize": told})
    size = read.resources["topics"][TOPIC]["max_message_size"]
    assert ("unknown" if isinstance(size, dict) else size) == known


@pytest.mark.parametrize(("outcome", "known"), [("absent", {"id": None}), ("denied", None), ("failed", None), ("skipped", None)])
def test_an_account_of_no_organization_is_told_from_one_that_may_not_ask(outcome: str, known: Json | None) -> None:
    asked = call("organizations:DescribeOrganization", {}, outcome=outcome)
    assert parts([*whole_calls(), asked]).subject["organization"] == known


@pytest.mark.parametrize("operation", [ATTRIBUTES, LIST])
def test_a_topic_that_is_not_found_does_not_exist_and_hides_nothing(operation: str) -> None:
    read = parts(refused(operation, "absent"))
    assert read.resources["topics"] == {}
    assert read.resources["subscriptions"] == {}
    assert read.gaps == {}


def test_a_topic_whose_attributes_were_refused_exists_with_unknown_policy_and_key() -> None:
    read = parts(refused(ATTRIBUTES))
    topic = read.resources["topics"][TOPIC]
    for attribute in ("policy", "key"):
        assert topic[attribute] == {"unknown": {"reason": "denied", "gap": f"{TOPIC}#{attribute}"}}
    assert scopes(read) == {}


@pytest.mark.parametrize("outcome", ["denied", "failed"])
def test_subscriptions_that_were_refused_are_hidden_and_their_topic_is_not(outcome: str) -> None:
    read = parts(refused(LIST, outcome))
    assert list(read.resources["topics"]) == [TOPIC]
    assert scopes(read) == {f"subscription|{TOPIC}": outcome}


@pytest.mark.parametrize("outcome", ["denied", None])
def test_a_topic_about_which_nothing_was_answered_is_hidden(outcome: str | None) -> None:
    asked = [] if outcome is None else [call(name, {"TopicArn": TOPIC}, outcome=outcome) for name in (ATTRIBUTES, LIST)]
    read = parts([*without_sns(), *asked])
    reason = outcome or "not_collected"
    assert scopes(read) == {f"topic|{TOPIC}": reason, f"subscription|{TOPIC}": reason}
    assert read.resources["topics"] == {}


@pytest.mark.parametrize(("outcome", "reason"), [(None, "not_supplied"), ("skipped", "not_supplied"), ("denied", "denied")])
def test_a_topic_of_another_account_is_not_supplied(outcome: str | None, reason: str) -> None:
    foreign = TOPIC.replace(ACCOUNT, OTHER)
    page = {"MetricAlarms": [ALARM_ROW | {"AlarmActions": [foreign]}]}
    calls = [each for each in without_sns() if each["operation"] != "DescribeAlarms"]
    calls.append(call("cloudwatch:DescribeAlarms", {"AlarmTypes": ALL_ALARM_TYPES}, page))
    if outcome:
        calls.append(call(LIST, {"TopicArn": foreign}, outcome=outcome))
    read = parts(calls)
    assert scopes(read) == {f"topic|{foreign}": reason, f"subscription|{foreign}": reason}
    assert {gap["account"] for gap in read.gaps.values()} == {OTHER}


def test_actions_that_are_no_topic_of_the_alarms_region_ask_for_nothing() -> None:
    actions = [TOPIC.replace(REGION, "eu-west-1"), f"arn:aws:automate:{REGION}:ec2:stop", "nonsense"]
    calls = [each for each in without_sns() if each["operation"] != "DescribeAlarms"]
    page = {"MetricAlarms": [ALARM_ROW | {"AlarmActions": actions}]}
    read = parts([*calls, call("cloudwatch:DescribeAlarms", {"AlarmTypes": ALL_ALARM_TYPES}, page)])
    assert read.gaps == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"Statement":[7]}', "not an object"),
        ('{"Statement":{"Effect":"Maybe"}}', "neither Allow nor Deny"),
        ('{"Statement":{"Effect":"Allow","Principal":["*"]}}', "neither * nor an object"),
        ('{"Statement":{"Effect":"Allow","Action":{"a":1}}}', "no text"),
        ('{"Statement":{"Effect":"Allow","Condition":{"StringLike":"x"}}}', "not operators with keys"),
        ("[" * 3000, "not JSON"),
    ],
)
def test_a_policy_that_cannot_be_read_is_unknown_with_what_is_wrong(text: str, found: str) -> None:
    read = with_attributes({"Policy": text})
    assert read.resources["topics"][TOPIC]["policy"] == {"unknown": {"reason": "failed", "gap": f"{TOPIC}#policy"}}
    error = read.gaps[f"{TOPIC}#policy"]["error"]
    assert error["code"] == "UnreadablePolicy"
    assert found in error["message"]


def test_a_policy_is_kept_with_every_one_or_many_as_a_list() -> None:
    policy = {
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "NotAction": ["a", "b"], "NotResource": "c"},
            {
                "Effect": "Allow",
                "NotPrincipal": {"AWS": OTHER},
                "Condition": {"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"x": [1, 2.5]}},
            },
        ]
    }
    empty: Json = dict.fromkeys(("principals", "not_principals", "actions", "not_actions", "resources", "not_resources"))
    topic = with_attributes({"Policy": json.dumps(policy)}).resources["topics"][TOPIC]
    assert topic["policy"]["statements"] == [
        empty | {"effect": "Deny", "principals": "*", "not_actions": ["a", "b"], "not_resources": ["c"], "conditions": []},
        empty
        | {
            "effect": "Allow",
            "not_principals": {"AWS": [OTHER]},
            "conditions": [
                {"operator": "Bool", "key": "aws:SecureTransport", "values": ["false"]},
                {"operator": "NumericLessThan", "key": "x", "values": ["1", "2.5"]},
            ],
        },
    ]


def test_an_empty_text_is_no_policy() -> None:
    assert "unknown" in with_attributes({"Policy": ""}).resources["topics"][TOPIC]["policy"]


def described(manager: str) -> Json:
    about = {"Arn": KEY, "KeyId": "1234", "KeyManager": manager, "KeyState": "Enabled"}
    return call(DESCRIBE_KEY, {"KeyId": "alias/mine"}, {"KeyMetadata": about})


def key_of(name: str, *calls: Json) -> tuple[Any, Parts]:
    read = with_attributes({"KmsMasterKeyId": name}, *calls)
    return read.resources["topics"][TOPIC]["key"], read


@pytest.mark.parametrize("asked", [KEY, "1234", "alias/mine"])
def test_a_customers_key_has_its_policy(asked: str) -> None:
    policy = call(KEY_POLICY, {"KeyId": asked, "PolicyName": "default"}, {"Policy": '{"Statement":[]}'})
    key, read = key_of("alias/mine", described("CUSTOMER"), policy)
    expected = {"id": "alias/mine", "arn": KEY, "state": "Enabled", "spec": None, "manager": "CUSTOMER"}
    assert key == {**expected, "policy": {"statements": []}}
    assert read.gaps == {}


@pytest.mark.parametrize(("name", "arn"), [(KEY, KEY), ("1234", None), (f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/mine", None)])
def test_a_key_that_was_not_described_has_the_arn_that_names_it(name: str, arn: str | None) -> None:
    key, _ = key_of(name)
    assert (key["arn"], key["state"]) == (arn, None)


@pytest.mark.parametrize("name", ["alias/aws/sns", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/sns"])
def test_the_key_of_aws_is_known_by_its_alias(name: str) -> None:
    key, _ = key_of(name)
    assert key["manager"] == "AWS"


def test_a_key_that_was_refused_is_unknown_and_hides_nothing() -> None:
    key, read = key_of("alias/mine", call(DESCRIBE_KEY, {"KeyId": "alias/mine"}, outcome="denied"))
    assert key["manager"] == {"unknown": {"reason": "denied", "gap": f"{TOPIC}#key.manager"}}
    assert key["policy"] == {"unknown": {"reason": "not_collected", "gap": f"{TOPIC}#key.policy"}}
    assert scopes(read) == {}


def test_a_key_policy_that_cannot_be_read_is_unknown() -> None:
    policy = call(KEY_POLICY, {"KeyId": KEY}, {"Policy": "{"})
    key, read = key_of("alias/mine", described("CUSTOMER"), policy)
    assert key["policy"]["unknown"]["reason"] == "failed"
    assert read.gaps[f"{TOPIC}#key.policy"]["error"]["code"] == "UnreadablePolicy"


def row(arn: str, endpoint: str = "a@example.com") -> Json:
    return {"SubscriptionArn": arn, "Protocol": "email", "Endpoint": endpoint, "TopicArn": TOPIC}


def subscribed(*rows: Json, outcome: str = "answered") -> Parts:
    listing = call(LIST, {"TopicArn": TOPIC}, {"Subscriptions": list(rows)}, outcome=outcome)
    return parts([*without(LIST), listing])


def test_pending_and_deleted_subscriptions_are_counted_in_the_order_of_the_answer() -> None:
    read = subscribed(row("PendingConfirmation"), row("Deleted"), row("PendingConfirmation"), row(SUBSCRIPTION))
    states = {each["id"]: each["state"] for each in read.resources["subscriptions"].values()}
    assert states == {
        f"{TOPIC}#pending-0": "pending",
        f"{TOPIC}#deleted-0": "deleted",
        f"{TOPIC}#pending-1": "pending",
        SUBSCRIPTION: "confirmed",
    }


def test_a_subscription_that_the_listing_has_an_arn_for_and_that_waits_needs_confirmation() -> None:
    answer = {"Attributes": {"SubscriptionArn": SUBSCRIPTION, "PendingConfirmation": "true"}}
    read = parts([*without(SUBSCRIPTION_ATTRIBUTES), call(SUBSCRIPTION_ATTRIBUTES, {"SubscriptionArn": SUBSCRIPTION}, answer)])
    assert read.resources["subscriptions"][SUBSCRIPTION]["state"] == "needs_confirmation"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [('{"a":["b"]}', True), ("", True), (None, False), ("{}", False), (" { } ", False), ("[]", True), ("null", True)],
)
def test_whether_a_filter_policy_is_set_is_told(policy: str | None, *, expected: bool) -> None:
    answer = {"Attributes": {"SubscriptionArn": SUBSCRIPTION, "PendingConfirmation": "false", "FilterPolicy": policy}}
    read = parts([*without(SUBSCRIPTION_ATTRIBUTES), call(SUBSCRIPTION_ATTRIBUTES, {"SubscriptionArn": SUBSCRIPTION}, answer)])
    assert read.resources["subscriptions"][SUBSCRIPTION]["filter_policy"] is expected


@pytest.mark.parametrize(
    ("calls", "reason"), [(without(SUBSCRIPTION_ATTRIBUTES), "not_collected"), (refused(SUBSCRIPTION_ATTRIBUTES), "denied")]
)
def test_a_filter_policy_that_was_not_read_is_unknown(calls: list[Json], reason: str) -> None:
    read = parts(calls)
    assert read.resources["subscriptions"][SUBSCRIPTION]["filter_policy"]["unknown"]["reason"] == reason
    assert scopes(read) == {}


def test_subscriptions_cut_off_midway_are_kept_and_more_may_be_hidden() -> None:
    read = subscribed(row(SUBSCRIPTION), outcome="truncated")
    assert list(read.resources["subscriptions"]) == [SUBSCRIPTION]
    assert scopes(read) == {f"subscription|{TOPIC}": "truncated"}


def test_a_topic_that_was_asked_about_is_there_though_no_alarm_names_it() -> None:
    other = f"{TOPIC}-2"
    asked = [
        call(ATTRIBUTES, {"TopicArn": other}, {"Attributes": {"TopicArn": other, "Policy": POLICY}}),
        call(LIST, {"TopicArn": other}, {"Subscriptions": []}),
    ]
    read = parts([*whole_calls(), *asked])
    assert set(read.resources["topics"]) == {TOPIC, other}
    assert read.gaps == {}
    refusals = [call(ATTRIBUTES, {"TopicArn": other}, outcome="denied"), call(LIST, {"TopicArn": other}, outcome="denied")]
    hidden = parts([*whole_calls(), *refusals]).gaps
    assert {gap["scope"] for gap in hidden.values()} == {f"topic|{other}", f"subscription|{other}"}
    for request in ({"TopicArn": 7}, {"TopicArn": "alarms"}, {"TopicArn": "arn:aws:sqs:us-east-1:111122223333:q"}):
        assert set(parts([*whole_calls(), call(ATTRIBUTES, request, outcome="denied")]).resources["topics"]) == {TOPIC}
    elsewhere = call(ATTRIBUTES, {"TopicArn": other}, outcome="denied", region="eu-west-1")
    assert parts([*whole_calls(), elsewhere]).gaps == {}


@pytest.mark.parametrize(("named", "arn"), [("alias/mine", None), ("1234", None), (KEY, KEY)])
def test_a_key_that_anothers_topic_names_barely_is_not_the_own_one_of_that_name(named: str, arn: str | None) -> None:
    central = f"arn:aws:sns:{REGION}:{OTHER}:central"
    about = {"Arn": KEY, "KeyManager": "CUSTOMER", "KeyState": "Enabled"}
    answers = [
        call(ATTRIBUTES, {"TopicArn": central}, {"Attributes": {"TopicArn": central, "Policy": POLICY, "KmsMasterKeyId": named}}),
        call(DESCRIBE_KEY, {"KeyId": named}, {"KeyMetadata": about}),
        call(KEY_POLICY, {"KeyId": named, "PolicyName": "default"}, {"Policy": POLICY, "PolicyName": "default"}),
    ]
    key = parts([*whole_calls(), *answers]).resources["topics"][central]["key"]
    assert key["arn"] == arn
    hidden: Json = {"unknown": {"reason": "not_collected", "gap": f"{central}#key.policy"}}
    known: Json = {"statements": []}
    assert key["policy"] == (hidden if arn is None else known)
    assert (key["state"], key["manager"] == "CUSTOMER") == ((None, False) if arn is None else ("Enabled", True))


@pytest.mark.parametrize(
    ("count", "listing", "states"),
    [
        ("2", None, ["confirmed"]),
        ("2", "denied", ["confirmed"]),
        ("0", "denied", []),
        ("many", "denied", []),
        ("", None, []),
        ("2", "answered", []),
    ],
)
def test_a_topics_own_count_proves_a_subscription_where_none_is_listed(
    count: str, listing: str | None, states: list[str]
) -> None:
    asked: dict[str | None, list[Json]] = {
        None: [],
        "denied": [call(LIST, {"TopicArn": TOPIC}, outcome="denied")],
        "answered": [call(LIST, {"TopicArn": TOPIC}, {"Subscriptions": []})],
    }
    attributes = {"TopicArn": TOPIC, "Policy": POLICY, "SubscriptionsConfirmed": count}
    calls = [each for each in whole_calls() if each["service"] != "sns"]
    read = parts([*calls, call(ATTRIBUTES, {"TopicArn": TOPIC}, {"Attributes": attributes}), *asked[listing]])
    found = list(read.resources["subscriptions"].values())
    assert [one["state"] for one in found] == states
    for one in found:
        assert (one["protocol"], one["endpoint"]) == (None, None)
        assert one["filter_policy"]["unknown"]["reason"] == (listing or "not_collected")
    assert (f"subscription|{TOPIC}" in scopes(read)) is (listing != "answered")
