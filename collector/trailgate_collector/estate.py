"""An organization collected: a role assumed in each of its accounts, many at once, and a snapshot of each, refused or not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from trailgate_collector.asking import Asker
from trailgate_collector.call_table import ASSUME_ROLE, IDENTITY
from trailgate_collector.collection import collect_account, identity_of, now, question_of
from trailgate_collector.errors import IdentityError, RoleError
from trailgate_collector.expressions import arn_part
from trailgate_collector.followups import Question
from trailgate_collector.outcomes import Answer, Reason, outcome_of
from trailgate_collector.plain_json import canonical
from trailgate_collector.roles import Role
from trailgate_collector.roll_call import accounts_within, call_the_roll
from trailgate_collector.snapshot import Identity, Origin, Snapshot
from trailgate_collector.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.collection import Shared
    from trailgate_collector.roll_call import Listed, Wishes
    from trailgate_collector.snapshot import Asked
    from trailgate_collector.snapshot_folder import SnapshotFolder

ACCOUNTS_AT_ONCE: Final = 8
CALLS_AT_ONCE: Final = 4
"""For each account: AWS counts most of its calls by account and region, so that accounts do not slow each other down."""

How = Literal["whole", "partly", "refused", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one account: collected whole, or with calls refused; not entered at all; or there already.

    `calls` and `refusals` (by outcome) are of this run; `because` says why it could not be entered; `finished_at` is the
    snapshot's.
    """

    account: Listed
    how: How
    finished_at: datetime
    calls: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What became of an organization: of each account that was asked; those not asked for their state; whose the asker's is."""

    asker: Identity
    done: tuple[Done, ...]
    left_out: tuple[Listed, ...]
    roll_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an organization is to be collected: as whom its accounts are entered, which, and what they are asked for.

    A snapshot that is there and no older than `max_age` is left as it is.
    """

    role_name: str
    session_name: str
    external_id: str | None
    wishes: Wishes
    asked: Asked
    max_age: timedelta


def collect_organization(
    session: AwsSession,
    plan: Plan,
    folder: SnapshotFolder,
    *,
    told: Callable[[Done | None, int], None],
    clock: Callable[[], datetime] = now,
) -> Estate:
    """Every account that is wished for, into a folder; `told` hears of each that is done, and how many are left.

    Raises IdentityError and RollCallError where it cannot begin, UsageError where the wishes name what is not there,
    OutputError where a snapshot cannot be kept. Whatever one account refuses stands in its snapshot.
    """
    asker = Asker(session, clock)
    _, identity = identity_of(asker, session.region)
    asker.account = identity.account
    roll = call_the_roll(asker, session.region, plan.wishes)
    units = plan.wishes.units
    chosen = roll.chosen(plan.wishes, accounts_within(asker, session.region, units) if units else None)
    active = [listed for listed in chosen if listed.can_be_asked]
    folder.make()
    work = _Work(session=session, asker=identity, plan=plan, folder=folder, shared=roll.shared, clock=clock)
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
        roll_kept=identity.account in {listed.id for listed in active},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a thread does with an account."""

    session: AwsSession
    asker: Identity
    plan: Plan
    folder: SnapshotFolder
    shared: Shared
    clock: Callable[[], datetime]

    def __call__(self, listed: Listed) -> Done:
        asked = self._asked_of(listed)
        kept = self.folder.kept(listed.id, asked, self.shared, self.clock() - self.plan.max_age)
        if kept is not None:
            return Done(account=listed, how="kept", finished_at=kept.finished_at)
        snapshot = self._snapshot(listed, asked)
        self.folder.write(listed.id, canonical(snapshot.to_json()))
        facts = Done(account=listed, how="whole", finished_at=snapshot.finished_at, calls=len(snapshot.answers))
        if (door := snapshot.closed_door) is not None and door.error is not None:
            return replace(facts, how="refused", because=f"{door.error.code}: {door.error.message}")
        refusals = {outcome: count for outcome, count in snapshot.refused_by_outcome.items() if outcome != "skipped"}
        return replace(facts, how="partly", refusals=refusals) if refusals else facts

    def _asked_of(self, listed: Listed) -> Asked:
        """Of what somebody named, each account is asked about its own."""
        asked = self.plan.asked
        return replace(asked, named=tuple(arn for arn in asked.named if arn_part(arn, 4) == listed.id))

    def _snapshot(self, listed: Listed, asked: Asked) -> Snapshot:
        try:
            return self._collected(listed, asked)
        except _RefusedError as refused:
            moment = self.clock()
            return Snapshot(
                identity=Identity(account=listed.id, partition=self.asker.partition, caller=self.asker.caller),
                origin=Origin(caller=self.session.assumed_by, endpoint=self.session.endpoint),
                asked=asked,
                regions=asked.regions or (self.session.region,),
                started_at=moment,
                finished_at=moment,
                answers=(refused.answer,),
                organization=self.shared.organization,
            )

    def _collected(self, listed: Listed, asked: Asked) -> Snapshot:
        session = self.session if listed.id == self.asker.account else self._entered(listed)
        try:
            snapshot = collect_account(
                session,
                asked=asked,
                concurrency=CALLS_AT_ONCE,
                clock=self.clock,
                shared=self.shared,
            )
        except IdentityError as error:
            raise self._unknown(str(error)) from error
        if snapshot.identity.account != listed.id:
            raise self._unknown(f"the role's credentials are of account {snapshot.identity.account}")
        return snapshot

    def _entered(self, listed: Listed) -> AwsSession:
        plan = self.plan
        arn = f"arn:{self.asker.partition}:iam::{listed.id}:role/{plan.role_name}"
        role = Role(arn=arn, session_name=plan.session_name, external_id=plan.external_id)
        try:
            return self.session.assuming(role, self.asker.caller)
        except RoleError as error:
            question = Question(call=ASSUME_ROLE, region=self.session.region, request=dict(role.request))
            outcome = outcome_of(error.reason, question=question, pages=0, region_known_enabled=True, host_known=True)
            raise _RefusedError(Answer(question=question, outcome=outcome, at=self.clock(), error=error.reason)) from error

    def _unknown(self, text: str) -> _RefusedError:
        question = question_of(IDENTITY, self.session.region)
        reason = Reason(code="IdentityUnknown", message=text)
        return _RefusedError(Answer(question=question, outcome="failed", at=self.clock(), error=reason))


class _RefusedError(Exception):
    """An account cannot be entered, or not known to be the one that was meant; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
