"""What data protection policies mask in the events of a log group, its own and the account's together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type
from trailgate_evaluator.readers.snapshot.transformers import DESCRIBE_ACCOUNT_POLICIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

GET_DATA_PROTECTION_POLICY: Final = "logs:GetDataProtectionPolicy"
DATA_PROTECTION_POLICY: Final = "DATA_PROTECTION_POLICY"


def add_masks(account: Account, groups: Mapping[str, Json], listed: Mapping[str, Json], filters: Mapping[str, Json]) -> None:
    """Sets `masks` of every group that has a filter and a policy: its identifiers, or that they are not known.

    `listed` has the row of each group in the listing, which tells whether the group has a policy of its own
    (`dataProtectionStatus`) and whether it inherits the account's (`inheritedProperties`). A policy that an answer shows
    counts also where the listing is silent; one that the listing tells of and no answer shows is not known, and neither is one
    that was asked for in vain where the listing could not be read.
    """
    for group_id in sorted({each["log_group"] for each in filters.values() if each["log_group"] in groups}):
        group, row = groups[group_id], listed.get(group_id, {})
        strange = row.get(STRANGE, {})
        own = best(call for call in _asked_of(account, group) if call is not None)
        shared = account.calls.asked(DESCRIBE_ACCOUNT_POLICIES, "policyType", DATA_PROTECTION_POLICY, group["region"])
        listed_own = row.get("protection") == "ACTIVATED" or "protection" in strange
        listed_shared = "ACCOUNT_DATA_PROTECTION" in (row.get("inherited") or ()) or "inherited" in strange
        told = {
            GET_DATA_PROTECTION_POLICY: (own, listed_own, listed_own or (own is not None and not row)),
            DESCRIBE_ACCOUNT_POLICIES: (shared, listed_shared, listed_shared or (shared is not None and not row)),
        }
        masks: list[Json] = []
        for operation, (call, told_of, expected) in told.items():
            found = _masked(account, group, operation, call, told_of=told_of, expected=expected)
            if isinstance(found, dict):
                group["masks"] = found
                break
            masks += [one for one in found if one not in masks]
        else:
            if masks:
                group["masks"] = masks


def _asked_of(account: Account, group: Json) -> list[Call | None]:
    return [
        account.calls.asked(GET_DATA_PROTECTION_POLICY, "logGroupIdentifier", identifier, group["region"])
        for identifier in (group["name"], group["id"])
    ]


def _masked(
    account: Account, group: Json, operation: str, call: Call | None, *, told_of: bool, expected: bool
) -> list[Json] | Json:
    """The identifiers that the answer masks, or that they are not known; an answer shows the policy that the listing tells of."""
    if call is None or call.outcome != "answered":
        if not expected or (call is not None and call.outcome == "absent"):
            return []
        return account.unknown_attribute("metric_filter", group, "masks", operation=operation, call=call)
    from trailgate_evaluator.languages.data_protection import PolicyTextError, masked_identifiers

    found: list[Json] = []
    documents = _documents(account, operation, call)
    for document in documents or [""] * told_of:
        try:
            found += masked_identifiers(document)
        except PolicyTextError:
            return account.unknown_attribute("metric_filter", group, "masks", operation=operation, call=call, reason="failed")
    return found


def _documents(account: Account, operation: str, call: Call) -> list[str]:
    if operation == GET_DATA_PROTECTION_POLICY:
        row, _ = account.calls.answer(call, row_type("data_protection"))
        return [] if row["document"] is None else [row["document"]]
    rows = [row for row, _ in account.calls.rows(call, row_type("account_policy"))]
    return [row["document"] or "" for row in rows if row["type"] in {None, DATA_PROTECTION_POLICY}]
