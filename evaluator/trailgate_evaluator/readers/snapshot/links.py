"""Observability links: with which monitoring accounts an account shares its metrics, and which share theirs with it.

Source: https://docs.aws.amazon.com/OAM/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import alarm_scope
from trailgate_evaluator.readers.snapshot.account import reason_of
from trailgate_evaluator.readers.snapshot.alarms import DESCRIBE_ALARMS
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.sharing_role import read_sharing_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

LIST_LINKS: Final = "oam:ListLinks"
GET_LINK: Final = "oam:GetLink"
LIST_SINKS: Final = "oam:ListSinks"
LIST_ATTACHED_LINKS: Final = "oam:ListAttachedLinks"
WATCHERS: Final = "watchers"
"""What a gap of alarms is about where it hides those of other accounts, whoever they are."""
_METRICS: Final = "AWS::CloudWatch::Metric"

Places = dict[str, dict[str, bool] | None]
"""By region the accounts at the other ends of links that share metrics, None where AWS did not tell them all.

True: all metrics are shared; False: perhaps some alone, since a link may have a filter, which only its own account is told.
"""


def read_links(account: Account) -> dict[str, Any]:
    """`shares_with` and `receives_from`, each by region; a region that nobody asked about is not there.

    `refused` are the reason and the error by region where the account's own links were asked for in vain; `role` is what is told
    of the role that shares metrics without a link.
    """
    refused = {
        call.region: {"reason": reason_of(call), "error": call.error}
        for call in account.calls.of(LIST_LINKS)
        if call.outcome != "answered"
    }
    return {
        "shares_with": _shares_with(account),
        "receives_from": _receives_from(account),
        "refused": refused,
        "role": read_sharing_role(account),
    }


def hide_monitors(account: Account, regions: Iterable[str], links: Mapping[str, Any]) -> None:
    """Records that alarms on this account's metrics may stand in the accounts that it shares them with, by a link or its role."""
    let_in = {*(links["role"]["accounts"] or ())} - {account.id}
    for region in sorted(regions):
        for monitor in sorted({*(links["shares_with"].get(region) or ()), *let_in}):
            account.hide(
                "alarm",
                alarm_scope(account.id, region),
                operation=DESCRIBE_ALARMS,
                call=None,
                account=monitor,
                region=region,
                reason="not_supplied",
                apart=f"|{monitor}",
            )


def hide_by_links(account: Account, regions: Iterable[str], links: Mapping[str, Any]) -> None:
    """Records that alarms on this account's metrics may stand in accounts that nobody can name: its links were asked in vain.

    A snapshot that was never asked about links at all hides nothing by them: whoever collects one account alone asks what that
    account holds.
    """
    if not any(account.calls.of(one) for one in (LIST_LINKS, LIST_SINKS)):
        return
    for region in sorted(regions):
        if links["shares_with"].get(region) is None:
            calls = account.calls.of(LIST_LINKS, region)
            account.hide(
                "alarm",
                alarm_scope(account.id, region),
                operation=LIST_LINKS,
                call=best(calls),
                account=account.id,
                region=region,
                reason="failed" if any(call.outcome == "answered" for call in calls) else None,
                attribute=WATCHERS,
                apart=f"|{WATCHERS}",
            )


def _shares_with(account: Account) -> Places:
    found: Places = {}
    for call in account.calls.of(LIST_LINKS):
        _add(found, call, _ends(call, "SinkArn", lambda row: _unfiltered(account, row)))
    return found


def _receives_from(account: Account) -> Places:
    """A region without a sink receives nothing; of a sink the attached links are asked for by themselves."""
    found: Places = {}
    for call in account.calls.of(LIST_SINKS):
        named = {row.get("Arn") for row in _items(call) or ()}
        asked = {
            one.request.get("SinkIdentifier"): one
            for one in account.calls.of(LIST_ATTACHED_LINKS, call.region)
            if one.request.get("SinkIdentifier") in named
        }
        _add(found, call, {} if named == set(asked) and _items(call) is not None else None)
        for one in asked.values():
            _add(found, one, _ends(one, "LinkArn", lambda _row: False))
    return found


def _add(found: Places, call: Call, ends: dict[str, bool] | None) -> None:
    told = found.get(call.region, {})
    whole = call.outcome == "answered" and told is not None and ends is not None
    found[call.region] = {**(told or {}), **(ends or {})} if whole else None


def _ends(call: Call, arn_of: str, shares_all: Callable[[Json], bool]) -> dict[str, bool] | None:
    """The accounts of the links that share metrics; None where a row is none that AWS writes: both ends lie in one region."""
    ends: dict[str, bool] = {}
    rows = _items(call)
    if rows is None:
        return None
    for row in rows:
        arn, types = parse_arn(str(row.get(arn_of))), row.get("ResourceTypes")
        if arn is None or not arn.account or arn.region != call.region:
            return None
        if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
            return None
        if _METRICS in types:
            ends[arn.account] = ends.get(arn.account, False) or shares_all(row)
    return ends


def _unfiltered(account: Account, row: Json) -> bool:
    """Whether the link's own account is told that no filter leaves metrics out."""
    arn = row.get("Arn")
    call = account.calls.asked(GET_LINK, "Identifier", arn) if isinstance(arn, str) else None
    if call is None or call.outcome != "answered":
        return False
    told = call.pages[0].get("LinkConfiguration")
    return told is None or (isinstance(told, dict) and told.get("MetricConfiguration") is None)


def _items(call: Call) -> list[Json] | None:
    """The rows of all pages; None where one is none."""
    rows: list[Json] = []
    for page in call.pages:
        found = page.get("Items")
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            return None
        rows += found
    return rows
