"""Formats that are written while inputs are judged, so that nobody holds the report: a piece for each input, one after another.

A module of such a format has `piece(head, entry, results)`, which makes what one input adds, and `Writer(file)`, which writes
pieces with `add` and ends the file with `close`. `head` is the report without its inputs and results.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec import Struct

from trailgate_evaluator.report.standing import Standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

Json = dict[str, Any]

STREAMED: Final = frozenset({"jsonl", "parquet"})


class Part(Protocol):
    """What came of one input: its entry among the report's inputs, and its results in the order of the report."""

    @property
    def entry(self) -> Json:
        """The entry."""

    @property
    def results(self) -> list[Json]:
        """The results."""


class Told(Struct, frozen=True, kw_only=True):
    """One input as formats tell it: `pieces` by the format's name, how many results stand where and have which outcome.

    `part` is all that came of it, where some other format needs the whole report.
    """

    name: str
    unreadable: bool
    standings: Counter[Standing]
    outcomes: Counter[str]
    pieces: dict[str, Any]
    part: Any


class Pieces(Struct, frozen=True, kw_only=True):
    """Makes of a part what these formats tell of it, in whichever process that was judged; `whole`: it is kept, too."""

    head: Json
    formats: tuple[str, ...]
    whole: bool

    def __call__(self, part: Part) -> Told:
        """What is told of the part."""
        return Told(
            name=part.entry["name"],
            unreadable=part.entry["error"] is not None,
            standings=Counter(map(standing_of, part.results)),
            outcomes=Counter(result["outcome"] for result in part.results),
            pieces={name: piece(name, self.head, part.entry, part.results) for name in self.formats},
            part=part if self.whole else None,
        )


class Writer(Protocol):
    """Writes the pieces of a format."""

    def add(self, piece: Any, /) -> None:
        """Writes what one input adds; pieces come in the order of the report."""

    def close(self) -> None:
        """Writes what stands behind the last one; the file itself stays open."""


def piece(name: str, head: Mapping[str, Any], entry: Json, results: list[Json]) -> Any:
    """What one input adds in the streamed format of that name."""
    return import_module(f"trailgate_evaluator.formats.{name}").piece(head, entry, results)


def writer(name: str, file: IO[bytes]) -> Writer:
    """The writer of the streamed format of that name."""
    made: Writer = import_module(f"trailgate_evaluator.formats.{name}").Writer(file)
    return made


def parts_of(report: Json) -> Iterator[tuple[Json, list[Json]]]:
    """Each input of a report with its results, in order."""
    found: dict[int, list[Json]] = {}
    for result in report["results"]:
        found.setdefault(result["input"], []).append(result)
    for entry in report["inputs"]:
        yield entry, found.get(entry["index"], [])
