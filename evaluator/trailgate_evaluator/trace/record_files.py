"""Files of CloudTrail records, opened as streams: plain or gzip, a folder as S3 holds it, or standard input."""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import STANDARD_INPUT, opened
from trailgate_evaluator.inputs.packing import plain_parts
from trailgate_evaluator.inputs.urls import STORES, is_url, shown
from trailgate_evaluator.plain import some
from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.csv_records import CSV, csv_records
from trailgate_evaluator.trace.json_values import JsonValues
from trailgate_evaluator.trace.no_records import COPY_AGAIN, text_parts
from trailgate_evaluator.trace.parquet_records import PARQUET, parquet_records, parquet_rows
from trailgate_evaluator.trace.record_pieces import RecordPieces
from trailgate_evaluator.trace.record_places import OUTSIDE, Chosen, left_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece, TextOf
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import ScannerFor

Json = dict[str, Any]

_EXPORTED: Final = regex(r"[0-9]{6}\.gz|.+-[0-9]{4}(?:-[0-9]{2}){5}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.gz)?")
"""What CloudWatch Logs calls the files that it exports, and Firehose those that it writes of a subscription."""
SUFFIXES: Final = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".csv", ".csv.gz", ".parquet")
EVERYTHING: Final = Chosen()
Folder = tuple[str, list[str], list[str]]
"""A folder, the names of those in it, and the names of its files."""


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
        """The values of the file, which should be records.

        Raises `InputError` where the file is empty, damaged or no JSON.
        """
        if self.started is not None:
            yield from self.started
            return
        with opened(self.name) as file:
            if (rows := self._rows(file)) is not None:
                self.is_list = True
                yield from rows
                return
            reader = JsonValues(_text_of(self.name, text_parts(plain_parts(file, self.name), self.name)), self.name)
            for value in reader:
                self.is_list = reader.is_list
                yield value
            self.is_list = reader.is_list

    def pieces(self) -> Iterator[Piece]:
        """As `records`, each with its text where its numbers are not all exact."""
        return cast("Iterator[Piece]", self.told(None))

    def told(self, scanner: ScannerFor | None) -> Iterator[Piece | Rows]:
        """As `pieces`; those that a scanner tells come as rows."""
        if self.started is not None:
            yield from ((value, None) for value in self.started)
            return
        with opened(self.name) as file:
            if scanner is None:
                rows = self._rows(file)
                yield from RecordPieces(*self._text(file)) if rows is None else ((record, None) for record in rows)
            else:
                yield from self._told(file, scanner)

    def _told(self, file: IO[bytes], scanner: ScannerFor) -> Iterator[Piece | Rows]:
        """As `told`, by what the name says."""
        name = self.name.lower()
        if name.endswith(PARQUET):
            from trailgate_evaluator.trace.scan.told_parquet import told_parquet

            yield from told_parquet(self._of_columns(file), scanner)
        elif name.endswith(CSV):
            from trailgate_evaluator.trace.scan.told_csv import told_csv

            yield from told_csv(*self._text(file), scanner)
        else:
            from trailgate_evaluator.trace.scan.told_pieces import ToldPieces

            yield from ToldPieces(*self._text(file), scanner)

    def _rows(self, file: IO[bytes]) -> Iterator[Any] | None:
        """The records of a file whose name says that they lie in columns."""
        name = self.name.lower()
        if name.endswith(PARQUET):
            return parquet_records(self._of_columns(file))
        return csv_records(*self._text(file)) if name.endswith(CSV) else None

    def _text(self, file: IO[bytes]) -> tuple[Iterator[bytes], TextOf, str]:
        """The parts of a file of text, how what is left of them is read as text, and the name."""
        return text_parts(plain_parts(file, self.name), self.name), partial(_text_of, self.name), self.name

    def _of_columns(self, file: IO[bytes]) -> Iterator[str | Json]:
        """The rows of Parquet, which is read from its end: from a file without a name into which what comes is put first."""
        if file.seekable():
            yield from parquet_rows(file, self.name)
            return
        with tempfile.TemporaryFile(prefix="trailgate-") as here:
            try:
                shutil.copyfileobj(file, here)
            except OSError as problem:
                raise _unreadable(self.name, problem) from problem
            here.seek(0)
            yield from parquet_rows(here, self.name)


class LeftAside(Struct, frozen=True):
    """A folder, or a file, that is not looked into: `holds` says what is in it."""

    name: str
    holds: str


