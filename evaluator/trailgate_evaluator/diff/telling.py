"""A difference in words, the same for every format: what became of the verdicts and why, then what changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.comparison import DIRECTIONS
from trailgate_evaluator.diff.sharing import SHARING
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import account_of, service_name, short_name
from trailgate_evaluator.report.numbers import in_short
from trailgate_evaluator.report.owners import account_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]

_BECAME: Final = {
    "worse": "in {n} something got worse",
    "gone": "in {n} something is judged no more",
    "unclear": "of {n} something cannot be told any more",
    "new": "in {n} something is new",
    "better": "in {n} something got better",
}
"""What is said of the accounts in which some verdict went that way; one may be in several."""
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "hidden": "?", "seen": "+"}
_WORDS: Final = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "hidden": "can no longer be seen",
    "seen": "can now be seen",
}
_RECORDS: Final = (
    ("1 record no longer reaches a person", "records no longer reach a person", "lost"),
    ("1 record does not reach a person", "records do not reach a person", "missing"),
    ("1 record reaches a person now", "records reach a person now", "won"),
)
_REGIONS: Final = (
    ("1 region is no longer as it should be", "regions are no longer as they should be", "lost"),
    ("1 region is not as it should be", "regions are not as they should be", "missing"),
    ("1 region is as it should be now", "regions are as they should be now", "won"),
)
"""What became of the records of a control, or of the regions in which it asks for a service."""
_SHARED: Final = {
    (True, False): ("~", "no longer sees the metrics of account {0}"),
    (None, False): ("~", "does not see the metrics of account {0}"),
    (True, None): ("?", "no longer surely sees the metrics of account {0}"),
    (False, None): ("?", "perhaps sees the metrics of account {0} now"),
    (False, True): ("~", "sees the metrics of account {0} now"),
    (None, True): ("~", "surely sees the metrics of account {0} now"),
}
"""Sign and words of what became of an alarm that watches another account's metrics, by what was and is shared with it."""
_MOST_CAUSES: Final = 40
_MOST_CHANGES_OF_A_CAUSE: Final = 5
_MOST_FIELDS: Final = 8
_MOST_NAMED: Final = 4
_LONGEST: Final = 160
_OWN: Final = "ACCOUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a resource, or of several that differ by their region alone; `fields` are those that differ."""

    sign: str
    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A finding that one side alone has: `+` where it appeared, `-` where it went; and what explains it."""

    sign: str
    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Verdicts that changed alike: of which controls and accounts, what became of the records, and why.

    `every` are all accounts, where `accounts` names some alone.
    """

    direction: str
    head: str
    controls: str
    accounts: str
    every: tuple[str, ...]
    records: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(slots=True, kw_only=True)
class Told:
    """The whole difference: `counts` {direction: verdicts}, `same` names the controls that are as they were.

    `answer` says of how many accounts what is so, where there are several.
    """

    title: str
    answer: str | None = None
    verdicts: list[Verdicts] = field(default_factory=list)
    same: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    other_policies: bool = False
    changes: list[Change] = field(default_factory=list)
    changed: int = 0


def told(difference: Json) -> Told:
    """The difference as it is said to people."""
    groups, same = _alike(difference["verdicts"])
    counts: dict[str, int] = {}
    for verdict in difference["verdicts"]:
        counts[verdict["direction"]] = counts.get(verdict["direction"], 0) + 1
    controls = list(dict.fromkeys(_named(verdict) for verdict in same))
    names = {verdict["account"]: account_of(verdict) for verdict in difference["verdicts"]}
    names = names if len(names) > 1 else {}
    return Told(
        title=f"{one_line(difference['old']['name'])} → {one_line(difference['new']['name'])}",
        answer=_answer(difference["verdicts"]),
        verdicts=[_verdicts(group, names, difference) for group in groups],
        same=f"same: {in_short(controls)} ({len(same)} verdict{'' if len(same) == 1 else 's'})" if same else None,
        counts=counts,
        other_policies=not difference["same_policies"],
        changes=list(_changes(difference["resources"], names)),
        changed=len(difference["resources"]),
    )


def _answer(verdicts: list[Json]) -> str | None:
    """In how many accounts something became what; None of one account."""
    found: dict[str, set[str | None]] = {}
    for verdict in verdicts:
        found.setdefault(verdict["direction"], set()).add(verdict["account"])
    every = set[str | None]().union(*found.values())
    if len(every) < 2:  # noqa: PLR2004 - one account
        return None
    parts = [said.format(n=len(found[direction])) for direction, said in _BECAME.items() if direction in found]
    as_before = len(every) - len(set[str | None]().union(*(found.get(direction, set()) for direction in _BECAME)))
    parts += [f"in {as_before} all is as it was"] if as_before else []
    return f"Of {len(every)} accounts: {', '.join(parts)}."


def _alike(verdicts: list[Json]) -> tuple[list[list[Json]], list[Json]]:
    """The verdicts to tell, those that differ alike together, and those that are as they were; one alone is told in any case.

    Alike is what is the same in each account, or the same but for the account's own number.
    """
    if len(verdicts) < 2:  # noqa: PLR2004
        return [verdicts] if verdicts else [], []
    identical: dict[str, list[Json]] = {}
    same = []
    for verdict in verdicts:
        if verdict["direction"] == "same" and not verdict["causes"]:
            same.append(verdict)
            continue
        causes = [
            (cause["kind"], cause["came"], cause["sentence"], list(map(_looks_like, cause["because"])))
            for cause in verdict["causes"]
        ]
        alike = json.dumps([verdict["old"], verdict["new"], causes], sort_keys=True)
        identical.setdefault(alike, []).append(verdict)
    groups: dict[str, list[Json]] = {}
    for alike, found in identical.items():
        several = len({verdict["account"] for verdict in found}) > 1
        groups.setdefault(alike if several else _of_any(alike, found[0]), []).extend(found)
    told_ = [part for group in groups.values() for part in _by_records(group)]
    return sorted(told_, key=lambda group: DIRECTIONS.index(group[0]["direction"])), same


