"""Whether a monitoring account's alarm sees another account's metrics: as far as the observability links of both tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import attribute_gap_id, gap, unknown

if TYPE_CHECKING:
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]


def shared(alarm: Json, owner: Shelf, watching: Shelf) -> tuple[Json, Json]:
    """The alarm as it watches the owner's metrics, and the gap that this leaves.

    Where no answer shows the sharing, nor that there is none, whose metric the alarm watches is not known. Where there is none,
    it watches nobody's: a symbol that equals no account stands in the account's place.
    """
    told = _told(owner, watching, alarm["region"])
    if told is True or not _watches(alarm, owner.account):
        return alarm, {}
    if told is False:
        return _of_account(alarm, owner.account, f"unshared:{owner.account}"), {}
    called = attribute_gap_id(alarm["id"], "metric.account")
    linked = watching.account in (owner.parts.links.get("shares_with", {}).get(alarm["region"]) or ())
    why = owner.parts.links.get("refused", {}).get(alarm["region"]) or {"reason": "not_collected"}
    doubt = gap(
        "alarm", why["reason"], account=owner.account, region=alarm["region"], id=alarm["id"], attribute="metric.account",
        call="oam:GetLink" if linked else "oam:ListLinks", error=why.get("error"), name=alarm["name"],
    )  # fmt: skip
    return _of_account(alarm, owner.account, unknown(why["reason"], called)), {called: doubt}


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


def _watches(alarm: Json, account: str) -> bool:
    if alarm["kind"] == "metric":
        return bool(alarm["metric"]["account"] == account)
    metrics = [query["metric"] for query in alarm.get("queries", {}).values()]
    return any(metric is not None and metric["account"] == account for metric in metrics)


def _told(owner: Shelf, watching: Shelf, region: str) -> bool | None:
    """True where the owner's links share all metrics; False where either side answered in full that there is no link."""
    given = owner.parts.links.get("shares_with", {}).get(region)
    taken = watching.parts.links.get("receives_from", {}).get(region)
    if given is not None and given.get(watching.account) and (taken is None or owner.account in taken):
        return True
    denied = (given is not None and watching.account not in given) or (taken is not None and owner.account not in taken)
    agreed = (given is None or watching.account not in given) and (taken is None or owner.account not in taken)
    return False if denied and agreed else None
