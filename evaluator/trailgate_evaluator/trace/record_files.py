"""Files of CloudTrail records, opened as streams: plain or gzip, a folder as S3 holds it, or standard input."""

from __future__ import annotations

import codecs
import gzip
import os
import sys
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.json_values import JsonValues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUFFIXES: Final = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
STANDARD_INPUT: Final = "-"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_PART: Final = 1 << 20


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
        with _opened(self.name) as file:
            reader = JsonValues(_text_of(file, self.name), self.name)
            for value in reader:
                self.is_list = reader.is_list
                if not (isinstance(value, dict) and "digestS3Bucket" in value):
                    yield value
            self.is_list = reader.is_list


def record_files(path: str) -> Iterator[RecordFile | InputError]:
    """The files that a path stands for, in the order of their names; an error for each folder that cannot be listed."""
    if path == STANDARD_INPUT or not os.path.isdir(path):  # noqa: PTH112 - names stay as the user wrote them
        yield RecordFile(path)
        return
    problems: list[InputError] = []

    def note(problem: OSError) -> None:
        problems.append(_unreadable(str(problem.filename), problem))

    found = False
    for folder, folders, names in os.walk(path, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                found = True
                yield RecordFile(os.path.join(folder, name))  # noqa: PTH118 - the same
    yield from problems
    if not found and not problems:
        yield InputError(
            expected=f"a folder with files that end in {', '.join(SUFFIXES)}",
            found="none",
            where=path,
            what_to_do="Name a file, or the folder that was copied from the trail's bucket.",
        )


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    """The plain bytes of a file, as a stream."""
    try:
        if name == STANDARD_INPUT:
            yield _plain(sys.stdin.buffer)
            return
        with open(name, "rb") as file:  # noqa: PTH123 - the same
            yield _plain(file)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise InputError(
            expected="a whole gzip file", found="one that is damaged or cut off", where=name, what_to_do="Copy it again."
        ) from problem
    except OSError as problem:
        raise _unreadable(name, problem) from problem
    except ValueError as problem:
        raise InputError(
            expected="the name of a file", found="a name that no file can have", where=name, what_to_do="Check the name."
        ) from problem


def _plain(file: IO[bytes]) -> IO[bytes]:
    peeked = file.peek(2)[:2] if hasattr(file, "peek") else b""
    return gzip.GzipFile(fileobj=file) if peeked == _GZIP_MAGIC else file  # type: ignore[return-value]


def _text_of(file: IO[bytes], name: str) -> Callable[[], str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    ended = False

    def read() -> str:
        nonlocal ended
        text = ""
        while not text and not ended:
            part = file.read(_PART)
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
