"""The topics that alarms notify and their subscriptions, by the account that owns each and by the account of the alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import attribute_gap_id, is_unknown, subscription_scope, topic_scope
from trailgate_evaluator.estate.subscribers import add_subscribers, add_told, disputed_between, made_since
from trailgate_evaluator.readers.snapshot.arns import parse_arn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

_ATTRIBUTES: Final = ("policy", "key", "max_message_size")


def add_topics(estate: Estate, reach: Reach, shelf: Shelf, alarms: Iterable[Json]) -> None:
    """The topics that alarms of this account name in their own region; what its owner's snapshot answers counts most."""
    for topic in sorted({action for alarm in alarms for action in alarm["actions"] if isinstance(action, str)}):
        arn = parse_arn(topic)
        if arn is None and shelf.entry("topics", topic) is not None:
            _by_one(reach, shelf, topic)  # a plan makes it, and nobody else can have heard of it
            continue
        if arn is None or arn.service != "sns":
            continue
        reach.settled |= {topic_scope(topic), subscription_scope(topic)}
        owner = shelf if arn.account == shelf.account else estate.shelf_of(arn.account)
        if owner is None or owner is shelf:
            _by_one(reach, shelf, topic)
        else:
            _by_both(reach, owner, shelf, topic)
        add_subscribers(estate, reach, topic, shelf, owner)
        if (found := reach.resources.get("topics", {}).get(topic)) is not None:
            reach.resources["topics"][topic] = (found[0], _with_key(estate, found[1]))


def _by_one(reach: Reach, shelf: Shelf, topic: str) -> None:
    reach.add(shelf, "topics", topic)
    reach.hide(shelf, shelf.of_scopes([topic_scope(topic), subscription_scope(topic)]))
    for found in shelf.subscriptions_to(topic):
        reach.add(shelf, "subscriptions", found)


def _by_both(reach: Reach, owner: Shelf, shelf: Shelf, topic: str) -> None:
    """Of what the owner does not answer, what the alarm's account is answered; of what neither is, the owner's gap."""
    own, other = owner.entry("topics", topic), shelf.entry("topics", topic)
    hidden = owner.of_scopes([topic_scope(topic)])
    if own is None and not hidden:
        if owner.as_of < shelf.as_of:
            _by_one(reach, shelf, topic)
        return  # its owner was told that there is no such topic
    if own is not None:
        reach.add(owner, "topics", topic, _completed(own, other, reach, shelf))
    elif other is not None:
        add_told(reach, shelf, owner, "topics", topic, topic_scope(topic))
    else:
        reach.hide(owner, hidden)
    unlisted = owner.of_scopes([subscription_scope(topic)])
    listing = shelf if unlisted and not shelf.of_scopes([subscription_scope(topic)]) and other is not None else owner
    if listing is owner:
        reach.hide(owner, unlisted)
    disputed = set() if unlisted or other is None else disputed_between(owner, shelf, topic)
    if disputed:
        reach.hide(owner, made_since(topic, ("subscription",)))
    for found in owner.subscriptions_to(topic):
        if found not in disputed:
            reach.add(owner, "subscriptions", found)
    for found in shelf.subscriptions_to(topic) if unlisted else ():
        add_told(reach, shelf, owner, "subscriptions", found, subscription_scope(topic))


def _completed(own: Json, other: Json | None, reach: Reach, shelf: Shelf) -> Json:
    """The owner's entry, with what only the other account was answered."""
    if other is None:
        return own
    told = {name: other[name] for name in _ATTRIBUTES if is_unknown(own[name]) and not is_unknown(other[name])}
    for name in told:
        reach.hide(shelf, {g: one for g, one in shelf.of_resource(other["id"]).items() if g.startswith(_gap(other, name))})
    return own | told


def _with_key(estate: Estate, topic: Json) -> Json:
    """The topic, with what the account that owns its key tells of the key, where the topic's own is not told that."""
    key, account = topic["key"], key_owner(topic)
    owner = None if account is None or account == topic["account"] else estate.shelf_of(account)
    if owner is None:
        return topic
    told = owner.parts.keys.get(key["arn"], {})
    return topic | {"key": key | {name: value for name, value in told.items() if key.get(name) is None or is_unknown(key[name])}}


def key_owner(topic: Json) -> str | None:
    """The account of the key that encrypts a topic, where its ARN tells it."""
    key = topic["key"]
    arn = parse_arn(key["arn"]) if isinstance(key, dict) and isinstance(key.get("arn"), str) else None
    return None if arn is None else arn.account


def _gap(topic: Json, name: str) -> str:
    return attribute_gap_id(topic["id"], name)
