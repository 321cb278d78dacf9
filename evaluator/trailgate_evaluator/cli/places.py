"""Which of a bucket's folders the user asks for."""

from __future__ import annotations

import re
from datetime import date

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.trace.record_places import Chosen


def chosen_places(first: str | None, last: str | None, account: str | None) -> Chosen:
    """The days and the account of `--from`, `--to` and `--account`.

    Raises:
        UsageError: they are none.
    """
    chosen = Chosen(first=_day(first, "--from"), last=_day(last, "--to"), account=account)
    if account is not None and not re.fullmatch(r"[0-9]{12}", account, re.ASCII):
        raise _usage("an account number of 12 digits", account, "--account")
    if chosen.first is not None and chosen.last is not None and chosen.first > chosen.last:
        raise _usage(f"a day from {first} on", str(last), "--to")
    return chosen


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise _usage("a day such as 2026-11-01", text, option)
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise _usage("a day such as 2026-11-01", text, option) from problem


def _usage(expected: str, found: str, where: str) -> UsageError:
    return UsageError(expected=expected, found=f"'{found[:100]}'", where=where, what_to_do="Correct it, or leave it out.")
