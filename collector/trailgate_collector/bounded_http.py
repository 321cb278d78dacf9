"""Answers read within the budget of their question: not longer, not larger, whatever a server sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import IncompleteReadError

from trailgate_collector.budget import current

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

CHUNK = 65_536


class HttpSession(Protocol):
    """What botocore sends requests with."""

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """The answer to a request."""

    def close(self) -> None:
        """Its connections are closed."""


class BoundedSession:
    """Sends as the session within does, and reads the body piece by piece, each taken from the budget."""

    def __init__(self, within: HttpSession) -> None:
        self._within = within

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """The answer with its body read; BudgetError where that costs too much, IncompleteReadError where it ends early."""
        request.stream_output = True  # else the session within would read to the end, wherever that is
        response: Any = self._within.send(request)
        raw = response.raw
        pieces: list[bytes] = []
        budget = current()
        try:
            while piece := raw.read1(CHUNK):
                budget.take_bytes(len(piece))
                pieces.append(piece)
        except BaseException:
            raw.close()
            raise
        if raw.length_remaining:
            raw.close()
            read = sum(map(len, pieces))
            raise IncompleteReadError(actual_bytes=read, expected_bytes=read + raw.length_remaining)
        raw.release_conn()
        response._content = b"".join(pieces)  # noqa: SLF001 - what `content` returns once it has been read
        answered: AWSResponse = response
        return answered

    def close(self) -> None:
        """The connections of the session within are closed."""
        self._within.close()
