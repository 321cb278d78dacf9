"""The subscriptions of a topic, with their state, and whether a filter policy drops messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.filter_policies import drops_messages
from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.arns import Arn
    from trailgate_evaluator.readers.snapshot.calls import Call

LIST_SUBSCRIPTIONS: Final = "sns:ListSubscriptionsByTopic"
GET_SUBSCRIPTION_ATTRIBUTES: Final = "sns:GetSubscriptionAttributes"
_STATES: Final = {"Deleted": "deleted", "PendingConfirmation": "pending"}
"""What stands for the ARN that a subscription does not have."""


def subscriptions_of(account: Account, topic_id: str, arn: Arn, listing: Call) -> dict[str, Json]:
    """The subscriptions that an answer lists, by id; AWS shows no ARN for one that is pending or deleted."""
    found: dict[str, Json] = {}
    counts = {"pending": 0, "deleted": 0}
    shown = Shown(account.calls.name)
    for row, at in account.calls.rows(listing, row_type("subscription")):
        state = "confirmed" if row["arn"].startswith("arn:") else _STATES.get(row["arn"], "pending")
        if state == "confirmed":
            if not shown.again(row["arn"], row, at):
                found[row["arn"]] = confirmed_subscription(account, topic_id, arn, row, at)
            continue
        subscription = _entry(topic_id, arn, row, at, f"{topic_id}#{state}-{counts[state]}", state)
        counts[state] += 1
        if row["arn"] not in _STATES:
            error = {"code": "UnknownValue", "message": f"SubscriptionArn is {row['arn'][:60]!r}, a value that is not known"}
            subscription["state"] = account.unknown_attribute(
                "subscription", subscription, "state", operation=LIST_SUBSCRIPTIONS, call=listing, reason="failed", error=error
            )
        found[subscription["id"]] = subscription
    return found


def confirmed_subscription(account: Account, topic_id: str, arn: Arn, row: Json, at: str) -> Json:
    """A subscription that an answer shows with its ARN, whoever listed it."""
    subscription = _entry(topic_id, arn, row, at, row["arn"], "confirmed")
    _add_attributes(account, subscription)
    return subscription


def counted_subscription(  # noqa: PLR0917 - an entry's fields
    account: Account, topic_id: str, arn: Arn, count: int, at: str, listing: Call | None
) -> dict[str, Json]:
    """What the attributes of a topic prove of its subscriptions, by id: so many are confirmed, and nothing of any of them."""
    row = {"endpoint": None, "protocol": None}
    found = _entry(topic_id, arn, row, at, f"{topic_id}#counted", "confirmed")
    found["name"] = f"({count} confirmed, not listed)"
    found["filter_policy"] = account.unknown_attribute(
        "subscription",
        found,
        "filter_policy",
        operation=LIST_SUBSCRIPTIONS,
        call=listing,
        reason=account.beyond_reach(arn.account, listing),
    )
    return {found["id"]: found}


def _entry(topic_id: str, arn: Arn, row: Json, at: str, subscription_id: str, state: str) -> Json:  # noqa: PLR0917 - an entry's fields
    return {
        "id": subscription_id,
        "name": row["endpoint"] or subscription_id,
        "account": arn.account,
        "region": arn.region,
        "at": at,
        "topic": topic_id,
        "protocol": row["protocol"],
        "endpoint": row["endpoint"],
        "state": state,
        "filter_policy": False,
    }


def _add_attributes(account: Account, subscription: Json) -> None:
    call = account.calls.asked(GET_SUBSCRIPTION_ATTRIBUTES, "SubscriptionArn", subscription["id"])
    if call is None or call.outcome != "answered":
        subscription["filter_policy"] = account.unknown_attribute(
            "subscription",
            subscription,
            "filter_policy",
            operation=GET_SUBSCRIPTION_ATTRIBUTES,
            call=call,
            reason=account.beyond_reach(subscription["account"], call),
        )
        return
    row, _ = account.calls.answer(call, row_type("subscription_attributes"))
    subscription["filter_policy"] = drops_messages(row["filter_policy"])
    if STRANGE in row:
        subscription["filter_policy"] = account.unknown_attribute(
            "subscription",
            subscription,
            "filter_policy",
            operation=GET_SUBSCRIPTION_ATTRIBUTES,
            call=call,
            reason="failed",
            error=row[STRANGE]["pending"],
        )
    if row["pending"] == "true":
        # The listing has an ARN for it, which is what the law asks; that it is not confirmed bears on who is reached.
        subscription["state"] = "needs_confirmation"
