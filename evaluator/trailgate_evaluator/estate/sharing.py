"""Whether a monitoring account's alarm sees another account's metrics: as far as links and the sharing role tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.index import metrics_of
from trailgate_evaluator.document.parts import attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.snapshot.links import GET_LINK, LIST_LINKS
from trailgate_evaluator.readers.snapshot.sharing_role import GET_ROLE

if TYPE_CHECKING:
    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]


def shared(estate: Estate, alarm: Json, watching: Shelf) -> tuple[Json, Json]:
    """The alarm as it watches other accounts' metrics, and the gaps that this leaves.

    Where no answer shows the sharing, nor that there is none, whose metric the alarm watches is not known. Where there is none,
    it watches nobody's: a symbol that equals no account stands in the account's place. An account that is not held shows no
    metric, so nothing has to be said of it.
    """
    gaps: Json = {}
    accounts = _watched(alarm) - {watching.account}
    for account in sorted(accounts):
        owner = estate.shelf_of(account)
        told = True if owner is None else _told(owner, watching, alarm["region"])
        if told is False:
            alarm = _of_account(alarm, account, f"unshared:{account}")
        elif told is None and owner is not None:
            called = attribute_gap_id(alarm["id"], "metric.account" if len(accounts) == 1 else f"metric.account|{account}")
            call, why = _untold(owner, watching, alarm["region"])
            gaps[called] = gap(
                "alarm", why["reason"], account=account, region=alarm["region"], id=alarm["id"], attribute="metric.account",
                call=call, error=why.get("error"), name=alarm["name"],
            )  # fmt: skip
            alarm = _of_account(alarm, account, unknown(why["reason"], called))
    return alarm, gaps


def may_fetch(owner: Shelf, watching: Shelf, region: str) -> bool:
    """Whether queries of the watching account that fetch series by themselves may fetch the owner's: no role gives them these."""
    return _linked(owner, watching, region) is not False


def _untold(owner: Shelf, watching: Shelf, region: str) -> tuple[str, Json]:
    """The call that would tell of the sharing, or tells too little, and the `reason`, with AWS's `error` if it was refused."""
    links = owner.parts.links
    if watching.account in (links.get("shares_with", {}).get(region) or ()):
        return GET_LINK, {"reason": "not_collected"}
    if _linked(owner, watching, region) is False:
        role = links.get("role", {})
        return GET_ROLE, {"reason": role.get("why", "not_collected") or "sharing_undecided", "error": role.get("error")}
    return LIST_LINKS, links.get("refused", {}).get(region) or {"reason": "not_collected"}


def _of_account(alarm: Json, account: str, told: Any) -> Json:
    """The alarm, with that in the account's place wherever it names a metric of the account."""
    if alarm["kind"] == "metric":
        return alarm | {"metric": alarm["metric"] | {"account": told}}
    queries = {
        name: query
        if query["metric"] is None or query["metric"]["account"] != account
        else query | {"metric": query["metric"] | {"account": told}}
        for name, query in alarm["queries"].items()
    }
    return alarm | {"queries": queries}


def _watched(alarm: Json) -> set[str]:
    metrics = (metric for metric in metrics_of(alarm) if isinstance(metric, dict))
    return {metric["account"] for metric in metrics if isinstance(metric.get("account"), str)}


def _told(owner: Shelf, watching: Shelf, region: str) -> bool | None:
    """True where the owner's links share all metrics; False where there is no link, and no role that may do without one."""
    linked = _linked(owner, watching, region)
    return None if linked is False and _may_be_let_in(owner, watching) else linked


def _may_be_let_in(owner: Shelf, watching: Shelf) -> bool:
    """Whether the owner's sharing role lets in the alarm's account, as far as is told."""
    accounts = owner.parts.links.get("role", {}).get("accounts")
    return accounts is None or watching.account in accounts


def _linked(owner: Shelf, watching: Shelf, region: str) -> bool | None:
    """True where the owner's links share all metrics; False where either side answered in full that there is no link."""
    given = owner.parts.links.get("shares_with", {}).get(region)
    taken = watching.parts.links.get("receives_from", {}).get(region)
    if given is not None and given.get(watching.account) and (taken is None or owner.account in taken):
        return True
    denied = (given is not None and watching.account not in given) or (taken is not None and owner.account not in taken)
    agreed = (given is None or watching.account not in given) and (taken is None or owner.account not in taken)
    return False if denied and agreed else None
