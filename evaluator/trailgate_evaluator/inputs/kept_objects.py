"""Objects of a store that a run looks at twice, as it does at the inputs of an estate: each is asked for once.

What was fetched lies packed, as it came, in the folder of `spooling`, where the processes of the run find it, and goes with the
run. What is large, and what there is no room for, is asked for again.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from trailgate_evaluator.inputs.spooling import NoRoomError, fetched, place_of
from trailgate_evaluator.inputs.urls import STORES, opened_url

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OF_ONE: Final = 32 << 20
MOST_OF_ALL: Final = 4 << 30
"""So many bytes of one object, and of all of them, are kept."""

_kept: dict[str, int] = {}
_keeping: list[bool] = []


@contextmanager
def keeping() -> Iterator[None]:
    """What is read meanwhile will be read again: it is kept until `forget`."""
    forget()
    _keeping.append(True)
    try:
        yield
    finally:
        _keeping.pop()


def forget() -> None:
    """Gives up what is kept: it may change where it lies."""
    for name in _kept:
        if (there := place_of(name)) is not None:
            there.unlink(missing_ok=True)
    _kept.clear()


@contextmanager
def opened_remote(name: str) -> Iterator[IO[bytes]]:
    """As `opened_url`, from what is kept of it."""
    if name.partition("://")[0].lower() in STORES and (place_of(name) is not None or _keep(name)):
        there = place_of(name)
        if there is not None:
            with there.open("rb") as file:
                yield file
            return
    with opened_url(name) as remote:
        yield remote


def _keep(name: str) -> bool:
    """Fetches an object that will be read again; whether it did."""
    if not _keeping or sum(_kept.values()) > MOST_OF_ALL:
        return False
    try:
        with opened_url(name) as remote:
            _kept[name] = fetched(name, remote, MOST_OF_ONE).stat().st_size
    except NoRoomError:
        return False
    return True
