"""A difference in words, the same for every format: what became of the verdicts and why, then what changed."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.diff.change_words import OWN, Change, changes_told, looks_like
from trailgate_evaluator.diff.comparison import DIRECTIONS, EFFECTIVE, STATUS
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import in_short
from trailgate_evaluator.report.unjudged import is_in_state

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
_MOST_CAUSES: Final = 40
_MOST_CHANGES_OF_A_CAUSE: Final = 5
_MOST_NAMED: Final = 4


class Cause(Struct, frozen=True, kw_only=True):
    """A finding that one side alone has: `+` where it appeared, `-` where it went; and what explains it."""

    sign: str
    text: str
    changes: tuple[Change, ...]


class Verdicts(Struct, frozen=True, kw_only=True):
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


class Told(Struct, kw_only=True):
    """The whole difference: `counts` {direction: verdicts}, `same` names the controls that are as they were.

    `answer` says of how many accounts what is so, where there are several. `sharing` is what became of what alarms see of other
    accounts.
    """

    title: str
    answer: str | None = None
    verdicts: list[Verdicts] = field(default_factory=list)
    same: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    other_policies: bool = False
    changes: list[Change] = field(default_factory=list)
    changed: int = 0
    sharing: list[Change] = field(default_factory=list)


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
        changes=list(changes_told(difference["resources"], names)),
        changed=len(difference["resources"]),
        sharing=list(changes_told(difference["sharing"], names)),
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
            (cause["kind"], cause["came"], cause["sentence"], list(map(looks_like, cause["because"])))
            for cause in verdict["causes"]
        ]
        alike = json.dumps([verdict["old"], verdict["new"], verdict.get("closed"), causes], sort_keys=True)
        identical.setdefault(alike, []).append(verdict)
    groups: dict[str, list[Json]] = {}
    for alike, found in identical.items():
        several = len({verdict["account"] for verdict in found}) > 1
        groups.setdefault(alike if several else _of_any(alike, found[0]), []).extend(found)
    told_ = [part for group in groups.values() for part in _by_records(group)]
    return sorted(told_, key=_gravity), same


def _gravity(group: list[Json]) -> tuple[int, ...]:
    """Where a group stands: the worst direction first, of such the worst verdict as it is now, then what most accounts have.

    An account of which there is none any more stands where one of which nothing can be told does. What is as grave stays in the
    order of controls and accounts.
    """
    first = group[0]
    now, accounts = first["new"] or {"status": "unknown", "effective": None}, {one["account"] for one in group}
    became = (STATUS[now["status"]], EFFECTIVE[now["effective"]])
    return DIRECTIONS.index(first["direction"]), *became, -len(accounts), -len(group)


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
    return text.replace(own, OWN) if isinstance(own, str) and own.isdigit() else text


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
    """Which side has nothing of these accounts, or calls them closed."""
    whom = "this account" if accounts == 1 else "these accounts"
    for side in ("old", "new"):
        kind = difference[side]["kind"]
        state = verdict.get("closed", {}).get(side)
        if state is not None:
            whose, rest = ("this account", "it is not judged") if accounts == 1 else ("each of these accounts", "none is judged")
            among = "snapshots" if kind == "folder" else one_line(kind.rpartition("_")[2])
            yield f"By its organization's list in the {side} {among}, {whose} {is_in_state(state)}; {rest}."
        elif verdict[side] is None:
            none = f"Among the {side} snapshots is none of {whom}."
            yield none if kind == "folder" else f"The {side} {one_line(kind.rpartition('_')[2])} tells nothing of {whom}."


def _records(group: list[Json]) -> Iterator[str]:
    of_service = any(cause["link"] == SERVICE for cause in group[0]["causes"])
    for one, many, which in _REGIONS if of_service else _RECORDS:
        every = {(verdict["control"], name): None for verdict in group for name in verdict["records"].get(which, ())}
        names = list(dict.fromkeys(name for _, name in every))  # two controls may call records of their own alike
        if names:
            count = len(names) if of_service else len(every)
            yield f"{one if count == 1 else f'{count} {many}'}: {some(names, _MOST_NAMED)}"


def _causes(group: list[Json], names: Mapping[str, str]) -> Iterator[Cause]:
    """The causes that all verdicts of the group have, each with the changes that explain it in any of them."""
    for alike in islice(zip(*(verdict["causes"] for verdict in group), strict=True), _MOST_CAUSES):
        first = alike[0]
        came = f" {first['came']}" if group[0]["old"] is not None else ""
        because = {json.dumps([change["id"], change["change"]]): change for cause in alike for change in cause["because"]}
        yield Cause(
            sign="+" if first["came"] == "appeared" else "-",
            text=f"{first['kind']}{came}: {first['sentence']}",
            changes=tuple(islice(changes_told(list(because.values()), names), _MOST_CHANGES_OF_A_CAUSE)),
        )


def _said(short: Json | None) -> str:
    if short is None:
        return "nothing"
    return f"{short['status']}, effective {short['effective']}" if short["effective"] else str(short["status"])