class SkippedFile(Struct, frozen=True):
    """A file in a folder whose name is none of a file of records."""

    name: str


def record_files(path: str, chosen: Chosen = EVERYTHING) -> Iterator[RecordFile | SkippedFile | LeftAside | InputError]:
    """The files that a path stands for, in the order of their names; an error for each folder that cannot be listed.

    Pipes and devices in a folder are no files and are left out, whatever their names, and so is what is hidden. Of a folder laid
    out as CloudTrail does only what is `chosen` is listed, and folders of digests and insights are left aside.
    """
    if is_prefix(path):
        problems: list[InputError] = []
        yield from _in_folders(path, walked(path, problems.append, chosen.is_whole), problems, chosen)
        return
    if path == STANDARD_INPUT or not os.path.isdir(path):  # noqa: PTH112 - names stay as the user wrote them
        yield RecordFile(path)
        return
    problems = []

    def note(problem: OSError) -> None:
        problems.append(_unreadable(str(problem.filename), problem))

    yield from _in_folders(path, os.walk(path, onerror=note), problems, chosen)


def is_prefix(path: str) -> bool:
    """Whether a name is an address below which there are objects, by its ending: an object's tells what is in it."""
    if not is_url(path) or path.partition("://")[0].lower() not in STORES:
        return False
    name = path.rpartition("/")[2]
    return not (name.endswith(SUFFIXES) or _EXPORTED.fullmatch(name))


def walked(url: str, unlisted: Callable[[InputError], None], wanted: Callable[[str], bool] = lambda _: False) -> Iterator[Folder]:
    """As `os.walk` of a folder, of a prefix in a store; below those of which all is `wanted` nothing can be left out."""
    from trailgate_evaluator.inputs import object_stores

    yield from object_stores.walked(shown(url), unlisted, wanted)


def _in_folders(
    path: str, walk: Iterator[Folder], problems: list[InputError], chosen: Chosen
) -> Iterator[RecordFile | SkippedFile | LeftAside | InputError]:
    """The files in these folders; `problems` are of those that could not be listed."""
    join = _below if is_url(path) else os.path.join
    found = False
    skipped: list[str] = []
    beside: list[str] = []
    for folder, folders, names in walk:
        aside = {name: holds for name in sorted(folders) if (holds := left_aside(folder, name)) is not None}
        yield from (LeftAside(join(folder, name), holds) for name, holds in aside.items())
        beside += aside.values()
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in aside and chosen.enters(folder, name))
        is_chosen = chosen.is_all or chosen.reads(folder)
        for name in sorted(names):
            place = join(folder, name)
            if _is_none(place, name):
                continue
            if not (name.endswith(SUFFIXES) or _EXPORTED.fullmatch(name)):
                skipped.append(place)
            elif is_chosen:
                found = True
                yield RecordFile(place)
            else:
                yield LeftAside(place, OUTSIDE)
    yield from problems
    if not found and not problems:
        yield _nothing(path, skipped, beside, chosen)
    else:
        yield from map(SkippedFile, skipped)


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}"


def _is_none(place: str, name: str) -> bool:
    """Whether what stands there is no file, or hidden; a link that leads nowhere is one that cannot be read."""
    return name.startswith(".") or (not is_url(place) and os.path.exists(place) and not os.path.isfile(place))  # noqa: PTH110, PTH113 - the same


def _nothing(path: str, skipped: list[str], beside: list[str], chosen: Chosen) -> InputError:
    if not chosen.is_all:
        return InputError(
            expected="files below AWSLogs/ACCOUNT/CloudTrail/REGION/YEAR/MONTH/DAY that --from, --to and --account choose",
            found="none",
            where=path,
            what_to_do="Check the days and the account, or name the folder that was copied from the trail's bucket.",
        )
    others = [f"files of other names: {some(skipped)}"] if skipped else []
    others += [f"folders of {some(sorted(set(beside)))}"] if beside else []
    return InputError(
        expected=f"a folder with files that end in {', '.join(SUFFIXES)}",
        found=" and ".join(others) or "none",
        where=path,
        what_to_do="Name a file, or the folder that was copied from the trail's bucket.",
    )


def _text_of(name: str, parts: Iterator[bytes], *, is_start: bool = True) -> Callable[[], str]:
    """Reads parts as text, which may be the start of the file, where a mark may stand."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if is_start else "utf-8")()
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
                    expected="UTF-8 text", found="bytes that are none", where=name, what_to_do=COPY_AGAIN
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
