"""A run over many inputs: each is judged on its own, and a bad one costs only itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError, UsageError, out_of_memory
from trailgate_evaluator.estate.gathering import Listed
from trailgate_evaluator.evaluation.collected import collected_of
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.evaluation.older_text import older_text
from trailgate_evaluator.evaluation.remedy import remedy
from trailgate_evaluator.evaluation.unread import unread_in
from trailgate_evaluator.inputs import Source, Unreadable
from trailgate_evaluator.inputs.collecting import uncollected
from trailgate_evaluator.inputs.urls import called
from trailgate_evaluator.report.advice import is_joined
from trailgate_evaluator.report.idle import strays
from trailgate_evaluator.report.outcome import decide_outcome
from trailgate_evaluator.report.result import result
from trailgate_evaluator.report.services import is_of_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Gathered
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.document_pair import Documents

Json = dict[str, Any]


class Part(Struct, frozen=True, kw_only=True):
    """What came of one input: its entry among the report's inputs, and its results in the order of the report."""

    entry: Json
    results: list[Json]


class Judged(Struct, frozen=True, kw_only=True):
    """What came of some inputs: their entries and results, numbered from 0, and by which engine."""

    engine: Json
    policies: Json
    controls: Json
    inputs: list[Json]
    results: list[Json]


def judge(
    inputs: Iterable[Source | Unreadable | Listed],
    engine: Engine,
    choices: Choices,
    seen: Callable[[str], None],
    gathered: Gathered | None = None,
) -> Judged:
    """Judges these inputs, one at a time; `seen` hears each one's name as its turn comes.

    `gathered` is the estate that they are judged in, None where each stands alone.

    Raises:
        UsageError: the choices do not fit the inputs.
        InputError: settings, baseline or graph cannot be read; an input's own error stands in its entry instead.
        EngineError: there is no decision.
    """
    one_by_one = Judge(engine, choices, gathered)
    waiting, parts, sources = iter(inputs), list[Part](), list[Source]()
    while (part := _next_part(waiting, one_by_one, len(parts), sources, seen)) is not None:
        parts.append(part)
    refuse_idle(choices, sources)
    return Judged(
        engine=one_by_one.engine,
        policies=one_by_one.policies,
        controls=one_by_one.controls,
        inputs=[part.entry for part in parts],
        results=[result for part in parts for result in part.results],
    )


def _next_part(
    waiting: Iterator[Source | Unreadable | Listed],
    one_by_one: Judge,
    index: int,
    sources: list[Source],
    seen: Callable[[str], None],
) -> Part | None:
    """Reads and judges an input, if there is one; all that was made of it is gone before the collector of cycles looks again."""
    with uncollected():
        given = next(waiting, None)
        if given is None:
            return None
        seen(name_of(given))
        if isinstance(given, Source):
            sources.append(replace(given, content={}))
            refuse_shared(one_by_one.choices, sum(source.kind != "aws_snapshot" for source in sources))
        part = one_by_one.part(given, index)
        del given
    return part


_PLANNED: Final = frozenset({"terraform_plan", "terraform_state", "cloudformation_template"})
_OF_ONE_PLAN: Final = (
    ("--json", "plan_json"),
    ("--source", "source"),
    ("--graph", "graph"),
    ("--baseline", "baseline"),
    ("--parameters", "parameters"),
    ("--replaces", "replaces"),
)


def refuse_shared(choices: Choices, plans: int) -> None:
    """Refuses what belongs to one plan with more than one."""
    for option, name in _OF_ONE_PLAN:
        if plans > 1 and getattr(choices, name) is not None:
            raise UsageError(
                expected="one plan",
                found="more than one",
                where=option,
                what_to_do=f"Evaluate each plan on its own: {option} belongs to one of them.",
            )


def name_of(given: str | Source | Unreadable | Listed) -> str:
    """What an input is called in the report: a file by its name, an account that a list alone names by its number."""
    return given if isinstance(given, str) else given.account if isinstance(given, Listed) else given.name


def _closed(listed: Listed) -> Json:
    """Why an account that its organization's list calls closed is not judged."""
    return {"reason": "account_closed", "state": listed.state, "account_name": listed.name}


