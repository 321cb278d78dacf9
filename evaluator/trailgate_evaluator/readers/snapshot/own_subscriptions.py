"""The subscriptions that an account lists as its own, to topics of any account: each proves itself and its topic.

SNS lists a subscription for a while after its topic was deleted, so what the topic's own account answers counts more.
Source: https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import row_type

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account

LIST_OWN_SUBSCRIPTIONS: Final = "sns:ListSubscriptions"

OwnSubscriptions = dict[str, list[tuple["Json", str]]]
"""By topic the rows of confirmed subscriptions, each with its pointer."""


def own_subscriptions(account: Account) -> OwnSubscriptions:
    """Those that an answer shows; one that waits for confirmation, or is deleted, has no ARN and proves nothing."""
    found: OwnSubscriptions = {}
    shown = Shown(account.calls.name)
    for call in account.calls.of(LIST_OWN_SUBSCRIPTIONS):
        for row, at in account.calls.rows(call, row_type("own_subscription")):
            if row["arn"].startswith("arn:") and not shown.again(row["arn"], row, at):
                found.setdefault(row["topic"], []).append((row, at))
    return found
