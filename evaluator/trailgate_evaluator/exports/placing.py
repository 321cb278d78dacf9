"""Whose each answer is and where it was asked, where it does not say so itself: by names of folders, or as the user says.

An answer that tells neither, and of which nothing else tells, is left: taken for another account's or region's it could make a
chain hold that does not. Of an account it is enough that all answers beside it, that tell, are of one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.exports.answer import Answer, Left
from trailgate_evaluator.exports.calls import GLOBAL
from trailgate_evaluator.partitions import IAM_REGIONS, partition_of
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from trailgate_evaluator.exports.answer import Given

ACCOUNT: Final = regex(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")
REGION: Final = regex(
    r"(?<![a-z0-9])(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us|us-gov|us-iso|us-isob|us-isof|eu-isoe)"
    r"-(?:central|north|south|east|west|northeast|northwest|southeast|southwest|de-east)-[1-9](?![0-9])"
)
_OF_OTHERS: Final = frozenset({"cloudtrail:DescribeTrails"})
"""Calls that list another account's things beside one's own, so that their ARNs tell less than a folder's name."""


def placed(answers: Sequence[Answer], given: Given) -> Iterator[Answer | Left]:
    """The same answers, each with its account and region, or left where one of them is not told."""
    beside = _accounts_beside(answers)
    roots = {root.rstrip("/") for root in given.roots}
    for answer in answers:
        above, within = _way(answer.file, roots)
        named = _one(ACCOUNT, above, within)
        told = (named, answer.account) if answer.name in _OF_OTHERS else (answer.account, named)
        account = next(filter(None, (*told, given.account)), None) or beside(answer.file)
        region = answer.region or _one(REGION, above, within) or given.region
        if region is None and answer.name in GLOBAL:
            region = IAM_REGIONS.get(answer.partition or "aws", "us-east-1")
        if account is None:
            yield _left(answer, "whose account it is", "--account ID", "named for the account (111122223333/)")
        elif region is None:
            yield _left(answer, "in which region it was asked", "--region NAME", "named for the region (us-east-1/)")
        else:
            partition = answer.partition or partition_of(region)
            yield replace(answer, account=account, region=region, partition=partition)


def _way(file: str, roots: Collection[str]) -> tuple[list[str], list[str]]:
    """The names of the folders around the path that was given, and its own with those on the way from there to the file."""
    root = next((one for one in [file, *_folders(file)] if one in roots), "")
    parts = file.split("/")
    return parts[: root.count("/")], parts[root.count("/") :]


def _one(what: re.Pattern[str], above: Sequence[str], within: Sequence[str]) -> str | None:
    """The one account or region that the names on the way to a file tell, from the innermost out.

    None where one name tells two. Around what was given only a name that is nothing else tells it: a disk for the backups of
    some region says nothing of an export that lies on it.
    """
    for part in reversed(within):
        found = set(what.findall(part))
        if found:
            return found.pop() if len(found) == 1 else None
    return next((part for part in reversed(above) if what.fullmatch(part)), None)


class _accounts_beside:  # noqa: N801 - a function that remembers
    """The account of which all answers are that lie in the nearest folder around a file, and tell theirs."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._within: dict[str, set[str]] = {}
        for answer in answers:
            if answer.account is not None:
                for folder in _folders(answer.file):
                    self._within.setdefault(folder, set()).add(answer.account)

    def __call__(self, file: str) -> str | None:
        around = next((found for folder in _folders(file) if (found := self._within.get(folder))), set[str]())
        return next(iter(around)) if len(around) == 1 else None


def _folders(path: str) -> list[str]:
    """The folders around a file, from the innermost out."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(len(parts), -1, -1)]


def _left(answer: Answer, what: str, option: str, folder: str) -> Left:
    return Left(
        file=answer.file,
        pointer=answer.pointers[0] if answer.pointers else "",
        why="whose",
        found=f"an answer to {answer.name} that does not tell {what}",
        what_to_do=f"Give {option}, put it into a folder {folder}, or say so in manifest.json.",
    )
