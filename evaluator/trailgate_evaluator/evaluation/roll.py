"""The roll of a run: every input in its order, looked at once before any is judged, and what all of them are to each other."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from trailgate_evaluator.engine.canonical import canonical_bytes
from trailgate_evaluator.estate import Listed, gather
from trailgate_evaluator.estate.raw import account_in, calls_of, objects, text
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.evaluation.run import name_of, refuse_shared, utf8
from trailgate_evaluator.evaluation.together import again, is_read_once, once
from trailgate_evaluator.exports import read
from trailgate_evaluator.inputs import Source, Unreadable
from trailgate_evaluator.inputs.collecting import set_aside, uncollected
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.readers.snapshot.names import LIST_ACCOUNTS, LIST_ALIASES, alias_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.estate import Gathered
    from trailgate_evaluator.evaluation.choices import Choices

Json = dict[str, Any]
Given = str | Source | Unreadable | Listed
"""An input of the roll: the name of a file to be read when its turn comes, or itself where it is kept or cannot be read."""


class Around(Struct, frozen=True, kw_only=True):
    """What is around each input: the estate, None where each stands alone, and then the accounts of all snapshots, with names."""

    gathered: Gathered | None = None
    accounts: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)

    def called(self) -> dict[str, str]:
        """What each account of the run is called, where something tells."""
        if self.gathered is None:
            return self.names
        estate = self.gathered.estate
        found = {account: estate.name_of(account) for account in (*estate.held, *estate.accounts)}
        return {account: name for account, name in found.items() if name}


class Roll(Struct, frozen=True, kw_only=True):
    """`entries` are the inputs in the order of the report, `digests` those of their bytes, where they were read.

    `passed_over` are files that no input was made of, each with the reason.
    """

    entries: list[Given]
    digests: list[str | None]
    around: Around
    passed_over: tuple[tuple[str, str], ...] = ()

    def names(self) -> list[str]:
        """What each input is called in the report."""
        return [utf8(name_of(one)) for one in self.entries]

    def digest(self, choices: Choices, law: Json) -> str:
        """A digest of all that results hang on: the law and the program (`law`), what was chosen, and every input."""
        asked = {name: getattr(choices, name) for name in _HUNG_ON}
        settings = None if choices.settings is None else hashlib.sha256(content_of(choices.settings)).hexdigest()
        told = {
            "law": law,
            "asked": asked,
            "settings": [choices.settings, settings],
            "names": self.names(),
            "digests": self.digests,
        }
        return hashlib.sha256(canonical_bytes(told)).hexdigest()


_HUNG_ON = (
    "as_of", "require_effective", "fail_on", "account", "region", "partition", "remedies", "controls", "benchmark", "role",
    "join", "most_apart",
)  # fmt: skip


def call(paths: list[str], choices: Choices, looked: Callable[[str], None], *, keeps: bool, keeps_all: bool = False) -> Roll:
    """Looks at every input once; `looked` hears each name. What `keeps` is kept in memory where it can be read but once.

    Raises:
        UsageError: the choices do not fit the inputs.
    """
    calling = _Calling(choices, looked, keeps=keeps, keeps_all=keeps_all)
    with uncollected():
        found = calling.each(read(paths, choices.plan_files, calling.pass_over))
        if choices.join:
            kept = calling.kept
            gathered = gather(found, partial(again, kept), choices.most_apart, spares=True)
            around = Around(gathered=gathered)
            calling.entries += gathered.missing
            calling.digests += [one.source["digest"] for one in gathered.missing]
        else:
            for _ in found:
                pass
            around = Around(accounts=frozenset(calling.accounts), names=calling.names)
        if calling.kept:
            set_aside()
    refuse_idle(choices, calling.kinds.values())
    refuse_shared(choices, calling.plans)
    return Roll(entries=calling.entries, digests=calling.digests, around=around, passed_over=tuple(calling.passed_over))


class _Calling:
    """What is noted of each input as it is seen; its content is let go of."""

    def __init__(self, choices: Choices, looked: Callable[[str], None], *, keeps: bool, keeps_all: bool) -> None:
        self._joins = choices.join
        self._looked = looked
        self._keeps, self._keeps_all = keeps, keeps_all
        self.entries: list[Given] = []
        self.digests: list[str | None] = []
        self.kept: dict[str, Source | Unreadable] = {}
        self.kinds: dict[tuple[str, bool, bool], Source] = {}
        self.plans = 0
        self.accounts: set[str] = set()
        self.names: dict[str, str] = {}
        self.passed_over: list[tuple[str, str]] = []

    def pass_over(self, name: str, why: str) -> None:
        """Hears of a file that no input was made of."""
        self.passed_over.append((name, why))

    def each(self, inputs: Iterable[Source | Unreadable]) -> Iterator[Source | Unreadable]:
        """The same inputs, each noted as it passes."""
        for one in once(inputs) if self._joins else inputs:
            self._looked(one.name)
            self.digests.append(one.digest)
            if isinstance(one, Source):
                self._note(one)
            else:
                self.entries.append(one)
            yield one

    def _note(self, one: Source) -> None:
        self.kinds.setdefault((one.kind, one.packed is not None, one.made), replace(one, content={}))
        self.plans += one.kind != "aws_snapshot"
        if self._keeps_all or one.made or (self._keeps and is_read_once(one)):
            self.kept[one.name] = one
            self.entries.append(one)
        else:
            self.entries.append(one.name)
        account = account_in(one.content) if one.kind == "aws_snapshot" else None
        if account is not None and not self._joins:
            self.accounts.add(account)
            name = _own_name(one.content, account)
            if name is not None:
                self.names[account] = name


def _own_name(content: Json, account: str) -> str | None:
    """What a snapshot calls its own account, as its reader tells it; nothing is checked yet."""
    for _, call_ in calls_of(content, *LIST_ACCOUNTS.split(":")):
        for page in objects(call_.get("pages")):
            for row in objects(page.get("Accounts")):
                if row.get("Id") == account and (name := text(row.get("Name"))) is not None:
                    return name
    pages = (page for _, call_ in calls_of(content, *LIST_ALIASES.split(":")) for page in objects(call_.get("pages")))
    return next(filter(None, map(alias_in, pages)), None)
