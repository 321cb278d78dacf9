"""Faults on order: refusals, throttling, a page that breaks, a region that is not enabled, answers that are none."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.aws.sts_layer import refusal
from tests.aws.wire import ApiError, InterruptionError, Reply

if TYPE_CHECKING:
    from tests.aws.wire import Request

# Where a service has a code of its own for a refusal; the others say AccessDeniedException.
REFUSALS = {
    "sns": "AuthorizationError",
    "ec2": "UnauthorizedOperation",
    "cloudwatch": "AccessDenied",
    "sts": "AccessDenied",
}

# Code, text and status of what AWS answers alike in every service.
ERRORS: dict[str, tuple[str, str, int]] = {
    "throttle": ("ThrottlingException", "Rate exceeded", 400),
    "page": ("ServiceUnavailableException", "The service cannot complete the request.", 400),
    "not_enabled": ("UnrecognizedClientException", "The security token included in the request is invalid.", 400),
    "expired": ("ExpiredToken", "The security token included in the request is expired", 400),
    "internal": ("InternalFailure", "The request processing has failed because of an unknown error.", 500),
    "lacking": ("UnknownOperationException", "The operation does not exist.", 400),
    "no_access": ("InvalidAccessException", "The account does not have permission to perform this action.", 401),
    "no_log_alarms": ("ValidationError", "Value '[LogAlarm]' at 'alarmTypes' failed to satisfy constraint", 400),
}
BROKEN: dict[str, Reply] = {
    "html": Reply(status=200, body=b"<html>Welcome to the hotel</html>", content_type="text/html"),
    "empty": Reply(status=200, body=b"{}"),
    "cut": Reply(status=200, body=b'{"trailList": [', length=1_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with an operation: everywhere or in one region, always or `times` times.

    `operation` is `service:Operation`, and `service:*` and `*` are allowed. `page` breaks pages after the first.
    `account` is who asks, `about` a text in what is asked; `hang` answers rightly, but after `seconds`.
    `html`, `empty` and `cut` answer with status 200 and no answer; `lacking` says that there is no such operation, and
    `no_log_alarms` that a region does not know that type of alarm. `no_access` has the code by which Security Hub says that
    it is not enabled, and another text.
    """

    kind: Literal[
        "deny",
        "throttle",
        "hang",
        "page",
        "not_enabled",
        "expired",
        "internal",
        "lacking",
        "html",
        "empty",
        "cut",
        "no_log_alarms",
        "no_access",
    ]
    operation: str
    region: str | None = None
    times: int | None = None
    account: str | None = None
    about: str | None = None
    seconds: float = 0.0


class Faults:
    """The faults of a server; counts how often each has struck."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []
        self._struck: Counter[Fault] = Counter()

    def order(self, *faults: Fault) -> None:
        """From now on these, and only these, go wrong."""
        self.ordered = list(faults)
        self._struck.clear()

    def strike(self, request: Request) -> None:
        """Raises the error that some fault has for this request."""
        for fault in self.ordered:
            if fault.kind != "hang" and _concerns(fault, request) and (fault.times is None or self._struck[fault] < fault.times):
                self._struck[fault] += 1
                raise _error(fault, request)

    def wait(self, request: Request) -> float:
        """For how many seconds some fault lets this request hang."""
        return max((fault.seconds for fault in self.ordered if fault.kind == "hang" and _concerns(fault, request)), default=0.0)


def _concerns(fault: Fault, request: Request) -> bool:
    name = f"{request.service}:{request.operation}"
    if fault.operation not in {"*", f"{request.service}:*", name} or fault.region not in {None, request.region}:
        return False
    if request.service == "sts" and fault.operation != name:
        return False
    if fault.account not in {None, request.account} or (fault.about or "") not in json.dumps(request.params):
        return False
    if fault.kind == "no_log_alarms":
        return "LogAlarm" in request.params.get("AlarmTypes", [])
    return fault.kind != "page" or any(token in request.params for token in ("NextToken", "nextToken"))


def _error(fault: Fault, request: Request) -> ApiError | InterruptionError:
    if fault.kind in BROKEN:
        return InterruptionError(BROKEN[fault.kind])
    if fault.kind == "deny" and request.operation == "AssumeRole":
        return refusal(request)
    if fault.kind == "deny":
        action = f"{request.service}:{request.operation}"
        who = f"arn:aws:iam::{request.account}:user/auditor"
        text = f"User: {who} is not authorized to perform: {action} because no identity-based policy allows it"
        return ApiError(REFUSALS.get(request.service, "AccessDeniedException"), text, 403)
    return ApiError(*ERRORS[fault.kind])
