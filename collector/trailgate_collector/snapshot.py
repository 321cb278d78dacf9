"""A snapshot (`trailgate/snapshot/v1`): one account's answers, raw, in an order that no race decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import botocore

from trailgate_collector.call_table import ASSUME_ROLE, CALLS, IDENTITY, ORGANIZATION
from trailgate_collector.plain_json import rfc3339
from trailgate_collector.version import tool

if TYPE_CHECKING:
    from datetime import datetime

    from trailgate_collector.call_kinds import Group
    from trailgate_collector.outcomes import Answer

FORMAT = "trailgate/snapshot/v1"
WHOLE = frozenset({"answered", "absent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose credentials were used: account number, partition, and the caller's ARN."""

    account: str
    partition: str
    caller: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a collection was made from: who assumed the role, if one was assumed, and the address of the STS that was asked."""

    caller: str | None
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a collection was asked for: these regions (None: each that is enabled), groups of calls, things by their ARN."""

    regions: tuple[str, ...] | None = None
    beyond: frozenset[Group] = frozenset()
    named: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a snapshot keeps it."""
        regions = None if self.regions is None else list(self.regions)
        return {"regions": regions, "beyond": sorted(self.beyond), "named": list(self.named)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The organization of an account: its id, and which account manages it."""

    id: str
    management_account: str

    @classmethod
    def told_by(cls, answer: Answer) -> Organization | None:
        """What an answer to DescribeOrganization says; None where it does not."""
        told = answer.pages[0].get("Organization", {}) if answer.pages else {}
        if "Id" in told and "MasterAccountId" in told:
            return cls(id=told["Id"], management_account=told["MasterAccountId"])
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything one collection learnt; `organization` where another account's snapshot holds the answer that tells it."""

    identity: Identity
    origin: Origin
    asked: Asked
    regions: tuple[str, ...]
    started_at: datetime
    finished_at: datetime
    answers: tuple[Answer, ...]
    organization: Organization | None = None

    @property
    def refusals(self) -> list[Answer]:
        """The answers that are not whole, in the snapshot's order."""
        return [answer for answer in self._ordered() if answer.outcome not in WHOLE]

    @property
    def refused_by_outcome(self) -> dict[str, int]:
        """How many answers are not whole, by what became of them."""
        return dict(sorted(Counter(answer.outcome for answer in self.refusals).items()))

    @property
    def closed_door(self) -> Answer | None:
        """The refusal because of which nothing else was asked; None where the account could be entered."""
        doors = [answer for answer in self.answers if answer.question.call in (ASSUME_ROLE, IDENTITY)]
        return next((answer for answer in doors if answer.outcome not in WHOLE), None)

    def to_json(self) -> dict[str, Any]:
        """The snapshot as its schema describes it (`policies/schemas/snapshot.schema.json`)."""
        return {
            "format": FORMAT,
            "account": {"id": self.identity.account, "partition": self.identity.partition},
            "organization": self._organization(),
            "collected": {
                "started_at": rfc3339(self.started_at),
                "finished_at": rfc3339(self.finished_at),
                "by": self.identity.caller,
                **versions(),
                "from": {"caller": self.origin.caller, "endpoint": self.origin.endpoint},
                "asked": self.asked.to_json(),
            },
            "regions": list(self.regions),
            "calls": [_call_to_json(answer) for answer in self._ordered()],
        }

    def _ordered(self) -> list[Answer]:
        rank = {(call.service, call.operation): number for number, call in enumerate((ASSUME_ROLE, *CALLS))}
        return sorted(self.answers, key=lambda answer: (rank[answer.question.key[:2]], answer.question.key))

    def _organization(self) -> dict[str, str] | None:
        told = [Organization.told_by(answer) for answer in self.answers if answer.question.call is ORGANIZATION]
        known = next(filter(None, told), self.organization)
        return None if known is None else asdict(known)


def _call_to_json(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {
        "service": answer.question.call.service,
        "operation": answer.question.call.operation,
        "region": answer.question.region,
        "request": answer.question.request,
        "outcome": answer.outcome,
        "at": rfc3339(answer.at),
    }
    if answer.pages:
        told["pages"] = list(answer.pages)
    if answer.error:
        told["error"] = {"code": answer.error.code, "message": answer.error.message}
    return told


def versions() -> dict[str, str]:
    """What collects."""
    return {"tool": tool(), "botocore": botocore.__version__}
