"""Times in answers, as a snapshot keeps them.

The AWS command line writes numbers (version 1) or text with the local offset (version 2).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

TIMES: Final = frozenset(
    {
        "AlarmConfigurationUpdatedTimestamp",
        "CreateDate",
        "CreationDate",
        "DelegationEnabledDate",
        "DeletionDate",
        "ExpireDate",
        "JoinedTimestamp",
        "LastUpdatedTimestamp",
        "LastUsedDate",
        "LatestCloudWatchLogsDeliveryTime",
        "LatestDeliveryTime",
        "LatestDigestDeliveryTime",
        "LatestNotificationTime",
        "StartDate",
        "StartLoggingTime",
        "StateTransitionedTimestamp",
        "StateUpdatedTimestamp",
        "StopLoggingTime",
        "ValidTo",
    }
)
"""Members of the table's answers that botocore makes times of; a test holds the list to its models."""
_LONGEST: Final = 40


def in_utc(value: Any) -> Any:
    """The same answer, with each time as RFC 3339 in UTC; what is no time stays as it is."""
    match value:
        case dict():
            return {key: _time(one) if key in TIMES else in_utc(one) for key, one in value.items()}
        case list():
            return [in_utc(one) for one in value]
        case _:
            return value


def seconds(text: object) -> int | None:
    """A time as epoch seconds; None where it is none, or has no offset."""
    moment = _moment(text)
    return None if moment is None or moment.tzinfo is None else int(moment.timestamp())


def _time(value: Any) -> Any:
    moment = _moment(value)
    if moment is None:
        return in_utc(value)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _moment(value: object) -> datetime | None:
    try:
        match value:
            case bool():
                return None
            case int() | float():
                return datetime.fromtimestamp(value, UTC)
            case str() if len(value) <= _LONGEST:
                return datetime.fromisoformat(value)
            case _:
                return None
    except (ValueError, OverflowError, OSError):
        return None
