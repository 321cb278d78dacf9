"""Files of exports become snapshots, with an account of what became of each file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trailgate_evaluator import __version__
from trailgate_evaluator.errors import InputError, OwnOutputError
from trailgate_evaluator.exports.answer import Answer, Given, Left, Member
from trailgate_evaluator.exports.assembling import Made, assembled
from trailgate_evaluator.exports.known import sorted_out
from trailgate_evaluator.exports.opening import opened_members
from trailgate_evaluator.exports.placing import placed
from trailgate_evaluator.inputs.mistaken import PICKLED, SQLITE, mistaken, mistaken_text
from trailgate_evaluator.inputs.recognising import recognise
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NOTES: Final = regex(r"(?:.*/[a-z]+-[A-Za-z]+-[a-z0-9-]+-\d+\n)+")
"""What the collector's script has asked so far; it takes the file away when it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: the format that took it (None: none did), how many answers it gave, and what of it is left."""

    file: str
    format: str | None
    answers: int
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The snapshots that were made, and what became of each file, by name."""

    made: tuple[Made, ...]
    files: tuple[Taken, ...]


def imported(names: Iterable[str], given: Given) -> Imported:
    """The snapshots of the accounts that these files tell of.

    Raises `InputError` where they are too large together.
    """
    members: list[Member] = []
    left: list[Left] = []
    for found in opened_members(names):
        if isinstance(found, Left):
            left.append(found)
        else:
            members.append(found)
    taken, others = sorted_out(members)
    left += [_not_known(one) for one in others]
    answers: list[Answer] = []
    for known, own in taken.items():
        for one in known.read(own, given):
            if isinstance(one, Answer):
                answers.append(replace(one, source=one.source or known.name))
            else:
                left.append(one)
    settled: list[Answer] = []
    for one_placed in placed(answers, given):
        if isinstance(one_placed, Left):
            left.append(one_placed)
        else:
            settled.append(one_placed)
    made = assembled(settled, members, f"trailgate {__version__}")
    left += [one for each in made for one in each.left]
    counted = Counter(file for each in made for answer in each.answers for file in {answer.file, *answer.files})
    by_format = {member.name: known.name for known, own in taken.items() for member in own}
    return Imported(made=tuple(made), files=tuple(_told(by_format, counted, left, members)))


def _not_known(member: Member) -> Left:
    known = mistaken_text(member.text.encode()) if member.text else mistaken(member.content) or _of_ours(member)
    found, what_to_do = known or ("nothing that is known here", "")
    if _NOTES.fullmatch(member.text or ""):
        found = "notes of a script of `trailgate collect --script` that did not end, so that answers beside them are missing"
        what_to_do = "Run it again, it goes on where it ended."
    if (member.text or "").startswith(SQLITE.decode()) or (member.data or b"").startswith(SQLITE):
        found, what_to_do = PICKLED
    return Left(file=member.name, why="not_known", found=found, what_to_do=what_to_do)


def _of_ours(member: Member) -> tuple[str, str] | None:
    """What a line is that trailgate itself wrote, and what to do."""
    first = member.content[0] if isinstance(member.content, list) and member.content else member.content
    if not isinstance(first, dict):
        return None
    try:
        recognise(first, member.name)
    except OwnOutputError as error:
        return error.found, error.what_to_do
    except InputError:
        return None
    return None


def _told(by_format: dict[str, str], counted: Counter[str], left: list[Left], members: list[Member]) -> Iterator[Taken]:
    by_file: dict[str, list[Left]] = {}
    for one in left:
        by_file.setdefault(one.file, []).append(one)
    for name in sorted({*by_file, *(member.name for member in members)}):
        yield Taken(file=name, format=by_format.get(name), answers=counted[name], left=tuple(by_file.get(name, ())))
