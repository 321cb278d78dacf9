"""A first look over all inputs: which snapshot counts for each account, and who is on the organizations' lists."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.estate.accounts import Estate, Held
from trailgate_evaluator.estate.lists import newest_lists
from trailgate_evaluator.estate.outline import outline_of
from trailgate_evaluator.estate.raw import account_in
from trailgate_evaluator.readers.snapshot.account import is_roll_alone
from trailgate_evaluator.readers.snapshot.times import epoch_seconds
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_evaluator.inputs import Source, Unreadable

Json = dict[str, Any]

_NUMBER: Final = regex(r"(?<![0-9])[0-9]{12}(?![0-9])")
"""An account's number in the name of a file, as `collect --output` names them."""
_CLOSED: Final = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})


class Listed(Struct, frozen=True, kw_only=True):
    """An account that an organization's list names and no snapshot is of, and by which snapshot that is known."""

    account: str
    name: str | None
    state: str
    partition: str
    organization: str | None
    source: Json

    @property
    def is_open(self) -> bool:
        """Whether it may be used, so that it has to be judged; a state that AWS does not document closes nothing."""
        return self.state not in _CLOSED


class Gathered(Struct, kw_only=True):
    """The estate, and what keeps some inputs from being judged in it, by their names.

    `superseded` names the snapshot of the same account that counts instead, `copies` the one that tells the same; `rolls` are
    those of the former whose list is the newest, and that hold nothing else. `contradicting` has the error of two of one time
    that differ, and `closed` the row of a later list by which the account is in use no more.
    `useless` are the inputs by account that were given for it and tell nothing, each as `unusable` tells it.
    """

    estate: Estate
    superseded: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    rolls: frozenset[str] = frozenset()
    contradicting: dict[str, InputError] = field(default_factory=dict)
    closed: dict[str, Listed] = field(default_factory=dict)
    missing: list[Listed] = field(default_factory=list)
    useless: dict[str, Json] = field(default_factory=dict)

    def unusable(self, account: str) -> Json | None:
        """The input that was given for an account and tells nothing of it: {account, input, why: unreadable or contradicting}.

        None where none was given, and where one counts.
        """
        held = self.estate.held.get(account)
        if held is None:
            return self.useless.get(account)
        return None if self.estate.shelf_of(account) is not None else _useless(account, held.name, "unreadable")


def _useless(account: str, name: str, why: str) -> Json:
    return {"account": account, "input": name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), "why": why}


def gather(
    inputs: Iterable[Source | Unreadable], again: Callable[[str], Source], most_apart: int, *, spares: bool = False
) -> Gathered:
    """Looks at every snapshot once; `again` reads one anew by its name, `most_apart` and `spares` are the estate's."""
    found: dict[str, list[Held]] = {}
    partitions: dict[str, str] = {}
    rolls: set[str] = set()
    useless: dict[str, Json] = {}
    for given in inputs:
        content = getattr(given, "content", None)
        if content is None and (number := _NUMBER.search(PurePath(given.name).name)) is not None:
            useless.setdefault(number[0], _useless(number[0], given.name, "unreadable"))
        if content is None or getattr(given, "kind", None) != "aws_snapshot":
            continue
        outline, as_of = outline_of(content), _finished(content)
        if outline is not None and as_of is not None:
            held = Held(name=given.name, digest=str(given.digest), as_of=as_of, outline=outline)
            found.setdefault(outline.account, []).append(held)
            partitions[given.name] = str(content["account"].get("partition"))
            if is_roll_alone(content["collected"]):
                rolls.add(given.name)
        elif (account := account_in(content)) is not None:
            useless.setdefault(account, _useless(account, given.name, "unreadable"))
    superseded: dict[str, str] = {}
    beside: dict[str, Held] = {}
    copies: dict[str, str] = {}
    contradicting: dict[str, InputError] = {}
    chosen: dict[str, Held] = {}
    for account, several in sorted(found.items()):
        if len({partitions[one.name] for one in several}) > 1:
            contradicting |= {one.name: _in_two_partitions(account, several, partitions) for one in several}
            useless[account] = _useless(account, min(one.name for one in several), "contradicting")
            continue
        whole = [one for one in several if one.name not in rolls] or several
        alone = [one for one in several if one not in whole]
        newest = max(whole, key=lambda one: one.as_of)
        of_its_time = [one for one in whole if one.as_of == newest.as_of]
        if _differ(of_its_time, again):
            contradicting |= {one.name: _two_of_one_time(account, of_its_time) for one in of_its_time}
            useless[account] = _useless(account, min(one.name for one in of_its_time), "contradicting")
        else:
            chosen[account] = newest
            copies |= {one.name: newest.name for one in of_its_time if one.name != newest.name}
        superseded |= {one.name: newest.name for one in several if one.as_of < newest.as_of or one in alone}
        beside |= {account: max(alone, key=lambda one: one.as_of)} if alone else {}
    listing = [*chosen.items(), *beside.items()]
    accounts = _on_lists(listing, partitions)
    estate = Estate(
        held=chosen,
        accounts={one.account: {"name": one.name, "organization": one.organization} for one in accounts},
        again=again,
        most_apart=most_apart,
        spares=spares,
        lists=newest_lists(listing),
    )
    return Gathered(
        estate=estate,
        superseded=superseded,
        rolls=frozenset(
            one.name for account, one in beside.items() if one.as_of > (chosen[account].as_of if account in chosen else 0)
        ),
        copies=copies,
        contradicting=contradicting,
        closed={
            chosen[one.account].name: one for one in accounts if one.account in chosen and _is_over(one, chosen[one.account])
        },
        missing=[one for one in accounts if one.account not in found],
        useless=useless,
    )


