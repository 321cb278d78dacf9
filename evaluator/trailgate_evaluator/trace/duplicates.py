"""Records that were there before: CloudTrail gives each one an id, and several trails, or copies of a file, repeat it."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

Json = dict[str, Any]

_IDENTITY: Final = ("eventID", "eventTime", "eventName", "errorCode", "userIdentity", "sourceIPAddress", "recipientAccountId")
"""The others keep apart what somebody made by hand, with one id for all."""


class Duplicates:
    """Which records were met so far, in a hundred bytes each."""

    def __init__(self) -> None:
        """None yet."""
        self._met: set[bytes] = set()

    def has(self, record: Json) -> bool:
        """Whether the record was met before; from now on it is. One without an id is none that can be told."""
        told = [record.get(name) for name in _IDENTITY]
        if type(told[0]) is not str:
            return False
        digest = blake2b(repr(told).encode("utf-8", "backslashreplace"), digest_size=16).digest()
        before = len(self._met)
        self._met.add(digest)
        return len(self._met) == before
