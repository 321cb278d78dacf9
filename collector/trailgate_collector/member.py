"""One account of an organization: entered by its role, collected, and its snapshot kept, refused or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trailgate_collector.asking import Asker
from trailgate_collector.call_table import ASSUME_ROLE, IDENTITY
from trailgate_collector.calls_beyond import LIST_RULES
from trailgate_collector.collection import collect_account, identity_of, question_of, reach_of
from trailgate_collector.errors import IdentityError, RoleError
from trailgate_collector.estate import Done
from trailgate_collector.expressions import arn_part
from trailgate_collector.outcomes import Answer, Reason, outcome_of
from trailgate_collector.plain_json import canonical
from trailgate_collector.questions import Question
from trailgate_collector.roles import Role
from trailgate_collector.roll_call import rules_of
from trailgate_collector.snapshot import WHOLE, Identity, Origin, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.collection import Shared
    from trailgate_collector.estate import Plan
    from trailgate_collector.roll_call import Listed
    from trailgate_collector.snapshot import Asked
    from trailgate_collector.snapshot_folder import SnapshotFolder

CALLS_AT_ONCE: Final = 4
CALLER_ENDED: Final = frozenset(
    {
        "CredentialRetrievalError",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "NoCredentialsError",
        "PendingAuthorizationExpiredError",
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
"""What is said of credentials that are no more, by AWS or by its SDK: not of the role that they would assume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What any thread may be given an account of the organization to do.

    Raises OutputError where its snapshot cannot be kept, IdentityError where the asker's own credentials have ended.
    """

    session: AwsSession
    asker: Identity
    plan: Plan
    folder: SnapshotFolder
    shared: Shared
    clock: Callable[[], datetime]

    def __call__(self, listed: Listed) -> Done:
        """What became of the account; its snapshot stands in the folder."""
        asked = self._asked_of(listed)
        reach = reach_of(replace(self.asker, account=listed.id), self.session.region, asked, self.shared)
        called_for = self.shared.calls_for(reach)
        kept = self.folder.kept(listed.id, asked, self.shared, self.clock() - self.plan.max_age, called_for)
        if kept is not None:
            return Done(account=listed, how="kept", finished_at=kept.finished_at)
        snapshot = self._snapshot(listed, asked)
        self.folder.write(listed.id, canonical(snapshot.to_json()))
        facts = Done(account=listed, how="whole", finished_at=snapshot.finished_at, calls=len(snapshot.answers))
        if (door := snapshot.closed_door) is not None and door.error is not None:
            because = f"{door.error.code}: {door.error.message}"
            return replace(facts, how="refused", because=because, is_denied=door.outcome == "denied")
        refusals = {outcome: count for outcome, count in snapshot.refused_by_outcome.items() if outcome != "skipped"}
        return replace(facts, how="partly", refusals=refusals) if refusals else facts

    def with_rules_of(self, listed: Listed) -> Members:
        """The same with the rules as this account is told them, which the asker was refused; as before where it is not told."""
        refused = [answer for answer in self.shared.answers if answer.question.call is LIST_RULES]
        if all(answer.outcome in WHOLE for answer in refused):
            return self
        try:
            session = self._entered(listed)
        except _RefusedError:
            return self  # its own snapshot says why
        asker = Asker(session, self.clock)
        try:
            _, identity = identity_of(asker, session.region)
        except IdentityError:
            return self
        asker.account = identity.account
        rules = tuple(rules_of(asker, reach_of(identity, self.session.region, self.plan.asked)))
        if identity.account != listed.id or rules[0].outcome not in WHOLE:
            return self
        answers = tuple(answer for answer in self.shared.answers if answer.question.call is not LIST_RULES)
        return replace(self, shared=replace(self.shared, answers=answers, rules=rules, rules_by=listed.id))

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
                minutes=self.plan.account_minutes,
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
            if error.reason.code in CALLER_ENDED:
                raise IdentityError(
                    f"The credentials of {self.asker.caller} ended ({error.reason.code}: {error.reason.message}). "
                    "What is whole stays, and the same command goes on from there."
                ) from error
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
