"""What the command line gives, before anything of AWS's SDK is imported."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trailgate_collector.errors import UsageError

if TYPE_CHECKING:
    from trailgate_collector.call_kinds import Group

SESSION_NAME: Final = "trailgate-collect"
MAX_AGE_HOURS: Final = 24.0
"""A day: snapshots that lie further apart say less together."""
ACCOUNT_MINUTES: Final = 60.0
"""The largest accounts take some minutes: what takes an hour is throttled for good, or drips."""
_LONGEST_MINUTES: Final = 24.0 * 60
_LONGEST_HOURS: Final = 24.0 * 366 * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where to write, as whom to ask, and what."""

    output: str
    profile: str | None
    regions: tuple[str, ...]
    plan: str | None
    topics: tuple[str, ...]
    log_groups: tuple[str, ...]
    beyond: frozenset[Group]
    role_arn: str | None
    external_id: str | None
    session_name: str
    endpoint_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationOptions:
    """Which accounts of an organization, entered by which role; lists as they were typed, with commas or repeated."""

    role_name: str | None
    accounts: tuple[str, ...]
    exclude: tuple[str, ...]
    units: tuple[str, ...]
    max_age_hours: float
    account_minutes: float

    def expect(self, organization: bool) -> None:  # noqa: FBT001 - the option of that name
        """Raises UsageError where there is no --organization that these belong to, or it lacks what it needs."""
        given = {"--role-name": self.role_name, "--accounts": self.accounts, "--exclude": self.exclude, "--ou": self.units}
        if not organization:
            for option, value in given.items():
                if value:
                    raise UsageError(f"{option} belongs to --organization: give that too.")
            if self.max_age_hours != MAX_AGE_HOURS:
                raise UsageError("--max-age belongs to --organization: give that too.")
            if self.account_minutes != ACCOUNT_MINUTES:
                raise UsageError("--account-timeout belongs to --organization: give that too.")
        elif not math.isfinite(self.max_age_hours) or self.max_age_hours > _LONGEST_HOURS:
            raise UsageError(f"--max-age {self.max_age_hours} is none; expected hours, at most {_LONGEST_HOURS:.0f}.")
        elif not 0 < self.account_minutes <= _LONGEST_MINUTES:
            raise UsageError(
                f"--account-timeout {self.account_minutes} is none; expected minutes, over 0, at most {_LONGEST_MINUTES:.0f}."
            )
        elif not self.role_name:
            raise UsageError("--organization needs --role-name: the role to assume in each account, such as trailgate.")
