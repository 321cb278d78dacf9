"""One account collected: whose it is, its regions, and every answer, as a snapshot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trailgate_collector.asking import Asker
from trailgate_collector.call_kinds import OncePerAccount, OncePerRegion
from trailgate_collector.call_table import CALLS, IDENTITY, REGIONS
from trailgate_collector.errors import IdentityError
from trailgate_collector.followups import Question
from trailgate_collector.named import questions_about
from trailgate_collector.partitions import IAM_REGIONS
from trailgate_collector.snapshot import Identity, Snapshot
from trailgate_collector.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.outcomes import Answer


def now() -> datetime:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def collect_account(
    session: AwsSession,
    *,
    regions: Sequence[str] = (),
    named: Sequence[str] = (),
    concurrency: int = 16,
    clock: Callable[[], datetime] = now,
    told: Callable[[int, int], None] = lambda _answered, _known: None,
) -> Snapshot:
    """Everything that the call table asks of this session's account.

    Trails are looked for in `regions`, else in every region that is enabled. `named` are ARNs of topics and log groups
    that are asked about whether or not anything in the account leads there.
    Raises IdentityError where AWS does not say whose the credentials are. Whatever is refused after that is an outcome.
    """
    started_at = clock()
    asker = Asker(session, clock)
    first, identity = _identity(asker, session.region)
    asker.account = identity.account
    answers = [first]
    if regions:
        chosen = sorted(set(regions))
    else:
        told_regions = asker.ask(_question(REGIONS, session.region))
        answers.append(told_regions)
        chosen = _enabled(told_regions)
        asker.enabled_regions = frozenset(chosen)
        chosen = chosen or session.regions_of(identity.partition) or [session.region]
    iam_region = IAM_REGIONS.get(identity.partition, session.region)
    opening = [
        *_opening(session.region, chosen, iam_region),
        *questions_about(named, account=identity.account, partition=identity.partition, iam_region=iam_region),
    ]
    answers += walk(opening, ask=asker.ask, iam_region=iam_region, concurrency=concurrency, told=told)
    return Snapshot(identity=identity, regions=tuple(chosen), started_at=started_at, finished_at=clock(), answers=tuple(answers))


def _question(call: Any, region: str) -> Question:
    return Question(call=call, region=region, request=dict(call.scope.request))


def _opening(start: str, regions: Sequence[str], iam_region: str) -> Iterator[Question]:
    for call in CALLS:
        if call is IDENTITY or call is REGIONS:
            continue
        match call.scope:
            case OncePerAccount(where=where):
                yield _question(call, iam_region if where == "iam" else start)
            case OncePerRegion():
                yield from (_question(call, region) for region in regions)
            case _:
                pass


def _identity(asker: Asker, region: str) -> tuple[Answer, Identity]:
    answer = asker.ask(_question(IDENTITY, region))
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
