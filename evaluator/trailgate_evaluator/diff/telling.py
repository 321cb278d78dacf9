"""A difference in words, the same for every format: what became of the verdicts and why, then what changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.comparison import DIRECTIONS
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS, SERVICE
from trailgate_evaluator.report.names import account_of, service_name, short_name
from trailgate_evaluator.report.numbers import in_short
from trailgate_evaluator.report.owners import account_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

_BECAME: Final = {
    "worse": "in {n} something got worse",
    "gone": "in {n} something is asked no more",
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
    ("1 record reaches a person now", "records reach a person now", "won"),
)
_REGIONS: Final = (
    ("1 region is no longer as it should be", "regions are no longer as they should be", "lost"),
    ("1 region is as it should be now", "regions are as they should be now", "won"),
)
"""What became of the records of a control, or of the regions in which it asks for a service."""
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
        verdicts=[_verdicts(group, names) for group in groups],
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
    """The verdicts to tell, those that differ alike together, and those that are as they were; one alone is told in any case."""
    if len(verdicts) < 2:  # noqa: PLR2004
        return [verdicts] if verdicts else [], []
    groups: dict[str, list[Json]] = {}
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
        groups.setdefault(_of_any(alike, verdict), []).append(verdict)
    return sorted(groups.values(), key=lambda group: DIRECTIONS.index(group[0]["direction"])), same


def _of_any(text: str, verdict: Json) -> str:
    own = verdict["account"]
    return text.replace(own, _OWN) if isinstance(own, str) and own.isdigit() else text


def _named(verdict: Json) -> str:
    return one_line(verdict["number"] or verdict["control"])


def _verdicts(group: list[Json], names: Mapping[str, str]) -> Verdicts:
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
        records=tuple(_records(group)),
        causes=tuple(_cause(cause, names) for cause in first["causes"][:_MOST_CAUSES]),
    )


def _records(group: list[Json]) -> Iterator[str]:
    of_service = any(cause["link"] == SERVICE for cause in group[0]["causes"])
    for one, many, which in _REGIONS if of_service else _RECORDS:
        names = list(dict.fromkeys(name for verdict in group for name in verdict["records"][which]))
        if names:
            yield f"{one if len(names) == 1 else f'{len(names)} {many}'}: {some(names, _MOST_NAMED)}"


def _cause(cause: Json, names: Mapping[str, str]) -> Cause:
    return Cause(
        sign="+" if cause["came"] == "appeared" else "-",
        text=f"{cause['kind']} {cause['came']}: {cause['sentence']}",
        changes=tuple(list(_changes(cause["because"], names))[:_MOST_CHANGES_OF_A_CAUSE]),
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
    text = json.dumps([change["link"], name, change["change"], fields], sort_keys=True)
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
    text = f"{LINKS[first['link']]} {_in_regions(group) or name} {_WORDS[first['change']]}"
    return Change(sign=_SIGNS[first["change"]], text=f"{text}{_how_often(group, names)}", fields=fields)


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
