"""`trailgate explain`: what the law asks, which files decide it, and how to check it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from trailgate_evaluator.cli import completing
from trailgate_evaluator.cli.asking import Benchmark, Role
from trailgate_evaluator.cli.evaluate import AsOf, Baseline, EstateOption, Parameters, Region, Settings, SourceFolder
from trailgate_evaluator.cli.moment import moment

if TYPE_CHECKING:
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.choices import Choices

Control = Annotated[
    str | None,
    typer.Argument(
        metavar="[CONTROL|INPUT]", show_default=False,
        help="A control by its id, or by its number in a benchmark; with --walk a snapshot, a plan or a template.",
        autocompletion=completing.controls,
    ),
]  # fmt: skip
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to answer.")]
Script = Annotated[bool, typer.Option("--script", help="Print the checks with the aws CLI alone, as a shell script.")]
Walk = Annotated[
    str | None,
    typer.Option(
        "--walk", metavar="RECORD", show_default=False,
        help="Follow a required record, by the name of its event, through the law on an INPUT: each rule with its value.",
    ),
]  # fmt: skip
Input = Annotated[
    str | None,
    typer.Argument(
        metavar="[INPUT]", show_default=False, help="With --walk and a CONTROL: the snapshot, plan or template, behind it."
    ),
]
Account = Annotated[str | None, typer.Option("--account", metavar="ID", help="The account whose records are meant.")]
Partition = Annotated[str, typer.Option("--partition", metavar="NAME", help="The partition of that account.")]


def explain(  # noqa: PLR0917 - Typer passes each by name
    control: Control = None,
    given: Input = None,
    format: FormatOption = "text",  # noqa: A002 - the option's name
    script: Script = False,
    walk: Walk = None,
    account: Account = None,
    region: Region = None,
    partition: Partition = "aws",
    baseline: Baseline = None,
    source: SourceFolder = None,
    parameters: Parameters = None,
    settings: Settings = None,
    as_of: AsOf = None,
    benchmark: Benchmark = None,
    role: Role = None,
    estate: EstateOption = None,
) -> int:
    """Explain a control, or all: what the law asks, by which files it is decided, what changes it, how to check it by hand.

    With --walk: what the rules of the law say, one by one, of a required record in one account, plan or template.

    \b
    Examples:
      trailgate explain iam-policy-change-alarm
      trailgate explain 4.4 --script > check.sh
      trailgate explain --walk RECORD acme.json
      trailgate explain 4.2 --walk ConsoleLogin acme.json
      trailgate explain 4.4 --walk PutUserPolicy template.yaml --parameters parameters.json

    \b
    Exit codes:
      0  explained
      2  wrong usage
      4  the input cannot be read or trusted
      5  the engine or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.writing import terminal_page, write_json, write_stdout
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.asking import selected
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.explain import explanation
    from trailgate_evaluator.explain.script import script as as_script
    from trailgate_evaluator.explain.text import explanation_text
    from trailgate_evaluator.report.numbers import in_order

    if walk is not None:
        choices = Choices(
            account=account, region=region, partition=None if partition == "aws" else partition, baseline=baseline, source=source,
            parameters=parameters, settings=settings, as_of=moment(as_of), benchmark=benchmark, role=role, estate=estate,
        )  # fmt: skip
        return _walked(walk, control if given is None else given, choices, format, of=None if given is None else control)
    if given is not None:
        raise UsageError(
            expected="one control, or --walk with an input", found=f"'{given[:100]}' besides", where="explain",
            what_to_do="Leave it out: an explanation of the law reads no input.",
        )  # fmt: skip
    beside = {"baseline": baseline, "source": source, "parameters": parameters, "settings": settings, "as-of": as_of}
    _refuse_without_walk(**beside, estate=estate, region=region)
    with open_engine("wasm") as engine:
        chosen = selected(engine.controls, [] if control is None else [control], benchmark, where="explain")
        chosen = in_order(engine.controls, engine.controls, benchmark) if chosen is None else chosen
        asked = {"controls": None, "benchmark": benchmark, "role": role}
        required = engine.required_records({"partition": partition, "account": account, "asked": asked})
    told = explanation(packaged_bundle(), required, chosen, benchmark)
    if script and len(chosen) > 1:
        raise UsageError(
            expected="one control with --script", found=f"{len(chosen)}", where="explain",
            what_to_do="Name it: `trailgate explain 4.4 --script`.",
        )  # fmt: skip
    if script:
        write_stdout(as_script(told))
    elif format == "json":
        write_json(told)
    else:
        write_stdout(explanation_text(told, terminal_page()))
    return 0


