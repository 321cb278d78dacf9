"""What became of a question: an answer, a negative, a refusal. All are values that the snapshot keeps.

| outcome | meaning | has |
| --- | --- | --- |
| answered | every page came | pages |
| absent | AWS says that there is none, and the call table expects that | error |
| denied | these credentials may not ask | error |
| failed | throttled to the end, unreachable, or another error | error |
| truncated | some pages came, then an error | pages, error |
| skipped | not asked, or the region is not enabled for the account | error, which says why |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from datetime import datetime

    from trailgate_collector.call_table import Call
    from trailgate_collector.followups import Question

Outcome = Literal["answered", "absent", "denied", "failed", "truncated", "skipped"]

DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorized",
        "UnauthorizedAccess",
        "UnauthorizedOperation",
    }
)
# What services answer to valid credentials in a region that the account has not enabled.
REGION_NOT_ENABLED = frozenset(
    {"AuthFailure", "InvalidClientTokenId", "OptInRequired", "RegionDisabledException", "UnrecognizedClientException"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a question has no whole answer: AWS's error code, or the name of what stopped us, and a text."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one question, and when."""

    question: Question
    outcome: Outcome
    at: datetime
    pages: tuple[dict[str, Any], ...] = ()
    error: Reason | None = None


def reason_of(error: Exception) -> Reason:
    """AWS's own code and text where it answered; else the name of what went wrong on the way."""
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        return Reason(code=str(told.get("Code", "Unknown")), message=str(told.get("Message", "")))
    return Reason(code=type(error).__name__, message=str(error))


def outcome_of(reason: Reason, *, call: Call, pages: int, region_known_enabled: bool) -> Outcome:
    """How an error counts for this call, after so many pages."""
    if pages:
        return "truncated"
    if reason.code in call.absent:
        return "absent"
    if reason.code in DENIED:
        return "denied"
    if reason.code in REGION_NOT_ENABLED and not region_known_enabled:
        return "skipped"
    return "failed"
