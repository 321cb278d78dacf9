"""What became of resources in words: each change as a line with the fields that differ, and what changed alike as one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.diff.sharing import SHARING
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import service_name, short_name
from trailgate_evaluator.report.owners import account_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

OWN: Final = "ACCOUNT"
"""Stands for an account's own number, where accounts are compared."""
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "hidden": "?", "seen": "+"}
_WORDS: Final = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "hidden": "can no longer be seen",
    "seen": "can now be seen",
}
_SHARED: Final = {
    (True, False): ("~", "no longer sees the metrics of account {0}"),
    (None, False): ("~", "does not see the metrics of account {0}"),
    (True, None): ("?", "no longer surely sees the metrics of account {0}"),
    (False, None): ("?", "perhaps sees the metrics of account {0} now"),
    (False, True): ("~", "sees the metrics of account {0} now"),
    (None, True): ("~", "surely sees the metrics of account {0} now"),
}
"""Sign and words of what became of an alarm that watches another account's metrics, by what was and is shared with it."""
_MOST_FIELDS: Final = 8
_LONGEST: Final = 160
_LONGEST_TOLD: Final = 400
_DIFFERING: Final = "differing"
"""The field of a trail that has who was told otherwise, before whose answer counts."""


class Change(Struct, frozen=True, kw_only=True):
    """What became of a resource, or of several that differ by their region alone; `fields` are those that differ."""

    sign: str
    text: str
    fields: tuple[str, ...]


def changes_told(changes: list[Json], names: Mapping[str, str]) -> Iterator[Change]:
    """Each change; those that are the same in several accounts, or of a service in several regions, as one.

    `names` are what the accounts are called, where the difference is of several.
    """
    groups: dict[str, list[Json]] = {}
    for change in changes:
        groups.setdefault(looks_like(change), []).append(change)
    for group in groups.values():
        yield _change(group, names)


def looks_like(change: Json) -> str:
    """The change without what differs by account or region alone, as one text."""
    of_service = change["link"] == SERVICE
    name = str(change["name"]).partition(" in ")[0] if of_service else change["name"] or change["id"]
    fields = [[one["field"], _plain(one["old"]), _plain(one["new"])] for one in change["fields"]]
    text = json.dumps([change["link"], name, change["change"], fields, change.get("shared")], sort_keys=True)
    own = account_in(change["id"])
    return text if own is None else text.replace(own, OWN)


def _plain(value: Any) -> Any:
    """A value without the gap that it names, which holds a region."""
    return value.get("unknown", {}).get("reason", value) if isinstance(value, dict) and "unknown" in value else value


def _change(group: list[Json], names: Mapping[str, str]) -> Change:
    first = group[0]
    name = short_name(first["id"], {first["id"]: {"name": first["name"]}})
    if first["link"] == SERVICE:
        service, there, region = str(first["name"]).partition(" in ")
        name = one_line(f"{service_name(service)}{there}{region}")
    fields = tuple(_field(one, names) for one in first["fields"][:_MOST_FIELDS])
    called, how_often = f"{LINKS[first['link']]} {_in_regions(group) or name}", _how_often(group, names)
    if first["change"] == SHARING:
        sign, words = _SHARED[first["shared"]["old"], first["shared"]["new"]]
        other = first["shared"]["account"]
        return Change(sign=sign, text=f"{called}{how_often} {words.format(names.get(other, other))}", fields=())
    return Change(sign=_SIGNS[first["change"]], text=f"{called} {_WORDS[first['change']]}{how_often}", fields=fields)


def _in_regions(group: list[Json]) -> str | None:
    """The service of which these changes are, with the regions; None of any other resource, and of one region."""
    service, _, _ = str(group[0]["name"]).partition(" in ")
    regions = list(dict.fromkeys(str(one["name"]).partition(" in ")[2] for one in group))
    if group[0]["link"] != SERVICE or len(regions) == 1:
        return None
    return one_line(f"{service_name(service)} in {len(regions)} regions ({some(regions, 4)})")


def _how_often(group: list[Json], names: Mapping[str, str]) -> str:
    """In how many accounts, else in which, and how many of them there are."""
    accounts = {account_in(one["id"]) for one in group}
    if len(accounts) > 1:
        return f" in {len(accounts)} accounts"
    owner = account_in(group[0]["id"])
    where = f" in account {names.get(owner, owner)}" if names and owner is not None else ""
    return where if len(group) == 1 or group[0]["link"] == SERVICE else f"{where} ({len(group)} of them)"


def _field(one: Json, names: Mapping[str, str]) -> str:
    """A field that differs, with what it was and is."""
    if one["field"] == _DIFFERING:
        return f"told otherwise before: {_told_otherwise(one['old'], names)} → {_told_otherwise(one['new'], names)}"
    return f"{one['field']}: {_value(one['old'])} → {_value(one['new'])}"


def _told_otherwise(answers: Any, names: Mapping[str, str]) -> str:
    """Which accounts were told what else of a trail, and whose newer answer counts."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for found in answers if isinstance(answers, list) else []:
        pairs.setdefault((str(found["by"]), str(found["newer"])), []).append(str(found["attribute"]).replace("_", " "))
    told = [
        f"{some(sorted(attributes))} by account {names.get(by, by)} (account {names.get(newer, newer)} is newer)"
        for (by, newer), attributes in pairs.items()
    ]
    return one_line("; ".join(told), _LONGEST_TOLD) if told else "nothing"


def _value(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"unknown"}:
        return f"not known ({str(_plain(value)).replace('_', ' ')})"
    return one_line(json.dumps(value, ensure_ascii=False, sort_keys=True), _LONGEST)
