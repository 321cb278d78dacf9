"""Objects in S3, Google Cloud Storage and Azure's: listed, read and written through obstore.

It asks with the credentials that it finds in the environment or in the machine's own role, and asks again where a store is busy.
Its errors repeat addresses and headers, so that none of their words but the status are told.
"""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from obstore.store import ClientConfig, RetryConfig

_PART: Final = 8 << 20
_AT_ONCE: Final = 3
"""Parts that are sent at a time."""
_LISTED: Final = 1000
_STATUS: Final = regex(r"status(?: code)?: (\d{3})")
_NAMED: Final = regex(r"invalid path|Could not parse path|invalid domain")
_QUOTED: Final = regex(r'"([^"]*)"')
_RETRIES: Final[RetryConfig] = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}
_CREDENTIALS: Final = {
    "s3": 'AWS_ACCESS_KEY_ID and its like (`eval "$(aws configure export-credentials --format env)"` sets them), and AWS_REGION',
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and a key or token",
}


def listed(url: str) -> Iterator[str]:
    """The keys below a prefix, without it, in the store's order; raises `InputError` where the store does not list them."""
    store, prefix = _store(url)
    with _in_our_words(url):
        for batch in _obstore().list(store, prefix=prefix or None, chunk_size=_LISTED):
            for one in batch:
                yield str(one["path"]).removeprefix(f"{prefix}/" if prefix else "")


@contextmanager
def opened_object(url: str) -> Iterator[IO[bytes]]:
    """The bytes of one object as they come; raises `InputError` where it is not there or may not be read."""
    store, key = _store(url)
    if not key:
        raise InputError(expected="an object", found="a bucket with nothing in it", where=url, what_to_do="Name an object in it.")
    with _in_our_words(url):
        parts = _obstore().get(store, key).stream(min_chunk_size=_PART)
    with io.BufferedReader(_Stream(parts, url)) as stream:
        yield stream


def write_object(url: str, data: bytes) -> None:
    """The bytes as that object: whole, or what was there stays; raises `InputError` where they cannot be written."""
    store, key = _store(url)
    with _in_our_words(url, expected="an object that can be written"):
        _obstore().put(store, key, data)


def put_file(url: str, file: IO[bytes]) -> None:
    """What is left of the file as that object, in parts where it is large: whole, or what was there stays.

    Raises `InputError` where it cannot be written.
    """
    store, key = _store(url)
    with _in_our_words(url, expected="an object that can be written"):
        _obstore().put(store, key, file, chunk_size=_PART, max_concurrency=_AT_ONCE)


