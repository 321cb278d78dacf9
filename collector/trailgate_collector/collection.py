"""One account collected: whose it is, its regions, and every answer, as a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from trailgate_collector.asking import Asker
from trailgate_collector.budget import Deadline
from trailgate_collector.call_kinds import FromAnswer, OncePerAccount, OncePerRegion
from trailgate_collector.call_table import IDENTITY, REGIONS
from trailgate_collector.errors import IdentityError
from trailgate_collector.followups import Reach, follow_ups
from trailgate_collector.named import questions_about
from trailgate_collector.partitions import IAM_REGIONS
from trailgate_collector.questions import Question
from trailgate_collector.snapshot import Asked, Identity, Organization, Origin, Snapshot
from trailgate_collector.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.call_kinds import Call
    from trailgate_collector.outcomes import Answer

EVERYTHING_USUAL: Final = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all accounts of an organization are told alike, and which of them asked for it: its snapshot alone has the answers.

    `rules` are those that another account was told, `rules_by`, where the asker was refused them.
    """

    asker: str
    organization: Organization | None
    answers: tuple[Answer, ...]
    rules: tuple[Answer, ...] = ()
    rules_by: str | None = None

    def told_to(self, account: str) -> tuple[Answer, ...]:
        """The answers that stand in the account's snapshot."""
        return (*(self.answers if account == self.asker else ()), *(self.rules if account == self.rules_by else ()))

    def calls_for(self, reach: Reach) -> Iterator[Question]:
        """What these answers call for in the account of that reach, and do not tell: of rules, what they copy into it."""
        for answer in (*self.answers, *self.rules):
            for page in answer.pages:
                yield from (found for found in follow_ups(answer.question, page, reach) if found.key not in self.asked)

    @property
    def asked(self) -> set[tuple[str, ...]]:
        """The keys of the questions that are answered, or refused, already."""
        return {answer.question.key for answer in (*self.answers, *self.rules)}


def now() -> datetime:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def collect_account(
    session: AwsSession,
    *,
    asked: Asked = EVERYTHING_USUAL,
    concurrency: int = 16,
    clock: Callable[[], datetime] = now,
    told: Callable[[int, int], None] = lambda _answered, _known: None,
    shared: Shared | None = None,
    minutes: float | None = None,
) -> Snapshot:
    """Everything that the call table asks of this session's account.

    `shared` is what is known of the account's organization beforehand. What is not asked within so many `minutes` has failed.
    Raises IdentityError where AWS does not say whose the credentials are. Whatever is refused after that is an outcome.
    """
    started_at = clock()
    asker = Asker(session, clock, None if minutes is None else Deadline.after(minutes))
    first, identity = identity_of(asker, session.region)
    asker.account = identity.account
    known = () if shared is None else shared.told_to(identity.account)
    answers = [first, *known]
    if asked.regions is not None:
        chosen = sorted(set(asked.regions))
    else:
        told_regions = asker.ask(question_of(REGIONS, session.region))
        answers.append(told_regions)
        chosen = _enabled(told_regions)
        asker.enabled_regions = frozenset(chosen)
        chosen = chosen or session.regions_of(identity.partition) or [session.region]
    reach = reach_of(identity, session.region, asked, shared)
    answered = set() if shared is None else shared.asked
    called_for = [*_opening(session.region, chosen, reach), *(() if shared is None else shared.calls_for(reach))]
    opening = [question for question in called_for if question.key not in answered]
    opening += questions_about(asked.named, account=identity.account, partition=identity.partition, reach=reach)
    answers += walk(opening, ask=asker.ask, reach=reach, concurrency=concurrency, told=told)
    return Snapshot(
        identity=identity,
        origin=Origin(caller=session.assumed_by, endpoint=session.endpoint),
        asked=asked,
        regions=tuple(chosen),
        started_at=started_at,
        finished_at=clock(),
        answers=tuple(answers),
        organization=shared.organization if shared else None,
    )


def roll_alone(session: AwsSession, who: Answer, identity: Identity, shared: Shared, asked: Asked) -> Snapshot:
    """What the asker of an organization's list was told of it, and nothing of its account, which was asked in no region."""
    answers = (who, *shared.told_to(identity.account))
    return Snapshot(
        identity=identity,
        origin=Origin(caller=session.assumed_by, endpoint=session.endpoint),
        asked=Asked(regions=(), beyond=asked.beyond),
        regions=(),
        started_at=min(answer.at for answer in answers),
        finished_at=max(answer.at for answer in answers),
        answers=answers,
        organization=shared.organization,
    )


def reach_of(identity: Identity, start: str, asked: Asked, shared: Shared | None = None) -> Reach:
    """How far a collection of this account goes from the region `start`."""
    return Reach(
        account=identity.account,
        iam_region=IAM_REGIONS.get(identity.partition, start),
        beyond=asked.beyond,
        shared=shared is None or shared.asker == identity.account,
    )


def question_of(call: Call, region: str) -> Question:
    """The question of a call that is asked once."""
    if isinstance(call.scope, FromAnswer | tuple):
        raise TypeError(call.operation)
    return Question(call=call, region=region, request=dict(call.scope.request))


def _opening(start: str, regions: Sequence[str], reach: Reach) -> Iterator[Question]:
    for call in reach.calls:
        if call is IDENTITY or call is REGIONS:
            continue
        match call.scope:
            case OncePerAccount(where=where):
                yield question_of(call, reach.iam_region if where == "iam" else start)
            case OncePerRegion():
                yield from (question_of(call, region) for region in regions)
            case _:
                pass


def identity_of(asker: Asker, region: str) -> tuple[Answer, Identity]:
    """Whose the credentials are, and the answer that says so; raises IdentityError where AWS does not."""
    answer = asker.ask(question_of(IDENTITY, region))
    if answer.outcome != "answered":
        told = f"{answer.error.code}: {answer.error.message}" if answer.error else answer.outcome
        raise IdentityError(f"AWS does not say whose these credentials are (sts:GetCallerIdentity in {region}): {told}")
    page = answer.pages[0]
    try:
        return answer, Identity(account=page["Account"], partition=page["Arn"].split(":")[1], caller=page["Arn"])
    except (KeyError, IndexError) as error:
        raise IdentityError(f"sts:GetCallerIdentity answered without an account and an ARN: {sorted(page)}") from error


def _enabled(answer: Answer) -> list[str]:
    found = {region.get("RegionName") for page in answer.pages for region in page.get("Regions") or []}
    return sorted(name for name in found if name)
