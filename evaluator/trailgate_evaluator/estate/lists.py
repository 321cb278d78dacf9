"""The newest whole list of each organization's accounts: who was on it, who was told it, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.estate.accounts import Held


class Newest(Struct, frozen=True, kw_only=True):
    """A list of accounts that AWS told in full: `by` is the account that was told it, `as_of` when its snapshot was finished."""

    as_of: int
    by: str
    accounts: frozenset[str]


def newest_lists(listing: Iterable[tuple[str, Held]]) -> dict[str, Newest]:
    """By organization the newest list that is whole; of two of one time, all that either has, as the first by number tells.

    One that lacks the very account that was told it is not whole, whatever is said of it.
    """
    found: dict[str, Newest] = {}
    for account, held in sorted(listing, key=lambda one: one[0]):
        outline = held.outline
        if outline.organization is None or not outline.lists_all:
            continue
        told = Newest(as_of=held.as_of, by=account, accounts=frozenset(number for number, _ in outline.listed))
        if account not in told.accounts:
            continue
        other = found.get(outline.organization)
        if other is not None and other.as_of == told.as_of:
            told = Newest(as_of=other.as_of, by=other.by, accounts=other.accounts | told.accounts)
        if other is None or other.as_of <= told.as_of:
            found[outline.organization] = told
    return found
