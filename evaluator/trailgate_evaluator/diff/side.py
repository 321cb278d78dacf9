"""One side of a comparison: a snapshot, a folder of them, a plan or a report, as the results and the resources that it has."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.document.parts import LINK_OF, RESOURCE_KINDS
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.estate import Listed
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.evaluation.together import given
from trailgate_evaluator.exports import read_one
from trailgate_evaluator.exports.reading import unheard
from trailgate_evaluator.inputs import Unreadable
from trailgate_evaluator.inputs.archive_names import SUFFIXES, is_archive
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.plan_file import ZIP
from trailgate_evaluator.inputs.templates import may_be_yaml_template
from trailgate_evaluator.inputs.urls import called, is_url
from trailgate_evaluator.report.build import FORMAT as REPORT
from trailgate_evaluator.report.numbers import number_of
from trailgate_evaluator.report.others import named_beside
from trailgate_evaluator.report.result import result
from trailgate_evaluator.report.stored import read_report
from trailgate_evaluator.report.unjudged import closed_in, is_not_collected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.exports.reading import PassedOver

Json = dict[str, Any]


class Side(Struct, frozen=True, kw_only=True):
    """`results` are a report's; `resources` {id: entry with its `link`}; `scopes` are those of the gaps that hide resources.

    `numbers` {control: its number, None where it has none} are those that were asked for. `destroyed` are the resources that a
    plan takes away: of others that it does not have it tells nothing. None of what is no plan. `closed` {account: its state} are
    those that their organization's list calls closed, so that nothing is judged of them.
    """

    name: str
    kind: str
    digest: str | None
    policies: str
    results: list[Json]
    resources: Mapping[str, Json]
    scopes: frozenset[str]
    numbers: Mapping[str, str | None]
    destroyed: frozenset[str] | None = None
    closed: Mapping[str, str] = field(default_factory=dict)

    @property
    def looked_at(self) -> frozenset[str]:
        """The accounts that gave something to judge: not those of which a list alone tells."""
        return frozenset(
            one["subject"]["account"]
            for one in self.results
            if isinstance(one["subject"]["account"], str) and not is_not_collected(one)
        )


def is_report(name: str) -> bool:
    """Whether the file holds a report; standard input is taken for a snapshot or a plan."""
    if name == "-" or _is_several(name):
        return False
    data = content_of(name)
    if data.startswith(ZIP) or may_be_yaml_template(data):
        return False
    try:
        return parse(data, name).get("format") == REPORT
    except InputError:
        return False  # whoever reads it as an input says what it is


def side_of(name: str, engine: Engine, choices: Choices, prefix: str = "", passed_over: PassedOver = unheard) -> Side:
    """The side that the input of that name is; raises `InputError` where it cannot be read or trusted.

    `prefix` stands before the names of the options that this side alone is read with. `passed_over` hears of files of an export
    that nothing was made of.
    """
    if is_report(name):
        refuse_beside_report(choices, name, prefix)
        return _of_report(name)
    if _is_several(name):
        return _of_folder(name, engine, choices, prefix, passed_over)
    source = read_one(name, choices.plan_files, passed_over)
    refuse_idle(_of_one_side(choices), [source], prefix)
    maker = DocumentMaker(engine, choices)
    documents = maker.documents(source)
    side = _of_documents(name, source.kind, source.digest, [documents.after], maker, engine, choices)
    return side if source.kind == "aws_snapshot" else replace(side, destroyed=frozenset(documents.removed))


def _is_several(name: str) -> bool:
    """Whether that is the name of a folder, of a prefix in a store, or of an archive of snapshots."""
    return not name.endswith(SUFFIXES) if is_url(name) else Path(name).is_dir() or is_archive(name)


def _of_folder(name: str, engine: Engine, choices: Choices, prefix: str, passed_over: PassedOver) -> Side:
    """The accounts of a folder, joined as `evaluate` joins them; what counts for nothing there counts for nothing here."""
    inputs, gathered = given([name], choices, sum(1 for _ in find(name)), passed_over)
    maker = DocumentMaker(engine, choices, None if gathered is None else gathered.estate)
    documents, sources = [], []
    closed = {} if gathered is None else {one.account: one.state for one in gathered.closed.values()}
    for one in inputs:
        match one:
            case Unreadable(error=error):
                raise error
            case Listed() if one.is_open:
                documents.append(maker.of_listed(one).after)
            case Listed():
                closed[one.account] = one.state
            case source if gathered is not None and source.name in gathered.contradicting:
                raise gathered.contradicting[source.name]
            case source if gathered is None or source.name not in {*gathered.superseded, *gathered.copies, *gathered.closed}:
                sources.append(dataclasses.replace(source, content={}))
                documents.append(maker.documents(source).after)
    refuse_idle(_of_one_side(choices), sources, prefix)
    return replace(_of_documents(name, "folder", None, documents, maker, engine, choices), closed=closed)


def _of_documents(  # noqa: PLR0917 - what it is, what was made of it, and by what
    name: str, kind: str, digest: str | None, documents: list[Json], maker: DocumentMaker, engine: Engine, choices: Choices
) -> Side:
    """The results of all documents, and their resources: of one that several tell of as its own account tells of it."""
    results: list[Json] = []
    resources: Json = {}
    scopes: set[str] = set()
    for document in documents:
        results += [
            result(control, 0, document, decision, maker.asking.told(control, document, decision))
            for control, decision in sorted(engine.decide(document).items())
        ]
        scopes |= set(document["index"]["gaps_by_scope"])
        for group in RESOURCE_KINDS:
            for key, entry in document[group].items():
                if key not in resources or entry.get("account") == document["subject"]["account"]:
                    resources[key] = _entry(group, entry, document["patterns"])
    return Side(
        name=called(name),
        kind=kind,
        digest=digest,
        policies=engine.digest,
        results=named_beside(results, []),
        resources=resources,
        scopes=frozenset(scopes),
        numbers={control: number_of(engine.controls[control], choices.benchmark) for control in maker.asking.controls},
    )


_OF_BOTH: Final = ("account", "region", "partition")
"""Options that are of whichever side is a plan."""


def refuse_without_plan(choices: Choices, *sides: Side) -> None:
    """Refuse what plans and exports alone are read with where no side is one."""
    results = [one for side in sides for one in side.results]
    if any(one["origin"] != "aws_snapshot" or any("imported" in told for told in one["sources"]) for one in results):
        return
    for name in _OF_BOTH:
        if getattr(choices, name) is not None:
            raise UsageError(
                expected="a plan or state as an input that the option belongs to",
                found="snapshots alone",
                where=f"--{name}",
                what_to_do=f"Leave --{name} out: it does nothing for a snapshot.",
            )


def _of_one_side(choices: Choices) -> Choices:
    """The choices without what is of both sides."""
    return dataclasses.replace(choices, account=None, region=None, partition=None)


def refuse_beside_report(choices: Choices, name: str, prefix: str) -> None:
    """Refuse what a plan is read with where the input is a report: it was judged before."""
    for option, value in (
        ("source", choices.source),
        ("graph", choices.graph),
        ("json", choices.plan_json),
        ("parameters", choices.parameters),
    ):
        if value is not None:
            raise UsageError(
                expected="a plan as the input that the option belongs to",
                found=f"a report ({called(name)})",
                where=f"--{prefix}{option}",
                what_to_do=f"Leave --{prefix}{option} out: what a report says was judged before.",
            )


def _of_report(name: str) -> Side:
    """A report names only the resources that its evidence is about."""
    report = read_report(name)
    resources: Json = {}
    for one in report["results"]:
        for key, entry in one["resources"].items():
            resources[key] = _entry(_kind_of(key, one), entry, one["patterns"])
    return Side(
        name=called(name),
        kind="report",
        digest=None,
        policies=report["policies"]["digest"],
        results=report["results"],
        resources=resources,
        scopes=frozenset(),
        numbers={control: number_of(about, report["benchmark"]) for control, about in report["controls"].items()},
        closed=closed_in(report),
    )


def _entry(kind: str, entry: Json, patterns: Mapping[str, Json]) -> Json:
    """An entry without what says nothing about the resource itself, its pattern as text."""
    kept = {field: value for field, value in entry.items() if field not in {"at", "id", "answered"}}
    pattern = kept.get("pattern")
    if isinstance(pattern, str) and pattern in patterns:
        kept["pattern"] = patterns[pattern]["text"]
    return {**kept, "link": LINK_OF[kind]}


_BY_FIELD = {
    "multi_region": "trails",
    "transformer": "log_groups",
    "transformations": "metric_filters",
    "actions_enabled": "alarms",
    "protocol": "subscriptions",
    "service": "services",
}


def _kind_of(key: str, one: Json) -> str:
    """The kind of a resource in a report, which does not say it: told by the fields that only this kind has."""
    entry = one["resources"][key]
    return next((kind for field, kind in _BY_FIELD.items() if field in entry), "topics")
