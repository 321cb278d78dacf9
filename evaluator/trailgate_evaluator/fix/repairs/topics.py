"""Changes by which an alarm notifies a topic, and somebody is subscribed to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.fix.account.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_MOST_ACTIONS: Final = 5
"""Actions that an alarm may have for one state (CloudWatch API reference, PutMetricAlarm)."""
_MOST_TRIED: Final = 3
_ASKED: Final = (
    " Whoever may subscribe to the topic can have asked for that: make sure that it is yours before it is told, or give --email."
)
_FOUND: Final = {
    "pending": "{} is taken from the input, where it has never been confirmed." + _ASKED,
    "deleted": "{} is taken from the input, where it is not subscribed any more." + _ASKED,
}
_CONFIRMED_BY_A_PERSON: Final = frozenset({"email", "email-json"})


class Receiver(Struct, frozen=True, kw_only=True):
    """A topic that an alarm could tell: one that is there, one that the person says is there, or a new one."""

    id: str
    name: str
    patch: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    new: bool = False
    note: str | None = None

    @property
    def creates(self) -> tuple[tuple[str, str], ...]:
        """The topic, where it is new."""
        return (("topics", self.id),) if self.new else ()


def receivers(view: View, account: str, region: str) -> Iterator[Receiver]:
    """The topic that is wished, else those that hold and a new one."""
    wished = view.wishes.topic_arn
    if wished is None:
        for topic in good_topics(view, account, region)[:_MOST_TRIED]:
            yield Receiver(id=topic["id"], name=view.said(topic["id"]))
        yield _new_receiver(view, account, region)
    elif view.entry("topics", wished) is not None:
        yield Receiver(id=wished, name=view.said(wished))
    else:
        yield _asserted(wished)


def repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes by which the alarm of a break notifies a topic that exists in its region."""
    alarm = view.entry("alarms", found["after"].get("alarm") or found["id"])
    if alarm is None or not view.owned(alarm):
        return
    told = list(receivers(view, alarm["account"], alarm["region"]))
    yield from (acts for receiver in told if not receiver.new for acts in acting(view, alarm, receiver))
    if found["code"] == "topic_missing" and view.wishes.topic_arn is None:
        yield from _made_again(view, str(found["id"]))
    yield from (acts for receiver in told if receiver.new for acts in acting(view, alarm, receiver))


def _made_again(view: View, lost: str) -> Iterator[Change]:
    """The topic that an alarm names and that is gone."""
    parts = lost.split(":", 5)
    if len(parts) == 6 and parts[2] == "sns":  # noqa: PLR2004 - the parts of an ARN
        region, account, name = parts[3:]
        if view.may_change(account):
            yield Change(
                kind="create_topic",
                target=lost,
                account=account,
                region=region,
                patch={"topics": {lost: _topic(lost, name, account, region)}},
                why=f"Topic {name}, which the alarm notifies and which does not exist, is made.",
                creates=(("topics", lost),),
            )


def acting(view: View, alarm: Json, receiver: Receiver) -> Iterator[Change]:
    """The alarm tells one topic more, where it has room for it."""
    if len(alarm["actions"]) >= _MOST_ACTIONS or receiver.id in alarm["actions"]:
        return
    actions = [*alarm["actions"], receiver.id]
    yield Change(
        kind="change_alarm",
        target=alarm["id"],
        account=alarm["account"],
        region=alarm["region"],
        patch={"alarms": {alarm["id"]: {"actions": actions}}, **receiver.patch},
        parameters={"AlarmActions": actions},
        why=f"Alarm {view.said(alarm['id'])} is to tell topic {receiver.name}, beside what it does already.",
        note=receiver.note,
        edits=True,
        weight=1 + receiver.new,
        creates=receiver.creates,
    )


def good_topics(view: View, account: str, region: str) -> list[Json]:
    """Topics with somebody who is told of everything: those of the place, and those of other accounts that alarms there tell.

    Those that most alarms use come first.
    """
    alarms = view.document["alarms"].values()
    used = Counter(action for alarm in alarms for action in alarm["actions"] if isinstance(action, str))
    told_there = {
        action for alarm in alarms if _place(alarm) == (account, region) for action in alarm["actions"] if isinstance(action, str)
    }
    ranked = []
    for topic in view.document["topics"].values():
        near = _place(topic) == (account, region) or (topic["region"] == region and topic["id"] in told_there)
        if not near or "refused" in topic:
            continue
        told = [
            one
            for identity in view.document["index"]["subscriptions_by_topic"].get(topic["id"], ())
            for one in (view.document["subscriptions"][identity],)
            if one["topic"] == topic["id"] and one["state"] in ("confirmed", "needs_confirmation")
        ]
        if told:
            filtered = all(one["filter_policy"] is not False for one in told)
            ranked.append((filtered, topic["key"] is not None, -used[topic["id"]], topic["id"], topic))
    return [topic for *_, topic in sorted(ranked, key=lambda one: one[:4])]