def walked(
    url: str, unlisted: Callable[[InputError], None], wanted: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each prefix from `url` on, with the names of those below it and of its objects, as `os.walk` tells a folder.

    What is taken out of the list of prefixes is not looked into, nor listed. Of a prefix below which everything is `wanted` all
    is listed at once, by pages, and those below it are told as they come. Where one cannot be listed `unlisted` is told why.
    """
    store, prefix = _store(url)
    root = url.rstrip("/").removesuffix(prefix).rstrip("/")
    waiting = [prefix]
    while waiting:
        here = waiting.pop()
        place = f"{root}/{here}" if here else root
        if here and wanted(place):
            try:
                yield from _walked_at_once(store, root, here)
            except InputError as problem:
                unlisted(problem)
            continue
        try:
            with _in_our_words(place):
                found = _obstore().list_with_delimiter(store, prefix=here or None)
        except InputError as problem:
            unlisted(problem)
            continue
        start = len(here) + 1 if here else 0
        below = sorted(str(one)[start:].strip("/") for one in found["common_prefixes"])
        names = sorted(str(one["path"])[start:] for one in found["objects"])
        yield place, below, [name for name in names if name]
        waiting += [f"{here}/{name}" if here else name for name in reversed(below)]


def _walked_at_once(store: Any, root: str, prefix: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each prefix from this one on that holds objects, in the store's order."""
    folder, names = prefix, list[str]()
    with _in_our_words(f"{root}/{prefix}"):
        pages = iter(_obstore().list(store, prefix=prefix, chunk_size=_LISTED))
    while True:
        with _in_our_words(f"{root}/{prefix}"):
            page = next(pages, None)
        for one in page or ():
            above, _, name = str(one["path"]).rpartition("/")
            if above != folder and names:
                yield f"{root}/{folder}", [], names
                names = []
            folder = above
            if not any(part.startswith(".") for part in above[len(prefix) :].split("/")):
                names.append(name)
        if page is None:
            break
    if names:
        yield f"{root}/{folder}", [], names


class _Stream(io.RawIOBase):
    """An answer's parts as a file."""

    def __init__(self, parts: Any, url: str) -> None:
        self._parts = iter(parts)
        self._url = url
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """See `RawIOBase.readable`."""
        return True

    def readinto(self, into: Any) -> int:
        """See `RawIOBase.readinto`."""
        while not self._left:
            with _in_our_words(self._url):
                part = next(self._parts, None)
            if part is None:
                return 0
            self._left = memoryview(bytes(part))
        size = min(len(into), len(self._left))
        into[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _obstore() -> Any:
    try:
        import obstore
    except ImportError:
        raise UsageError(
            expected="a path, or what reads object stores",
            found="an address, and nothing here that reads one",
            where="the installation",
            what_to_do="Install it with `pip install 'trailgate[cloud]'`, or copy the files here.",
        ) from None
    return obstore


def _store(url: str) -> tuple[Any, str]:
    """The bucket's store, and the key in it, without slashes at its ends."""
    _obstore()
    from obstore.store import from_url

    parts = urlsplit(url)
    key = url.split("://", 1)[1].partition("/")[2].strip("/")
    with _in_our_words(url):
        return from_url(f"{parts.scheme}://{parts.netloc}", client_options=_options(parts.scheme), retry_config=_RETRIES), key


def _options(scheme: str) -> ClientConfig:
    """An endpoint without TLS is used where the environment names one: a store on this machine."""
    plain = scheme == "s3" and os.environ.get("AWS_ENDPOINT_URL_S3", os.environ.get("AWS_ENDPOINT_URL", "")).startswith("http:")
    return {"allow_http": True} if plain else {}


@contextmanager
def _in_our_words(url: str, expected: str = "an object that can be read") -> Iterator[None]:
    from obstore import exceptions

    try:
        yield
    except (exceptions.NotFoundError, FileNotFoundError):
        raise InputError(
            expected=expected, found="no such object or bucket", where=url, what_to_do="Check the address."
        ) from None
    except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError, PermissionError):
        raise _refused(url, expected, "that it is refused") from None
    except (exceptions.BaseError, OSError, ValueError) as problem:
        words = str(problem)
        raise _no_name(url, words) if _NAMED.search(words) else _of_status(url, expected, words) from None


def _no_name(url: str, words: str) -> InputError:
    """Of names that stores have and obstore does not take; one object that has one hides all that is listed with it."""
    if "domain" in words:
        expected, found = "the name of a bucket", "what no bucket can be called"
        what_to_do = "Check the address."
    else:
        key = _QUOTED.search(words)
        expected, found = "keys without empty parts, `.` and `..`", f"another one: {key[1][:200]}" if key else "another one"
        what_to_do = "Name an object or a longer prefix, or copy what is wanted below one of its own."
    return InputError(expected=expected, found=found, where=url, what_to_do=what_to_do)


def _of_status(url: str, expected: str, words: str) -> InputError:
    status = _STATUS.search(words)
    code = status[1] if status else None
    match code:
        case "404":
            found, what_to_do = "no such bucket", "Check the address."
        case "301" | "307" | "400" if url.startswith("s3:"):
            found, what_to_do = f"another place (HTTP {code})", "Set AWS_REGION to the region of the bucket."
        case "401" | "403":
            return _refused(url, expected, f"that it is refused (HTTP {code})")
        case None if "credential" in words.lower() or "token" in words.lower() or "must be specified" in words:
            return _refused(url, expected, "no credentials")
        case None:
            found, what_to_do = "no answer", "Check the network and the address, and try again."
        case _:
            found, what_to_do = f"an error of the store (HTTP {code})", "Try again."
    return InputError(expected=expected, found=found, where=url, what_to_do=what_to_do)


def _refused(url: str, expected: str, found: str) -> InputError:
    wanted = _CREDENTIALS[urlsplit(url).scheme]
    return InputError(expected=expected, found=found, where=url, what_to_do=f"Give credentials in the environment: {wanted}.")
