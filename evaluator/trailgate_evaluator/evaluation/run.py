"""A run over many inputs: each is judged on its own, and a bad one costs only itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, UsageError, out_of_memory
from trailgate_evaluator.estate.gathering import Listed
from trailgate_evaluator.evaluation.collected import collected_of
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.evaluation.locations import locations
from trailgate_evaluator.evaluation.older_text import older_text
from trailgate_evaluator.evaluation.remedy import remedy
from trailgate_evaluator.inputs import Unreadable
from trailgate_evaluator.inputs.collecting import uncollected
from trailgate_evaluator.inputs.urls import called
from trailgate_evaluator.report.changes import changes_of
from trailgate_evaluator.report.idle import strays
from trailgate_evaluator.report.outcome import decide_outcome
from trailgate_evaluator.report.result import result
from trailgate_evaluator.report.services import is_of_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Gathered
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.documents import Documents
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
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
    run = _Run(engine, choices, gathered)
    waiting = iter(inputs)
    while _next_one(waiting, run, seen):
        pass
    refuse_idle(choices, run.sources)
    return Judged(
        engine={"name": engine.name, "version": engine.version, "cross_checked_by": engine.cross_checked_by},
        policies={"digest": engine.digest},
        controls={name: _told_of(engine.controls[name]) for name in run.controls},
        inputs=run.inputs,
        results=run.results,
    )


def _next_one(waiting: Iterator[Source | Unreadable | Listed], run: _Run, seen: Callable[[str], None]) -> bool:
    """Reads and judges an input, if there is one; all that was made of it is gone before the collector of cycles looks again."""
    with uncollected():
        given = next(waiting, None)
        if given is None:
            return False
        seen(given.name if not isinstance(given, Listed) else given.account)
        run.take(given)
        del given
    return True


_PLANNED: Final = frozenset({"terraform_plan", "terraform_state"})
_OF_ONE_PLAN: Final = (("--json", "plan_json"), ("--source", "source"), ("--graph", "graph"), ("--baseline", "baseline"))


def _closed(listed: Listed) -> Json:
    """Why an account that its organization's list calls closed is not judged."""
    return {"reason": "account_closed", "state": listed.state, "account_name": listed.name}


