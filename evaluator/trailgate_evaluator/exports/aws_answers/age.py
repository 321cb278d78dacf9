"""How old the command line was that wrote an answer: an old one drops members that it does not know, silently.

A filter without `fieldSelectionCriteria` looks at all events of its group, and one from which it was dropped may look at few; an
alarm without `WarmUpConfiguration` acts at once, and one from which it was dropped may not. Both look alike, so that the command
line has to be known to be new enough: by `aws --version` saved beside, by the manifest, or by a member that only a newer one
keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.exports.aws_answers.errors_text import version_in
from trailgate_evaluator.exports.aws_answers.shapes import rows
from trailgate_evaluator.exports.aws_answers.subjects import folders

if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

Version = tuple[int, int, int]
_FILTERS: Final = "logs:DescribeMetricFilters"
_ALARMS: Final = "cloudwatch:DescribeAlarms"
_DROPPED: Final = {
    _FILTERS: frozenset({"metric_filter.scope", "metric_filter.transformed", "metric_filter.system_dimensions"}),
    _ALARMS: frozenset(
        {"metric_alarm.criteria", "metric_alarm.evaluation_state", "metric_alarm.wall_clock", "metric_alarm.warm_up"}
    ),
}
"""What an old one drops of a call's rows."""
_SINCE: Final[dict[str, dict[int, Version]]] = {
    _FILTERS: {1: (1, 42, 50), 2: (2, 31, 0)},
    _ALARMS: {1: (1, 45, 90), 2: (2, 37, 0)},
}
"""The versions from which on each line of the AWS command line surely keeps them.

Of filters botocore 1.40.20 does not, 1.40.38 does; of alarms 1.43.60 (July 2026) does not, 1.43.85 (August) does, and 2.37.0 has
what came to botocore after that.
"""
_NEW: Final = {
    _FILTERS: {
        "metricFilters": frozenset({"fieldSelectionCriteria", "emitSystemFieldDimensions"}),
        "logGroups": frozenset({"deletionProtectionEnabled", "bearerTokenAuthenticationEnabled"}),
    },
    _ALARMS: {"MetricAlarms": frozenset({"WarmUpConfiguration"})},
}
"""Members that only those keep, by the list that they are in."""


class Ages:
    """What answers tell of the command line that wrote those in their folder."""

    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._new: set[tuple[str, str]] = set()

    def note_version(self, text: str, file: str) -> None:
        """Keeps the version that `aws --version` printed into a file, for all below its folder."""
        version = version_in(text)
        if version is not None:
            self._versions[folders(file)[0]] = version

    def note(self, page: Json, file: str) -> None:
        """Keeps what an answer shows by members that only newer ones keep."""
        for call, lists in _NEW.items():
            if any(row.keys() & members for key, members in lists.items() for row in rows(page, key)):
                self._new.add((folders(file)[0], call))

    def dropped(self, call: str, file: str) -> frozenset[str]:
        """What whatever wrote the answer to a call may have dropped."""
        for folder in folders(file):
            if folder in self._versions:
                return dropped_by(call, self._versions[folder])
            if (folder, call) in self._new:
                return frozenset()
        return dropped_by(call, None)


def dropped_by(call: str, version: Version | None) -> frozenset[str]:
    """What that version of the AWS command line drops of the answer; None is one that is not known."""
    if call not in _SINCE:
        return frozenset()
    since = _SINCE[call]
    if version is None:
        return _DROPPED[call]
    keeps = version[0] > max(since) if version[0] not in since else version >= since[version[0]]
    return frozenset() if keeps else _DROPPED[call]
