"""Services that a control asks for by themselves: enabled in a region or not, as AWS says there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, hub_arn
from trailgate_evaluator.readers.snapshot.account import DESCRIBE_REGIONS, enabled_regions
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import row_type
from trailgate_evaluator.readers.snapshot.times import epoch_seconds

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """A service, the call that tells of it in one region, and the error by which AWS says that it is not enabled there."""

    service: str
    name: str
    operation: str
    row: str
    code: str
    saying: str

    def is_denied(self, error: Json | None, account: str) -> bool:
        """Whether AWS says by this error that the account has the service not enabled; the code has other meanings, too."""
        if error is None or error["code"] != self.code or self.saying not in error["message"]:
            return False
        return set(re.findall(r"\b\d{12}\b", error["message"])) <= {account}


_SERVICES: Final = (
    _Service(
        service="securityhub",
        name="Security Hub",
        operation="securityhub:DescribeHub",
        row="hub",
        code="InvalidAccessException",
        saying="is not subscribed to AWS Security Hub",
    ),
)


def read_services(account: Account) -> dict[str, Json]:
    """Every service in each region in which the account can be used, or was asked; one that nobody asked about is unknown."""
    listed = enabled_regions(account.calls)
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
    found: dict[str, Json] = {}
    for service in _SERVICES:
        asked = {call.region for call in account.calls.of(service.operation)}
        for region in sorted({*(listed or ()), *asked}):
            entry = _entry(account, service, region)
            found[entry["id"]] = entry
    return found


def _entry(account: Account, service: _Service, region: str) -> Json:
    own = hub_arn(account.partition, account.id, region)
    asked = [call for call in account.calls.of(service.operation, region) if call.request.get("HubArn") in {None, own}]
    call = best(asked)
    entry: Json = {
        "id": own,
        "name": service.name,
        "service": service.service,
        "account": account.id,
        "region": region,
        "at": None if call is None else f"0#{call.at}",
    }
    return entry | {"enabled": _enabled(account, service, entry, asked)}


def _enabled(account: Account, service: _Service, entry: Json, asked: list[Call]) -> Any:
    """What the calls about one region say; two that say different things say nothing."""
    call = best(asked)
    told = {_said(account, service, entry, one) for one in asked} - {None}
    if call is None or len(told) != 1:
        reason = "failed" if told or (call is not None and call.outcome == "answered") else None
        error = _STRANGE if reason == "failed" and (call is None or call.error is None) else None
        return account.unknown_attribute(
            "service", entry, "enabled", operation=service.operation, call=call, reason=reason, error=error
        )
    if call.outcome == "answered":
        entry["at"] = f"0#{call.at}/pages/0"
    return told.pop()


def _said(account: Account, service: _Service, entry: Json, call: Call) -> bool | None:
    """Enabled, if the answer is this hub's, whole and dated; not enabled, if AWS says so; else nothing."""
    if call.outcome == "absent":
        return False if service.is_denied(call.error, account.id) else None
    if call.outcome != "answered" or len(call.pages) != 1:
        return None
    row, _ = account.calls.answer(call, row_type(service.row))
    return True if row["id"] == entry["id"] and epoch_seconds(row["since"]) is not None else None


_STRANGE: Final = {"code": "UnknownValue", "message": "the answers are not about this account's hub, or say different things"}
