"""Files of which not every value was counted: those that cannot be read, of other names, or with something else than records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.fields import utf8
from trailgate_evaluator.trace.no_records import in_words, none_of

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
        self._no_records: list[Json] = []
        self._last: Json | None = None
        self._without = 0

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
        """A folder or a file that was not asked for, or what CloudTrail itself puts beside its records."""
        self._left[one.holds] = self._left.get(one.holds, 0) + 1

    def no_record(self, name: str, number: int, value: Any) -> None:
        """A value that is none, the one of that number in the file of that name."""
        file = utf8(name)
        if self._last is not None and self._last["file"] == file:
            self._last["values"] += 1
            return
        self._last = {"file": file, "values": 1, "first": number, "found": utf8(in_words(value))}
        if len(self._no_records) < MOST_LISTED:
            self._no_records.append(self._last)

    def holds_none(self, name: str, values: int) -> None:
        """A file whose values are none of them records."""
        found = "" if self._last is None else self._last["found"]
        if self._no_records and self._no_records[-1] is self._last:
            self._no_records.pop()
        self.cannot_read(none_of(name, values, found))
        self._without += 1

    def add(self, other: FilesAside) -> None:
        """Adds what was met after these."""
        self._unreadable += other._unreadable[: MOST_LISTED - len(self._unreadable)]
        self._skipped += other._skipped[: MOST_LISTED - len(self._skipped)]
        self._no_records += other._no_records[: MOST_LISTED - len(self._no_records)]
        self._without += other._without
        for counts, others in ((self._counts, other._counts), (self._left, other._left)):
            for name, count in others.items():
                counts[name] = counts.get(name, 0) + count

    @property
    def unreadable(self) -> int:
        """How many cannot be read, or not to their end; of the others that are listed so every value is known to be none."""
        return self._counts["unreadable_files"] - self._without

    def answer(self) -> Json:
        """The first of each kind, and how many there were; of what was left aside how many by what it holds."""
        return {
            "no_records_in": self._no_records,
            "skipped": self._skipped,
            "unreadable": self._unreadable,
            **self._counts,
            "left_aside": self._left,
        }
