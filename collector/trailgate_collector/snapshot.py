"""A snapshot (`trailgate/snapshot/v1`): one account's answers, raw, in an order that no race decides."""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore

from trailgate_collector.call_table import CALLS
from trailgate_collector.plain_json import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

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
class Snapshot:
    """Everything one collection learnt."""

    identity: Identity
    regions: tuple[str, ...]
    started_at: datetime
    finished_at: datetime
    answers: tuple[Answer, ...]

    @property
    def refusals(self) -> list[Answer]:
        """The answers that are not whole, in the snapshot's order."""
        return [answer for answer in self._ordered() if answer.outcome not in WHOLE]

    @property
    def refused_by_outcome(self) -> dict[str, int]:
        """How many answers are not whole, by what became of them."""
        return dict(sorted(Counter(answer.outcome for answer in self.refusals).items()))

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
                "tool": f"trailgate {_version()}",
                "botocore": botocore.__version__,
            },
            "regions": list(self.regions),
            "calls": [_call_to_json(answer) for answer in self._ordered()],
        }

    def _ordered(self) -> list[Answer]:
        rank = {(call.service, call.operation): number for number, call in enumerate(CALLS)}
        return sorted(self.answers, key=lambda answer: (rank[answer.question.key[:2]], answer.question.key))

    def _organization(self) -> dict[str, str] | None:
        for answer in self.answers:
            if answer.question.call.operation == "DescribeOrganization" and answer.pages:
                told = answer.pages[0].get("Organization", {})
                if "Id" in told and "MasterAccountId" in told:
                    return {"id": told["Id"], "management_account": told["MasterAccountId"]}
        return None


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


def _version() -> str:
    try:
        return importlib.metadata.version("trailgate")
    except importlib.metadata.PackageNotFoundError:
        return "0+unknown"
