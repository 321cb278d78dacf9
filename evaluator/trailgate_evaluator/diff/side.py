"""One side of a comparison: a snapshot, a plan or a report, as the results and the resources that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import RESOURCE_KINDS
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.evaluation.idle_options import refuse_idle
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.plan_file import ZIP
from trailgate_evaluator.report.build import FORMAT as REPORT
from trailgate_evaluator.report.numbers import number_of
from trailgate_evaluator.report.result import result
from trailgate_evaluator.report.stored import read_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.choices import Choices

Json = dict[str, Any]


LINK_OF: Final = {
    "trails": "trail",
    "log_groups": "log_group",
    "metric_filters": "metric_filter",
    "alarms": "alarm",
    "topics": "topic",
    "subscriptions": "subscription",
    "services": "service",
}
"""Kind of resource in a document → the link that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """`results` are a report's; `resources` {id: entry with its `link`}; `scopes` are those of the gaps that hide resources.

    `numbers` {control: its number, None where it has none} are those that were asked for.
    """

    name: str
    kind: str
    digest: str | None
    policies: str
    results: list[Json]
    resources: Mapping[str, Json]
    scopes: frozenset[str]
    numbers: Mapping[str, str | None]


def is_report(name: str) -> bool:
    """Whether the file holds a report; standard input is taken for a snapshot or a plan."""
    if name == "-":
        return False
    data = content_of(name)
    return not data.startswith(ZIP) and parse(data, name).get("format") == REPORT


def side_of(name: str, engine: Engine, choices: Choices, prefix: str = "") -> Side:
    """The side that the input of that name is; raises `InputError` where it cannot be read or trusted.

    `prefix` stands before the names of the options that this side alone is read with.
    """
    if is_report(name):
        refuse_beside_report(choices, name, prefix)
        return _of_report(name)
    source = read_one(name, choices.plan_files)
    refuse_idle(choices, [source], prefix)
    maker = DocumentMaker(engine, choices)
    document = maker.documents(source).after
    decisions = engine.decide(document)
    return Side(
        name=name,
        kind=source.kind,
        digest=source.digest,
        policies=engine.digest,
        results=[result(control, 0, document, decision) for control, decision in sorted(decisions.items())],
        resources={
            key: _entry(kind, entry, document["patterns"]) for kind in RESOURCE_KINDS for key, entry in document[kind].items()
        },
        scopes=frozenset(document["index"]["gaps_by_scope"]),
        numbers={control: number_of(engine.controls[control], choices.benchmark) for control in maker.controls},
    )


def refuse_beside_report(choices: Choices, name: str, prefix: str) -> None:
    """Refuse what a plan is read with where the input is a report: it was judged before."""
    for option, value in (("source", choices.source), ("graph", choices.graph), ("json", choices.plan_json)):
        if value is not None:
            raise UsageError(
                expected="a plan as the input that the option belongs to",
                found=f"a report ({name})",
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
        name=name,
        kind="report",
        digest=None,
        policies=report["policies"]["digest"],
        results=report["results"],
        resources=resources,
        scopes=frozenset(),
        numbers={control: number_of(about, report["benchmark"]) for control, about in report["controls"].items()},
    )


def _entry(kind: str, entry: Json, patterns: Mapping[str, Json]) -> Json:
    """An entry without what says nothing about the resource itself, its pattern as text."""
    kept = {field: value for field, value in entry.items() if field not in {"at", "id"}}
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
