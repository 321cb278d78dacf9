"""One trail as several accounts' snapshots show it: its owner's, and those of members of the organization whose trail it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, attribute_gap_id, gap, is_unknown, trail_scope, unknown
from trailgate_evaluator.estate.contradictions import holds_unknown
from trailgate_evaluator.estate.told import ANSWERS, DELIVERY
from trailgate_evaluator.readers.declared.arns import is_symbol

if TYPE_CHECKING:
    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.answers import Answer
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

LEFT: Final = "left_organization"
"""The reason of a gap where a newer list of the organization's accounts lacks the one that is judged."""
_ALWAYS_ENABLED: Final = frozenset(
    f"{place}-{number}"
    for place, count in {
        "us-east": 2, "us-west": 2, "eu-west": 3, "eu-central": 1, "eu-north": 1, "ap-northeast": 3, "ap-southeast": 2,
        "ap-south": 1, "ca-central": 1, "sa-east": 1,
    }.items()
    for number in range(1, count + 1)
)  # fmt: skip
"""The regions of `aws` that no account has to opt into; other partitions have none that it has to.

Sources: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html;
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html (of a trail whose home is a region to
opt into, members record nothing unless they have opted into it).
"""


def add_trails(estate: Estate, reach: Reach, subject: Shelf) -> None:
    """The trails that record the account, each with the newest answers about it, whichever account was told them.

    Raises `InputError` where two accounts were told different things of one of them at one time, and nobody later.
    """
    trails = subject.parts.resources["trails"]
    for found, trail in sorted(trails.items()):
        owner = subject if trail["account"] == subject.account else estate.shelf_of(trail["account"])
        own = trail if owner is subject else None if owner is None else owner.entry("trails", found)
        if owner is not None and own is not None:
            told = _told(estate, own, owner, None if owner is subject else subject)
            reach.add(owner, "trails", found, _as_a_member(estate, reach, told, subject))
        elif owner is not None and _is_gone(estate, found, owner):
            reach.add(subject, "trails", found, trail | {"unlisted_by": owner.account})
        else:
            reach.add(subject, "trails", found, _as_a_member(estate, reach, _told(estate, trail, subject, None), subject))
    _add_not_listed(estate, reach, subject)


def _as_a_member(estate: Estate, reach: Reach, trail: Json, subject: Shelf) -> Json:
    """The trail; where a newer list of its organization lacks the account, it is not known whether it still records that.

    Nor where the account itself was told another organization than the trail's owner; it is then who tells.
    """
    if trail["organization"] is not True or trail["account"] == subject.account:
        return trail
    newest = estate.lacking(subject.account, subject.parts.subject.get("organization"), trail["account"])
    if newest is None and not _is_of_another(estate, trail, subject):
        return trail
    called = attribute_gap_id(trail["id"], "organization")
    why = gap(
        "trail", LEFT, account=subject.account, region=trail["region"], id=trail["id"], attribute="organization",
        name=subject.account if newest is None else newest.by,
    )  # fmt: skip
    reach.gaps[called] = (subject.account, why)
    return trail | {"organization": unknown(LEFT, called)}


def _is_of_another(estate: Estate, trail: Json, subject: Shelf) -> bool:
    """Whether the account and the trail's owner were told different organizations, or one of them that it is in none."""
    owner, own = estate.shelf_of(trail["account"]), subject.parts.subject.get("organization")
    owners = None if owner is None else owner.parts.subject.get("organization")
    return own is not None and owners is not None and own.get("id") != owners.get("id")


def _add_not_listed(estate: Estate, reach: Reach, subject: Shelf) -> None:
    """The trails of the account's organization that are not on its own list: it was told none, or told without them."""
    trails, hidden = subject.parts.resources["trails"], bool(subject.of_scopes([trail_scope(subject.account)]))
    for found, account in estate.trails_over(subject.account, subject.parts.subject.get("organization")):
        organization, is_own = estate.held[account].outline.organization, account == subject.account
        if found in trails or (hidden and not is_own and not estate.has_member(subject.account, organization)):
            continue
        owner = estate.shelf_of(account)
        if owner is None:
            continue
        if is_own:
            _add_unseen(estate, reach, found, subject)
        elif (own := owner.entry("trails", found)) is not None:
            _add_hidden(estate, reach, own, owner, subject, hidden=hidden)


def _add_hidden(estate: Estate, reach: Reach, own: Json, owner: Shelf, subject: Shelf, *, hidden: bool) -> None:
    """An organization's trail that the account's own list lacks, or may have where the list is `hidden`."""
    is_new = own["id"] in owner.new_trails
    if not hidden and not is_new:
        if own["organization"] is True and own["multi_region"] is True:
            reach.add(owner, "trails", own["id"], own | {"unlisted_by": subject.account})
        return
    told = _told(estate, own, owner, None)
    if told["organization"] is False:
        return
    if _has_region(subject, told["region"]):
        reach.add(owner, "trails", own["id"], told)
    elif not hidden and (why := _untold_region(subject, told)) is not None:
        called = attribute_gap_id(told["id"], "organization")
        reach.add(owner, "trails", own["id"], told | {"organization": unknown(why["reason"], called)})
        reach.gaps[called] = (subject.account, why)


