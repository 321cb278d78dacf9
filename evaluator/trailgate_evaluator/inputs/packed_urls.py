"""Archives at addresses: each is fetched once, and its members are called `ADDRESS/MEMBER`, as those of an archive here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.archive_names import ENDINGS, is_archive, split
from trailgate_evaluator.inputs.members import close, members, opened_member
from trailgate_evaluator.inputs.spooling import fetched, place_of
from trailgate_evaluator.inputs.urls import opened_url

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_packed(name: str) -> bool:
    """Whether an address is one of an archive, by its ending."""
    return name.lower().endswith(ENDINGS)


def found_in(name: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """The names of the inputs in the archive at an address, or the address itself where a plan file lies there.

    Raises `InputError` where it cannot be read or has none.
    """
    close()  # what lay there before may be open
    with opened_url(name) as file:
        there = fetched(name, file)
    with _called(name, str(there)) as here:
        found = members(here, suffixes) if is_archive(here) else [here]
    yield from (f"{name}{one[len(here) :]}" for one in found)


@contextmanager
def opened_packed(name: str) -> Iterator[IO[bytes] | None]:
    """The bytes of a member of an archive at an address, or of what was fetched from there; None of any other address."""
    if is_packed(name) and (there := place_of(name)) is not None:
        with there.open("rb") as file:
            yield file
        return
    packed_in = split(name, lambda archive: place_of(archive) is not None)
    if packed_in is None:
        yield None
        return
    archive, member = packed_in
    with _called(archive, _fetched(archive)) as here, opened_member(here, member) as packed:
        yield packed


def _fetched(name: str) -> str:
    there = place_of(name)
    if there is not None:
        return str(there)
    with opened_url(name) as file:
        return str(fetched(name, file))


@contextmanager
def _called(name: str, here: str) -> Iterator[str]:
    """What is said of the file here is said of the address that it was fetched from."""
    try:
        yield here
    except InputError as error:
        if not error.where.startswith(here):
            raise
        told = f"{name}{error.where[len(here) :]}"
        raise type(error)(expected=error.expected, found=error.found, where=told, what_to_do=error.what_to_do) from error
