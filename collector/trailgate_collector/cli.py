"""`trailgate collect`: the command line of the collector, mounted by the evaluator's through an entry point.

Importing this module imports no boto3, so that `trailgate --help` is fast and works where boto3 is not installed.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from trailgate_collector.call_list import call_list
from trailgate_collector.errors import CollectorError, MissingExtraError, UsageError
from trailgate_collector.iam_policy import least_policy
from trailgate_collector.snapshot_file import STDOUT, check_output, is_terminal, write_snapshot

if TYPE_CHECKING:
    from trailgate_collector.snapshot import Snapshot

SOME_REFUSED = 3
INTERRUPTED = 130
CONCURRENCY = 16


def collect(
    *,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write (- is stdout); gzipped if named .gz."),
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
    role_arn: Annotated[str | None, typer.Option(help="Assume this role first.")] = None,
    external_id: Annotated[str | None, typer.Option(help="External id for --role-arn.")] = None,
    endpoint_url: Annotated[str | None, typer.Option(help="Ask this address instead of AWS (a simulator).")] = None,
    print_iam_policy: Annotated[
        bool, typer.Option("--print-iam-policy", help="Print the least IAM policy that collecting needs, and stop.")
    ] = False,
    list_calls: Annotated[bool, typer.Option("--list-calls", help="Print every call that may be made, and stop.")] = False,
) -> None:
    """Collect one AWS account into a snapshot: read-only calls, every answer and every refusal kept.

    Exit codes: 0 every call answered; 3 written, but calls were refused or failed; 2 wrong usage; 5 nothing written.
    """
    if print_iam_policy:
        typer.echo(json.dumps(least_policy(), indent=2))
        return
    if list_calls:
        typer.echo(call_list())
        return
    try:
        snapshot = _collected(
            output,
            region or [],
            topic or [],
            plan,
            profile=profile,
            role_arn=role_arn,
            external_id=external_id,
            endpoint_url=endpoint_url,
        )
    except CollectorError as error:
        typer.echo(f"trailgate collect: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("trailgate collect: interrupted; nothing was written", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if snapshot.refusals:
        _tell(snapshot)
    typer.echo(_summary(snapshot, output), err=True)
    if snapshot.refusals:
        raise typer.Exit(SOME_REFUSED)


def _collected(output: str, regions: list[str], topics: list[str], plan: str | None, **reached: str | None) -> Snapshot:
    if find_spec("botocore") is None:
        raise MissingExtraError("collecting needs boto3: pip install 'boto3>=1.44.5'")
    from trailgate_collector.aws_session import AwsSession, SessionOptions, expect_region
    from trailgate_collector.collection import collect_account
    from trailgate_collector.named import expect_topic
    from trailgate_collector.plain_json import canonical
    from trailgate_collector.plan_file import names_in_plan
    from trailgate_collector.progress import progress

    check_output(output)
    for region in regions:
        expect_region(region)
    for topic in topics:
        expect_topic(topic)
    named = topics + (names_in_plan(plan) if plan else [])
    if output == STDOUT and is_terminal():
        raise UsageError("a snapshot is long: name a file with --output, or pipe standard output somewhere.")
    session = AwsSession(SessionOptions(region=regions[0] if regions else None, concurrency=CONCURRENCY, **reached))
    with progress() as told:
        snapshot = collect_account(session, regions=regions, named=named, concurrency=CONCURRENCY, told=told)
    write_snapshot(output, canonical(snapshot.to_json()))
    return snapshot


def _summary(snapshot: Snapshot, output: str) -> str:
    """One line: where the snapshot is, of which account, and how much of it was answered."""
    where = "standard output" if output == STDOUT else output
    whole = len(snapshot.answers) - len(snapshot.refusals)
    refusals = ", ".join(f"{count} {outcome}" for outcome, count in snapshot.refused_by_outcome.items()) or "none refused"
    calls = f"{len(snapshot.answers)} calls, {whole} answered, {refusals}"
    return _printable(f"Account {snapshot.identity.account} collected into {where}: {calls}.")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)


def _tell(snapshot: Snapshot) -> None:
    typer.echo(f"{len(snapshot.refusals)} of {len(snapshot.answers)} calls have no whole answer:", err=True)
    for answer in snapshot.refusals:
        call = answer.question.call
        because = f"{answer.error.code}: {answer.error.message}" if answer.error else ""
        line = f"  {answer.outcome:9}  {call.service}:{call.operation} in {answer.question.region}  {because}"
        typer.echo(_printable(line), err=True)
