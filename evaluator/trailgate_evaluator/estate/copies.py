"""The copies that centralization rules make of the log groups that trails deliver to: each is a log group of the trail, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from trailgate_evaluator.document.parts import attribute_gap_id, gap, unknown
from trailgate_evaluator.estate.centralization import GET_RULE, LIST_RULES
from trailgate_evaluator.readers.snapshot.log_groups import DESCRIBE_LOG_GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.centralization import Copy, Doubt
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]


def add_copies(estate: Estate, reach: Reach, owners: dict[str, Shelf], direct: Iterable[str]) -> None:
    """What the copies of these groups lead to, and `copies` of each trail: ids, or unknown ones that may be.

    `owners` are the groups' accounts by group; `direct` all groups that trails deliver to.
    """
    made = {
        group: [(by, _lets_in(estate, one)) for by, one in estate.copies_of(group, owner)]
        for group, owner in sorted(owners.items())
    }
    origins = _origins(made, direct)
    trails = reach.resources.get("trails", {})
    for found, (source, trail) in sorted(trails.items()):
        group = trail["log_group"]
        copies = made.get(group, []) if isinstance(group, str) else []
        told = [_told(estate, reach, trail, by, one, origins) for by, one in copies]
        if group in made and (doubt := estate.doubt_about_copies(owners[group].account)) is not None:
            told.append(_untold(reach, trail, doubt))
        if told:
            trails[found] = (source, trail | {"copies": told})
    for group, found_of in made.items():
        for by, one in found_of:
            if one.to is not None and estate.shelf_of(one.to.split(":")[4]) is not None:
                reach.take(estate.reach_of(one.to))
                if _is_sure(one, origins):
                    _mark(reach, by, one, group)


def _lets_in(estate: Estate, one: Copy) -> Copy:
    """The copy, not sure where its group has a customer's key, or nobody tells: that key would have to let the events in."""
    shelf = None if one.to is None else estate.shelf_of(one.to.split(":")[4])
    if shelf is None or one.to is None:
        return one
    keyed, unlisted = shelf.parts.keyed, shelf.parts.unlisted
    if one.to in keyed:
        return one if keyed[one.to] is False else replace(one, sure=False)
    return replace(one, sure=False, unlisted=unlisted[one.to]) if one.sure and one.to in unlisted else one


def _mark(reach: Reach, by: str, one: Copy, group: str) -> None:
    """What is known of a copy and its filters by its being one: of what, by which rule, told by whom, and whose events come."""
    _, _, _, region, account, _ = group.split(":", 5)
    groups, filters = reach.resources.get("log_groups", {}), reach.resources.get("metric_filters", {})
    if one.to in groups:
        source, entry = groups[one.to]
        groups[one.to] = (source, entry | {"copied": {"from": group, "rule": one.rule.name, "by": by, "at": one.rule.at}})
    for name, (source, entry) in list(filters.items()):
        if entry["log_group"] == one.to:
            filters[name] = (source, entry | {"origin": {"account": account, "region": region}})


def _told(  # noqa: PLR0917 - a copy, by whom it is told, and of which trail
    estate: Estate, reach: Reach, trail: Json, by: str, one: Copy, origins: dict[str, set[str]]
) -> str | Json:
    """The copy's id where it is sure; else an unknown one with the gap that says why."""
    account = one.rule.account
    called = attribute_gap_id(trail["id"], f"copies|{one.rule.name}{'|backup' if one.second else ''}")
    held = account is not None and estate.shelf_of(account) is not None
    if held and _is_sure(one, origins):
        return str(one.to)
    if one.unlisted is not None and len(origins[str(one.to)]) == 1:
        reach.gaps[called] = (str(account), _unlisted(one, one.unlisted))
        return unknown(one.unlisted["reason"], called, [str(one.to)])
    reason = one.rule.why or ("copy_undecided" if held or account is None else "not_supplied")
    reach.gaps[called] = (
        by,
        gap(
            "log_group",
            reason,
            account=account if reason == "not_supplied" else by,
            region=one.region,
            id=trail["log_group"],
            attribute="copies",
            call=GET_RULE if one.rule.why else None,
            error=one.rule.error,
            at=one.rule.at,
            name=one.rule.name,
        ),
    )
    return unknown(reason, called, [one.to] if held and one.to is not None else None)


def _unlisted(one: Copy, why: Json) -> Json:
    """That the copy's own account does not tell of it, so that a key may keep the events out."""
    return gap(
        "log_group",
        why["reason"],
        account=one.rule.account,
        region=one.region,
        id=one.to,
        attribute="key",
        call=DESCRIBE_LOG_GROUPS,
        error=why["error"],
        at=why["at"],
        name=one.rule.name,
    )


def _untold(reach: Reach, trail: Json, doubt: Doubt) -> Json:
    """A copy that may be, by a rule that nobody was told of."""
    called = attribute_gap_id(trail["id"], "copies")
    reach.gaps[called] = (
        doubt.by,
        gap(
            "log_group",
            doubt.why,
            account=doubt.account,
            region=None,
            id=trail["log_group"],
            attribute="copies",
            call=LIST_RULES,
            error=doubt.error,
            at=doubt.at,
        ),
    )
    return unknown(doubt.why, called)


def _is_sure(one: Copy, origins: dict[str, set[str]]) -> bool:
    """Whether the copy is sure, and it is sure whose events its group's filters see."""
    return one.sure and one.to is not None and len(origins[one.to]) == 1


def _origins(made: dict[str, list[tuple[str, Copy]]], direct: Iterable[str]) -> dict[str, set[str]]:
    """By group the places that events come from which stand in it; of one that a trail delivers to also its own."""
    found: dict[str, set[str]] = {group: {group.rsplit(":", 2)[0]} for group in direct}
    for group, copies in made.items():
        for _, one in copies:
            if one.to is not None:
                found.setdefault(one.to, set()).add(group.rsplit(":", 2)[0])
    return found
