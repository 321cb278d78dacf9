"""One trail as several accounts' snapshots show it: its owner's, and a member's of the organization whose trail it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import is_unknown, trail_scope
from trailgate_evaluator.estate.contradictions import ANSWERS, differ, refuse_contradicted, refuse_one_time

if TYPE_CHECKING:
    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

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
    """The trails that record the account, each with all that its owner's snapshot and the account's own tell of it.

    Raises `InputError` where some account was told otherwise of one of them at the time of its owner's snapshot.
    """
    trails = subject.parts.resources["trails"]
    for found, trail in sorted(trails.items()):
        owner = None if trail["account"] == subject.account else estate.shelf_of(trail["account"])
        if owner is not None or trail["account"] == subject.account:
            refuse_contradicted(estate, found, owner or subject)
        if owner is None:
            reach.add(subject, "trails", found)
        elif (own := owner.entry("trails", found)) is not None:
            _add_merged(reach, own, trail, owner, subject)
        else:
            _add_unlisted(reach, trail, owner, subject)
    _add_not_listed(estate, reach, subject)


def _add_not_listed(estate: Estate, reach: Reach, subject: Shelf) -> None:
    """The trails of the account's organization that are not on its own list: it was told none, or told without them."""
    trails, hidden = subject.parts.resources["trails"], subject.of_scopes([trail_scope(subject.account)])
    for found, account in estate.trails_over(subject.account, subject.parts.subject.get("organization")):
        owner = estate.shelf_of(account)
        own = None if owner is None or account == subject.account else owner.entry("trails", found)
        if own is None or owner is None or found in trails or own["organization"] is not True:
            continue
        if hidden:
            refuse_contradicted(estate, found, owner)
            if _has_region(subject, own["region"]):
                reach.add(owner, "trails", found)
        elif found in owner.new_trails:
            reach.add(owner, "trails", found)
        elif own["multi_region"] is True:
            reach.add(owner, "trails", found, own | {"unlisted_by": subject.account})


def _has_region(subject: Shelf, region: str) -> bool:
    """Whether the account surely can use a region: the trail's home, without which it records nothing of a member."""
    enabled, partition = subject.parts.subject["enabled_regions"], subject.parts.subject["partition"]
    return region in (_ALWAYS_ENABLED if enabled is None else enabled) or (enabled is None and partition != "aws")


def _add_unlisted(reach: Reach, trail: Json, owner: Shelf, subject: Shelf) -> None:
    """A trail that its owner's own list may lack: of two lists the newer counts."""
    if owner.of_scopes([trail_scope(owner.account)]) or owner.as_of < subject.as_of:
        reach.add(subject, "trails", trail["id"])
    else:
        reach.add(subject, "trails", trail["id"], trail | {"unlisted_by": owner.account})


def _add_merged(reach: Reach, own: Json, seen: Json, owner: Shelf, subject: Shelf) -> None:
    """The owner's entry, with what the member alone was told; where both were told different things the newer counts.

    What a change makes of the trail is newer than all that was told.
    """
    newer, older = (subject, owner) if subject.as_of > owner.as_of else (owner, subject)
    entries = {owner.account: own, subject.account: seen}
    trail, differing = dict(own), []
    for name in ANSWERS:
        mine, theirs = own[name], seen[name]
        if is_unknown(theirs):
            continue
        if is_unknown(mine):
            trail[name] = theirs
        elif not owner.is_changed and differ(mine, theirs):
            if owner.as_of == subject.as_of:
                refuse_one_time(own["id"], name, owner.account, subject.account)
            trail[name] = entries[newer.account][name]
            differing.append({"attribute": name, "by": older.account})
    delivery = _later(own, seen, owner, subject)
    if differing:
        trail["differing"] = differing
    reach.add(owner, "trails", own["id"], trail | delivery)


def _later(own: Json, seen: Json, owner: Shelf, subject: Shelf) -> Json:
    """What was delivered, each dated by who read it: the newer answer of the two; nothing where a change lets it begin anew."""
    if owner.is_changed and own["delivery"] is None:
        return {}
    told = [(entry, shelf.as_of) for entry, shelf in ((own, owner), (seen, subject)) if not is_unknown(entry["delivery"])]
    elsewhere = {
        region: delivery | {"read": when}
        for entry, when in sorted(((own, owner.as_of), (seen, subject.as_of)), key=lambda one: one[1])
        for region, delivery in entry["delivery_elsewhere"].items()
        if not is_unknown(delivery)
    }
    elsewhere = {region: told for region, told in own["delivery_elsewhere"].items() if is_unknown(told)} | elsewhere
    if not told:
        return {"delivery_elsewhere": elsewhere}
    entry, when = max(told, key=lambda one: one[1])
    delivery = entry["delivery"]
    return {"delivery": None if delivery is None else delivery | {"read": when}, "delivery_elsewhere": elsewhere}