def _by_records(group: list[Json]) -> Iterable[list[Json]]:
    """The group parted into accounts of which the same became of the same records, control by control."""
    of_account: dict[str | None, Json] = {}
    for verdict in group:
        of_account.setdefault(verdict["account"], {})[verdict["control"]] = verdict["records"]
    parted: dict[str, list[Json]] = {}
    for verdict in group:
        parted.setdefault(json.dumps(of_account[verdict["account"]], sort_keys=True), []).append(verdict)
    return parted.values()


def _of_any(text: str, verdict: Json) -> str:
    own = verdict["account"]
    return text.replace(own, _OWN) if isinstance(own, str) and own.isdigit() else text


def _named(verdict: Json) -> str:
    return one_line(verdict["number"] or verdict["control"])


def _verdicts(group: list[Json], names: Mapping[str, str], difference: Json) -> Verdicts:
    first = group[0]
    controls = list(dict.fromkeys(_named(one) for one in group))
    accounts = list(dict.fromkeys(account_of(one) for one in group))
    about = " ".join(dict.fromkeys([controls[0], one_line(first["control"])])) if len(controls) == 1 else in_short(controls)
    return Verdicts(
        direction=first["direction"],
        head=f"{_said(first['old'])} → {_said(first['new'])}",
        controls=about,
        accounts=f"account {accounts[0]}" if len(accounts) == 1 else f"{len(accounts)} accounts: {some(accounts, _MOST_NAMED)}",
        every=tuple(accounts) if len(accounts) > _MOST_NAMED else (),
        records=(*_not_given(first, len(accounts), difference), *_records(group)),
        causes=tuple(_causes(group, names)),
    )


def _not_given(verdict: Json, accounts: int, difference: Json) -> Iterator[str]:
    """Which side has nothing of these accounts."""
    whom = "this account" if accounts == 1 else "these accounts"
    for side in ("old", "new"):
        kind = difference[side]["kind"]
        if verdict[side] is None:
            none = f"Among the {side} snapshots is none of {whom}."
            yield none if kind == "folder" else f"The {side} {one_line(kind.rpartition('_')[2])} tells nothing of {whom}."


def _records(group: list[Json]) -> Iterator[str]:
    of_service = any(cause["link"] == SERVICE for cause in group[0]["causes"])
    for one, many, which in _REGIONS if of_service else _RECORDS:
        names = list(dict.fromkeys(name for verdict in group for name in verdict["records"].get(which, ())))
        if names:
            yield f"{one if len(names) == 1 else f'{len(names)} {many}'}: {some(names, _MOST_NAMED)}"


def _causes(group: list[Json], names: Mapping[str, str]) -> Iterator[Cause]:
    """The causes that all verdicts of the group have, each with the changes that explain it in any of them."""
    for alike in islice(zip(*(verdict["causes"] for verdict in group), strict=True), _MOST_CAUSES):
        first = alike[0]
        came = f" {first['came']}" if group[0]["old"] is not None else ""
        because = {json.dumps([change["id"], change["change"]]): change for cause in alike for change in cause["because"]}
        yield Cause(
            sign="+" if first["came"] == "appeared" else "-",
            text=f"{first['kind']}{came}: {first['sentence']}",
            changes=tuple(islice(_changes(list(because.values()), names), _MOST_CHANGES_OF_A_CAUSE)),
        )


def _said(short: Json | None) -> str:
    if short is None:
        return "nothing"
    return f"{short['status']}, effective {short['effective']}" if short["effective"] else str(short["status"])


def _changes(changes: list[Json], names: Mapping[str, str]) -> Iterator[Change]:
    """Each change; those that are the same in several accounts, or of a service in several regions, as one.

    `names` are what the accounts are called, where the difference is of several.
    """
    groups: dict[str, list[Json]] = {}
    for change in changes:
        groups.setdefault(_looks_like(change), []).append(change)
    for group in groups.values():
        yield _change(group, names)


def _looks_like(change: Json) -> str:
    """The change without what differs by account or region alone, as one text."""
    of_service = change["link"] == SERVICE
    name = str(change["name"]).partition(" in ")[0] if of_service else change["name"] or change["id"]
    fields = [[one["field"], _plain(one["old"]), _plain(one["new"])] for one in change["fields"]]
    text = json.dumps([change["link"], name, change["change"], fields, change.get("shared")], sort_keys=True)
    own = account_in(change["id"])
    return text if own is None else text.replace(own, _OWN)


def _plain(value: Any) -> Any:
    """A value without the gap that it names, which holds a region."""
    return value.get("unknown", {}).get("reason", value) if isinstance(value, dict) and "unknown" in value else value


def _change(group: list[Json], names: Mapping[str, str]) -> Change:
    first = group[0]
    name = short_name(first["id"], {first["id"]: {"name": first["name"]}})
    if first["link"] == SERVICE:
        service, there, region = str(first["name"]).partition(" in ")
        name = one_line(f"{service_name(service)}{there}{region}")
    fields = tuple(f"{one['field']}: {_value(one['old'])} → {_value(one['new'])}" for one in first["fields"][:_MOST_FIELDS])
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


def _value(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"unknown"}:
        return f"not known ({str(_plain(value)).replace('_', ' ')})"
    return one_line(json.dumps(value, ensure_ascii=False, sort_keys=True), _LONGEST)
