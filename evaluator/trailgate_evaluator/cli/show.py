"""`trailgate show`: prints the document that the policies judge, so that anyone can judge it with stock OPA."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import (
    Account,
    AsOf,
    Baseline,
    EstateOption,
    Graph,
    Parameters,
    Partition,
    PlanJson,
    Policies,
    Region,
    Settings,
    SourceFolder,
)

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

Input = Annotated[
    str,
    typer.Argument(metavar="INPUT", show_default=False, help="One snapshot, plan file, plan or state; - is standard input."),
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Also check it: its schema, its index, and that every name in it leads somewhere."),
]
Select = Annotated[
    str | None,
    typer.Option("--select", metavar="JMESPATH", help="Print only what this expression finds, such as keys(gaps)."),
]
Summary = Annotated[
    bool,
    typer.Option("--summary", help="Print a table instead: resources by kind and place, what is unknown, what patterns match."),
]


def show(  # noqa: PLR0917 - Typer passes each by name
    source: Input,
    check: Check = False,
    select: Select = None,
    summary: Summary = False,
    settings: Settings = None,
    as_of: AsOf = None,
    baseline: Baseline = None,
    graph: Graph = None,
    source_folder: SourceFolder = None,
    plan_json: PlanJson = None,
    parameters: Parameters = None,
    account: Account = None,
    region: Region = None,
    partition: Partition = None,
    policies: Policies = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    estate: EstateOption = None,
) -> int:
    """Print the document that the policies judge, as canonical JSON.

    \b
    Examples:
      trailgate show acme.json > document.json
      opa eval -b policies -i document.json data.trailgate.decision
      trailgate show acme.json --select 'keys(gaps)'
      trailgate show plan.json --summary

    \b
    Exit codes:
      0  printed
      2  wrong usage
      4  the input cannot be read or trusted
      5  the document is not whole (--check), or the engine failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.moment import moment
    from trailgate_evaluator.cli.passed_over import one_input
    from trailgate_evaluator.document.assembling import canonical
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.evaluation.idle_options import refuse_idle
    from trailgate_evaluator.plain import still

    if summary and select is not None:
        raise UsageError(
            expected="one of --summary and --select", found="both", where="show", what_to_do="Leave one of them out."
        )
    selected = None if select is None else _compiled(select)
    choices = Choices(
        policies=policies, settings=settings, as_of=moment(as_of), baseline=baseline, graph=graph, account=account, region=region,
        partition=partition, source=source_folder, plan_json=plan_json, parameters=parameters,
        controls=tuple(control or ()), benchmark=benchmark, role=role, estate=estate,
    )  # fmt: skip
    given = one_input(source, choices.plan_files)
    refuse_idle(choices, [given])
    with open_engine(choices.engine, policies=policies, opa_url=None, opa_token=None) as engine:
        document = DocumentMaker(engine, choices).documents(given).after
    if check:
        _check(document, source)
    if summary:
        from trailgate_evaluator.document.summary import summary_of

        sys.stdout.buffer.write(summary_of(document).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return 0
    text = canonical(document) if selected is None else _selected(document, selected)
    sys.stdout.buffer.write(still(text.decode()).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _compiled(expression: str) -> ParsedResult:
    import jmespath
    from jmespath.exceptions import JMESPathError

    from trailgate_evaluator.errors import UsageError

    try:
        return jmespath.compile(expression)
    except (JMESPathError, RecursionError) as problem:
        raise UsageError(
            expected="a JMESPath expression",
            found=" ".join(str(problem).split())[:200],
            where="--select",
            what_to_do="See https://jmespath.org for the language.",
        ) from problem


def _selected(document: dict[str, Any], expression: ParsedResult) -> bytes:
    from jmespath.exceptions import JMESPathError

    from trailgate_evaluator.document.assembling import canonical
    from trailgate_evaluator.errors import UsageError

    try:
        return canonical(expression.search(document))
    except (JMESPathError, RecursionError, TypeError, ValueError) as problem:
        raise UsageError(
            expected="an expression that fits the document",
            found=" ".join(str(problem).split())[:200],
            where="--select",
            what_to_do="docs/document.md has the document's shape.",
        ) from problem


def _check(document: dict[str, Any], name: str) -> None:
    from trailgate_evaluator.document.checking import problems_of
    from trailgate_evaluator.errors import TrailgateError

    problems = problems_of(document)
    if problems:
        raise TrailgateError(
            expected="a whole document",
            found="; ".join(problems),
            where=name,
            what_to_do="This is a mistake in trailgate: please report it with the input, if you may.",
        )
