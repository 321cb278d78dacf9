"""Services that a control asks for by themselves: enabled in a region or not, as AWS says there. Security Hub is the one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE
from trailgate_evaluator.document.security_hub import NOT_ENABLED, SAYING, hub, hub_arn
from trailgate_evaluator.readers.snapshot.account import DESCRIBE_REGIONS
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import row_type
from trailgate_evaluator.readers.snapshot.times import epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

DESCRIBE_HUB: Final = "securityhub:DescribeHub"
_STRANGE: Final = {"code": "UnknownValue", "message": "the answers are not about this account's hub, or say different things"}


def read_services(account: Account, listed: Sequence[str] | None) -> dict[str, Json]:
    """The service in each region in which the account can be used, or was asked; where nobody asked it is unknown.

    `listed` are these regions, None where nobody told them.
    """
    if listed is None:
        call = best(account.calls.of(DESCRIBE_REGIONS))
        account.hide(
            "service",
            REGIONS_SCOPE,
            operation=DESCRIBE_REGIONS,
            call=call,
            account=account.id,
            region=None,
            attribute="regions",
            reason="failed" if call is not None and call.outcome == "answered" else None,
        )
    asked = {call.region for call in account.calls.of(DESCRIBE_HUB)}
    entries = (_entry(account, region) for region in sorted({*(listed or ()), *asked}))
    return {entry["id"]: entry for entry in entries}


def _entry(account: Account, region: str) -> Json:
    own = hub_arn(account.partition, account.id, region)
    asked = [call for call in account.calls.of(DESCRIBE_HUB, region) if call.request.get("HubArn") in {None, own}]
    call = best(asked)
    entry = hub(own, account.id, region, None if call is None else f"0#{call.at}")
    return entry | {"enabled": _enabled(account, entry, call, asked)}


def _enabled(account: Account, entry: Json, call: Call | None, asked: Sequence[Call]) -> Any:
    """What the calls about one region say, `call` the best of them; two that say different things say nothing."""
    told = {_said(account, entry, one) for one in asked} - {None}
    if call is None or len(told) != 1:
        reason = "failed" if told or (call is not None and call.outcome == "answered") else None
        error = _STRANGE if reason is not None and (call is None or call.error is None) else None
        return account.unknown_attribute(
            "service", entry, "enabled", operation=DESCRIBE_HUB, call=call, reason=reason, error=error
        )
    if call.outcome == "answered":
        entry["at"] = f"0#{call.at}/pages/0"
    return told.pop()


def _said(account: Account, entry: Json, call: Call) -> bool | None:
    """Enabled, if the answer is this hub's, whole and dated; not enabled, if AWS says so; else nothing."""
    if call.outcome == "absent":
        return False if _is_not_enabled(call.error, account.id) else None
    if call.outcome != "answered" or len(call.pages) != 1:
        return None
    row, _ = account.calls.answer(call, row_type("hub"))
    return True if row["id"] == entry["id"] and epoch_seconds(row["since"]) is not None else None


def _is_not_enabled(error: Json | None, account: str) -> bool:
    """Whether AWS says by this error that this account, and no other that it names, has the service not enabled."""
    if error is None or error["code"] != NOT_ENABLED or SAYING not in error["message"]:
        return False
    return set(re.findall(r"\b\d{12}\b", error["message"])) <= {account}
