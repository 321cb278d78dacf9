"""`trailgate evaluate`: judges snapshots and Terraform plans, writes the reports, answers with an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from trailgate_evaluator.cli import completing
from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.deliverable import ClientLogo, Title

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...", show_default=False,
        help="Snapshots; plan files of `terraform plan -out`; plans or states as `terraform show -json` writes them: files "
        "(also .gz), folders, archives of snapshots (zip, tar, tar.gz), addresses (s3://, gs://, az://, https://), or - for "
        "standard input; what others exported, such as saved answers of the AWS command line. Each is recognised by its content.",
    ),
]  # fmt: skip
EngineOption = Annotated[
    Literal["wasm", "opa", "both"],
    typer.Option(
        "--engine",
        help="wasm: the compiled policies, in this process. opa: an OPA server. both: stop where they differ in a byte.",
    ),
]
OpaUrl = Annotated[str | None, typer.Option("--opa-url", metavar="URL", help="Ask this OPA server; implies --engine opa.")]
OpaToken = Annotated[
    str | None,
    typer.Option(
        "--opa-token", metavar="TOKEN", envvar="TRAILGATE_OPA_TOKEN", show_envvar=True,
        help="Bearer token for --opa-url; better given in the environment, where no process list shows it.",
    ),
]  # fmt: skip
Policies = Annotated[
    Path | None,
    typer.Option("--policies", metavar="DIR", help="Judge by the policies in this folder instead; implies --engine opa."),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="Format of the report.",
        show_default="text, or by extension",
        autocompletion=completing.formats,
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="[FORMAT=]PATH", show_default="standard output",
        help="Write a report there, in the format of its extension or the one named; - is standard output, s3://BUCKET/KEY "
        "an object. May be repeated.",
    ),
]  # fmt: skip
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="TIME", show_default="the time of the input",
        help="Judge expiry dates as of this time (RFC 3339, such as 2026-11-23T00:00:00Z).",
    ),
]  # fmt: skip
Settings = Annotated[
    str | None,
    typer.Option("--settings", metavar="FILE", help="Attestations, waivers, exclusions and limits (YAML)."),
]
Require = Annotated[
    Literal["effective"] | None,
    typer.Option("--require", help="A pass whose first real change would reach nobody counts as a fail."),
]
FailOn = Annotated[
    Literal["any", "regression"],
    typer.Option("--fail-on", help="regression: fail only where a plan would lose a pass."),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="SNAPSHOT|DIR",
        help="Lay the plan over this snapshot and judge the account after apply; over a folder of an organization's snapshots "
        "also every account whose chains run through it.",
    ),
]
Graph = Annotated[
    str | None,
    typer.Option(
        "--graph",
        metavar="DOT",
        help="Output of `terraform graph -type=plan -plan=tfplan`: resolves local values where there are no sources.",
    ),
]
Account = Annotated[
    str | None, typer.Option("--account", metavar="ID", help="The account of a plan or an export that does not name it.")
]
Region = Annotated[
    str | None,
    typer.Option(
        "--region",
        metavar="NAME",
        help="The region of a plan whose provider block does not tell it, or of answers in an export that do not.",
    ),
]
Partition = Annotated[
    str | None,
    typer.Option("--partition", metavar="NAME", help="The partition of a plan that does not name it.", show_default="aws"),
]
SourceFolder = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="DIR",
        help="Folder that the plan was made in: expressions are read from its files, and findings point at file and line. "
        "A plan file holds its sources itself, without the files that `file()` and the like read.",
    ),
]  # fmt: skip
PlanJson = Annotated[
    str | None,
    typer.Option(
        "--json", metavar="FILE", show_default="made by terraform, where it is on PATH",
        help="Output of `terraform show -json` for the plan file that is the input.",
    ),
]  # fmt: skip
Parameters = Annotated[
    str | None,
    typer.Option(
        "--parameters", metavar="FILE", show_default="the template's defaults",
        help="Values of the template's parameters, JSON or YAML: the AWS CLI's list, NAME=VALUE, or a mapping.",
    ),
]  # fmt: skip
Replaces = Annotated[
    str | None,
    typer.Option(
        "--replaces", metavar="TEMPLATE",
        help="The template that the stack was made of: what the new one has no more goes, but for what it retains, and a "
        "verdict that was better before is a regression.",
    ),
]  # fmt: skip
NoJoin = Annotated[
    bool,
    typer.Option(
        "--no-join",
        envvar="TRAILGATE_NO_JOIN",
        show_envvar=True,
        help="Judge each snapshot alone, also where one account's chains run through another.",
    ),
]
LONGEST_HOURS: Final = 24.0 * 366 * 100
"""A hundred years: all that is longer is a mistake, or no number."""
MaxSpread = Annotated[
    float,
    typer.Option(
        "--max-spread",
        metavar="HOURS",
        min=0,
        max=LONGEST_HOURS,
        help="How far snapshots of one chain may lie apart in time before that is a weakness.",
    ),
]
EstateOption = Annotated[
    str | None,
    typer.Option("--estate", metavar="DIR", help="Join the snapshot with what its chains reach in the others of this folder."),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        max=1024,
        help="Processes that share the work; the reports are the same however many.",
        show_default="every core, from 256 inputs on",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Share the work among the workers of this Dask scheduler (tcp://HOST:PORT); the answer is the same as without.",
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with what an interrupted run of the same inputs, options and law left beside -o FILE.jsonl (.parquet).",
    ),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also when something fails or cannot be told.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line per input and control, with the cause.")]
Details = Annotated[
    bool, typer.Option("--details", help="As text, tell each chain link by link of several inputs, too, in place of a table.")
]


def evaluate(  # noqa: PLR0917 - Typer passes each by name
    inputs: Inputs,
    engine: EngineOption = "wasm",
    opa_url: OpaUrl = None,
    opa_token: OpaToken = None,
    policies: Policies = None,
    format_name: FormatOption = None,
    output: Output = None,
    as_of: AsOf = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    settings: Settings = None,
    require: Require = None,
    fail_on: FailOn = "any",
    baseline: Baseline = None,
    graph: Graph = None,
    account: Account = None,
    region: Region = None,
    partition: Partition = None,
    source: SourceFolder = None,
    plan_json: PlanJson = None,
    parameters: Parameters = None,
    replaces: Replaces = None,
    no_join: NoJoin = False,
    max_spread: MaxSpread = 24,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    exit_zero: ExitZero = False,
    quiet: Quiet = False,
    details: Details = False,
    title: Title = None,
    client_logo: ClientLogo = None,
) -> int:
    """Judge snapshots and Terraform plans, offline.

    Snapshots given together are one estate: each account is judged with what its chains reach in the others.

    \b
    Examples:
      trailgate evaluate acme.json.gz
      trailgate evaluate acme.json --control 4.4
      trailgate evaluate snapshots/ -o report.html -o report.sarif -o -
      trailgate evaluate snapshots/ -o report.html --title "Acme, Q4 audit" --client-logo acme.png
      trailgate evaluate tfplan
      trailgate evaluate plan.json --source infra/
      trailgate evaluate plan.json --baseline acme.json --fail-on regression

    \b
    Exit codes:
      0  every control passes, or is waived or attested
      1  some control fails
      2  wrong usage
      3  no fail, but something cannot be told
      4  an input cannot be read or trusted
      5  the engine or the program failed; there is no report
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    given = locals()
    from trailgate_evaluator.cli.judging import judge

    return judge(**given)
