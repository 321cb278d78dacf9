"""`trailgate trace`: follows a real change through an account or a plan, or counts the fates of millions."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import (
    AsOf,
    Baseline,
    EngineOption,
    EstateOption,
    Graph,
    Parameters,
    Partition,
    PlanJson,
    Policies,
    Region,
    Require,
    Scheduler,
    Settings,
    SourceFolder,
)
from trailgate_evaluator.cli.show import Input

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.cli.destinations import Destination
    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.trace.record_input import ManyRecords
    from trailgate_evaluator.trace.tracer import Tracer

Record = Annotated[
    str,
    typer.Option(
        "--record", metavar="EVENT|FILE|DIR|URL|-", show_default=False,
        help="The name of an API call, for a realistic record of it; a file with one record; or files of many: CloudTrail's "
        "own (Records, JSON lines, .gz, a folder or a prefix as S3 holds them), events of EventBridge, the answers and exports "
        "of lookup-events, CloudTrail Lake (eventJson) and CloudWatch Logs, and Parquet.",
    ),
]  # fmt: skip
First = Annotated[
    str | None,
    typer.Option("--from", metavar="DAY", help="Of a folder as S3 holds it, read the days from this one on (2026-11-01)."),
]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last of these days.")]
Whose = Annotated[
    str | None,
    typer.Option(
        "--account", metavar="ID", help="The account of a plan that does not name it; of a folder as S3 holds it, whose records."
    ),
]
FormatOption = Annotated[
    Literal["text", "json", "html", "parquet"] | None,
    typer.Option(
        "--format",
        "-f",
        show_default="text, or by the extension of --output",
        help="How to answer: of many records also as a page with pictures over time, or in columns.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="[FORMAT=]PATH", show_default="standard output",
        help="Write the answer there, in the format of its extension or the one named, and a line here; - is standard output. "
        "May be repeated.",
    ),
]  # fmt: skip
FORMATS: Final = ("text", "json", "html", "parquet")
Document = Annotated[
    bool,
    typer.Option("--document", help="Print what the policies read instead, for `opa eval -b policies data.trailgate.traced`."),
]


def trace(  # noqa: PLR0917 - Typer passes each by name
    source: Input,
    record: Record,
    first: First = None,
    last: Last = None,
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    require: Require = None,
    document: Document = False,
    engine: EngineOption = "wasm",
    policies: Policies = None,
    settings: Settings = None,
    as_of: AsOf = None,
    baseline: Baseline = None,
    graph: Graph = None,
    source_folder: SourceFolder = None,
    plan_json: PlanJson = None,
    parameters: Parameters = None,
    account: Whose = None,
    region: Region = None,
    partition: Partition = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    estate: EstateOption = None,
    scheduler: Scheduler = None,
) -> int:
    """Follow one change through an account or a plan: what records it, what matches, who is told, or where it is lost.

    Of many records it counts how many of each API call would have told a person, lists those that would not, and tells when each
    alarm would have fired.

    \b
    Examples:
      trailgate trace acme.json --record record.json
      trailgate trace acme.json --record AWSLogs/ --account 111122223333 --from 2026-10-01 --to 2026-10-31
      trailgate trace acme.json --record AWSLogs/ -o backtest.html -o backtest.parquet

    \b
    Exit codes:
      0  every required record (or the one given, unless it is excluded) reaches a person
      1  some record is lost
      2  wrong usage
      3  none is lost, but for some it cannot be told
      4  the input or the records cannot be read or trusted
      5  the engine or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.answers import answers
    from trailgate_evaluator.cli.moment import moment
    from trailgate_evaluator.cli.passed_over import one_input
    from trailgate_evaluator.cli.places import chosen_places
    from trailgate_evaluator.cli.writing import write_stdout
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.asking import refuse_without_records
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.evaluation.idle_options import refuse_idle
    from trailgate_evaluator.report.numbers import in_order, number_of
    from trailgate_evaluator.trace.backtest import exit_code
    from trailgate_evaluator.trace.record_files import is_prefix
    from trailgate_evaluator.trace.record_input import OneRecord, record_input
    from trailgate_evaluator.trace.text import as_json
    from trailgate_evaluator.trace.tracer import Tracer

    if source == record == "-":
        raise UsageError(
            expected="one thing from standard input", found="the input and the records", where="-", what_to_do="Name a file."
        )
    wanted = answers(output or [], format, FORMATS, [source, record])
    choices = Choices(
        engine=engine, policies=policies, settings=settings, as_of=moment(as_of), baseline=baseline,
        graph=graph, account=account, region=region,
        partition=partition, source=source_folder, plan_json=plan_json, parameters=parameters,
        controls=tuple(control or ()), benchmark=benchmark, role=role, estate=estate,
    )  # fmt: skip
    given = one_input(source, choices.plan_files)
    in_folder = is_prefix(record) or Path(record).is_dir()
    chosen = chosen_places(first, last, account if in_folder else None)
    if in_folder and given.kind == "aws_snapshot":
        choices = replace(choices, account=None)
    refuse_idle(choices, [given])
    with open_engine(choices.engine, policies=policies) as opened:
        judged = DocumentMaker(opened, choices).documents(given).after
        tracer = Tracer(opened, judged, require_effective=require == "effective")
        refuse_without_records(tracer.controls, judged["asked"]["controls"])
        found = record_input(record, tracer, as_of=judged["origin"]["as_of"], chosen=chosen)
        if not isinstance(found, OneRecord):
            if document:
                raise UsageError(
                    expected="one record with --document", found="many", where="--record", what_to_do="Give one of them."
                )
            counted = _counted(tracer, found, judged, scheduler, require_effective=require == "effective")
            _tell(counted, wanted)
            return exit_code(counted)
        if scheduler is not None:
            raise UsageError(
                expected="many records with --scheduler",
                found="one",
                where="--scheduler",
                what_to_do="Leave it out: one record is followed here.",
            )
        _refuse_pictures_of_one(wanted)
        if document:
            write_stdout(as_json(tracer.document(found.record)))
            return 0
        traced = tracer.followed(found.record)
        known = in_order(opened.controls, opened.controls, choices.benchmark)
        numbers = {name: number_of(opened.controls[name], choices.benchmark) for name in known}
        for other in found.others:
            sys.stderr.write(f"trailgate: {other} asks for another record of that name: choose with --control {other}.\n")
    _follow(traced, wanted, numbers)
    if traced["excluded_by"] and not traced["required_by"]:
        return 0
    where: str = traced["where"]
    return _EXIT_CODES[where]


