"""Topics and subscriptions as tables have them, a row each. CloudQuery's and Steampipe's differ in the ARN's column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.rows import TOPIC_LACKS, Place
from trailgate_evaluator.exports.tables import members, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.exports.answer import Answer

Json = dict[str, Any]
Rows = list[tuple[str, Json]]

_TOPIC: Final = {"owner": "Owner", "kms_master_key_id": "KmsMasterKeyId"}
_COUNTS: Final = {
    "subscriptions_confirmed": "SubscriptionsConfirmed",
    "subscriptions_deleted": "SubscriptionsDeleted",
    "subscriptions_pending": "SubscriptionsPending",
}
_SUBSCRIPTION: Final = {"topic_arn": "TopicArn", "protocol": "Protocol", "endpoint": "Endpoint", "owner": "Owner"}

TOPIC_COLUMNS: Final = frozenset({*_TOPIC, "policy"})
SUBSCRIPTION_COLUMNS: Final = frozenset(_SUBSCRIPTION)
"""Columns that are there beside the ARN's."""


def topics(place: Place, region: str | None, rows: Rows, *, arn: str, empty: bool = False) -> Iterator[Answer]:
    """The attributes of each topic whose policy is told: of another, it was refused, or it is no topic of this account.

    `arn` is the column of its ARN; `empty` as in `tables.members`.
    """
    for at, row in rows:
        policy = text_of(row["policy"])
        if policy is None:
            continue
        counts = {name: str(row[cell]) for cell, name in _COUNTS.items() if row.get(cell) is not None}
        attributes = members(row, {arn: "TopicArn", **_TOPIC}, empty=empty) | counts
        yield place.answer(
            "sns:GetTopicAttributes",
            pages=({"Attributes": {**attributes, "Policy": policy}},),
            pointers=(at,),
            region=region,
            request={"TopicArn": row[arn]},
            lacks=TOPIC_LACKS,
        )


def subscriptions(place: Place, region: str | None, rows: Rows, *, arn: str, why: str) -> Iterator[Answer]:
    """The list of subscriptions, which may hide some (`why`), and the attributes of each that is told by its own ARN."""
    told = [(at, members(row, {arn: "SubscriptionArn", **_SUBSCRIPTION})) for at, row in rows]
    yield place.listing("sns:ListSubscriptions", "Subscriptions", told, region=region, pointer="", why=why)
    for at, row in rows:
        own, pending = row[arn], row.get("pending_confirmation")
        if not isinstance(own, str) or not own.startswith("arn:") or not isinstance(pending, bool) or "filter_policy" not in row:
            continue
        attributes = {"SubscriptionArn": own, "TopicArn": row["topic_arn"], "PendingConfirmation": str(pending).lower()}
        if (policy := text_of(row["filter_policy"])) is not None:
            attributes["FilterPolicy"] = policy
        page, request = {"Attributes": attributes}, {"SubscriptionArn": own}
        yield place.answer("sns:GetSubscriptionAttributes", pages=(page,), pointers=(at,), region=region, request=request)
