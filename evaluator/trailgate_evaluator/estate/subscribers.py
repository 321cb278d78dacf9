"""What accounts tell of other accounts' topics: above all the subscriptions to them that they list as their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import gap, is_unknown, subscription_scope, topic_scope, unknown
from trailgate_evaluator.readers.snapshot.subscriptions import LIST_SUBSCRIPTIONS

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Link
    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]


def add_subscribers(estate: Estate, reach: Reach, topic: str, shelf: Shelf, owner: Shelf | None) -> None:
    """A subscription that another account lists as its own, where nobody was told all of the topic's.

    `shelf` is the alarm's account, `owner` the topic's, which may be the same, or not held. One subscriber is enough, since of
    none is known whom the topic reaches. Where all are listed, that counts: SNS goes on listing subscriptions of topics that are
    gone. Yet a later answer may show one that was made since.
    """
    askers = [shelf] if owner is None or owner is shelf else [owner, shelf]
    listing = [one for one in askers if not one.of_scopes([subscription_scope(topic)])]
    if listing:
        known = {found for one in listing for found in one.subscriptions_to(topic)}
        read = max(one.as_of for one in listing)
        later = (mine - known for account, mine in estate.subscribers_of(topic).items() if estate.held[account].as_of > read)
        if any(later):
            there = topic in reach.resources.get("topics", {})
            reach.hide(listing[0], made_since(topic, ("subscription",) if there else ("topic", "subscription")))
        return
    accounts = [account for account in estate.subscribers_of(topic) if account not in {one.account for one in askers}]
    subscriber = estate.shelf_of(accounts[0]) if accounts else None
    if subscriber is None:
        return
    if topic not in reach.resources.get("topics", {}):
        add_told(reach, subscriber, owner, "topics", topic, topic_scope(topic))
        reach.gaps.pop(topic_scope(topic), None)
    for found in subscriber.subscriptions_to(topic):
        add_told(reach, subscriber, owner, "subscriptions", found, subscription_scope(topic))


def add_told(  # noqa: PLR0917 - who tells, whose it is, and what
    reach: Reach, shelf: Shelf, owner: Shelf | None, kind: str, found: str, scope: str
) -> None:
    """A resource of another account as this one tells of it; the rest is unknown for the reason that its owner has."""
    entry = shelf.entry(kind, found)
    why = next(iter(owner.of_scopes([scope]).values()), None) if owner is not None else None
    if owner is None or entry is None or why is None:
        reach.add(shelf, kind, found)
        return
    rest = {name: str(value["unknown"]["gap"]) for name, value in entry.items() if is_unknown(value)}
    reach.add(shelf, kind, found, entry | {name: unknown(why["reason"], called) for name, called in rest.items()})
    reach.hide(owner, {called: why | {"scope": None, "id": found, "attribute": name} for name, called in rest.items()})


def disputed_between(owner: Shelf, shelf: Shelf, topic: str) -> set[str]:
    """The confirmed subscriptions that one of two whole lists shows and the other lacks, unless the owner was told later."""
    if owner.is_changed or shelf.as_of < owner.as_of or shelf.of_scopes([subscription_scope(topic)]):
        return set()
    mine, theirs = (
        {found for found in one.subscriptions_to(topic) if (one.entry("subscriptions", found) or {}).get("state") == "confirmed"}
        for one in (owner, shelf)
    )
    return mine ^ theirs


def made_since(topic: str, links: tuple[Link, ...]) -> Json:
    """What hides a subscription, and a topic, that was made or deleted after the answer that lists all."""
    _, _, _, region, account, _ = topic.split(":")
    scopes = {"topic": topic_scope(topic), "subscription": subscription_scope(topic)}
    return {
        scopes[link]: gap(
            link, "not_collected", scope=scopes[link], account=account, region=region, id=topic, call=LIST_SUBSCRIPTIONS
        )
        for link in links
    }
