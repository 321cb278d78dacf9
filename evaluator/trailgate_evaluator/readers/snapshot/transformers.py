"""Whether log groups transform their events, asked only where a filter looks at transformed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import row_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account

GET_TRANSFORMER: Final = "logs:GetTransformer"
DESCRIBE_ACCOUNT_POLICIES: Final = "logs:DescribeAccountPolicies"
TRANSFORMER_POLICY: Final = "TRANSFORMER_POLICY"


def add_transformers(account: Account, groups: Mapping[str, Json], filters: Mapping[str, Json]) -> None:
    """Sets `transformer` of every group that has a filter on transformed events.

    A group's own transformer counts, and else the account's policy for all groups: a policy may
    select groups, and one that might select this group counts as one that does.
    """
    for group_id in sorted({each["log_group"] for each in filters.values() if each["transformed"]}):
        group = groups[group_id]
        group["transformer"] = _transformer(account, group)


def _transformer(account: Account, group: Json) -> bool | Json:
    asked = [
        account.calls.asked(GET_TRANSFORMER, "logGroupIdentifier", identifier, group["region"])
        for identifier in (group["name"], group["id"])
    ]
    own = best(call for call in asked if call is not None)
    if own is not None and own.outcome == "answered":
        row, _ = account.calls.answer(own, row_type("transformer"))
        if row["processors"]:
            return True
    elif own is None or own.outcome != "absent":
        return account.unknown_attribute("metric_filter", group, "transformer", operation=GET_TRANSFORMER, call=own)
    policies = account.calls.asked(DESCRIBE_ACCOUNT_POLICIES, "policyType", TRANSFORMER_POLICY, group["region"])
    if policies is None or policies.outcome not in {"answered", "absent"}:
        return account.unknown_attribute(
            "metric_filter", group, "transformer", operation=DESCRIBE_ACCOUNT_POLICIES, call=policies
        )
    rows = (row for row, _ in account.calls.rows(policies, row_type("account_policy")))
    return any(row["type"] in {None, TRANSFORMER_POLICY} for row in rows)
