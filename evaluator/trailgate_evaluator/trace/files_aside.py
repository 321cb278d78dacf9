"""Files of which no record, or not all of them, were counted: those that cannot be read, and those of other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.fields import utf8

if TYPE_CHECKING:
    from trailgate_evaluator.errors import InputError
    from trailgate_evaluator.trace.record_files import LeftAside, SkippedFile

Json = dict[str, Any]

MOST_LISTED: Final = 100
"""The most files of a kind that are listed; all are counted."""


class FilesAside:
    """Those met so far."""

    def __init__(self) -> None:
        """None yet."""
        self._unreadable: list[Json] = []
        self._skipped: list[str] = []
        self._counts = {"skipped_files": 0, "unreadable_files": 0}
        self._left: dict[str, int] = {}

    def cannot_read(self, problem: InputError) -> None:
        """One that is damaged, or a folder that cannot be listed."""
        self._counts["unreadable_files"] += 1
        if len(self._unreadable) < MOST_LISTED:
            told = {name: getattr(problem, name) for name in ("expected", "found", "where", "what_to_do")}
            self._unreadable.append({name: utf8(text) for name, text in told.items()})

    def skip(self, file: SkippedFile) -> None:
        """One that nobody looked into."""
        self._counts["skipped_files"] += 1
        if len(self._skipped) < MOST_LISTED:
            self._skipped.append(utf8(file.name))

    def leave(self, one: LeftAside) -> None:
        """A folder or a file that was not asked for, or holds no records."""
        self._left[one.holds] = self._left.get(one.holds, 0) + 1

    def add(self, other: FilesAside) -> None:
        """Adds what was met after these."""
        self._unreadable += other._unreadable[: MOST_LISTED - len(self._unreadable)]
        self._skipped += other._skipped[: MOST_LISTED - len(self._skipped)]
        for counts, others in ((self._counts, other._counts), (self._left, other._left)):
            for name, count in others.items():
                counts[name] = counts.get(name, 0) + count

    @property
    def unreadable(self) -> int:
        """How many cannot be read."""
        return self._counts["unreadable_files"]

    def answer(self) -> Json:
        """The first of each kind, and how many there were; of what was left aside how many by what it holds."""
        return {"skipped": self._skipped, "unreadable": self._unreadable, **self._counts, "left_aside": self._left}
