"""`trailgate fix`: the fewest changes that make an account or a plan pass, as text that a person may run."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from trailgate_evaluator.cli.asking import Benchmark, Controls, Role
from trailgate_evaluator.cli.evaluate import (
    Account,
    AsOf,
    Baseline,
    EstateOption,
    Graph,
    Partition,
    PlanJson,
    Region,
    Settings,
    SourceFolder,
)
from trailgate_evaluator.cli.moment import moment

Input = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        show_default=False,
        help="One snapshot, plan file, plan or state; - is standard input. A folder of snapshots is one estate.",
    ),
]
Format = Annotated[
    Literal["aws-cli", "terraform", "cloudformation"] | None,
    typer.Option(
        "--format", "-f", show_default="aws-cli; terraform for a plan",
        help="aws-cli: a shell script that may also edit what exists. terraform, cloudformation: only what is to be added.",
    ),
]  # fmt: skip
Topic = Annotated[
    str | None, typer.Option("--topic-arn", metavar="ARN", help="Tell this topic, which somebody reads, and no other.")
]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="Subscribe this address where nobody is told.")]
Namespace = Annotated[
    str | None,
    typer.Option("--namespace", metavar="NAME", show_default="that of the account's other filters", help="Of a new metric."),
]
NamePrefix = Annotated[
    str, typer.Option("--name-prefix", metavar="TEXT", help="Begin every new name with this; at most 35 characters.")
]
Literally = Annotated[
    bool, typer.Option("--literal", help="Write filters with the benchmark's own text, for scanners that compare texts, too.")
]
Effective = Annotated[
    bool, typer.Option("--effective", help="Repair weaknesses too, so that the first real change reaches a person.")
]
OrganizationTrail = Annotated[
    bool,
    typer.Option(
        "--organization-trail",
        help="Where accounts of an organization lack a trail, make one of all of them, in the management account.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="DIR", help="Of an estate: write a text for each account into this folder, in order."),
]


def fix(  # noqa: PLR0917 - Typer passes each by name
    source: Input,
    text_format: Format = None,
    topic_arn: Topic = None,
    email: Email = None,
    namespace: Namespace = None,
    name_prefix: NamePrefix = "",
    effective: Effective = False,
    literal: Literally = False,
    organization_trail: OrganizationTrail = False,
    settings: Settings = None,
    as_of: AsOf = None,
    baseline: Baseline = None,
    graph: Graph = None,
    source_folder: SourceFolder = None,
    plan_json: PlanJson = None,
    account: Account = None,
    region: Region = None,
    partition: Partition = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: Role = None,
    estate: EstateOption = None,
    output: Output = None,
) -> int:
    """Print the fewest changes that make the control pass, with the account's own names. Nothing is executed.

    Every change is proven on the document before it is printed, and none could be left out. An e-mail address counts once
    its owner has confirmed it.

    \b
    Examples:
      trailgate fix acme.json --email security@example.com > fix.sh
      trailgate fix acme.json --effective --format terraform > alarm.tf
      trailgate fix snapshots/ --email security@example.com --output fixes/

    \b
    Exit codes:
      0  a fix was printed, or there is nothing to fix
      1  no fix can be made from here; what to do instead is said
      2  wrong usage
      3  something that is not known decides: data is missing, or an option
      4  the input cannot be read or trusted
      5  engine or internal error
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator.cli.fix_input import is_estate, refuse_unmanaged, why_not_beside
    from trailgate_evaluator.cli.fix_told import tell_left, told
    from trailgate_evaluator.cli.passed_over import one_input
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.documents import DocumentMaker
    from trailgate_evaluator.evaluation.idle_options import refuse_beside_estate, refuse_idle
    from trailgate_evaluator.fix import Wishes, checked, plan_fix, written
    from trailgate_evaluator.plain import inert, printable

    wishes = checked(
        Wishes(
            topic_arn=topic_arn,
            email=email,
            namespace=namespace,
            name_prefix=name_prefix,
            effective=effective,
            literal=literal,
            organization_trail=organization_trail,
        )
    )
    choices = Choices(
        settings=settings,
        as_of=moment(as_of),
        baseline=baseline,
        graph=graph,
        account=account,
        region=region,
        partition=partition,
        source=source_folder,
        plan_json=plan_json,
        controls=tuple(control or ()),
        benchmark=benchmark,
        role=role,
        estate=estate,
    )
    if is_estate(source, choices.plan_files):
        from trailgate_evaluator.cli.fix_estate import fix_estate

        refuse_beside_estate(choices)
        with open_engine(choices.engine, policies=None, opa_url=None, opa_token=None) as engine:
            return fix_estate(source, engine, choices, wishes=wishes, wanted=text_format, output=output)
    if output is not None:
        raise UsageError(
            expected="a folder of snapshots as the input that --output belongs to",
            found="one input",
            where="--output",
            what_to_do="Leave --output out: the text is printed.",
        )
    given = one_input(source, choices.plan_files)
    if given.kind == "cloudformation_template":
        raise UsageError(
            expected="a snapshot or a Terraform plan",
            found="a CloudFormation template",
            where=source,
            what_to_do="Correct the template by what `trailgate evaluate` says of it, or give the account's snapshot with "
            "--format cloudformation.",
        )
    refuse_idle(choices, [given])
    if choices.estate is not None and (why_not := why_not_beside(given, choices.estate, choices)) is not None:
        sys.stderr.write(inert(f"trailgate: {printable(why_not)}\n"))
        return 0
    with open_engine(choices.engine, policies=None, opa_url=None, opa_token=None) as engine:
        document = DocumentMaker(engine, choices).documents(given).after
        if organization_trail:
            refuse_unmanaged(document, source)
        found, form = plan_fix(engine, document, wishes, text_format)
    if found.obstacle is not None:
        if len({why.says for why in found.left.values()}) > 1:
            tell_left(found.left)
            return told((), found.left)
        sys.stderr.write(inert(f"trailgate: {printable(found.obstacle.says)}\n"))
        return 3 if found.obstacle.missing else 1
    if not found.changes:
        sys.stderr.write("trailgate: nothing to fix.\n")
        return 0
    tell_left(found.left)
    sys.stdout.write(written(found, form, given))
    return told(found.changes, found.left)
