"""What a plan is laid over: one account's snapshot, or an estate of which one account is the plan's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.estate import gather, joined
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.evaluation.together import again, is_read_once
from trailgate_evaluator.exports import read, read_one
from trailgate_evaluator.inputs import PlanFiles, Source, Unreadable
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.reading import PLAN_FILES
from trailgate_evaluator.plain import amount
from trailgate_evaluator.readers.declared.organization_trails import barred
from trailgate_evaluator.readers.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.estate import Estate, Gathered, Listed
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.readers.declared.organization_trails import Barred


class Baseline(Struct, frozen=True, kw_only=True):
    """`alone` is the one account, where there is but one; `estate` has all of them, None where each stands alone.

    `left_out` are those on its organizations' lists that are closed, or that no snapshot is of.
    """

    alone: Parts | None
    estate: Estate | None
    left_out: tuple[Listed, ...] = ()

    def of_account(self, account: str | None, what: str = "plan") -> Parts:
        """What stands before the plan (`what`) in its account; raises `InputError` where nothing tells which that is, or what."""
        if self.alone is not None or self.estate is None:
            assert self.alone is not None  # noqa: S101 - told to mypy
            return self.alone
        if account is None or not account.isdecimal():
            raise UsageError(
                expected=f"the account of the {what}, to find it among several snapshots",
                found=f"a {what} that does not tell it",
                where="--baseline",
                what_to_do="Name it with --account; the template of a stack set is judged over one account at a time."
                if what == "template"
                else "Name it with --account.",
            )
        shelf = self.estate.shelf_of(account)
        if shelf is None:
            raise InputError(
                expected=f"a snapshot of account {account}, which the {what} changes",
                found=f"snapshots of {amount(len(self.estate.held), 'other account')}",
                where="--baseline",
                what_to_do="Give that account's snapshot with the others, or correct --account.",
            )
        return shelf.parts

    def barred(self, stood: Parts) -> Barred | None:
        """Whether AWS refuses this account a trail of its organization, as far as the snapshots tell."""
        told = None if self.estate is None else self.estate.delegation_over(stood.subject).trails
        return barred(stood.subject, told)

    def joined(self, parts: Parts) -> Parts:
        """The parts of the plan's account, before or after it, with what their chains reach in an estate."""
        return parts if self.estate is None else joined(parts, self.estate.over(parts))

    def members(self, after: Parts) -> Iterator[tuple[Parts, Parts]]:
        """Every other account whose chains run through the plan's, before and after it; none that is closed."""
        if self.estate is None or self.alone is not None:
            return
        changed, owner = self.estate.over(after), after.subject["account"]
        for account in sorted(self.estate.held.keys() - {owner, *(one.account for one in self.left_out)}):
            one, other = self.estate.shelf_of(account), changed.shelf_of(account)
            if one is None or other is None:
                continue
            sides = joined(one.parts, self.estate), joined(other.parts, changed)
            if any(source.get("account") == owner for side in sides for source in side.sources):
                yield sides


def baseline_of(path: str, most_apart: int, *, join: bool = True, packed: PlanFiles = PLAN_FILES) -> Baseline:
    """The baseline at a path, a file, a folder or an export; raises `InputError` where it cannot be read or trusted.

    `join`: also one account by itself is an estate, which its own rules may make copies in; in a folder its list calls the roll.
    `packed` says whose an export's answers are that do not tell.
    """
    files = list(find(path))
    source = read_one(path, packed) if len(files) == 1 else alone_in(path, packed)
    if source is None:
        gathered = gathered_at(path, most_apart, packed=packed)
        return Baseline(alone=None, estate=gathered.estate, left_out=_left_out(gathered))
    if not join:
        return Baseline(alone=read_snapshot(source), estate=None)
    gathered = gather([source], lambda _name: source, most_apart)
    left_out = () if files == [path] else _left_out(gathered)
    return Baseline(alone=read_snapshot(source), estate=gathered.estate, left_out=left_out)


def _left_out(gathered: Gathered) -> tuple[Listed, ...]:
    return (*gathered.closed.values(), *gathered.missing)


def alone_in(path: str, packed: PlanFiles = PLAN_FILES) -> Source | None:
    """The snapshot of the one account of which an export tells; None where it tells of several, and of other inputs."""
    found = read([path], packed)
    first = next(found, None)
    is_alone = isinstance(first, Source) and first.made and next(found, None) is None
    return first if is_alone and isinstance(first, Source) else None


def estate_of(source: Source, most_apart: int) -> Estate:
    """The estate that one snapshot is by itself."""
    return gather([source], lambda _name: source, most_apart).estate


def estate_at(path: str, most_apart: int) -> Estate:
    """The estate that the snapshots under a path are.

    Raises `InputError` where one cannot be read or trusted.
    """
    return gathered_at(path, most_apart).estate


def gathered_at(path: str, most_apart: int, packed: PlanFiles = PLAN_FILES) -> Gathered:
    """That estate, and who else is on its organizations' lists; raises as `estate_at` does."""
    return _gathered(_read(path, packed), most_apart)


def gathered_of(path: str, choices: Choices, given: Source | None = None) -> Gathered:
    """The same of what is judged, with the snapshot that is given besides; the choices say whose an export's answers are.

    Raises as `estate_at` does, and `UsageError` where they say it of snapshots alone, which tell it themselves.
    """
    packed = PlanFiles(account=choices.account, region=choices.region)
    inputs = chain([] if given is None else [given], _read(path, packed))
    return _gathered(_unless_idle(choices, inputs), choices.most_apart)


def _unless_idle(choices: Choices, inputs: Iterator[Source]) -> Iterator[Source]:
    seen: list[Source] = []
    for one in inputs:
        seen.append(replace(one, content={}))
        yield one
    refuse_idle(replace(choices, estate=None), seen)


def _gathered(inputs: Iterator[Source], most_apart: int) -> Gathered:
    kept: dict[str, Source | Unreadable] = {}
    inputs = _kept(inputs, kept)
    gathered = gather(inputs, partial(again, kept), most_apart)
    for error in gathered.contradicting.values():
        raise error
    return gathered


def _kept(inputs: Iterator[Source], kept: dict[str, Source | Unreadable]) -> Iterator[Source]:
    """The same inputs; those that cannot be read again are kept."""
    for one in inputs:
        if is_read_once(one):
            kept[one.name] = one
        yield one


def _read(path: str, packed: PlanFiles) -> Iterator[Source]:
    for one in read([path], packed):
        if isinstance(one, Unreadable):
            raise one.error
        if one.kind != "aws_snapshot":
            raise InputError(
                expected="snapshots alone",
                found="something else",
                where=one.name,
                what_to_do="Give a folder of snapshots, or one snapshot.",
            )
        yield one