def _is_over(listed: Listed, held: Held) -> bool:
    """Whether a list that is newer than all that AWS answered about the account says that it is closed."""
    return not listed.is_open and (not held.outline.answered or bool(held.as_of < listed.source["as_of"]))


def _on_lists(listing: Iterable[tuple[str, Held]], partitions: dict[str, str]) -> list[Listed]:
    """Every account on a list once, by its number; of two rows the newer counts, of one time the one that closes nothing."""
    found: dict[str, tuple[tuple[int, bool], Listed]] = {}
    for account, held in sorted(listing, key=lambda one: (one[0], one[1].as_of)):
        for number, row in held.outline.listed:
            state = row.get("State") or row.get("Status")
            listed = Listed(
                account=number,
                name=row["Name"] if isinstance(row.get("Name"), str) else None,
                state=state if isinstance(state, str) else "ACTIVE",
                partition=partitions[held.name],
                organization=held.outline.organization,
                source={"kind": "aws_snapshot", "digest": held.digest, "as_of": held.as_of, "account": account},
            )
            if number not in found or found[number][0] < (held.as_of, listed.is_open):
                found[number] = ((held.as_of, listed.is_open), listed)
    return [found[number][1] for number in sorted(found)]


def _differ(of_one_time: list[Held], again: Callable[[str], Source]) -> bool:
    """Whether some two do not tell the same; bytes alone may differ by blanks and the order of members."""
    if len({one.digest for one in of_one_time}) == 1:
        return False
    first, *others = (again(one.name).content for one in of_one_time)
    return any(one != first for one in others)


def _finished(content: Json) -> int | None:
    collected = content.get("collected")
    return epoch_seconds(collected.get("finished_at")) if isinstance(collected, dict) else None


def _in_two_partitions(account: str, several: list[Held], partitions: dict[str, str]) -> InputError:
    found = sorted({partitions[one.name] for one in several})
    return InputError(
        expected=f"snapshots of account {account} of one partition",
        found=f"some of each of {' and '.join(found)}: they are two accounts of one number",
        where=min(one.name for one in several),
        what_to_do="Put the snapshots of each partition into a folder of its own, and judge one after the other: no chain runs "
        "from one partition into another.",
    )


def _two_of_one_time(account: str, several: list[Held]) -> InputError:
    names = sorted(one.name for one in several)
    return InputError(
        expected=f"one snapshot of account {account} at one time",
        found=f"{len(names)} that differ: {', '.join(names[:3])}",
        where=names[0],
        what_to_do="Give one of them, or collect the account again; nothing tells which is true. --no-join judges each alone.",
    )