def _add_unseen(estate: Estate, reach: Reach, found: str, owner: Shelf) -> None:
    """The account's own trail that others list and it does not: its list was refused, or is older than the trail.

    A refused list says already that all is open, where others do not tell all of the trail.
    """
    lister = next((one for account in estate.answers.listing(found) if (one := estate.shelf_of(account)) is not None), None)
    entry = None if lister is None else lister.entry("trails", found)
    if lister is None or entry is None or _is_gone(estate, found, owner):
        return
    told = _told(estate, entry, lister, None)
    if not (owner.of_scopes([trail_scope(owner.account)]) and any(holds_unknown(told[name]) for name in ANSWERS)):
        reach.add(lister, "trails", found, told)


def _has_region(subject: Shelf, region: str) -> bool:
    """Whether the account surely can use a region: the trail's home, without which it records nothing of a member."""
    enabled, partition = subject.parts.subject["enabled_regions"], subject.parts.subject["partition"]
    return region in (_ALWAYS_ENABLED if enabled is None else enabled) or (enabled is None and partition != "aws")


def _untold_region(subject: Shelf, trail: Json) -> Json | None:
    """Why it is not known whether the account can use the home region of a new trail; None where it is known that it cannot."""
    about: Json = {
        "account": subject.account, "region": trail["region"], "id": trail["id"], "attribute": "organization",
        "address": trail.get("address"), "name": trail["name"],
    }  # fmt: skip
    if is_symbol(trail["region"]):
        return gap("trail", "place_unknown", **about | {"account": trail["account"]})
    if subject.parts.subject["enabled_regions"] is not None:
        return None
    untold = subject.parts.gaps.get(REGIONS_SCOPE, {})
    answer = {name: untold.get(name) for name in ("call", "error", "region")}
    return gap("trail", untold.get("reason", "not_collected"), **about | answer)


def _is_gone(estate: Estate, found: str, owner: Shelf) -> bool:
    """Whether the owner's list, which lacks the trail, is no older than any that has it; a change may have removed it."""
    held = estate.held[owner.account]
    if owner.is_changed and found in held.outline.trails:
        return True
    listed = max((estate.held[account].as_of for account in estate.answers.listing(found)[:1]), default=0)
    return not owner.of_scopes([trail_scope(owner.account)]) and owner.as_of >= listed


def _told(estate: Estate, entry: Json, teller: Shelf, subject: Shelf | None) -> Json:
    """The entry of a trail as the `teller` has it, with what the `subject` alone was told, and all newer answers of others.

    `answered` has the place of each answer that is not of the teller's snapshot, `differing` who was told otherwise before.
    """
    found = entry["id"]
    changed = teller.changed.get(found, frozenset()) | ({DELIVERY} if teller.is_changed and entry["delivery"] is None else set())
    answers = {name: one for name, one in estate.answers.of(found).items() if name.partition("|")[0] not in changed}
    seen = None if subject is None else subject.entry("trails", found)
    trail, answered, differing = dict(entry), {}, []
    if seen is not None:
        trail |= {name: seen[name] for name in ANSWERS if _is_filled(name, entry, seen) and name not in changed}
    for question, answer in answers.items():
        name = question.partition("|")[0]
        if answer.older is not None:
            differing.append({"attribute": _called(name), "by": answer.older, "newer": answer.by})
        if answer.by != teller.account and name in ANSWERS and _counts(trail[name], answer, teller):
            trail[name] = answer.value
            answered[name] = {"by": answer.by, "at": answer.at}
    if DELIVERY not in changed and (seen is not None or any(map(_is_of_delivery, answers))):
        trail |= _later([(entry, teller.as_of), *([] if seen is None or subject is None else [(seen, subject.as_of)])], answers)
    if differing:
        trail["differing"] = [one for place, one in enumerate(differing) if one not in differing[:place]]
    return trail | {"answered": answered} if answered else trail


def _is_filled(name: str, entry: Json, seen: Json) -> bool:
    return is_unknown(entry[name]) and not is_unknown(seen[name])


def _is_of_delivery(question: str) -> bool:
    return question.partition("|")[0] == DELIVERY


def _called(name: str) -> str:
    return "delivery_error" if name == DELIVERY else name


def _counts(value: Any, answer: Answer, teller: Shelf) -> bool:
    """Whether another account's answer counts before what the teller has: where that has nothing, or an older other answer."""
    if is_unknown(value):
        return True
    return answer.when > teller.as_of and value != answer.value if holds_unknown(value) else value != answer.value


def _later(entries: list[tuple[Json, int]], answers: dict[str, Answer]) -> Json:
    """What was delivered, each dated by who read it: the newest of these entries, each with when it was read, and of others."""
    told: dict[str, list[tuple[int, Json | None]]] = {}
    for entry, when in entries:
        if not is_unknown(entry["delivery"]):
            told.setdefault(entry["region"], []).append((when, entry["delivery"]))
        for region, delivery in entry["delivery_elsewhere"].items():
            if not is_unknown(delivery):
                told.setdefault(region, []).append((when, delivery))
    for question, answer in answers.items():
        region = question.partition("|")[2]
        if _is_of_delivery(question) and (answer.older is not None or region not in told):
            told.setdefault(region, []).append((answer.when, answer.value))
    newest = {region: max(each, key=lambda one: one[0]) for region, each in told.items()}
    dated = {region: delivery and delivery | {"read": when} for region, (when, delivery) in sorted(newest.items())}
    first = entries[0][0]
    at_home = {"delivery": dated.pop(first["region"])} if first["region"] in dated else {}
    untold = {region: delivery for region, delivery in first["delivery_elsewhere"].items() if is_unknown(delivery)}
    return at_home | {"delivery_elsewhere": untold | dated}
