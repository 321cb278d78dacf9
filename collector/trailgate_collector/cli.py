"""`trailgate collect`: the command line of the collector, mounted by the evaluator's through an entry point.

Importing this module imports no boto3, so that `trailgate --help` is fast and works where boto3 is not installed.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from trailgate_collector.call_list import call_list
from trailgate_collector.errors import CollectorError, MissingExtraError
from trailgate_collector.iam_policy import least_policy, least_policy_of_organization
from trailgate_collector.options import ACCOUNT_MINUTES, MAX_AGE_HOURS, SESSION_NAME, Options, OrganizationOptions
from trailgate_collector.snapshot_file import STDOUT
from trailgate_collector.version import tool

if TYPE_CHECKING:
    from trailgate_collector.call_kinds import Group

INTERRUPTED = 130


def collect(
    *,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write (- is stdout, s3://BUCKET/KEY an object); gzipped if named .gz. With --organization: the folder "
            "of the snapshots, or s3://BUCKET/PREFIX.",
        ),
    ] = STDOUT,
    profile: Annotated[str | None, typer.Option(help="Profile of the AWS configuration.")] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(help="Look for trails in this region only (repeatable). Without it: every enabled region."),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Also ask about the topics and log groups that a Terraform plan (JSON) names."),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(metavar="ARN", help="Also ask about this topic, whether or not an alarm names it (repeatable)."),
    ] = None,
    log_group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ARN",
            help="Also ask about this log group of the account, whether or not a trail delivers there (repeatable).",
        ),
    ] = None,
    all_topics: Annotated[
        bool, typer.Option("--all-topics", help="Also ask about every topic of the regions of alarms, named by an alarm or not.")
    ] = False,
    cross_account: Annotated[
        bool,
        typer.Option(
            "--cross-account",
            help="Also ask what ties accounts together: the organization's accounts, links that share metrics, rules that copy "
            "log groups, subscriptions to others' topics.",
        ),
    ] = False,
    role_arn: Annotated[str | None, typer.Option(help="Assume this role first.")] = None,
    external_id: Annotated[
        str | None, typer.Option(help="External id for --role-arn; with --organization, for the role in each account.")
    ] = None,
    session_name: Annotated[str, typer.Option(help="Name of the sessions of roles that are assumed.")] = SESSION_NAME,
    organization: Annotated[
        bool,
        typer.Option("--organization", help="Collect every account of the organization, each into a snapshot of its own."),
    ] = False,
    role_name: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --organization: the role to assume in each account.")
    ] = None,
    accounts: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBERS", help="With --organization: these accounts alone (repeatable, or with commas)."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBERS", help="With --organization: all but these accounts (repeatable, or with commas)."),
    ] = None,
    ou: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="With --organization: the accounts of this unit and of those within it (repeatable)."),
    ] = None,
    max_age: Annotated[
        float,
        typer.Option(
            metavar="HOURS",
            min=0.0,
            help="With --organization: leave whole snapshots that are there and no older; 0 leaves none.",
        ),
    ] = MAX_AGE_HOURS,
    account_timeout: Annotated[
        float,
        typer.Option(metavar="MINUTES", help="With --organization: what an account was not asked by then counts as failed."),
    ] = ACCOUNT_MINUTES,
    endpoint_url: Annotated[str | None, typer.Option(help="Ask this address instead of AWS (a simulator).")] = None,
    print_iam_policy: Annotated[
        bool,
        typer.Option(
            "--print-iam-policy", help="Print the least IAM policy that collecting (with the options beside it) needs, and stop."
        ),
    ] = False,
    script: Annotated[
        str | None,
        typer.Option(
            "--script",
            metavar="aws-cli",
            help="Print a read-only shell script that asks the same with nothing but the AWS command line, and stop.",
        ),
    ] = None,
    list_calls: Annotated[bool, typer.Option("--list-calls", help="Print every call that may be made, and stop.")] = False,
) -> None:
    """Collect one AWS account, or an organization, into snapshots: read-only calls, every answer and every refusal kept.

    Exit codes: 0 every call answered; 3 written, but calls were refused or failed; 2 wrong usage; 5 nothing written.
    """
    if list_calls:
        typer.echo(call_list())
        return
    if script is not None:
        alone = not (organization or cross_account or all_topics or plan or topic or log_group or role_arn or endpoint_url)
        _print_script(script, tuple(region or ()), alone=alone)
        return
    beyond: set[Group] = {"cross_account"} if cross_account or organization else set()
    beyond |= {"all_topics"} if all_topics else set()
    options = Options(
        output=output,
        profile=profile,
        regions=tuple(region or ()),
        plan=plan,
        topics=tuple(topic or ()),
        log_groups=tuple(log_group or ()),
        beyond=frozenset(beyond),
        role_arn=role_arn,
        external_id=external_id,
        session_name=session_name,
        endpoint_url=endpoint_url,
    )
    of_organization = OrganizationOptions(
        role_name=role_name,
        accounts=tuple(accounts or ()),
        exclude=tuple(exclude or ()),
        units=tuple(ou or ()),
        max_age_hours=max_age,
        account_minutes=account_timeout,
    )
    try:
        of_organization.expect(organization)
        if print_iam_policy:
            policy = least_policy_of_organization(str(role_name), beyond) if organization else least_policy(beyond)
            typer.echo(json.dumps(policy, indent=2))
            return
        code = _run(options, of_organization if organization else None)
    except CollectorError as error:
        typer.echo(f"trailgate collect: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        what = (
            f"whole snapshots stay in {output}, and the same command goes on from there"
            if organization
            else "nothing was written"
        )
        typer.echo(f"trailgate collect: interrupted; {what}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if code:
        raise typer.Exit(code)


def _print_script(kind: str, regions: tuple[str, ...], *, alone: bool) -> None:
    """Prints the script; ends with an error where it is of another kind, or other options ask for more than one account tells."""
    from trailgate_collector.script import aws_cli_script

    wrong = None
    if kind != "aws-cli":
        wrong = f"--script {kind} is none; expected aws-cli."
    elif not alone:
        wrong = "--script asks one account what it is usually asked: only --region belongs to it."
    elif bad := next((one for one in regions if not re.fullmatch(r"[a-z]{2,6}(-[a-z]{2,12}){1,2}-[0-9]{1,2}", one)), None):
        wrong = f"--region {bad} is none; expected the name of a region, such as us-east-1."
    if wrong is not None:
        typer.echo(f"trailgate collect: {wrong}", err=True)
        raise typer.Exit(2)
    typer.echo(aws_cli_script(regions, tool()), nl=False)


def _run(options: Options, of_organization: OrganizationOptions | None) -> int:
    if find_spec("botocore") is None:
        raise MissingExtraError("collecting needs boto3: pip install 'boto3>=1.44.5'")
    from trailgate_collector.running import run_account, run_organization

    return run_account(options) if of_organization is None else run_organization(options, of_organization)