def _walked(record: str, given: str | None, choices: Choices, form: str, *, of: str | None) -> int:
    """Prints the walk of the record, in every control that requires it or in the one that is named."""
    from dataclasses import replace

    from trailgate_evaluator.cli.passed_over import one_input
    from trailgate_evaluator.cli.writing import terminal_page, write_json, write_stdout
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.engine.requirements import question_of
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.asking import selected
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.evaluation.idle_options import refuse_idle
    from trailgate_evaluator.evaluation.required_elsewhere import required_elsewhere
    from trailgate_evaluator.explain.walk import walk, walk_text

    if given is None:
        raise UsageError(
            expected="an input to follow the record in", found="none", where="--walk",
            what_to_do=f"Name a snapshot or a plan: `trailgate explain --walk {record} acme.json`.",
        )  # fmt: skip
    read = one_input(given, choices.plan_files)
    refuse_idle(choices, [read])
    with open_engine(choices.engine) as engine:
        if of is not None:
            chosen = selected(engine.controls, [of], choices.benchmark, where="explain")
            choices = replace(choices, controls=tuple(chosen or ()))
        document = DocumentMaker(engine, choices).documents(read).after
        question = question_of(document["subject"], document["asked"])
        required = engine.required_records(question)
        names = {name for records in required.values() for name in records}
        if record not in names:
            raise _unrequired(record, sorted(names), required_elsewhere(engine, question, record))
        _refuse_excluded(record, required, document.get("exclusions", {}))
        told = walk(engine, packaged_bundle(), document, record)
    if form == "json":
        write_json(told)
    else:
        write_stdout(walk_text(told, terminal_page()))
    return 0


def _unrequired(record: str, names: list[str], elsewhere: tuple[str, str] | None) -> UsageError:
    from trailgate_evaluator.cli.nearest import nearest
    from trailgate_evaluator.errors import UsageError

    found, expected = f"'{record[:100]}'", "the name of a record that a control requires"
    if elsewhere is not None:
        why, hint = elsewhere
        return UsageError(expected=f"{expected} here", found=f"{found}, {why}", where="--walk", what_to_do=hint)
    near = nearest(record, names)
    hint = f"Did you mean '{near}'?" if near else f"Give one of {', '.join(names)}."
    return UsageError(expected=expected, found=found, where="--walk", what_to_do=hint)


def _refuse_excluded(record: str, required: dict[str, Any], exclusions: dict[str, Any]) -> None:
    """Refuses a record of which the settings leave nothing, in every control that requires it and something else."""
    from trailgate_evaluator.errors import UsageError

    asking = {control: records for control, records in required.items() if record in records}
    whole = {control: set(exclusions[control]["whole"]) for control in asking if control in exclusions}
    if all(record in whole.get(control, ()) and whole[control] != records.keys() for control, records in asking.items()):
        raise UsageError(
            expected="a record of which the settings leave something to ask for", found=f"'{record}', which they exclude whole",
            where="--walk", what_to_do="Leave --settings out, or follow another record.",
        )  # fmt: skip


def _refuse_without_walk(**options: str | None) -> None:
    from trailgate_evaluator.errors import UsageError

    for name, value in options.items():
        if value is not None:
            raise UsageError(
                expected=f"--{name} with --walk", found="no --walk", where=f"--{name}",
                what_to_do=f"Leave --{name} out: an explanation of the law reads no input.",
            )  # fmt: skip
