"""Trails of which some account was told otherwise than the owner at the owner's time: nothing tells which answer is true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.estate.raw import calls_of, objects, text
from trailgate_evaluator.readers.snapshot.arns import parse_arn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.estate.accounts import Estate, Held
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

ANSWERS: Final = ("multi_region", "global_services", "organization", "log_group", "logging", "selectors")
"""What is asked about a trail, by the names of a document."""

_MEMBERS: Final = ("IsMultiRegionTrail", "IncludeGlobalServiceEvents", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn")
_ASKED: Final = (
    ("GetTrailStatus", "Name", ("IsLogging",)),
    ("GetEventSelectors", "TrailName", ("EventSelectors", "AdvancedEventSelectors")),
)


def told_of_trails(content: Json, trails: Iterable[Json]) -> dict[str, dict[str, str]]:
    """What a snapshot was told of each trail that it lists, as text by the question; `trails` are its rows of trails.

    Two texts that are alike tell the same; of two that are not, the readers know.
    """
    told = {arn: {"DescribeTrails": _in_short(row, _MEMBERS)} for row in trails if (arn := text(row.get("TrailARN"))) is not None}
    for operation, named, members in _ASKED:
        for _, call in calls_of(content, "cloudtrail", operation):
            request = call.get("request")
            arn = text(request.get(named)) if isinstance(request, dict) else None
            if arn in told and call.get("outcome") == "answered":
                told[arn][operation] = "".join(_in_short(page, members) for page in objects(call.get("pages")))
    return told


def told_otherwise(held: Mapping[str, Held]) -> dict[str, list[str]]:
    """By trail, the accounts that may have been told otherwise than its owner at the time of its owner's snapshot."""
    found: dict[str, list[str]] = {}
    for account, one in sorted(held.items()):
        for trail, told in one.outline.trails.items():
            arn = parse_arn(trail)
            owner = None if arn is None or arn.account == account else held.get(arn.account)
            if owner is None or owner.as_of != one.as_of:
                continue
            own = owner.outline.trails.get(trail, {})
            if any(own[question] != told[question] for question in own.keys() & told.keys()):
                found.setdefault(trail, []).append(account)
    return found


def refuse_contradicted(estate: Estate, trail: str, owner: Shelf) -> None:
    """Raises `InputError` where an account was told otherwise of the trail than its owner at one time: that proves nothing.

    What a change makes of the trail is newer than all that was told.
    """
    others = estate.told_otherwise.get(trail, ())
    own, kept = (owner.entry("trails", trail), estate.shelf_of(owner.account)) if others else (None, None)
    if own is None or kept is None or kept.is_changed:
        return
    for account in others:
        teller = estate.shelf_of(account)
        seen = None if teller is None else teller.entry("trails", trail)
        if seen is not None and (name := next((one for one in ANSWERS if differ(own[one], seen[one])), None)) is not None:
            refuse_one_time(trail, name, owner.account, account)


def differ(one: object, other: object) -> bool:
    """Whether two answers cannot both be true; of one that is not known in full nobody can tell."""
    return one != other and not (_holds_unknown(one) or _holds_unknown(other))


def refuse_one_time(trail: str, name: str, owner: str, account: str) -> None:
    """Raises the `InputError` of one answer that two accounts were told in two ways at one time."""
    raise InputError(
        expected=f"one answer about {trail}, since both snapshots are of one time",
        found=f"`{name}` told in two ways by accounts {owner} and {account}",
        where=f"accounts {owner} and {account}",
        what_to_do="Collect both accounts again; nothing tells which answer is true.",
    )


def _in_short(row: Json, members: Iterable[str]) -> str:
    return json.dumps([row.get(member) for member in members], sort_keys=True)


def _holds_unknown(value: object) -> bool:
    """Whether some part of an answer is not known, so that it cannot be compared as a whole."""
    if is_unknown(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_holds_unknown, parts))
