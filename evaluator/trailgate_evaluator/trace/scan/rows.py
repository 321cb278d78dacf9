"""Some records that were told by their text."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from array import array

    from trailgate_evaluator.trace.duplicates import Duplicates

MINUTE_BITS: Final = 40
_MINUTE: Final = (1 << MINUTE_BITS) - 1


class Rows(Struct, dict=True):
    """Some records one after another.

    `keys`: the number of each one's tally, and below it, in `MINUTE_BITS`, its minute as twelve decimal digits.
    `digests` are what `Duplicates` tells them by.
    """

    keys: array[int]
    digests: list[bytes]

    def __len__(self) -> int:
        """How many."""
        return len(self.keys)

    @cached_property
    def found(self) -> Counter[int]:
        """By key how many."""
        return Counter(self.keys)

    def met_again(self, met: Duplicates) -> frozenset[int]:
        """The places of those that were met before; from now on all of them are."""
        times = {(key & _MINUTE) // 10 for key in self.found}
        if len(times) == 1:
            return frozenset(met.met_of(time_of(self.keys[0])[:-5], self.digests))
        places: dict[int, list[int]] = {time: [] for time in times}
        for place, key in enumerate(self.keys):
            places[(key & _MINUTE) // 10].append(place)
        found: set[int] = set()
        for of_time in places.values():
            again = met.met_of(time_of(self.keys[of_time[0]])[:-5], [self.digests[place] for place in of_time])
            found.update(of_time[one] for one in again)
        return frozenset(found)


def time_of(key: int) -> str:
    """The beginning of the minute of the records with a key."""
    text = f"{key & _MINUTE:012}"
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:]}:00Z"
