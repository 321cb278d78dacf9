"""How old the command line was that wrote an answer: an old one drops members that it does not know, silently.

A filter without `fieldSelectionCriteria` looks at all events of its group, and one from which it was dropped may look at few.
Both
look alike, so that the command line has to be known to be new enough: by `aws --version` saved beside, by the manifest, or by a
member
that only a newer one keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.exports.aws_answers.errors_text import version_in
from trailgate_evaluator.exports.aws_answers.shapes import rows
from trailgate_evaluator.exports.aws_answers.subjects import folders

if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

DROPPED: Final = frozenset({"metric_filter.scope", "metric_filter.transformed", "metric_filter.system_dimensions"})
"""What an old one drops of a metric filter."""
_SINCE: Final = {1: (1, 42, 50), 2: (2, 31, 0)}
"""The versions from which on each line of the AWS command line surely keeps them: botocore 1.40.20 does not, 1.40.38 does."""
_NEW_IN_FILTERS: Final = frozenset({"fieldSelectionCriteria", "emitSystemFieldDimensions"})
_NEW_IN_GROUPS: Final = frozenset({"deletionProtectionEnabled", "bearerTokenAuthenticationEnabled"})


class Ages:
    """What answers tell of the command line that wrote those in their folder."""

    def __init__(self) -> None:
        self._new: dict[str, bool] = {}

    def note_version(self, text: str, file: str) -> None:
        """Keeps the version that `aws --version` printed into a file, for all below its folder."""
        version = version_in(text)
        if version is not None:
            self._new[folders(file)[0]] = is_new(version)

    def note(self, page: Json, file: str) -> None:
        """Keeps what an answer shows by members that only newer ones keep."""
        seen = {key for row in rows(page, "metricFilters") for key in row} & _NEW_IN_FILTERS
        seen |= {key for row in rows(page, "logGroups") for key in row} & _NEW_IN_GROUPS
        if seen:
            self._new.setdefault(folders(file)[0], True)

    def is_new(self, file: str) -> bool:
        """Whether what wrote the file keeps all that a filter has."""
        return next((self._new[folder] for folder in folders(file) if folder in self._new), False)


def is_new(version: tuple[int, int, int]) -> bool:
    """Whether that version of the AWS command line keeps all that a filter has; a later line than the second does."""
    since = _SINCE.get(version[0])
    return version[0] > max(_SINCE) if since is None else version >= since