class _Run:
    """What a run has gathered so far."""

    def __init__(self, engine: Engine, choices: Choices, gathered: Gathered | None) -> None:
        self._engine = engine
        self._choices = choices
        self._gathered = gathered
        self._maker = DocumentMaker(engine, choices, None if gathered is None else gathered.estate)
        self.controls = self._maker.controls
        self._plans = 0
        self.sources: list[Source] = []
        self.inputs: list[Json] = []
        self.results: list[Json] = []

    def take(self, given: Source | Unreadable | Listed) -> None:
        """Judges one input, or notes why it cannot be read or is not judged."""
        match given:
            case Listed() if given.is_open:
                judged, as_of = self._judged(self._maker.of_listed(given), None)
                self._note(given.account, "listed_account", given.source["digest"], as_of, None)
                self.results.extend(judged)
            case Listed():
                self._note(given.account, "listed_account", given.source["digest"], None, None)
                self.inputs[-1]["not_judged"] = _closed(given)
            case Unreadable(name=name, digest=digest, error=error):
                self._note(name, None, digest, None, error)
            case source if self._gathered is not None and source.name in self._gathered.contradicting:
                self._note(source.name, source.kind, source.digest, None, self._gathered.contradicting[source.name])
            case source if (why := self._not_judged(source.name)) is not None:
                self._note(source.name, source.kind, source.digest, None, None)
                self.inputs[-1]["not_judged"] = why
            case source:
                self._count(source)
                self.sources.append(replace(source, content={}))
                try:
                    judged, as_of = self._of_source(source)
                except InputError as error:
                    self._note(source.name, source.kind, source.digest, None, error)
                except MemoryError:
                    self._note(source.name, source.kind, source.digest, None, out_of_memory(source.name))
                else:
                    self._note(source.name, source.kind, source.digest, as_of, None)
                    self.inputs[-1] |= collected_of(source)
                    self.results.extend(judged)

    def _not_judged(self, name: str) -> Json | None:
        """Why a snapshot that was read is not judged; None where it is."""
        gathered = self._gathered
        if gathered is None:
            return None
        if name in gathered.superseded:
            return {"reason": "newer_snapshot", "by": _utf8(gathered.superseded[name])}
        if name in gathered.copies:
            return {"reason": "copy", "by": _utf8(gathered.copies[name])}
        listed = gathered.closed.get(name)
        return None if listed is None else {**_closed(listed), "account": listed.account}

    def _of_source(self, source: Source) -> tuple[list[Json], int | None]:
        """The results of an input, with those of other accounts whose chains run through what a plan changes."""
        documents = self._maker.documents(source)
        judged, as_of = self._judged(documents, source)
        for member in self._maker.of_members(documents):
            judged += self._judged(member, None)[0]
        return judged, as_of

    def _judged(self, documents: Documents, source: Source | None) -> tuple[list[Json], int | None]:
        index = len(self.inputs)
        decisions = self._engine.decide(documents.after)
        before = {} if documents.before is None else self._engine.decide(documents.before)
        stray = strays(documents.after["settings"], self._engine.controls)
        judged = []
        for control, decision in sorted(decisions.items()):
            excluding = [{"kind": "exclusion", "id": one["id"], "state": one["state"]} for one in decision.get("exclusions", [])]
            idle = [*decision.get("exceptions", []), *excluding, *stray]
            required = self._maker.told(control, documents.after, decision)
            entry = result(control, index, documents.after, {**decision, "exceptions": idle}, required)
            if self._choices.benchmark is None:
                entry["older_text"] = older_text(control, decision, documents, self._maker, self._engine)
            if control in before:
                of_service = is_of_service(entry)
                entry["changes"] = changes_of(
                    before[control]["status"],
                    decision["status"],
                    *documents.changed(services=of_service),
                    untouched=of_service and documents.leaves_services,
                )
            if self._choices.source is not None and source is not None and source.kind != "aws_snapshot":
                entry["locations"] = locations(entry, source.content, self._choices.source)
            decide_outcome(
                entry,
                require_effective=self._choices.require_effective,
                fail_on=self._choices.fail_on,
                effective_before=before[control]["effective"] if control in before else None,
            )
            judged.append(entry)
        short = [entry for entry in judged if entry["outcome"] != "pass" or entry["effective"] in {"no", "unknown"}]
        if self._choices.remedies and len(short) == 1:
            short[0]["remedy"] = remedy(self._engine, documents.after, short[0])
        return judged, documents.after["origin"]["sources"][0]["as_of"]

    def _note(self, name: str, kind: str | None, digest: str | None, as_of: int | None, error: InputError | None) -> None:
        self.inputs.append(
            {
                "index": len(self.inputs),
                "name": _utf8(name),
                "kind": kind,
                "digest": digest,
                "as_of": as_of,
                "error": None if error is None else _told(error),
                **self._beside(kind),
            }
        )

    def _beside(self, kind: str | None) -> Json:
        """The options that an input was read and judged with: whoever judges or mends it again needs them."""
        given = {**(self._choices.beside_a_plan if kind in _PLANNED else {}), **self._choices.beside_any}
        return {"options": {option: _utf8(called(value)) for option, value in given.items()}} if given else {}

    def _count(self, source: Source) -> None:
        """Refuses what belongs to one plan with more than one."""
        if source.kind == "aws_snapshot":
            return
        self._plans += 1
        for option, name in _OF_ONE_PLAN:
            if self._plans > 1 and getattr(self._choices, name) is not None:
                raise UsageError(
                    expected="one plan",
                    found="more than one",
                    where=option,
                    what_to_do=f"Evaluate each plan on its own: {option} belongs to one of them.",
                )


def _told_of(control: Json) -> Json:
    """What a report tells of a control: all but the filter texts that only `fix` writes, and what only `explain` tells."""
    return {name: value for name, value in control.items() if name not in {"literal", "by_hand"}}


def _told(error: InputError) -> Json:
    told = {"expected": error.expected, "found": error.found, "where": error.where, "what_to_do": error.what_to_do}
    return {name: _utf8(text) for name, text in told.items()}


def _utf8(text: str) -> str:
    """The text with what is no UTF-8 replaced: a file's name may be any bytes, a report may not."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
