"""An organization collected: its accounts listed, many asked at once, and a snapshot of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_collector.asking import Asker
from trailgate_collector.collection import identity_of, now, reach_of, roll_alone
from trailgate_collector.estate import Done, Estate, Plan, Roll
from trailgate_collector.member import Members
from trailgate_collector.plain_json import canonical
from trailgate_collector.roll_call import accounts_within, call_the_roll
from trailgate_collector.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.snapshot import Snapshot
    from trailgate_collector.snapshot_folder import SnapshotFolder

ACCOUNTS_AT_ONCE: Final = 8
"""AWS counts most calls by account and region, so that accounts do not slow each other down."""


def collect_organization(
    session: AwsSession,
    plan: Plan,
    folder: SnapshotFolder,
    *,
    told: Callable[[Done | None, int], None],
    clock: Callable[[], datetime] = now,
) -> Estate:
    """Every account that is wished for, into a folder; `told` hears of each that is done, and how many are left.

    Raises IdentityError where the asker's credentials are none, or end; RollCallError where the accounts cannot be listed;
    UsageError where the wishes name what is not there; OutputError where a snapshot cannot be kept. Whatever one account
    refuses stands in its snapshot.
    """
    asker = Asker(session, clock)
    who, identity = identity_of(asker, session.region)
    asker.account = identity.account
    roll = call_the_roll(asker, session.region, plan.wishes, reach_of(identity, session.region, plan.asked))
    units = plan.wishes.units
    chosen = roll.chosen(plan.wishes, accounts_within(asker, session.region, units) if units else None)
    active = [listed for listed in chosen if listed.can_be_asked]
    folder.make()
    work = Members(session=session, asker=identity, plan=plan, folder=folder, shared=roll.shared, clock=clock)
    manager = None if roll.shared.organization is None else roll.shared.organization.management_account
    for listed in (one for one in active if one.id == manager != identity.account):
        work = work.with_rules_of(listed)
    where: Roll = "with_account"
    if identity.account not in {listed.id for listed in active}:
        where = _keep(folder, roll_alone(session, who, identity, work.shared, plan.asked), whole=roll.whole)
    done: list[Done] = []
    told(None, len(active))
    with Workers(work, min(ACCOUNTS_AT_ONCE, max(1, len(active))), "account") as workers:
        for listed in active:
            workers.put(listed)
        while len(done) < len(active):
            done.append(workers.take())
            told(done[-1], len(active) - len(done))
    return Estate(
        asker=identity,
        done=tuple(sorted(done, key=lambda one: one.account.id)),
        left_out=tuple(listed for listed in chosen if not listed.can_be_asked),
        roll=where,
    )


def _keep(folder: SnapshotFolder, snapshot: Snapshot, *, whole: bool) -> Roll:
    """Keeps the list whose asker's account is none of those wished for in a snapshot of its own; where the list stands then.

    An earlier snapshot of that account, which was collected as others are, stays.
    """
    account = snapshot.identity.account
    if not whole:
        return "unknown"
    if folder.has_account(account):
        return "older"
    folder.write(account, canonical(snapshot.to_json()))
    return "alone"
