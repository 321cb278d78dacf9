"""Changes by which an alarm notifies a topic, and somebody is subscribed to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.view import View

Json = dict[str, Any]

_MOST_ACTIONS: Final = 5
"""Actions that an alarm may have for one state (CloudWatch API reference, PutMetricAlarm)."""
_CONFIRMED_BY_A_PERSON: Final = frozenset({"email", "email-json"})


def repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes by which the alarm of a break notifies a topic that exists in its region."""
    alarm = view.entry("alarms", found["after"].get("alarm") or found["id"])
    if alarm is None or not view.owned(alarm):
        return
    yield from acting(view, alarm, lost=found["id"] if found["code"] == "topic_missing" else None)


def acting(view: View, alarm: Json, lost: str | None = None) -> Iterator[Change]:
    """The alarm tells a topic that holds, or one that is made for it: the one it names and that is gone, or a new one."""
    room = len(alarm["actions"]) < _MOST_ACTIONS
    wished = view.wishes.topic_arn
    topics = [wished] if wished is not None else [one["id"] for one in good_topics(view, alarm["account"], alarm["region"])]
    for topic in topics[:3]:
        if room and topic not in alarm["actions"]:
            yield _added(view, alarm, topic)
    if lost is not None and lost.startswith("arn:") and wished is None:
        _, _, _, region, account, name = lost.split(":", 5)
        if account == view.subject:
            yield _topic(lost, name, (account, region), f"Topic {name}, which the alarm notifies, does not exist.")
    if room and wished is None:
        brought = new_topic(view, alarm["account"], alarm["region"])
        yield _added(view, alarm, brought.target, brought)


def good_topics(view: View, account: str, region: str) -> list[Json]:
    """Topics of the place with somebody who is told of everything: those that alarms use, the most used first."""
    used = Counter(action for alarm in view.document["alarms"].values() for action in alarm["actions"] if isinstance(action, str))
    ranked = []
    for topic in view.document["topics"].values():
        if (topic["account"], topic["region"]) != (account, region):
            continue
        told = [
            one
            for identity in view.document["index"]["subscriptions_by_topic"].get(topic["id"], ())
            for one in (view.document["subscriptions"][identity],)
            if one["topic"] == topic["id"] and one["state"] in {"confirmed", "needs_confirmation"}
        ]
        if told:
            filtered = all(one["filter_policy"] is not False for one in told)
            ranked.append((filtered, topic["key"] is not None, -used[topic["id"]], topic["id"], topic))
    return [topic for *_, topic in sorted(ranked, key=lambda one: one[:4])]


def new_topic(view: View, account: str, region: str) -> Change:
    """A topic that has no subscription yet."""
    name = view.free_name("topics", view.word, account, region)
    identity = view.new_id("topics", name, account, region)
    return _topic(identity, name, (account, region), f"A new topic, {name}, tells whoever subscribes.")


def _topic(identity: str, name: str, place: tuple[str, str], why: str) -> Change:
    account, region = place
    topic = {"id": identity, "name": name, "account": account, "region": region, "at": None, "policy": None, "key": None}
    return Change(
        kind="create_topic",
        target=identity,
        account=account,
        region=region,
        patch={"topics": {identity: topic}},
        parameters={"name": name},
        why=why,
    )


def _added(view: View, alarm: Json, topic: str, brought: Change | None = None) -> Change:
    patch: dict[str, dict[str, Json]] = {"alarms": {alarm["id"]: {"actions": [*alarm["actions"], topic]}}}
    name = view.said(topic)
    if brought is not None:
        patch["topics"] = dict(brought.patch["topics"])
        name = str(brought.parameters["name"])
    return Change(
        kind="change_alarm",
        target=alarm["id"],
        account=alarm["account"],
        region=alarm["region"],
        patch=patch,
        parameters={"AlarmActions": [*alarm["actions"], topic], "new_topic": None if brought is None else topic},
        why=f"Alarm {view.said(alarm['id'])} is to tell topic {name}, beside what it does already.",
        edits=True,
        weight=1 if brought is None else 2,
    )


def subscriptions(view: View, found: Json) -> Iterator[Change]:
    """Changes by which somebody is subscribed to the topic of a break, or its alarm tells another topic."""
    topic = view.entry("topics", found["after"].get("topic"))
    if topic is None:
        return
    if view.owned(topic):
        if view.wishes.email is not None:
            yield subscribed(view, topic, "email", view.wishes.email)
        asked = view.entry("subscriptions", found["id"])
        if asked is not None and _may_ask_again(asked):
            yield subscribed(view, topic, asked["protocol"], asked["endpoint"])
    alarm = view.entry("alarms", found["after"].get("alarm"))
    if alarm is not None and view.owned(alarm) and view.wishes.topic_arn != topic["id"]:
        yield from (change for change in acting(view, alarm) if change.parameters.get("new_topic") is None)


def _may_ask_again(asked: Json) -> bool:
    """Whether the endpoint is whole: SNS hides passwords in addresses, and a plan what is sensitive."""
    return all(isinstance(asked[part], str) for part in ("protocol", "endpoint")) and "****" not in asked["endpoint"]


def subscribed(view: View, topic: Json, protocol: str, endpoint: str) -> Change:
    """Somebody is told of what the topic gets, once they have confirmed it."""
    identity = view.new_id("subscriptions", endpoint, topic["account"], topic["region"], topic["id"])
    subscription = {
        "id": identity,
        "name": endpoint,
        "account": topic["account"],
        "region": topic["region"],
        "at": None,
        "topic": topic["id"],
        "protocol": protocol,
        "endpoint": endpoint,
        "state": "confirmed",
        "filter_policy": False,
    }
    waits = protocol in _CONFIRMED_BY_A_PERSON or protocol in {"http", "https"}
    who = f"Whoever reads {endpoint} must follow the link in the message from AWS: until then nothing is told."
    return Change(
        kind="subscribe",
        target=identity,
        account=topic["account"],
        region=topic["region"],
        patch={"subscriptions": {identity: subscription}},
        parameters={"topic": topic["id"], "protocol": protocol, "endpoint": endpoint},
        why=f"{endpoint} is to be told of what topic {view.said(topic['id'])} gets.",
        note=who if waits else None,
    )
