"""What is wished of an organization's collection, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from trailgate_collector.roll_call import Listed, Wishes
    from trailgate_collector.snapshot import Asked, Identity

How = Literal["whole", "partly", "refused", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one account: collected whole, or with calls refused; not entered at all; or there already.

    `calls` and `refusals` (by outcome) are of this run; `because` says why it could not be entered, and `is_denied` whether AWS
    refused that or did not answer; `finished_at` is the snapshot's.
    """

    account: Listed
    how: How
    finished_at: datetime
    calls: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    because: str | None = None
    is_denied: bool = True


Roll = Literal["with_account", "alone", "older", "unknown"]
"""Where the organization's list is: in its asker's snapshot; in one that holds nothing else; in an earlier one; nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What became of an organization: of each account that was asked, of those not asked for their state, and of its list."""

    asker: Identity
    done: tuple[Done, ...]
    left_out: tuple[Listed, ...]
    roll: Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an organization is to be collected: as whom its accounts are entered, which, and what they are asked for.

    A snapshot that is there and no older than `max_age` is left as it is. An account may take so many `account_minutes`.
    """

    role_name: str
    session_name: str
    external_id: str | None
    wishes: Wishes
    asked: Asked
    max_age: timedelta
    account_minutes: float
