"""One file by HTTPS, as it comes; asked for again where the server says that it is busy."""

from __future__ import annotations

import base64
import http.client
import io
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage

TRIES: Final = 4
WAIT: Final = 0.5
"""Seconds before the second try; each further one waits twice as long."""
_TIMEOUT: Final = 60
_KEPT: Final = "/:@!$&'()*+,;=~%?-._"
"""What stands in an address as it is; anything else, a blank or an umlaut, goes as its bytes."""
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_REFUSED: Final = frozenset({401, 403})
_GONE: Final = frozenset({404, 410})
_LED_ON: Final = frozenset({301, 302, 303, 307, 308})


class Plain(urllib.request.HTTPRedirectHandler):
    """Follows where a server sends, but from https to nothing less, and to no other scheme."""

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """See `HTTPRedirectHandler.redirect_request`."""
        came, goes = (url.partition(":")[0].lower() for url in (req.full_url, newurl))
        if goes not in {came, "https"}:
            fp.close()
            raise urllib.error.URLError(f"that it leads from {came} to {goes[:20]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Whole(io.RawIOBase):
    """An answer that is an error where it ends before all that was promised has come."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        """See `RawIOBase.readable`."""
        return True

    def readinto(self, into: Any) -> int:
        """See `RawIOBase.readinto`."""
        part = self._answer.read(len(into))
        if not part and self._answer.length:
            raise http.client.IncompleteRead(b"", self._answer.length)
        into[: len(part)] = part
        return len(part)


@contextmanager
def opened_page(url: str, name: str) -> Iterator[IO[bytes]]:
    """The bytes at `url`, which is `name` in errors; raises `InputError` where they cannot be had whole."""
    with _answer(url, name) as answer:
        try:
            with io.BufferedReader(_Whole(answer)) as page:
                yield page
        except (http.client.HTTPException, OSError):  # while it is read; their words hold the address
            raise _unread(name, "a connection that broke off") from None


def _answer(url: str, name: str) -> http.client.HTTPResponse:
    opener = urllib.request.build_opener(Plain())
    for more in reversed(range(TRIES)):
        try:
            answer: http.client.HTTPResponse = opener.open(_request(url), timeout=_TIMEOUT)
        except urllib.error.HTTPError as problem:
            problem.close()
            if problem.code in _BUSY and more:
                _pause(more)
                continue
            raise _refusal(name, problem.code) from None  # its words hold the address
        except (http.client.HTTPException, OSError, ValueError) as problem:
            reason = getattr(problem, "reason", problem)
            if more and isinstance(reason, OSError):
                _pause(more)
                continue
            raise _unread(name, reason if isinstance(reason, str) else "no answer") from None
        else:
            return answer
    raise AssertionError  # the last try returns or raises


def _request(url: str) -> urllib.request.Request:
    """What is asked; a user and a password in the address are for its own host alone."""
    parts = urlsplit(url)
    who, _, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(  # noqa: S310 - `urls` lets through http and https alone
        urlunsplit((parts.scheme, host, quote(parts.path, safe=_KEPT), quote(parts.query, safe=_KEPT), "")),
        headers={"Accept-Encoding": "identity", "User-Agent": "trailgate"},
    )
    if who:
        request.add_unredirected_header("Authorization", f"Basic {base64.b64encode(unquote(who).encode()).decode()}")
    return request


def _pause(more: int) -> None:
    time.sleep(WAIT * 2 ** (TRIES - 1 - more))


def _refusal(name: str, code: int) -> InputError:
    if code in _REFUSED:
        what_to_do = "Give an address that still holds: a presigned one ends after a while."
        return InputError(
            expected="a file that can be read", found=f"that it is refused (HTTP {code})", where=name, what_to_do=what_to_do
        )
    if code in _GONE:
        return InputError(
            expected="a file that can be read", found=f"no such file (HTTP {code})", where=name, what_to_do="Check the address."
        )
    if code in _LED_ON:
        return _unread(name, f"that it leads on to nothing that can be read (HTTP {code})")
    return _unread(name, f"an error of the server (HTTP {code})")


def _unread(name: str, found: str) -> InputError:
    return InputError(expected="a file that can be read", found=found, where=name, what_to_do="Check the address, and try again.")