def _counted(
    tracer: Tracer, found: ManyRecords, document: dict[str, Any], scheduler: str | None, *, require_effective: bool
) -> dict[str, Any]:
    """The counts over all records: made here, or by the workers of a scheduler."""
    from trailgate_evaluator.cli.on_scheduler import at_scheduler
    from trailgate_evaluator.trace.backtest import backtest

    with at_scheduler(scheduler) as cluster:
        if cluster is None:
            return backtest(tracer, found.files)
        from trailgate_evaluator.trace.on_cluster import backtest_on

        return backtest_on(cluster, document, tracer, found.files, require_effective=require_effective)


def _follow(traced: dict[str, Any], wanted: list[Destination], numbers: dict[str, str | None]) -> None:
    """The way of one record, at every place."""
    from trailgate_evaluator.cli.answers import write_answers
    from trailgate_evaluator.trace.text import as_json, trace_text

    makers: dict[str, Callable[[Page], str | bytes]] = {
        "text": lambda page: trace_text(traced, page, numbers),
        "json": lambda _: as_json(traced),
    }
    write_answers(wanted, makers, "1 record is followed")


def _tell(counted: dict[str, Any], wanted: list[Destination]) -> None:
    """What was counted, at every place."""
    from trailgate_evaluator.cli.answers import write_answers
    from trailgate_evaluator.trace.backtest_text import backtest_text, counts
    from trailgate_evaluator.trace.text import as_json

    def html(_: Page) -> str:
        from trailgate_evaluator.trace.backtest_html import backtest_html

        return backtest_html(counted)

    def parquet(_: Page) -> bytes:
        from trailgate_evaluator.trace.backtest_parquet import backtest_parquet

        return backtest_parquet(counted)

    makers: dict[str, Callable[[Page], str | bytes]] = {
        "text": lambda page: backtest_text(counted, page),
        "json": lambda _: as_json(counted),
        "html": html,
        "parquet": parquet,
    }
    write_answers(wanted, makers, [*counts(counted)][-1].removesuffix("."))


def _refuse_pictures_of_one(wanted: list[Destination]) -> None:
    from trailgate_evaluator.errors import UsageError

    for entry in wanted:
        if entry.format.name not in _OF_ONE:
            raise UsageError(
                expected=f"{' or '.join(_OF_ONE)} of one record that is followed",
                found=entry.format.name,
                where="the format",
                what_to_do="Give a file with a list of records, or a folder of such files.",
            )


_OF_ONE: Final = ("text", "json")
_EXIT_CODES: dict[str, int] = {"carried": 0, "lost": 1, "unknown": 3}
