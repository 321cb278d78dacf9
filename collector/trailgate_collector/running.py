"""One run of `trailgate collect`, from options to exit code: of an account, or of an organization."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import typer

from trailgate_collector import sentences
from trailgate_collector.asking import Asker
from trailgate_collector.aws_session import AwsSession, SessionOptions, expect_region
from trailgate_collector.collection import collect_account, identity_of, now
from trailgate_collector.errors import UsageError
from trailgate_collector.estate import Plan
from trailgate_collector.member import CALLS_AT_ONCE
from trailgate_collector.named import expect_log_group, expect_topic
from trailgate_collector.organization import ACCOUNTS_AT_ONCE, collect_organization
from trailgate_collector.plain_json import canonical
from trailgate_collector.plan_file import names_in_plan
from trailgate_collector.progress import estate_progress, progress
from trailgate_collector.roles import Role, expect_role_name, expect_session_name
from trailgate_collector.roll_call import Wishes
from trailgate_collector.snapshot import Asked
from trailgate_collector.snapshot_file import STDOUT, check_output, is_terminal, write_snapshot
from trailgate_collector.snapshot_folder import SnapshotFolder
from trailgate_collector.snapshot_prefix import SnapshotPrefix, prefix_at
from trailgate_collector.snapshot_store import object_at, put_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_collector.options import Options, OrganizationOptions

SOME_REFUSED: Final = 3
CONCURRENCY: Final = 16


def run_account(options: Options) -> int:
    """One account into one file."""
    if options.external_id and not options.role_arn:
        raise UsageError("--external-id belongs to a role: give --role-arn too.")
    stored = object_at(options.output)
    if stored is None:
        check_output(options.output)
    asked = _asked(options)
    if options.output == STDOUT and is_terminal():
        raise UsageError("a snapshot is long: name a file with --output, or pipe standard output somewhere.")
    own = _own_session(options, CONCURRENCY)
    session = _assuming(own, options, options.external_id)
    with progress() as told:
        snapshot = collect_account(session, asked=asked, concurrency=CONCURRENCY, told=told)
    content = canonical(snapshot.to_json())
    if stored is None:
        write_snapshot(options.output, content)
    else:
        put_snapshot(own, stored, content)
    _say(sentences.not_its_own(snapshot, options.log_groups))
    if snapshot.refusals:
        _say(sentences.refused_calls(snapshot))
    where = "standard output" if options.output == STDOUT else options.output
    _say([sentences.of_account(snapshot, where)])
    return SOME_REFUSED if snapshot.refusals else 0


def run_organization(options: Options, of_organization: OrganizationOptions) -> int:
    """Each account of an organization into a file of its own."""
    wishes = Wishes(
        accounts=_numbers(of_organization.accounts),
        exclude=_numbers(of_organization.exclude),
        units=_numbers(of_organization.units),
    )
    wishes.expect()
    role_name = str(of_organization.role_name)
    expect_role_name(role_name)
    at_once = ACCOUNTS_AT_ONCE * CALLS_AT_ONCE
    if (prefix := prefix_at(options.output)) is None:
        folder = SnapshotFolder(options.output)  # what is wrong with it is told before AWS is asked
        own = _own_session(options, at_once)
    else:
        own = _own_session(options, at_once)
        folder = SnapshotPrefix(own, prefix)
    plan = Plan(
        role_name=role_name,
        session_name=options.session_name,
        external_id=options.external_id,
        wishes=wishes,
        asked=_asked(options),
        max_age=timedelta(hours=of_organization.max_age_hours),
        account_minutes=of_organization.account_minutes,
    )
    session = _assuming(own, options, None)
    with estate_progress(sentences.of_one) as told:
        estate = collect_organization(session, plan, folder, told=told)
    _say(sentences.of_estate(estate, options.output, folder.others(done.account.id for done in estate.done)))
    return SOME_REFUSED if any(done.how in {"refused", "partly"} for done in estate.done) else 0


def _asked(options: Options) -> Asked:
    for region in options.regions:
        expect_region(region)
    for topic in options.topics:
        expect_topic(topic)
    for group in options.log_groups:
        expect_log_group(group)
    named = [*options.topics, *options.log_groups, *(names_in_plan(options.plan) if options.plan else ())]
    regions = tuple(sorted(set(options.regions))) or None
    return Asked(regions=regions, beyond=options.beyond, named=tuple(sorted(set(named))))


def _own_session(options: Options, concurrency: int) -> AwsSession:
    """The session of who runs this."""
    expect_session_name(options.session_name)
    return AwsSession(
        SessionOptions(
            profile=options.profile,
            region=options.regions[0] if options.regions else None,
            endpoint_url=options.endpoint_url,
            concurrency=concurrency,
        )
    )


def _assuming(session: AwsSession, options: Options, external_id: str | None) -> AwsSession:
    """The same session, or that of the role that these credentials assume first."""
    if options.role_arn is None:
        return session
    _, identity = identity_of(Asker(session, now), session.region)
    role = Role(arn=options.role_arn, session_name=options.session_name, external_id=external_id)
    return session.assuming(role, identity.caller)


def _numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """What stands between commas, of each."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)
