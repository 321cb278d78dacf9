"""Files of CloudTrail records, opened as streams: plain or gzip, a folder as S3 holds it, or standard input."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import STANDARD_INPUT, opened
from trailgate_evaluator.inputs.packing import plain_parts
from trailgate_evaluator.plain import some
from trailgate_evaluator.trace.json_values import JsonValues
from trailgate_evaluator.trace.record_pieces import RecordPieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece

_EXPORTED: Final = re.compile(r"[0-9]{6}\.gz")
"""What CloudWatch Logs calls the files that it exports."""
SUFFIXES: Final = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


class RecordFile:
    """One file of records, read once from its beginning to its end."""

    def __init__(self, name: str) -> None:
        """`name` is a path or `-`; nothing is opened yet."""
        self.name = name
        self.is_list = False
        """Whether a list was met so far: `Records`, `Events` or a bare one."""
        self.started: Iterator[Any] | None = None
        """What is left to read, where somebody has looked into the file already."""

    def records(self) -> Iterator[Any]:
        """The values of the file, which should be records; CloudTrail's own digest files hold none.

        Raises `InputError` where the file is damaged or no JSON.
        """
        if self.started is not None:
            yield from self.started
            return
        with opened(self.name) as file:
            reader = JsonValues(_text_of(plain_parts(file, self.name), self.name), self.name)
            for value in reader:
                self.is_list = reader.is_list
                if not (isinstance(value, dict) and "digestS3Bucket" in value):
                    yield value
            self.is_list = reader.is_list

    def pieces(self) -> Iterator[Piece]:
        """As `records`, each with its text where its numbers are not all exact."""
        if self.started is not None:
            yield from ((value, None) for value in self.started)
            return
        with opened(self.name) as file:
            yield from RecordPieces(plain_parts(file, self.name), lambda parts: _text_of(parts, self.name), self.name)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file in a folder whose name is none of a file of records."""

    name: str


def record_files(path: str) -> Iterator[RecordFile | SkippedFile | InputError]:
    """The files that a path stands for, in the order of their names; an error for each folder that cannot be listed.

    Pipes and devices in a folder are no files and are left out, whatever their names, and so is what is hidden.
    """
    if path == STANDARD_INPUT or not os.path.isdir(path):  # noqa: PTH112 - names stay as the user wrote them
        yield RecordFile(path)
        return
    problems: list[InputError] = []

    def note(problem: OSError) -> None:
        problems.append(_unreadable(str(problem.filename), problem))

    found = False
    skipped: list[str] = []
    for folder, folders, names in os.walk(path, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            place = os.path.join(folder, name)  # noqa: PTH118 - the same
            if name.startswith(".") or not (os.path.isfile(place) or not os.path.exists(place)):  # noqa: PTH110, PTH113 - the same
                continue
            if name.endswith(SUFFIXES) or _EXPORTED.fullmatch(name):
                found = True
                yield RecordFile(place)
            else:
                skipped.append(place)
    yield from problems
    if not found and not problems:
        yield InputError(
            expected=f"a folder with files that end in {', '.join(SUFFIXES)}",
            found=f"files of other names: {some(skipped)}" if skipped else "none",
            where=path,
            what_to_do="Name a file, or the folder that was copied from the trail's bucket.",
        )
    else:
        yield from map(SkippedFile, skipped)


def _text_of(parts: Iterator[bytes], name: str) -> Callable[[], str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    ended = False

    def read() -> str:
        nonlocal ended
        text = ""
        while not text and not ended:
            part = next(parts, b"")
            ended = not part
            try:
                text = decoder.decode(part, final=ended)
            except UnicodeDecodeError as problem:
                raise InputError(
                    expected="UTF-8 text", found="other bytes", where=name, what_to_do="Copy the file again, or leave it out."
                ) from problem
        return text

    return read


def _unreadable(name: str, problem: OSError) -> InputError:
    return InputError(
        expected="a file of CloudTrail records",
        found=problem.strerror or type(problem).__name__,
        where=name,
        what_to_do="Check the name and its permissions.",
    )
