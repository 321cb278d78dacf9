"""Services that a control asks for by themselves: enabled in a region or not, as AWS says there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, hub_arn
from trailgate_evaluator.readers.snapshot.account import DESCRIBE_REGIONS, enabled_regions
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import row_type

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

    def is_denied(self, error: Json | None) -> bool:
        """Whether AWS says by this error that the service is not enabled; the code alone has other meanings, too."""
        return error is not None and error["code"] == self.code and self.saying in error["message"]


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
    call = best(account.calls.of(service.operation, region))
    entry: Json = {
        "id": hub_arn(account.partition, account.id, region),
        "name": service.name,
        "service": service.service,
        "account": account.id,
        "region": region,
        "at": None if call is None else f"0#{call.at}",
    }
    return entry | {"enabled": _enabled(account, service, entry, call)}


def _enabled(account: Account, service: _Service, entry: Json, call: Call | None) -> Any:
    if call is not None and call.outcome == "answered":
        return _as_answered(account, service, entry, call)
    if call is not None and call.outcome == "absent" and service.is_denied(call.error):
        return False
    return account.unknown_attribute("service", entry, "enabled", operation=service.operation, call=call)


def _as_answered(account: Account, service: _Service, entry: Json, call: Call) -> Any:
    """Enabled, if the answer is about this account's."""
    row, entry["at"] = account.calls.answer(call, row_type(service.row))
    arn = parse_arn(row["id"])
    if arn is not None and (arn.service, arn.account, arn.region) == (service.service, account.id, entry["region"]):
        return True
    error = {"code": "UnknownValue", "message": f"the answer is about {row['id'][:120]!r}, which is not this account's"}
    return account.unknown_attribute(
        "service", entry, "enabled", operation=service.operation, call=call, reason="failed", error=error
    )
