"""Every error of the collector.

CollectorError
├── UsageError          wrong options, before anything is asked              exit 2
├── MissingExtraError   boto3 is not installed                               exit 5
├── IdentityError       no credentials, or AWS does not say whose they are   exit 5
├── RoleError           a role cannot be assumed                             exit 5
├── RollCallError       AWS does not list the organization's accounts        exit 5
└── OutputError         the snapshot cannot be written                       exit 5

What AWS refuses later is no error: it is an outcome in the snapshot (`outcomes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trailgate_collector.outcomes import Reason


class CollectorError(Exception):
    """A collection cannot start or cannot be kept; the text says what to do."""

    exit_code = 5


class UsageError(CollectorError):
    """The options contradict each other or name something that is not there."""

    exit_code = 2


class MissingExtraError(CollectorError):
    """The extra that collecting needs is not installed."""


class IdentityError(CollectorError):
    """AWS did not say which account these credentials belong to, so nothing it answers could be attributed."""


class RoleError(CollectorError):
    """A role cannot be assumed; `reason` is AWS's."""

    def __init__(self, arn: str, reason: Reason) -> None:
        super().__init__(f"The role {arn} cannot be assumed: {reason.code}: {reason.message}")
        self.reason = reason


class RollCallError(CollectorError):
    """AWS did not say which accounts the organization has, and nobody named any."""


class OutputError(CollectorError):
    """The snapshot cannot be written where it was asked for."""
