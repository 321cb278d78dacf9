"""When a request is sent again: throttling is waited for, anything else tried a little and given up soon.

Botocore's own modes wait for an answer that is no throttling as long as for one that is: seconds for every operation
that a simulator or a region does not have.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.exceptions import ConnectTimeoutError, HTTPClientError, IncompleteReadError, ReadTimeoutError
from urllib3.exceptions import HTTPError

from trailgate_collector.budget import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.awsrequest import AWSResponse

THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
TOO_MANY_REQUESTS: Final = 429
PASSING_STATUS: Final = frozenset({500, 502, 503, 504})
PASSING_CODES: Final = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalError", "ServiceUnavailable"})
PASSING_ATTEMPTS: Final = 3
SLOW_ATTEMPTS: Final = 2
LONGEST_WAIT: Final = 20.0


def is_throttling(code: str, status: int | None = None) -> bool:
    """Whether an error says: not so fast."""
    return code in THROTTLED or status == TOO_MANY_REQUESTS


class Retries:
    """Botocore's `needs-retry` handler: seconds to wait before the request is sent again, None to give up."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def __call__(
        self,
        *,
        response: tuple[AWSResponse, Mapping[str, Any]] | None,
        caught_exception: Exception | None,
        attempts: int,
        **_: object,
    ) -> float | None:
        """`attempts` have been made, the last of which had this end."""
        if response is not None:
            status = response[0].status_code
            code = str(response[1].get("Error", {}).get("Code", ""))
            if is_throttling(code, status):
                return self._wait(attempts, self._attempts, 0.5)
            if status in PASSING_STATUS or code in PASSING_CODES:
                return self._wait(attempts, PASSING_ATTEMPTS, 0.1)
        elif isinstance(caught_exception, (ReadTimeoutError, ConnectTimeoutError)):
            return self._wait(attempts, SLOW_ATTEMPTS, 0.1)
        elif isinstance(caught_exception, (NoConnectionError, HTTPClientError, HTTPError, IncompleteReadError)):
            return self._wait(attempts, PASSING_ATTEMPTS, 0.1)
        return None

    def _wait(self, attempts: int, most: int, first: float) -> float | None:
        if attempts >= min(most, self._attempts):
            return None
        longest: float = min(LONGEST_WAIT, first * 2.0 ** (attempts - 1))
        wait = longest * random.uniform(0.5, 1.0)  # noqa: S311 - so that threads do not come back all at once
        return wait if wait < current().seconds else None
