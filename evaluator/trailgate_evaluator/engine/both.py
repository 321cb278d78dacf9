"""Two engines as one: every decision is made by both, and a difference stops the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.engine.canonical import canonical_bytes
from trailgate_evaluator.errors import EnginesDifferError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine.protocol import Control, Engine


A_BUG: Final = "Report this as a bug, with the document (`trailgate show`)."
ANOTHER_LAW: Final = (
    "The server does not show that its policies are trailgate's: load the packaged ones there, "
    "or give your own law by --policies."
)


class CrossCheckedEngine:
    """Answers as `first` does; see `protocol.Engine`."""

    is_ours = False

    def __init__(self, first: Engine, second: Engine, advice: str = A_BUG) -> None:
        """Neither engine is closed with this one; `advice` is what to do where they differ."""
        self.name = first.name
        self.version = first.version
        self.digest = first.digest
        self.controls: Mapping[str, Control] = first.controls
        self.cross_checked_by: str | None = second.name
        self._first = first
        self._second = second
        self._advice = advice

    def decide(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.decide`."""
        return self._agreed("decision", self._first.decide(document), self._second.decide(document))

    def required_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.required_records`."""
        first = self._first.required_records(subject)
        return self._agreed("required_records", first, self._second.required_records(subject))

    def ordinary_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.ordinary_records`."""
        first = self._first.ordinary_records(subject)
        return self._agreed("ordinary_records", first, self._second.ordinary_records(subject))

    def trace(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.trace`."""
        return self._agreed("traced", self._first.trace(document), self._second.trace(document))

    def recorded(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.recorded`."""
        return self._agreed("recorded", self._first.recorded(document), self._second.recorded(document))

    def walk(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.walk`."""
        return self._agreed("walked", self._first.walk(document), self._second.walk(document))

    def _agreed(self, rule: str, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
        if canonical_bytes(first) != canonical_bytes(second):
            pointer, here, there = first_difference(first, second)
            raise EnginesDifferError(
                expected=f"one {rule} from both engines",
                found=f"{here} from {self._first.name} and {there} from {self._second.name}",
                where=f"{rule} at {pointer or '/'}",
                what_to_do=self._advice,
            )
        return first


def first_difference(first: Any, second: Any, pointer: str = "") -> tuple[str, str, str]:
    """The JSON pointer of the first place where two canonical values differ, and what stands there, cut short."""
    match first, second:
        case dict(), dict() if first.keys() == second.keys():
            pairs = [(key, first[key], second[key]) for key in first]
        case list(), list() if len(first) == len(second):
            pairs = [(str(place), one, other) for place, (one, other) in enumerate(zip(first, second, strict=True))]
        case _:
            pairs = []
    for key, one, other in pairs:
        if canonical_bytes(one) != canonical_bytes(other):
            return first_difference(one, other, f"{pointer}/{key}")
    return pointer, _short(first), _short(second)


def _short(value: Any) -> str:
    text = canonical_bytes(value).decode()
    return text if len(text) <= 100 else text[:100] + "…"  # noqa: PLR2004 (a line of a terminal)
