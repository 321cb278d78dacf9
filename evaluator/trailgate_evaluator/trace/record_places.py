"""A bucket's folders as CloudTrail lays them out: which of them are to be read, so that nothing else is listed.

`AWSLogs/[o-ORGANIZATION/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/`, and beside `CloudTrail` folders of digests and of insights.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MINYEAR, date
from pathlib import Path
from typing import Final

from msgspec import Struct

from trailgate_evaluator.inputs.urls import is_url
from trailgate_evaluator.regular import regex

_ACCOUNT: Final = regex(r"[0-9]{12}")
_ORGANIZATION: Final = regex(r"o-[a-z0-9]{10,32}")
_RECORDS: Final = "CloudTrail"
_ASIDE: Final = {"CloudTrail-Digest": "digests", "CloudTrail-Insight": "insights"}
_OF_SERVICES: Final = frozenset(
    {"Config", "vpcflowlogs", "elasticloadbalancing", "WAFLogs", "GuardDuty", "redshift", "network-firewall", "vpcdnsquerylogs"}
)
"""Folders in which other services put what they write into the same bucket."""
_OTHERS: Final = "what other services write"
_DATED: Final = regex(r"[0-9]{4}|[0-9]{2}")
MONTHS: Final = 12
OUTSIDE: Final = "outside"
"""Of a file that lies in no folder of a day, where only some days are asked for."""


class Chosen(Struct, frozen=True, kw_only=True):
    """The days, first and last, and the account whose records are asked for; None for all."""

    first: date | None = None
    last: date | None = None
    account: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.first is None and self.last is None and self.account is None

    def enters(self, folder: str, name: str) -> bool:
        """Whether the folder `name` in `folder` may hold what is asked for."""
        above = _parts(folder)
        if _ACCOUNT.fullmatch(name) and above and (above[-1] == "AWSLogs" or _ORGANIZATION.fullmatch(above[-1])):
            return self.account in {None, name}
        dated = _dated((*above, name))
        return dated is None or self._has(dated)

    def reads(self, folder: str) -> bool:
        """Whether a file in this folder is asked for."""
        parts = _parts(folder)
        if self.account is not None and self.account not in parts:
            return False
        dated = _dated(parts)
        return (self.first is None and self.last is None) or (dated is not None and len(dated) == len("YMD") and self._has(dated))

    def is_whole(self, folder: str) -> bool:
        """Whether a folder is one of a region's records, of which each day is asked for."""
        dated = _dated(_parts(folder))
        if not dated or (self.first is None and self.last is None):
            return dated == () and self.first is None and self.last is None
        year, month, *_ = (*dated, 1)
        last_month = month if len(dated) > 1 else MONTHS
        return (
            len(dated) < len("YMD")
            and 1 <= last_month <= MONTHS
            and year >= MINYEAR
            and (self.first is None or self.first <= date(year, month, 1))
            and (self.last is None or self.last >= date(year, last_month, monthrange(year, last_month)[1]))
        )

    def _has(self, dated: tuple[int, ...]) -> bool:
        """Whether some day asked for is of this year, or month, or is this day."""
        first = () if self.first is None else (self.first.year, self.first.month, self.first.day)
        last = () if self.last is None else (self.last.year, self.last.month, self.last.day)
        return (not first or dated >= first[: len(dated)]) and (not last or dated <= last[: len(dated)])


def left_aside(folder: str, name: str) -> str | None:
    """What a folder beside an account's records holds, which is none; None of any other folder."""
    above = _parts(folder)
    if not above or not _ACCOUNT.fullmatch(above[-1]):
        return None
    return _ASIDE.get(name) or (_OTHERS if name in _OF_SERVICES else None)


def _parts(folder: str) -> tuple[str, ...]:
    """The names of the folders down to this one, of a bucket's from the bucket on."""
    return tuple(folder.split("://", 1)[1].split("/")) if is_url(folder) else Path(folder).absolute().parts


def _dated(parts: tuple[str, ...]) -> tuple[int, ...] | None:
    """The year, month and day of a folder, as far as it is one of a region's records."""
    for place in range(len(parts) - 2, 0, -1):
        if parts[place] == _RECORDS and _ACCOUNT.fullmatch(parts[place - 1]):
            found = parts[place + 2 :]
            return tuple(map(int, found)) if len(found) <= len("YMD") and all(map(_DATED.fullmatch, found)) else None
    return None
