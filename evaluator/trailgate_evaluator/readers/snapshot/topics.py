"""The SNS topics that alarms name or that were asked about: whether they exist, who may publish, and the key they have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from trailgate_evaluator.document.parts import is_unknown, subscription_scope, topic_scope
from trailgate_evaluator.document.statements import NotAPolicyError, policy_of
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.fields import row_type
from trailgate_evaluator.readers.snapshot.keys import key_of
from trailgate_evaluator.readers.snapshot.subscriptions import (
    LIST_SUBSCRIPTIONS,
    confirmed_subscription,
    counted_subscription,
    subscriptions_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.arns import Arn
    from trailgate_evaluator.readers.snapshot.calls import Call
    from trailgate_evaluator.readers.snapshot.own_subscriptions import OwnSubscriptions

_LONGEST_COUNT: Final = 9
GET_TOPIC_ATTRIBUTES: Final = "sns:GetTopicAttributes"


def read_topics(
    account: Account, alarms: Mapping[str, Json], own: OwnSubscriptions, wanted: Iterable[str] = ()
) -> tuple[dict[str, Json], dict[str, Json]]:
    """The topics that alarms name in their own region or that were asked about, and their subscriptions, by id.

    `own` count where no answer lists a topic's subscriptions. `wanted` are topics that alarms of other accounts name.
    """
    topics: dict[str, Json] = {}
    subscriptions: dict[str, Json] = {}
    for topic_id, arn in (_asked(account) | _named(alarms) | _by_arn(wanted)).items():
        attributes = account.calls.asked(GET_TOPIC_ATTRIBUTES, "TopicArn", topic_id)
        listing = account.calls.asked(LIST_SUBSCRIPTIONS, "TopicArn", topic_id)
        if _outcome(attributes) == "absent" or _outcome(listing) == "absent":
            continue
        mine = own.get(topic_id, []) if _outcome(listing) != "answered" else []
        if _outcome(attributes) == "answered" or _outcome(listing) in {"answered", "truncated"}:
            known = attributes if _outcome(attributes) == "answered" else listing
            topics[topic_id] = _topic(account, topic_id, arn, attributes, None if known is None else f"0#{known.at}")
        elif mine:
            topics[topic_id] = _topic(account, topic_id, arn, attributes, mine[0][1])
        else:
            _hide(account, "topic", topic_id, arn, listing or attributes)
        if _outcome(listing) != "answered":
            _hide(account, "subscription", topic_id, arn, listing)
        subscriptions |= {row["arn"]: confirmed_subscription(account, topic_id, arn, row, at) for row, at in mine}
        listed = {} if listing is None else subscriptions_of(account, topic_id, arn, listing)
        subscriptions |= listed
        if _outcome(listing) != "answered" and not mine and not any(one["state"] == "confirmed" for one in listed.values()):
            subscriptions |= _counted(account, topic_id, arn, attributes, listing)
    return topics, subscriptions


def _counted(account: Account, topic_id: str, arn: Arn, attributes: Call | None, listing: Call | None) -> dict[str, Json]:
    """One subscription for those that the topic itself counts as confirmed, where no answer lists them."""
    if attributes is None or attributes.outcome != "answered":
        return {}
    row, at = account.calls.answer(attributes, row_type("topic"))
    text = row["confirmed"] or ""
    count = int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_COUNT else 0
    return counted_subscription(account, topic_id, arn, count, at, listing) if count else {}


def _asked(account: Account) -> dict[str, Arn]:
    """Topics that no alarm need name: a plan may be the first to."""
    asked: dict[str, Arn] = {}
    for operation in (GET_TOPIC_ATTRIBUTES, LIST_SUBSCRIPTIONS):
        for call in account.calls.of(operation):
            topic = call.request.get("TopicArn")
            arn = parse_arn(topic) if isinstance(topic, str) else None
            if isinstance(topic, str) and arn is not None and arn.service == "sns" and arn.region == call.region:
                asked[topic] = arn
    return asked


def _named(alarms: Mapping[str, Json]) -> dict[str, Arn]:
    """CloudWatch refuses a topic of another region, so one that an alarm names does not matter."""
    named: dict[str, Arn] = {}
    for alarm in alarms.values():
        for action in alarm["actions"]:
            if action not in named:
                arn = parse_arn(action)
                if arn is not None and arn.service == "sns" and arn.region == alarm["region"]:
                    named[action] = arn
    return named


def _by_arn(topics: Iterable[str]) -> dict[str, Arn]:
    return {topic: arn for topic in sorted(topics) if (arn := parse_arn(topic)) is not None}


def _topic(account: Account, topic_id: str, arn: Arn, attributes: Call | None, at: str | None) -> Json:
    topic: Json = {
        "id": topic_id,
        "name": arn.resource,
        "account": arn.account,
        "region": arn.region,
        "at": at,
        # SNS lets no other topic's name have a dot.
        "fifo": arn.resource.endswith(".fifo"),
    }
    if attributes is None or attributes.outcome != "answered":
        for attribute in ("policy", "key", "max_message_size"):
            topic[attribute] = account.unknown_attribute(
                "topic",
                topic,
                attribute,
                operation=GET_TOPIC_ATTRIBUTES,
                call=attributes,
                reason=account.beyond_reach(arn.account, attributes),
            )
        return topic
    row, _ = account.calls.answer(attributes, row_type("topic"))
    told = partial(account.told, "topic", topic, row, operation=GET_TOPIC_ATTRIBUTES, call=attributes)
    size, policy = told("max_message_size"), told("policy")  # an export may leave them out
    topic["max_message_size"] = size if is_unknown(size) else _bytes(account, topic, size, attributes)
    topic["policy"] = policy if is_unknown(policy) else _policy(account, topic, policy, attributes)
    topic["key"] = _key(account, topic, row["key"], attributes)
    return topic


def _bytes(account: Account, topic: Json, text: str | None, call: Call) -> int | Json | None:
    """AWS tells the limit only where it was set."""
    if text is None:
        return None
    if text.isascii() and text.isdecimal():
        return int(text)
    return account.unknown_attribute(
        "topic", topic, "max_message_size", operation=GET_TOPIC_ATTRIBUTES, call=call, reason="failed"
    )


def _key(account: Account, topic: Json, text: str | None, call: Call) -> Json | None:
    if text is None:
        return None
    if text:
        return key_of(account, topic, text)
    error = {"code": "UnknownValue", "message": "KmsMasterKeyId is empty"}
    return account.unknown_attribute(
        "topic", topic, "key", operation=GET_TOPIC_ATTRIBUTES, call=call, reason="failed", error=error
    )


def _policy(account: Account, topic: Json, text: str | None, call: Call) -> Json | None:
    if text is None:
        return None
    try:
        return policy_of(text)
    except NotAPolicyError as problem:
        error = {"code": "UnreadablePolicy", "message": str(problem)}
        return account.unknown_attribute(
            "topic", topic, "policy", operation=GET_TOPIC_ATTRIBUTES, call=call, reason="failed", error=error
        )


def _hide(account: Account, link: Literal["topic", "subscription"], topic_id: str, arn: Arn, call: Call | None) -> None:
    account.hide(
        link,
        topic_scope(topic_id) if link == "topic" else subscription_scope(topic_id),
        operation=LIST_SUBSCRIPTIONS,
        call=call,
        account=arn.account,
        region=arn.region,
        id=topic_id,
        reason=account.beyond_reach(arn.account, call),
    )


def _outcome(call: Call | None) -> str | None:
    return None if call is None else call.outcome
