"""The newest answer to each question about a trail, whichever account was told it, and who was told otherwise before.

A trail is told of by its owner and by every member that it records. Of each question the newest answer counts, for all of them;
two different ones that are the newest, of one time, prove nothing to anybody. One pass over all that was told finds who may have
been told otherwise, and only those snapshots are read.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.estate.contradictions import differ, holds_unknown, of_one_time
from trailgate_evaluator.estate.told import ANSWERS, DELIVERY, kept
from trailgate_evaluator.readers.snapshot.arns import parse_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from trailgate_evaluator.estate.accounts import Held
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

_MOST_KEPT: Final = 64
"""So many trails' answers are kept at a time; few are those that record many accounts."""


class Answer(Struct, frozen=True, kw_only=True):
    """The newest answer to a question: its value, the account that was told it, when, and where that one tells of the trail.

    `older` is the account that was told otherwise last, before; None where nobody was.
    """

    value: Any
    by: str
    when: int
    at: str
    older: str | None = None


@dataclass(slots=True)
class Answers:
    """What all accounts were told of trails that several of them list; `shelf_of` reads one account's snapshot."""

    held: Mapping[str, Held]
    shelf_of: Callable[[str], Shelf | None]
    _texts: dict[str, dict[str, dict[str, list[str]]]] = field(init=False, default_factory=dict)
    _newest: dict[str, list[str]] = field(init=False, default_factory=dict)
    _found: OrderedDict[str, dict[str, Answer] | InputError] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """By trail, question and text the accounts that were told it, the newest first; nothing of what one alone lists."""
        for account in sorted(self.held, key=lambda one: (-self.held[one].as_of, one)):
            for trail in self.held[account].outline.trails:
                self._newest.setdefault(trail, []).append(account)
        self._newest = {trail: accounts for trail, accounts in self._newest.items() if accounts != [_owner(trail)]}
        for trail, accounts in self._newest.items():
            if len(accounts) == 1:
                continue
            owner = _owner(trail)
            for account in sorted(accounts, key=lambda one: (-self.held[one].as_of, one != owner)):
                for question, text in self.held[account].outline.trails[trail].items():
                    self._texts.setdefault(trail, {}).setdefault(question, {}).setdefault(text, []).append(account)

    def listing(self, trail: str) -> list[str]:
        """The accounts whose lists have the trail, the newest first; none where its owner alone lists it."""
        return self._newest.get(trail, [])

    def of(self, trail: str) -> dict[str, Answer]:
        """By question the newest answer, of those that may differ from what the trail's owner tells.

        What a change makes of the trail is newer than all that was told. Raises `InputError` where two accounts were told
        different things at one time, and nobody later.
        """
        if trail not in self._found:
            try:
                self._found[trail] = dict(self._of(trail))
            except InputError as error:
                self._found[trail] = error
            while len(self._found) > _MOST_KEPT:
                self._found.popitem(last=False)
        found = self._found[trail]
        if isinstance(found, InputError):
            raise found
        return found

    def _of(self, trail: str) -> Iterator[tuple[str, Answer]]:
        owner = _owner(trail)
        differing = {question: texts for question, texts in self._texts.get(trail, {}).items() if not _is_owners(texts, owner)}
        if not differing:
            return  # the owner's snapshot is not read for what nobody was told otherwise
        shelf = None if owner is None else self.shelf_of(owner)
        changed = frozenset[str]() if shelf is None else shelf.changed.get(trail, frozenset())
        for question, texts in sorted(differing.items()):
            if question.partition("|")[0] in changed:
                continue
            told = [answer for accounts in texts.values() if (answer := self._told(trail, question, accounts)) is not None]
            told.sort(key=lambda one: (-one.when, one.by != owner, one.by))
            if told:
                yield question, _first(trail, question, told)

    def _told(self, trail: str, question: str, accounts: list[str]) -> Answer | None:
        """What these accounts were told, by the newest whose snapshot is whole; None where that is not known in full."""
        for account in accounts:
            shelf = self.shelf_of(account)
            entry = None if shelf is None else shelf.entry("trails", trail)
            if entry is not None:
                value = value_of(entry, question)
                known = not holds_unknown(value)
                return Answer(value=value, by=account, when=self.held[account].as_of, at=entry["at"]) if known else None
        return None


def organizations_trails(held: Mapping[str, Held]) -> dict[str, set[str]]:
    """By owner the trails that some account, whichever, was told to be an organization's."""
    found: dict[str, set[str]] = {}
    for one in held.values():
        for trail, told in one.outline.trails.items():
            if told["organization"] == kept(True) and (owner := _owner(trail)) is not None:  # noqa: FBT003 - an answer's text
                found.setdefault(owner, set()).add(trail)
    return found


def value_of(entry: Json, question: str) -> Any:
    """What a trail's entry answers to a question; unknown where it was not asked."""
    name, _, region = question.partition("|")
    if name != DELIVERY:
        return entry[name]
    if region == entry["region"]:
        return entry["delivery"]
    return entry["delivery_elsewhere"].get(region, {"unknown": {"reason": "not_collected"}})


def tell_otherwise(question: str, one: Any, other: Any) -> bool:
    """Whether two answers cannot both be true; of deliveries, which go on, whether one of them failed."""
    if question not in ANSWERS and not is_unknown(one) and not is_unknown(other):
        one, other = (None if delivery is None else delivery["error"] for delivery in (one, other))
    return differ(one, other)


def _first(trail: str, question: str, told: list[Answer]) -> Answer:
    """The newest answer with who was told otherwise last."""
    first = told[0]
    other = next((one for one in told[1:] if tell_otherwise(question, first.value, one.value)), None)
    if other is None:
        return first
    if other.when == first.when and question in ANSWERS:
        raise of_one_time(trail, question, first.by, other.by)
    return Answer(value=first.value, by=first.by, when=first.when, at=first.at, older=other.by)


def _is_owners(texts: Mapping[str, list[str]], owner: str | None) -> bool:
    """Whether all were told alike, the owner too."""
    return len(texts) == 1 and any(owner in accounts for accounts in texts.values())


def _owner(trail: str) -> str | None:
    arn = parse_arn(trail)
    return None if arn is None else arn.account
