"""How many records of each kind there were, and when: each kind is judged once, by what anybody looks at in it."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.trace.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.trace.filter_sight import Seen
    from trailgate_evaluator.trace.membership import Belonging
    from trailgate_evaluator.trace.projection import Key
    from trailgate_evaluator.trace.sight import Look, Path

Json = dict[str, Any]

_MOST: Final = 1 << 14
"""So many kinds are known at once."""
_UNLIKE: Final = frozenset({str, NoneType, type, object, tuple})
"""Kinds in a key whose values equal none of another kind."""
_SUSPICIOUS: Final = 1 << 10
"""With so many kinds, fields of many values are no longer taken as they are."""


class Judged(Struct, frozen=True, kw_only=True):
    """What one record is to the controls, to the account, and to the alarms' filters; `kind` is the backtest's own."""

    belonging: Belonging
    seen: Seen | None
    kind: Any


class Tally(Struct):
    """The records with one key: by their `eventTime` how many.

    `kinds`: which places of the key have a number or a boolean, and of which kind; some of these equal others, 1 and true.
    """

    judged: Judged
    kinds: tuple[tuple[int, type], ...]
    times: dict[str | None, int] = field(default_factory=dict)


class Tallies:
    """The tallies by the keys of their records."""

    def __init__(self, looks: Iterable[tuple[Path | None, Look, bool]]) -> None:
        """`looks` are all that decides, beside the `eventName`, as `Projection` takes them."""
        self._projection = Projection(looks, ("eventName",))
        self._known: dict[Key, Tally] = {}

    def find(self, record: Json, text: bytes | None) -> Tally | None:
        """The tally of the records like this one, if there is any; `text` is the record's, where its numbers are not exact."""
        try:
            key = self._projection.key(record, text)
            found = self._known.get(key)
        except (TypeError, RecursionError):  # of a kind of value, or so deep, as none was before
            return None
        if found is None:
            return None
        for place, kind in found.kinds:
            if type(key[place]) is not kind:
                return None
        return found

    def learn(self, record: Json, text: bytes | None, judged: Judged) -> Iterator[Tally]:
        """Knows records like this one from now on; yields the tallies that are given up, with what they counted."""
        self._projection.learn(record)
        if self._projection.improve(reduce=len(self._known) >= _SUSPICIOUS) or len(self._known) >= _MOST:
            yield from self.settle(forget=True)
        try:
            key = self._projection.key(record, text)
            kinds = tuple((place, kind) for place, kind in enumerate(map(type, key)) if kind not in _UNLIKE)
            if all(kind is not float for _, kind in kinds):  # a number with a fraction is not exact
                before = self._known.get(key)  # of a record that has 1 where this one has true
                self._known[key] = Tally(judged, kinds)
                if before is not None and before.times:
                    yield before
        except (TypeError, RecursionError):
            return

    def settle(self, *, forget: bool) -> Iterator[Tally]:
        """The tallies that counted something since they were settled last; then they have counted nothing."""
        for tally in self._known.values():
            if tally.times:
                yield tally
                tally.times = {}
        if forget:
            self._known.clear()
