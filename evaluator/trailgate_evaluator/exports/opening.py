"""The files of exports, opened within limits.

Each becomes a member that says what it is made of, and nothing is unpacked to disk.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.exports.answer import Left, Member
from trailgate_evaluator.inputs.archive_names import split
from trailgate_evaluator.inputs.content import MAX_BYTES, plain_bytes
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.members import written
from trailgate_evaluator.inputs.opening import can_be_opened_again
from trailgate_evaluator.inputs.parsing import parse_any
from trailgate_evaluator.inputs.urls import is_url
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FILES: Final = 20_000
"""So many files may an export have; one of 16 regions and a thousand topics has some thousand."""
MOST_BYTES: Final = 1 << 30
"""So many plain bytes may all files of an export have."""
MOST_LEVELS: Final = 32
"""So deep may folders lie in each other."""
_ENDINGS: Final = (".json", ".js", ".jsonl", ".ndjson", ".parquet", ".csv", ".db", ".txt", ".err", ".error", ".out", ".log")
_TEXT_ENDINGS: Final = (".txt", ".err", ".error", ".out", ".log")
_MOST_TEXT: Final = 1 << 20
_ASSIGNED: Final = regex(rb"\s*(?:(?:var|let|const)\s+)?([A-Za-z_][\w.]{0,100})\s*=\s*(?=[\[{])")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def names_in(root: str) -> Iterator[str]:
    """The files below a folder or in an archive that may be of an export, sorted; of a file itself its name.

    Raises `InputError` where there are too many, or they lie too deep.
    """
    count = 0
    for found in find(root, ("",)):
        if isinstance(found, InputError):
            continue  # whoever looked for inputs there was told
        if found != root and (not _may_be(found) or _leads_out(found, root)):
            continue
        count += 1
        if count > MOST_FILES:
            raise too_many(root)
        if found.removeprefix(root).count("/") > MOST_LEVELS:
            raise InputError(
                expected=f"folders that lie at most {MOST_LEVELS} deep",
                found="deeper ones",
                where=root,
                what_to_do="Give the folder that the export was written to.",
            )
        yield found


def too_many(root: str) -> InputError:
    """What is wrong with an export of more files than are opened."""
    return InputError(
        expected=f"an export of at most {MOST_FILES:,} files",
        found="more",
        where=root,
        what_to_do="Give the folder of each account by itself.",
    )


def opened_members(names: Iterable[str]) -> Iterator[Member | Left]:
    """Each file as a member; one that cannot be read is left, and costs nothing else.

    Raises `InputError` where all of them together are too large.
    """
    total = 0
    for name in names:
        try:
            data = plain_bytes(name, MAX_BYTES)
        except InputError as error:
            yield Left(file=name, why="unread", found=error.found, what_to_do=error.what_to_do)
            continue
        total += len(data)
        if total > MOST_BYTES:
            raise InputError(
                expected=f"exports of at most {MOST_BYTES >> 20:,} MiB together, uncompressed",
                found="more",
                where=name,
                what_to_do="Give the folder of each account by itself.",
            )
        yield _member(name, data)


def _member(name: str, data: bytes) -> Member | Left:
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    plain = data.removeprefix(_BYTE_ORDER_MARK)
    modified = _modified(name)
    assigned = _ASSIGNED.match(plain)
    text = plain if assigned is None else plain[assigned.end() :].rstrip().removesuffix(b";")
    try:
        content = parse_any(text, name)
    except InputError as error:
        if (lines := _lines(plain)) is not None:
            return Member(name=name, digest=digest, content=lines, lines=True, modified=modified)
        try:
            told = plain.decode("utf-8")
        except UnicodeDecodeError:
            return Member(name=name, digest=digest, data=data, modified=modified)
        if plain.lstrip()[:1] in {b"{", b"["}:  # JSON that is cut off, too deep, too heavy
            return Left(file=name, why="unread", found=error.found, what_to_do=error.what_to_do)
        return Member(name=name, digest=digest, text=told, modified=modified)
    called = None if assigned is None else assigned[1].decode("ascii", "replace")
    return Member(name=name, digest=digest, content=content, assigned=called, modified=modified)


def _lines(text: bytes) -> list[Any] | None:
    """The values of a text that has one in each line; None where some line is none, or there is but one."""
    rows = [line for line in text.split(b"\n") if line.strip()]
    if len(rows) < 2 or not all(row.lstrip()[:1] == b"{" for row in rows):  # noqa: PLR2004 - one line is a JSON file
        return None
    try:
        return [parse_any(row, "") for row in rows]
    except (InputError, orjson.JSONDecodeError):
        return None


def _may_be(name: str) -> bool:
    """Whether a file in a folder may belong to an export, by its name: pictures, pages and programs are not opened."""
    last = name.rpartition("/")[2].lower().removesuffix(".gz")
    if last.endswith(_TEXT_ENDINGS) or "." not in last:
        return _size(name) <= _MOST_TEXT
    return last.endswith(_ENDINGS) or last.startswith("arn")


def _leads_out(name: str, root: str) -> bool:
    """Whether a file in a folder is a link to one that lies elsewhere: whoever made the export did not put that there."""
    if split(name) is not None or is_url(name) or not os.path.islink(name):  # noqa: PTH114 - a name need not be a path
        return False
    within = os.path.realpath(root)
    return os.path.commonpath((within, os.path.realpath(name))) != within


def _size(name: str) -> int:
    try:
        return 0 if split(name) is not None or is_url(name) else os.stat(name).st_size  # noqa: PTH116 - a name need not be a path
    except (OSError, ValueError):
        return 0


def _modified(name: str) -> int | None:
    if is_url(name) or not can_be_opened_again(name):
        return None
    if (packed := split(name)) is not None:
        return written(*packed)
    try:
        return int(os.stat(name).st_mtime)  # noqa: PTH116 - a name need not be a path
    except (OSError, ValueError):
        return None
