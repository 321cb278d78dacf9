"""Fixtures in which the alarm's actions, the topic or its subscriptions decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.fixture import Fixture, fails

if TYPE_CHECKING:
    from tests.aws.builder import Account


def _topic_elsewhere(account: Account) -> None:
    other = account.elsewhere("eu-west-1")
    topic = other.topic()
    other.subscription(topic)
    good_chain(account, alarm={"actions": [topic]})


def _only_for_ok(account: Account) -> None:
    topic = account.arn("sns", "security-alarms")
    good_chain(account, alarm={"actions": [], "OKActions": [topic], "InsufficientDataActions": [topic]})


def _unsubscribed(snapshot: dict[str, Any]) -> None:
    # SNS lists a deleted subscription for three days.
    for call in snapshot["calls"]:
        if call["operation"] == "ListSubscriptionsByTopic":
            for subscription in call["pages"][0]["Subscriptions"]:
                subscription["SubscriptionArn"] = "Deleted"
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != "GetSubscriptionAttributes"]


FIXTURES = (
    Fixture(
        name="fail_actions_none",
        says="The alarm tells nobody when it goes into ALARM; its other actions do not count.",
        build=_only_for_ok,
        expected=fails("topic", "actions_none"),
    ),
    Fixture(
        name="fail_actions_not_sns",
        says="The alarm's only action opens an OpsItem.",
        build=lambda account: good_chain(account, alarm={"actions": ["arn:aws:ssm:us-east-1:111122223333:opsitem:1"]}),
        expected=fails("topic", "actions_not_sns"),
    ),
    Fixture(
        name="fail_topic_missing",
        says="The topic that the alarm names has been deleted.",
        build=lambda account: good_chain(account, without=frozenset({"topic"})),
        expected=fails("topic", "topic_missing"),
    ),
    Fixture(
        name="fail_topic_other_region",
        says="The alarm names a topic of another region, which CloudWatch cannot notify.",
        build=_topic_elsewhere,
        expected=fails("topic", "topic_other_region"),
    ),
    Fixture(
        name="fail_no_subscription",
        says="Nobody is subscribed to the topic.",
        build=lambda account: good_chain(account, without=frozenset({"subscription"})),
        expected=fails("subscription", "subscription_none"),
    ),
    Fixture(
        name="fail_subscription_pending",
        says="The only subscriber never confirmed.",
        build=lambda account: good_chain(account, subscription={"confirmed": False}),
        expected=fails("subscription", "subscription_pending"),
    ),
    Fixture(
        name="fail_subscription_deleted",
        says="The only subscription has been deleted and is still listed (snapshot edited).",
        build=good_chain,
        edit=_unsubscribed,
        expected=fails("subscription", "subscription_deleted"),
    ),
)