def _place(resource: Json) -> tuple[Any, Any]:
    return resource["account"], resource["region"]


def _new_receiver(view: View, account: str, region: str) -> Receiver:
    """A topic that has no subscription yet."""
    name = view.free_name("topics", view.new_name, account, region)
    identity = view.new_id("topics", name, account, region)
    topic = _topic(identity, name, account, region)
    return Receiver(id=identity, name=name, patch={"topics": {identity: topic}}, new=True)


def _asserted(arn: str) -> Receiver:
    """A topic that the input does not show: whoever names it says that it is there and that somebody reads it."""
    _, _, _, region, account, name = arn.split(":", 5)
    subscription = _subscription(f"{arn}:stated", arn, account, region)
    return Receiver(
        id=arn,
        name=name,
        patch={"topics": {arn: _topic(arn, name, account, region)}, "subscriptions": {subscription["id"]: subscription}},
        note=f"The input does not show topic {arn}: collect again afterwards, to prove that somebody is told.",
    )


def _topic(identity: str, name: str, account: str, region: str) -> Json:
    place: Json = {"id": identity, "name": name, "account": account, "region": region, "at": None}
    return place | {"fifo": name.endswith(".fifo"), "max_message_size": None, "policy": None, "key": None}


def _subscription(identity: str, topic: str, account: str, region: str) -> Json:
    place = {"account": account, "region": region, "at": None, "topic": topic}
    return {
        "id": identity,
        "name": identity,
        **place,
        "protocol": None,
        "endpoint": None,
        "state": "confirmed",
        "filter_policy": False,
    }


def subscriptions(view: View, found: Json) -> Iterator[Change]:
    """Changes by which somebody is subscribed to the topic of a break, or its alarm tells another topic."""
    topic = view.entry("topics", found["after"].get("topic"))
    if topic is None:
        return
    if view.owned(topic) and view.wishes.topic_arn in {None, topic["id"]}:
        if view.wishes.email is not None and not _is_fifo(topic):
            yield subscribed(view, topic, "email", view.wishes.email)
        asked = view.entry("subscriptions", found["id"])
        if asked is not None and _may_ask_again(asked) and not _is_fifo(topic):
            yield subscribed(view, topic, asked["protocol"], asked["endpoint"], asked["state"])
    alarm = view.entry("alarms", found["after"].get("alarm"))
    if alarm is not None and view.owned(alarm) and view.wishes.topic_arn != topic["id"]:
        for receiver in receivers(view, alarm["account"], alarm["region"]):
            if not receiver.new or _is_fifo(topic):
                yield from acting(view, alarm, receiver)


def _is_fifo(topic: Json) -> bool:
    """Whether the topic takes no e-mail address: a FIFO topic delivers to queues alone (SNS developer guide)."""
    return topic["fifo"] is True


def _may_ask_again(asked: Json) -> bool:
    """Whether it was asked and the endpoint is whole: SNS hides passwords in addresses, and a plan what is sensitive."""
    return (
        asked["state"] in _FOUND
        and all(isinstance(asked[part], str) for part in ("protocol", "endpoint"))
        and "****" not in asked["endpoint"]
    )


def subscribed(view: View, topic: Json, protocol: str, endpoint: str, found: str | None = None) -> Change:
    """Somebody is told of what the topic gets, once they have confirmed it; `found` is the state in which the input has them."""
    identity = view.new_id("subscriptions", endpoint, topic["account"], topic["region"], topic["id"])
    subscription = _subscription(identity, topic["id"], topic["account"], topic["region"])
    subscription |= {"name": endpoint, "protocol": protocol, "endpoint": endpoint}
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
        note=" ".join(([] if found is None else [_FOUND[found].format(endpoint)]) + ([who] if waits else [])) or None,
        creates=(("subscriptions", identity),),
    )
