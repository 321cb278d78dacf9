"""Snapshots: judged where verdicts are asked for, and else only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.document.parts import subscription_scope
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.estate import Listed, joined
from trailgate_evaluator.estate.raw import account_in
from trailgate_evaluator.evaluation.collected import collected_of
from trailgate_evaluator.evaluation.evaluating import running
from trailgate_evaluator.evaluation.parts import as_it_is
from trailgate_evaluator.evaluation.run import name_of
from trailgate_evaluator.evaluation.together import given
from trailgate_evaluator.inputs import Unreadable
from trailgate_evaluator.query.parts import Part
from trailgate_evaluator.readers.snapshot import read_snapshot
from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.tables.accounts import CLOSED, NOT_COLLECTED, account_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.estate import Estate, Gathered
    from trailgate_evaluator.evaluation import Choices
    from trailgate_evaluator.inputs import Source
    from trailgate_evaluator.query.resources import Things

Json = dict[str, Any]


def judged(paths: list[str], choices: Choices, seen: Callable[[str], None]) -> Iterator[Part]:
    """The parts of the report that `trailgate evaluate` makes of these snapshots, one input after the other."""
    with running(paths, choices, lambda _head, _count: as_it_is) as run:
        head = run.head
        about = {"shared": head, "controls": head["controls"], "benchmark": head["benchmark"]}
        for _, part in run.parts():
            seen(part.entry["name"])
            if not part.results:
                yield Part(entry=part.entry, result=None, **about)
            for result in part.results:
                yield Part(entry=part.entry, result=result, **about)


class _Reading(Struct):
    """A look at snapshots that judges nothing."""

    things: Things
    run: int
    gathered: Gathered | None

    def take(self, one: Source | Unreadable | Listed) -> None:
        """Takes what one input tells; raises `InputError` where it tells nothing."""
        match one:
            case Listed():
                name = account_name({"account_name": one.name})
                entry = {"name": one.account, "as_of": one.source["as_of"] if one.is_open else None}
                state, partition = (NOT_COLLECTED, one.partition) if one.is_open else (CLOSED, None)
                self._account(entry, one.account, name, partition, state)
            case Unreadable(error=error):
                raise error
            case source if self.gathered is not None and source.name in self.gathered.contradicting:
                raise self.gathered.contradicting[source.name]
            case source if self.gathered is not None and source.name in {**self.gathered.superseded, **self.gathered.copies}:
                return
            case source if self.gathered is not None and source.name in self.gathered.closed:
                listed = self.gathered.closed[source.name]
                self._account({"name": source.name, "as_of": None}, listed.account, listed.name, None, CLOSED)
            case source:
                self._read(source)

    def _read(self, source: Source) -> None:
        estate = None if self.gathered is None else self.gathered.estate
        parts = read_snapshot(source) if estate is None else _joined(source, estate)
        account = parts.subject["account"]
        name = parts.subject.get("account_name") if estate is None else estate.name_of(account)
        entry = {"name": source.name, "as_of": parts.as_of, **collected_of(source)}
        named = account_name({"account_name": name or parts.subject.get("account_name")})
        self._account(entry, account, named, parts.subject["partition"], "collected")
        for kind, resources in parts.resources.items():
            for resource in resources.values():
                self.things.add(kind, resource, source=source.name, told_by=account, patterns=parts.pattern_texts)
        hidden = {gap["scope"] for gap in parts.gaps.values()}
        for topic in parts.resources["topics"]:
            if subscription_scope(topic) in hidden:
                self.things.unread(topic, source.name)

    def _account(self, entry: Json, account: str, name: str | None, partition: str | None, state: str) -> None:
        self.things.add_account(
            account_row(run=self.run, entry=entry, account=account, name=name, partition=partition, state=state)
        )


def _joined(source: Source, estate: Estate) -> Parts:
    """The account as a verdict on it sees it: with what its chains reach in others, and what these tell of its own."""
    return joined(read_snapshot(source, estate.wanted_of(str(account_in(source.content)))), estate)


def read_only(paths: list[str], choices: Choices, run: int, things: Things, seen: Callable[[str], None]) -> list[InputError]:
    """What the snapshots tell of their accounts, into `things`; why some tell nothing."""
    inputs, gathered = given(paths, choices, len(paths))
    reading = _Reading(things, run, gathered)
    problems: list[InputError] = []
    for one in inputs:
        seen(name_of(one))
        try:
            reading.take(one)
        except InputError as problem:
            problems.append(problem)
    return problems
