"""Names that are URLs: what lies there is found, read and written where it is, and no secret of theirs is shown.

An address may carry a secret in its query (a presigned URL) or before its host. Reports, messages and the names of inputs have it
without either; what was asked for is kept here, for this process alone. Of several addresses that differ in nothing else, the
second has `(2)` in what is shown, as if it lay in a folder of that name, the third `(3)`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlsplit

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from urllib.parse import SplitResult

STORES: Final = ("s3", "gs", "az")
"""Object stores, which list what they hold."""
WEB: Final = ("https", "http")
"""What gives the one file that is asked for."""
_BEFORE_HOST: Final = regex(r"""([A-Za-z][A-Za-z0-9+.-]+:/{1,2})[^\s'"/?#]*@""")
_BEHIND_PATH: Final = regex(r"""([A-Za-z][A-Za-z0-9+.-]+:/{1,2}[^\s'"?]*)\?[^\s'"]*?(?=[:.,;)]*(?:[\s'"]|$))""")
"""In a text; of an address that somebody took for a path one slash is left."""
_SCHEME: Final = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://")

_asked: dict[str, str] = {}
"""The whole address by what is shown of it, where these differ."""
_named: dict[str, str] = {}
"""The same the other way round."""
_plain: set[str] = set()
"""Addresses that were asked for and have nothing to hide."""


def is_url(name: str) -> bool:
    """Whether the name is an address and not a path; a drive's letter has but one slash behind it."""
    return _SCHEME.match(name) is not None


def called(name: str) -> str:
    """What an input is called wherever it is told: its path, or its address without secrets, even where that cannot be read."""
    if not is_url(name) or name in _asked:
        return name
    return _named.get(name) or _without_secrets(name)


def without_secrets(text: str) -> str:
    """The text without the secrets of addresses that stand in it, whoever let them in."""
    return _BEHIND_PATH.sub(r"\1", _BEFORE_HOST.sub(r"\1", text))


def tell_apart(names: Iterable[str]) -> None:
    """Gives each of these names that is an address one of its own; those with nothing to hide keep theirs."""
    urls = [name for name in names if is_url(name)]
    for url in sorted(urls, key=hides_something):
        with suppress(InputError):  # whoever reads it tells
            shown(url)


def hides_something(name: str) -> bool:
    """Whether the address has parts that are not shown, so that no other process finds what is meant by what is shown."""
    return called(name) != name


def shown(url: str) -> str:
    """The address without what stands before its host, its query and its fragment.

    Raises `InputError` where its scheme is none that is read, or it names no host or bucket, or it holds a secret where
    none belongs.
    """
    told, parts = _without_secrets(url), _parts(url)
    if parts.scheme not in (*STORES, *WEB):
        raise InputError(
            expected=f"an address that begins with {', '.join(f'{one}://' for one in (*STORES, *WEB))}",
            found=f"one that begins with {parts.scheme[:20]}://",
            where=told,
            what_to_do="Copy the file here and give its path.",
        )
    if not parts.hostname:
        raise InputError(
            expected="the name of a bucket or a host behind the scheme", found="none", where=told, what_to_do="Check the address."
        )
    if parts.scheme in STORES and told != url:
        raise InputError(
            expected="SCHEME://BUCKET/KEY",
            found="an address with a user, a query or a fragment",
            where=told,
            what_to_do="Give credentials in the environment. Of an object whose key has ? or # in its name make a copy.",
        )
    if url in _asked:
        return url
    if told == url:
        _plain.add(url)
        return url
    if url not in _named:
        _named[url] = _free(told)
        _asked[_named[url]] = url
    return _named[url]


def refuse_as_output(url: str) -> None:
    """Raises `UsageError` where nothing can be written at the address, before anything is judged."""
    try:
        name = shown(url)
    except InputError as error:
        raise UsageError(expected=error.expected, found=error.found, where=error.where, what_to_do=error.what_to_do) from error
    if _scheme(name) not in STORES or urlsplit(name).path[-1:] in {"", "/"}:
        raise UsageError(
            expected=f"an object in a store ({', '.join(f'{one}://BUCKET/KEY' for one in STORES)})",
            found="another address",
            where=f"-o {name}",
            what_to_do="Name the object, or write a file and copy it.",
        )


def whole(name: str) -> str:
    """The address that is asked for where this is shown."""
    return _asked.get(name, name)


def found_at(url: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """The names of the inputs that an address stands for: one object, or all below a prefix that end in one of `suffixes`.

    Below a prefix names that begin with a dot are left out. Sorted as a folder's are. Raises `InputError` where nothing is there,
    or the store does not answer.
    """
    name = shown(url)
    if _scheme(name) in WEB or name.endswith(suffixes):
        yield name
        return
    from trailgate_evaluator.inputs.object_stores import listed

    keys = list(listed(name))
    below = [key for key in keys if key.endswith(suffixes) and not any(part.startswith(".") for part in key.split("/"))]
    if not below and (keys or name.endswith("/")):
        raise InputError(
            expected=f"objects below it that end in {' or '.join(suffixes)}",
            found=f"{len(keys)} that end otherwise" if keys else "none",
            where=name,
            what_to_do="Name an object, or the prefix that `trailgate collect` wrote to.",
        )
    place = name.rstrip("/")
    yield from (f"{place}/{key}" for key in sorted(below, key=lambda key: key.split("/"))) if below else (name,)


@contextmanager
def opened_url(name: str) -> Iterator[IO[bytes]]:
    """The bytes of the one object at the address, as they come; raises `InputError` where they cannot be read."""
    if _scheme(name) in WEB:
        from trailgate_evaluator.inputs.web import opened_page

        with opened_page(whole(name), name) as page:
            yield page
        return
    from trailgate_evaluator.inputs.object_stores import opened_object

    with opened_object(name) as stored:
        yield stored


def _free(told: str) -> str:
    scheme, _, place = told.partition("://")
    folder, slash, last = place.rpartition("/")
    number, name = 1, told
    while name in _asked or name in _plain:
        number += 1
        name = f"{scheme}://{folder}/({number})/{last}" if slash else f"{told}/({number})"
    return name


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _without_secrets(url: str) -> str:
    scheme, _, rest = url.partition("://")
    place = re.split("[?#]", rest, maxsplit=1)[0]
    host, slash, path = place.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as problem:
        raise InputError(
            expected="an address", found="one that no host can have", where=_without_secrets(url), what_to_do="Check the address."
        ) from problem
