"""`trailgate diff`: what changed between two looks at one account, and what that did to the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import typer

from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import (
    Account,
    AsOf,
    EngineOption,
    Graph,
    Partition,
    PlanJson,
    Policies,
    Region,
    Settings,
    SourceFolder,
)

Old = Annotated[str, typer.Argument(metavar="OLD", show_default=False, help="A snapshot, a plan, a state or a JSON report.")]
New = Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="A later one of the same account.")]
OldSource = Annotated[str | None, typer.Option("--old-source", metavar="DIR", help="As --source, for OLD.")]
OldJson = Annotated[str | None, typer.Option("--old-json", metavar="FILE", help="As --json, for OLD.")]
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to answer.")]


def diff(  # noqa: PLR0917 - Typer passes each by name
    old: Old,
    new: New,
    format: FormatOption = "text",  # noqa: A002 - the option's name
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
    old_source: OldSource = None,
    old_json: OldJson = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
) -> int:
    """Compare two snapshots, plans or reports: resources, verdicts, and why each verdict changed.

    --source, --json and --graph are of a plan that is NEW; --old-source and --old-json of one that is OLD.

    \b
    Examples:
      trailgate diff monday.json tuesday.json
      trailgate diff monday.tfplan tuesday.json --source infra/
      trailgate diff report-of-june.json report-of-july.json --format json

    \b
    Exit codes:
      0  no verdict got worse
      1  a verdict got worse: its status, or of a pass its effect
      2  wrong usage
      4  an input cannot be read or trusted, or the two are of different accounts
      5  the engine or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.destinations import terminal_page, write_json, write_stdout
    from trailgate_evaluator.cli.moment import moment
    from trailgate_evaluator.diff import compare
    from trailgate_evaluator.diff.comparison import exit_code
    from trailgate_evaluator.diff.side import side_of
    from trailgate_evaluator.diff.text import diff_text
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.choices import Choices

    if old == new == "-":
        raise UsageError(expected="two inputs", found="standard input twice", where="-", what_to_do="Name one file at least.")
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
    )
    with open_engine(choices.engine, policies=policies) as opened:
        before = side_of(old, opened, replace(choices, source=old_source, plan_json=old_json), "old-")
        after = side_of(new, opened, replace(choices, source=source, plan_json=plan_json, graph=graph))
        difference = compare(before, after)
    if format == "json":
        write_json(difference)
    else:
        write_stdout(diff_text(difference, terminal_page()))
    return exit_code(difference)
