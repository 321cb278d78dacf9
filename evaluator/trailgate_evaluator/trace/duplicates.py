"""Records that were there before: CloudTrail gives each one an id, and several trails, or copies of a file, repeat it.

Two that are the same have the same time. So what is remembered lies apart by ten minutes of it, and beyond a bound what was asked
for longest ago waits in a file: memory stays bounded, and none is forgotten.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.record_pieces import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

MOST_HELD: Final = 1 << 20
"""So many are held in memory, in a hundred bytes each, and always those of one ten minutes; others lie in 16 bytes of a file."""
NONE: Final[Mapping[str, set[bytes]]] = {}
IDENTITY: Final = ("eventID", "eventTime", "eventName", "errorCode", "userIdentity", "sourceIPAddress", "recipientAccountId")
"""The others keep apart what somebody made by hand, with one id for all."""
_SIZE: Final = 16
_TEN_MINUTES: Final = len("2026-11-29T10:2")


class Duplicates:
    """Which records were met so far."""

    def __init__(self, most_held: int = MOST_HELD, known: Mapping[str, set[bytes]] = NONE) -> None:
        """`known` by their ten minutes were met elsewhere; about `most_held` are held in memory."""
        self._most = most_held
        self._held: dict[str, set[bytes]] = {time: set(digests) for time, digests in known.items()}
        self._count = sum(map(len, self._held.values()))
        self._counted = 0
        self._away: dict[str, list[tuple[int, int]]] = {}
        self._file: IO[bytes] | None = None
        self._time = ""
        self._met: set[bytes] = set()

    def has(self, record: Json, text: bytes | None = None) -> bool:
        """Whether the record was met before; from now on it is. One without an id is none that can be told.

        `text` is the record's, where its numbers are not exact.
        """
        told = [*map(record.get, IDENTITY)]
        if type(told[0]) is not str:
            return False
        digest = blake2b(_said(told, text), digest_size=_SIZE).digest()
        time = told[1][:_TEN_MINUTES] if type(told[1]) is str else ""
        if time != self._time:
            self._turn_to(time)
        met = self._met
        before = len(met)
        met.add(digest)
        return len(met) == before

    def met_of(self, time: str, digests: list[bytes]) -> list[int]:
        """The places of those of some digests, all of a ten minutes, that were met before; from now on all of them are."""
        if time != self._time:
            self._turn_to(time)
        met, new = self._met, set(digests)
        if len(new) == len(digests) and met.isdisjoint(new):
            met |= new
            return []
        found = []
        for place, digest in enumerate(digests):
            if digest in met:
                found.append(place)
            met.add(digest)
        return found

    def meet(self, time: str, digests: set[bytes]) -> set[bytes]:
        """Those of some digests of a ten minutes that were met before; from now on all of them are."""
        if time != self._time:
            self._turn_to(time)
        found = self._met & digests
        self._met |= digests
        return found

    def every(self) -> Iterator[tuple[str, set[bytes]]]:
        """The digests of all records that were met, by the ten minutes of their time."""
        for time in {**self._held, **self._away}:
            yield time, self._held.get(time, set()) | self._read(time)

    def close(self) -> None:
        """Gives up the file."""
        if self._file is not None:
            self._file.close()

    def _turn_to(self, time: str) -> None:
        """Brings those of a time into memory, and others out of it where they are too many."""
        self._count += len(self._met) - self._counted
        if self._time in self._held:  # what was asked for last stands last
            self._held[self._time] = self._held.pop(self._time)
        if self._count >= self._most:
            self._put_away()
        found = self._held.get(time)
        if found is None:
            found = self._held[time] = self._read(time)
            self._count += len(found)
        self._time, self._met, self._counted = time, found, len(found)

    def _put_away(self) -> None:
        """Puts half of what is held into the file, that first which was asked for longest ago."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="trailgate-")  # noqa: SIM115 - it lives as long as this does
            waiting = iter(list(self._held))
            while self._count > self._most // 2:
                time = next(waiting)
                met = self._held.pop(time)
                self._count -= len(met)
                if new := met - self._read(time):
                    self._away.setdefault(time, []).append((self._file.seek(0, 2), len(new)))
                    self._file.write(b"".join(new))
        except OSError as problem:
            raise InputError(
                expected=f"room for {_SIZE} bytes of each record, to tell those that are there twice",
                found=problem.strerror or type(problem).__name__,
                where=tempfile.gettempdir(),
                what_to_do="Make room there, or set TMPDIR to a folder that has it.",
            ) from problem

    def _read(self, time: str) -> set[bytes]:
        """Those of a time that lie in the file."""
        found: set[bytes] = set()
        for place, count in self._away.get(time, ()):
            assert self._file is not None  # noqa: S101 - something lies in it
            self._file.seek(place)
            text = self._file.read(count * _SIZE)
            found.update(text[at : at + _SIZE] for at in range(0, len(text), _SIZE))
        return found


def _said(told: list[Any], text: bytes | None) -> bytes:
    """What tells a record, as bytes: of numbers with a fraction, and of text that is no Unicode, as Python writes them."""
    if text is not None and _has_fraction(told):
        record = exact(text)
        told = [record.get(name) for name in IDENTITY]
    try:
        return orjson.dumps(told)
    except (TypeError, ValueError):
        return b"\0" + repr(told).encode("utf-8", "backslashreplace")


def _has_fraction(values: Iterable[Any]) -> bool:
    """Whether one of the values, or in them, is a number that orjson rounds."""
    for value in values:
        kind = type(value)
        if kind is str or value is None:
            continue
        if kind is float or (kind is dict and _has_fraction(value.values())) or (kind is list and _has_fraction(value)):
            return True
    return False
