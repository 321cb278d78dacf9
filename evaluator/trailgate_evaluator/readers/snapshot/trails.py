"""Trails: what DescribeTrails tells in any region, joined with each trail's status and selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import trail_scope
from trailgate_evaluator.readers.snapshot.arns import log_group_id, require_arn
from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import row_type
from trailgate_evaluator.readers.snapshot.selectors import selectors_of

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

DESCRIBE_TRAILS: Final = "cloudtrail:DescribeTrails"
GET_TRAIL_STATUS: Final = "cloudtrail:GetTrailStatus"
GET_EVENT_SELECTORS: Final = "cloudtrail:GetEventSelectors"
_SKEW: Final = 3_600
"""Seconds by which two clocks may differ."""
_AHEAD: Final = {"code": "AheadOfSnapshot", "message": "the delivery is told to be later than the snapshot"}


def read_trails(account: Account) -> dict[str, Json]:
    """Every trail once, by ARN; a trail that several regions return is taken from its home region."""
    found: dict[str, tuple[Json, str, str]] = {}
    shown = Shown(account.calls.name)
    for call in account.calls.of(DESCRIBE_TRAILS):
        for row, at in account.calls.rows(call, row_type("trail")):
            shown.again(row["id"], row, at)
            if row["id"] not in found or row["region"] == call.region != found[row["id"]][2]:
                found[row["id"]] = (row, at, call.region)
    _hide_trails(account)
    return {trail_id: _trail(account, row, at) for trail_id, (row, at, _) in found.items()}


def _hide_trails(account: Account) -> None:
    """A trail that can qualify is multi-region, so one region that answered for shadow trails too shows them all."""
    calls = account.calls.of(DESCRIBE_TRAILS)
    whole = [call for call in calls if call.outcome == "answered" and "trailNameList" not in call.request]
    if any(call.request.get("includeShadowTrails") is not False for call in whole):
        return
    answered = {call.region for call in whole}
    refused = {call.region: call for call in calls if call.region not in answered}
    hidden = sorted(refused.keys() | (set(account.regions) - answered))
    nowhere: list[str | None] = [] if answered else [None]
    for region in hidden or nowhere:
        account.hide(
            "trail",
            trail_scope(account.id),
            operation=DESCRIBE_TRAILS,
            call=refused.get(region) if region else None,
            account=account.id,
            region=region,
            apart=f"|{region}" if region else "",
        )


def _trail(account: Account, row: Json, at: str) -> Json:
    arn = require_arn(row["id"], "cloudtrail", account.calls.where(at))
    trail: Json = {
        "id": row["id"],
        "name": row["name"],
        "account": arn.account,
        "region": row["region"] or arn.region,
        "at": at,
        "multi_region": bool(row["multi_region"]),
        "global_services": bool(row["global_services"]),
        "organization": bool(row["organization"]),
    }
    trail["log_group"] = _log_group(account, trail, row["log_group"], at)
    trail |= _status(account, trail)
    trail["selectors"] = _selectors(account, trail)
    return trail


def _log_group(account: Account, trail: Json, arn: str | None, at: str) -> str | Json | None:
    if arn:
        require_arn(arn, "logs", account.calls.where(at))
        return log_group_id(arn)
    if trail["account"] == account.id:
        return None
    return account.unknown_attribute("trail", trail, "log_group", operation=DESCRIBE_TRAILS, call=None, reason="not_visible")


def _status(account: Account, trail: Json) -> Json:
    """Whether it is logging, which the home region decides, and its delivery, of which each region tells its own."""
    home = _about(account, trail, GET_TRAIL_STATUS, "Name", trail["region"])
    asked = _elsewhere(account, trail)
    told = {region: _row(account, call) for region, call in asked.items() if call.outcome == "answered"}
    status: Json = {
        "delivery_elsewhere": {region: _abroad(account, trail, call, told.get(region)) for region, call in asked.items()}
    }
    if home is not None and home.outcome == "answered":
        row = _row(account, home)
        if _ahead(account, row):
            status["delivery"] = _unknown(account, trail, "delivery", GET_TRAIL_STATUS, home, error=_AHEAD)
        else:
            status["delivery"] = _delivery(row)
        told = {trail["region"]: row} | told
    else:
        home = home or _about(account, trail, GET_TRAIL_STATUS, "Name")
        status["delivery"] = _unknown(account, trail, "delivery", GET_TRAIL_STATUS, home)
    logging = {row["logging"] for row in told.values()}
    if len(logging) == 1:
        return {"logging": logging.pop()} | status
    differ = {"code": "RegionsDiffer", "message": f"IsLogging is not the same in {', '.join(sorted(told))}"} if logging else None
    return {"logging": _unknown(account, trail, "logging", GET_TRAIL_STATUS, home, error=differ)} | status


def _row(account: Account, call: Call) -> Json:
    row, _ = account.calls.answer(call, row_type("trail_status"))
    return row


def _ahead(account: Account, row: Json) -> bool:
    """Whether it tells of a time after the snapshot's own, so that nothing says how long ago that is."""
    return any((row[name] or 0) > account.as_of + _SKEW for name in ("latest", "started"))


def _delivery(row: Json) -> Json:
    return {"error": row["error"], "latest": row["latest"], "started": row["started"]}


def _abroad(account: Account, trail: Json, call: Call, row: Json | None) -> Json:
    """What another region than home told of its delivery, or that it did not."""
    if row is not None and not _ahead(account, row):
        return _delivery(row)
    there = trail | {"region": call.region}
    return _unknown(account, there, f"delivery|{call.region}", GET_TRAIL_STATUS, call, error=None if row is None else _AHEAD)


def _elsewhere(account: Account, trail: Json) -> dict[str, Call]:
    """The last call in each region but home, an answer before all; there, a trail is known by its ARN alone."""
    asked: dict[str, Call] = {}
    for call in account.calls.of(GET_TRAIL_STATUS):
        if call.region == trail["region"] or call.request.get("Name") != trail["id"]:
            continue
        if call.outcome == "answered" or call.region not in asked or asked[call.region].outcome != "answered":
            asked[call.region] = call
    return asked


def _selectors(account: Account, trail: Json) -> Json:
    call = _about(account, trail, GET_EVENT_SELECTORS, "TrailName")
    if call is not None and call.outcome == "answered":
        return selectors_of(
            account.calls, call, lambda error: _unknown(account, trail, "selectors", GET_EVENT_SELECTORS, call, error=error)
        )
    return _unknown(account, trail, "selectors", GET_EVENT_SELECTORS, call)


def _unknown(
    account: Account, trail: Json, attribute: str, operation: str, call: Call | None, *, error: Json | None = None
) -> Json:
    reason = "failed" if error else _not_visible(account, trail, call)
    return account.unknown_attribute("trail", trail, attribute, operation=operation, call=call, reason=reason, error=error)


def _about(account: Account, trail: Json, operation: str, parameter: str, region: str | None = None) -> Call | None:
    """The call about a trail, asked by its ARN anywhere (or in `region`) or by its name in its home region."""
    by_arn = account.calls.asked(operation, parameter, trail["id"], region)
    if by_arn is not None or trail["account"] != account.id:
        return by_arn
    return account.calls.asked(operation, parameter, trail["name"], trail["region"])


def _not_visible(account: Account, trail: Json, call: Call | None) -> str | None:
    """An organization's trail does not answer its members: nobody's fault, and no permission helps."""
    foreign = trail["account"] != account.id
    return "not_visible" if foreign and call is not None and call.outcome == "absent" else None
