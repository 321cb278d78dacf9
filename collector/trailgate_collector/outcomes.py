"""What became of a question: an answer, a negative, a refusal. All are values that the snapshot keeps.

| outcome | meaning | has |
| --- | --- | --- |
| answered | every page came | pages |
| absent | AWS says that there is none, or has no such operation there, and the call table expects that | error |
| denied | these credentials may not ask | error |
| failed | throttled to the end, unreachable, or another error | error |
| truncated | some pages came, then an error | pages, error |
| skipped | not asked, or the region is not enabled for the account | error, which says why |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError, EndpointConnectionError
from urllib3.exceptions import NameResolutionError

if TYPE_CHECKING:
    from datetime import datetime

    from trailgate_collector.questions import Question

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
# What services answer where they do not have the operation, and the name of a host that nobody has.
NO_SUCH_OPERATION = frozenset(
    {"InvalidAction", "NotImplemented", "UnknownAction", "UnknownOperation", "UnknownOperationException"}
)
NO_SUCH_HOST = "NameResolutionError"
NOT_IMPLEMENTED = 501
# What services answer to a value that they do not know.
INVALID_VALUE = frozenset(
    {
        "InvalidParameter",
        "InvalidParameterException",
        "InvalidParameterValue",
        "InvalidParameterValueException",
        "ValidationError",
        "ValidationException",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a question has no whole answer: AWS's error code, or the name of what stopped us, and a text.

    `status` is the answer's, None where nobody answered.
    """

    code: str
    message: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one question, and when."""

    question: Question
    outcome: Outcome
    at: datetime
    pages: tuple[dict[str, Any], ...] = ()
    error: Reason | None = None


LONGEST_MESSAGE = 2_000


def reason_of(error: Exception) -> Reason:
    """AWS's own code and text where it answered; else the name of what went wrong on the way."""
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return Reason(
            code=str(told.get("Code", "Unknown")), message=str(told.get("Message", ""))[:LONGEST_MESSAGE], status=status
        )
    if isinstance(error, EndpointConnectionError) and isinstance(error.kwargs.get("error"), NameResolutionError):
        return Reason(code=NO_SUCH_HOST, message=str(error))
    return Reason(code=type(error).__name__, message=str(error))


def outcome_of(reason: Reason, *, question: Question, pages: int, region_known_enabled: bool, host_known: bool) -> Outcome:
    """How an error counts for this question, after so many pages.

    `host_known`: botocore lists the service's endpoint in this region, so that not finding it is a fault of the network.
    """
    call = question.call
    if pages:
        return "truncated"
    if reason.code in call.absent and call.absent_saying in reason.message:
        return "absent"
    if reason.code in DENIED:
        return "denied"
    if reason.code in REGION_NOT_ENABLED and not region_known_enabled:
        return "skipped"
    if not call.everywhere and _lacking(reason, host_known=host_known):
        return "absent"
    if reason.code in INVALID_VALUE and call.apart and question.request.get(call.apart) in [[value] for value in call.newer]:
        return "absent"
    return "failed"


def _lacking(reason: Reason, *, host_known: bool) -> bool:
    """Whether the error says that the region has no such service or operation."""
    if reason.code == NO_SUCH_HOST:
        return not host_known
    return reason.code in NO_SUCH_OPERATION or reason.status == NOT_IMPLEMENTED
