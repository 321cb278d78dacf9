"""`trailgate explain`: what the law asks, which files decide it, and how to check it by hand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Control = Annotated[
    str | None,
    typer.Argument(metavar="[CONTROL]", show_default=False, help="A control by its id, or by its number in a benchmark."),
]
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to answer.")]
Script = Annotated[bool, typer.Option("--script", help="Print the checks with the aws CLI alone, as a shell script.")]
Account = Annotated[str | None, typer.Option("--account", metavar="ID", help="The account whose records are meant.")]
Partition = Annotated[str, typer.Option("--partition", metavar="NAME", help="The partition of that account.")]


def explain(
    control: Control = None,
    format: FormatOption = "text",  # noqa: A002 - the option's name
    script: Script = False,
    account: Account = None,
    partition: Partition = "aws",
) -> int:
    """Explain a control, or all: what the law asks, by which files it is decided, what changes it, how to check it by hand.

    \b
    Examples:
      trailgate explain iam-policy-change-alarm
      trailgate explain --script > check.sh

    \b
    Exit codes:
      0  explained
      2  wrong usage
      5  the engine or the program failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.destinations import terminal_page, write_stdout
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.engine.canonical import canonical_text
    from trailgate_evaluator.explain import explanation
    from trailgate_evaluator.explain.script import script as as_script
    from trailgate_evaluator.explain.text import explanation_text

    with open_engine("wasm") as engine:
        told = explanation(packaged_bundle(), engine.required_records(partition, account))
    if control is not None:
        chosen = _chosen(control, told["controls"])
        told["controls"] = {name: told["controls"][name] for name in chosen}
    if script:
        write_stdout(as_script(told))
    elif format == "json":
        write_stdout(canonical_text(told) + "\n")
    else:
        write_stdout(explanation_text(told, terminal_page()))
    return 0


def _chosen(given: str, controls: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    """The controls of that id, or of that number in any benchmark (`4.4`, `cis_aws_6.0.0:5.4`)."""
    from trailgate_evaluator.cli.nearest import nearest
    from trailgate_evaluator.errors import UsageError

    if given in controls:
        return [given]
    benchmark, _, number = given.rpartition(":")
    found = [
        control
        for control, about in controls.items()
        if any(number == own and benchmark in {"", name} for name, own in about["benchmarks"].items())
    ]
    if found:
        return found
    near = nearest(given, controls)
    raise UsageError(
        expected=f"one of {', '.join(controls)}",
        found=f"'{given[:100]}'",
        where="trailgate explain",
        what_to_do=f"Did you mean '{near}'?" if near else "Use one of these.",
    )