class Judge:
    """Judges one input after another; nothing is kept of one but what accounts have in common."""

    def __init__(self, engine: Engine, choices: Choices, gathered: Gathered | None = None) -> None:
        """Raises `InputError` where the settings, the baseline or the graph cannot be read."""
        self._engine = engine
        self.choices = choices
        self._gathered = gathered
        self._maker = DocumentMaker(engine, choices, None if gathered is None else gathered.estate)
        self.engine: Json = {"name": engine.name, "version": engine.version, "cross_checked_by": engine.cross_checked_by}
        self.policies: Json = {"digest": engine.digest}
        self.controls: Json = {name: _told_of(engine.controls[name]) for name in self._maker.asking.controls}

    def killed(
        self, given: str | Source | Unreadable | Listed, index: int, *, expected: str, found: str, what_to_do: str
    ) -> Part:
        """The part of an input at which whoever judged it was killed: one that cannot be read, for that reason."""
        name = name_of(given)
        error = InputError(expected=expected, found=found, where=name, what_to_do=what_to_do)
        return self.part(Unreadable(name=name, digest=None, error=error), index)

    def part(self, given: Source | Unreadable | Listed, index: int) -> Part:
        """Judges one input, of that number among all, or notes why it cannot be read or is not judged."""
        match given:
            case Listed() if given.is_open:
                judged, as_of = self._judged(self._maker.of_listed(given), None, index)
                return Part(
                    entry=self._entry(index, given.account, "listed_account", given.source["digest"], as_of), results=judged
                )
            case Listed():
                entry = self._entry(index, given.account, "listed_account", given.source["digest"])
                return Part(entry=entry | {"not_judged": _closed(given)}, results=[])
            case Unreadable(name=name, digest=digest, error=error):
                return Part(entry=self._entry(index, name, None, digest, error=error), results=[])
            case source:
                return self._of(source, index)

    def _of(self, source: Source, index: int) -> Part:
        name, kind, digest = source.name, source.kind, source.digest
        if self._gathered is not None and name in self._gathered.contradicting:
            error = self._gathered.contradicting[name]
            return Part(entry=self._entry(index, name, kind, digest, error=error), results=[])
        if (why := self._not_judged(name)) is not None:
            return Part(entry=self._entry(index, name, kind, digest) | {"not_judged": why}, results=[])
        try:
            judged, as_of = self._of_source(source, index)
            judged = [result | unread_in(source, result) for result in judged]
            if source.origins:
                from trailgate_evaluator.evaluation.origins import led_back_by

                judged = [led_back_by(result, source.origins) for result in judged]
        except InputError as error:
            if source.made:
                from trailgate_evaluator.evaluation.origins import to_files

                error = to_files(error, source)
            return Part(entry=self._entry(index, name, kind, digest, error=error), results=[])
        except MemoryError:
            return Part(entry=self._entry(index, name, kind, digest, error=out_of_memory(name)), results=[])
        beside = collected_of(source) if kind == "aws_snapshot" else self._left_out(judged)
        return Part(entry=self._entry(index, name, kind, digest, as_of) | beside, results=judged)

    def _left_out(self, judged: list[Json]) -> Json:
        """The closed accounts on the lists of a plan's baseline, which are not judged with it; nothing where there are none."""
        subjects = {result["subject"]["account"] for result in judged}
        told = [_closed(one) | {"account": one.account} for one in self._maker.closed if one.account not in subjects]
        return {"left_out": sorted(told, key=lambda one: str(one["account"]))} if told else {}

    def _not_judged(self, name: str) -> Json | None:
        """Why a snapshot that was read is not judged; None where it is."""
        gathered = self._gathered
        if gathered is None:
            return None
        if name in gathered.superseded:
            reason = "roll_alone" if name in gathered.rolls else "newer_snapshot"
            return {"reason": reason, "by": utf8(gathered.superseded[name])}
        if name in gathered.copies:
            return {"reason": "copy", "by": utf8(gathered.copies[name])}
        listed = gathered.closed.get(name)
        return None if listed is None else {**_closed(listed), "account": listed.account}

    def _of_source(self, source: Source, index: int) -> tuple[list[Json], int | None]:
        """The results of an input, with those of other accounts: whose chains run through what a plan changes, or may."""
        documents = self._maker.documents(source)
        judged, as_of = self._judged(documents, source, index)
        for other in chain(self._maker.of_members(documents), self._maker.of_uncollected(documents)):
            judged += self._judged(other, None, index)[0]
        return judged, as_of

    def _judged(self, documents: Documents, source: Source | None, index: int) -> tuple[list[Json], int | None]:
        decisions = self._engine.decide(documents.after)
        before = {} if documents.before is None else self._engine.decide(documents.before)
        stray = strays(documents.after["settings"], self._engine.controls)
        judged = []
        for control, decision in sorted(decisions.items()):
            excluding = [{"kind": "exclusion", "id": one["id"], "state": one["state"]} for one in decision.get("exclusions", [])]
            idle = [*decision.get("exceptions", []), *excluding, *stray]
            required = self._maker.asking.told(control, documents.after, decision)
            entry = result(control, index, documents.after, {**decision, "exceptions": idle}, required)
            if (role := self._maker.asking.role_given(control, documents)) is not None:
                entry["role_given"] = role
            if self.choices.benchmark is None:
                entry["older_text"] = older_text(control, decision, documents, self._maker, self._engine)
            if control in before:
                from trailgate_evaluator.report.changes import changes_of

                of_service = is_of_service(entry)
                entry["changes"] = changes_of(
                    before[control]["status"],
                    decision["status"],
                    *documents.changed(services=of_service),
                    untouched=of_service and documents.leaves_services,
                    rolled_back=documents.rolled_back,
                )
            if documents.locations:
                from trailgate_evaluator.evaluation.locations import located

                entry["locations"] = located(entry, documents.locations)
            elif self.choices.source is not None and source is not None and source.kind != "aws_snapshot":
                from trailgate_evaluator.evaluation.locations import locations

                entry["locations"] = locations(entry, source.content, self.choices.source)
            decide_outcome(
                entry,
                require_effective=self.choices.require_effective,
                fail_on=self.choices.fail_on,
                effective_before=before[control]["effective"] if control in before else None,
            )
            judged.append(entry)
        short = [entry for entry in judged if entry["outcome"] != "pass" or entry["effective"] in {"no", "unknown"}]
        if self.choices.remedies and len(short) == 1 and _is_mended_here(short[0], source):
            short[0]["remedy"] = remedy(self._engine, documents.after, short[0])
        return judged, documents.after["origin"]["sources"][0]["as_of"]

    def _entry(
        self,
        index: int,
        name: str,
        kind: str | None,
        digest: str | None,
        as_of: int | None = None,
        *,
        error: InputError | None = None,
    ) -> Json:
        return {
            "index": index,
            "name": utf8(name),
            "kind": kind,
            "digest": digest,
            "as_of": as_of,
            "error": None if error is None else _told(error),
            **self._beside(kind),
        }

    def _beside(self, kind: str | None) -> Json:
        """The options that an input was read and judged with: whoever judges or mends it again needs them."""
        given = {**(self.choices.beside_a_plan if kind in _PLANNED else {}), **self.choices.beside_any}
        return {"options": {option: utf8(called(value)) for option, value in given.items()}} if given else {}


def _is_mended_here(result: Json, source: Source | None) -> bool:
    """Whether nothing but the input's own account can mend the chain: a remedy is planned for that one alone."""
    return is_of_service(result) or (source is not None and not is_joined(result))


def _told_of(control: Json) -> Json:
    """What a report tells of a control: all but the filter texts that only `fix` writes, and what only `explain` tells."""
    return {name: value for name, value in control.items() if name not in {"literal", "by_hand", "notes"}}


def _told(error: InputError) -> Json:
    told = {"expected": error.expected, "found": error.found, "where": error.where, "what_to_do": error.what_to_do}
    return {name: utf8(text) for name, text in told.items()}


def utf8(text: str) -> str:
    """The text with what is no UTF-8 replaced: a file's name may be any bytes, a report may not."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
