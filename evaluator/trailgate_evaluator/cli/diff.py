"""`trailgate diff`: what changed between two looks at one account, or at many, and what that did to the verdicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, Literal

import typer

from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import (
    Account,
    AsOf,
    EngineOption,
    Graph,
    NoJoin,
    Parameters,
    Partition,
    PlanJson,
    Policies,
    Region,
    Settings,
    SourceFolder,
)

Old = Annotated[
    str,
    typer.Argument(
        metavar="OLD", show_default=False, help="A snapshot or a folder of them, a plan, a state, a template or a JSON report."
    ),
]
New = Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="A later one of the same accounts.")]
OldSource = Annotated[str | None, typer.Option("--old-source", metavar="DIR", help="As --source, for OLD.")]
OldJson = Annotated[str | None, typer.Option("--old-json", metavar="FILE", help="As --json, for OLD.")]
OldParameters = Annotated[str | None, typer.Option("--old-parameters", metavar="FILE", help="As --parameters, for OLD.")]
FormatOption = Annotated[
    Literal["text", "json", "markdown", "html"] | None,
    typer.Option("--format", "-f", help="How to answer.", show_default="text, or by the extension of --output"),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="[FORMAT=]PATH",
        show_default="standard output",
        help="Write the answer there, in the format of its extension or the one named, and a line here; - is standard output. "
        "May be repeated.",
    ),
]

FORMATS: Final = ("text", "json", "markdown", "html")
_MOST_NAMED: Final = 20


def diff(  # noqa: PLR0917 - Typer passes each by name
    old: Old,
    new: New,
    format: FormatOption = None,  # noqa: A002 - the option's name
    output: Output = None,
    engine: EngineOption = "wasm",
    policies: Policies = None,
    settings: Settings = None,
    as_of: AsOf = None,
    account: Account = None,
    region: Region = None,
    partition: Partition = None,
    source: SourceFolder = None,
    plan_json: PlanJson = None,
    graph: Graph = None,
    parameters: Parameters = None,
    old_source: OldSource = None,
    old_json: OldJson = None,
    old_parameters: OldParameters = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    no_join: NoJoin = False,
) -> int:
    """Compare two snapshots, folders of them, plans or reports: resources, verdicts, and why each verdict changed.

    --source, --json and --graph are of a plan that is NEW, --parameters of a template; --old-source, --old-json and
    --old-parameters of one that is OLD.

    \b
    Examples:
      trailgate diff monday.json tuesday.json
      trailgate diff monday.tfplan tuesday.json --source infra/
      trailgate diff deployed.yaml template.yaml --parameters parameters.json
      trailgate diff snapshots-of-june/ snapshots-of-july/ -o changes.html -o changes.md
      trailgate diff report-of-june.json report-of-july.json --format json

    \b
    Exit codes:
      0  no verdict got worse
      1  a verdict got worse: its status, or of a pass its effect
      2  wrong usage
      4  an input cannot be read or trusted, or the two are of different accounts
      5  the engine or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.answers import answers
    from trailgate_evaluator.cli.moment import moment
    from trailgate_evaluator.cli.passed_over import tell_passed_over
    from trailgate_evaluator.cli.writable import STDOUT
    from trailgate_evaluator.cli.writing import write_file, write_stdout
    from trailgate_evaluator.diff import compare
    from trailgate_evaluator.diff.comparison import counted, exit_code
    from trailgate_evaluator.diff.side import refuse_without_plan, side_of
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs.urls import tell_apart
    from trailgate_evaluator.plain import some

    if old == new == "-":
        raise UsageError(expected="two inputs", found="standard input twice", where="-", what_to_do="Name one file at least.")
    wanted = answers(output or [], format, FORMATS, [old, new])
    choices = Choices(
        engine=engine,
        policies=policies,
        settings=settings,
        as_of=moment(as_of),
        account=account,
        region=region,
        partition=partition,
        controls=tuple(control or ()),
        benchmark=benchmark,
        role=role,
        join=not no_join,
    )
    tell_apart([old, new])
    told: list[tuple[str, str]] = []

    def passed_over(name: str, why: str) -> None:
        told.append((name, why))

    with open_engine(choices.engine, policies=policies) as opened:
        of_old = replace(choices, source=old_source, plan_json=old_json, parameters=old_parameters)
        of_new = replace(choices, source=source, plan_json=plan_json, graph=graph, parameters=parameters)
        before = side_of(old, opened, of_old, "old-", passed_over)
        after = side_of(new, opened, of_new, passed_over=passed_over)
        refuse_without_plan(choices, before, after)
        tell_passed_over(list(dict.fromkeys(told)))
        difference = compare(before, after)
    for entry in sorted(wanted, key=lambda entry: entry.path == STDOUT):
        text = _shown(difference, entry.format.name, to_file=entry.path != STDOUT)
        if entry.path == STDOUT:
            write_stdout(text)
        else:
            write_file(entry.path, text)
    if files := [entry.path for entry in wanted if entry.path != STDOUT]:
        typer.echo(f"trailgate: {counted(difference)}; written to {some(files, _MOST_NAMED)}", err=True)
    return exit_code(difference)


def _shown(difference: dict[str, Any], name: str, *, to_file: bool) -> str:
    from trailgate_evaluator.cli.writing import terminal_page
    from trailgate_evaluator.engine.canonical import canonical_text
    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.plain import still

    match name:
        case "json":
            return still(canonical_text(difference)) + "\n"
        case "markdown":
            from trailgate_evaluator.diff.markdown import diff_markdown

            return diff_markdown(difference)
        case "html":
            from trailgate_evaluator.diff.html import diff_html

            return diff_html(difference)
        case _:
            from trailgate_evaluator.diff.text import diff_text

            return diff_text(difference, Page() if to_file else terminal_page())
