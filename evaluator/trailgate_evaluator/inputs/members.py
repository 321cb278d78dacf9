"""Archives of snapshots (zip, tar, tar.gz) read in place: each snapshot within is named ARCHIVE/MEMBER, and nothing is unpacked.

A plan file of Terraform is a zip, too; it is no archive of inputs.
"""

from __future__ import annotations

import atexit
import calendar
import gzip
import os
import tarfile
import tempfile
import zipfile
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from trailgate_evaluator.errors import NoInputsError
from trailgate_evaluator.inputs.archive_names import ENDINGS, SUFFIXES
from trailgate_evaluator.inputs.refused_members import BROKEN, TOO_LARGE, leads_out, of_tar, of_zip, refused, several, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAN: Final = "tfplan"
_MOST_BYTES: Final = 64 << 30
"""The most plain bytes of a packed tar: 10,000 accounts have about 10 GiB."""
_PART: Final = 1 << 20
_Member: TypeAlias = zipfile.ZipInfo | tarfile.TarInfo


class _Archive(Struct, frozen=True):
    """An open archive: its members by what they are called here, and why some are `refused`.

    Members and not their names: a tar looks for a name through all that it has.
    """

    file: zipfile.ZipFile | tarfile.TarFile
    names: dict[str, list[_Member]]
    refused: dict[str, str]

    def open(self, name: str, where: str) -> IO[bytes]:
        """The bytes of a member; raises `InputError` where it is not read, or it is not told which of several."""
        called, *more = self.names[name]
        if name in self.refused:
            raise refused(where, self.refused[name])
        if more:
            raise several(where, len(more) + 1)
        if isinstance(self.file, zipfile.ZipFile):
            assert isinstance(called, zipfile.ZipInfo)  # noqa: S101 - told to mypy
            return self.file.open(called)
        assert isinstance(called, tarfile.TarInfo)  # noqa: S101 - told to mypy
        found = self.file.extractfile(called)
        assert found is not None  # noqa: S101 - none but regular files are read
        return found


def _named(file: zipfile.ZipFile | tarfile.TarFile) -> list[tuple[str, _Member, str | None]]:
    """The members that are no folders, each with its name and why it is not read."""
    if isinstance(file, zipfile.ZipFile):
        return [(one.filename, one, of_zip(one)) for one in file.infolist() if not one.is_dir()]
    return [(one.name, one, of_tar(one)) for one in file.getmembers() if not one.isdir()]


def holds_inputs(path: str) -> bool:
    """Whether a file that is called an archive is one of inputs, and no plan file."""
    try:
        opened = _opened(path, _stamp(path))
        return not isinstance(opened.file, zipfile.ZipFile) or _PLAN not in opened.names
    except (*BROKEN, OSError, ValueError):
        return True


def members(path: str, suffixes: tuple[str, ...] = SUFFIXES) -> list[str]:
    """The names of the inputs in an archive, sorted, and of archives in it, which are not read.

    Raises `InputError` where it cannot be read or has none.
    """
    try:
        names = _opened(path, _stamp(path)).names
        found = [name for name in names if (name.endswith(suffixes) or _is_packed(name)) and not _is_hidden(name)]
    except (*BROKEN, OSError, ValueError) as problem:
        raise unreadable(path, problem, _start(path)) from problem
    if not found:
        raise NoInputsError(
            expected=f"an archive with files that end in {' or '.join(suffixes)}",
            found="none",
            where=path,
            what_to_do="Pack the folder that `trailgate collect` wrote to, or give the folder itself.",
        )
    return sorted({f"{path}/{name}" for name in found})


@contextmanager
def opened_member(archive: str, member: str) -> Iterator[IO[bytes]]:
    """The bytes of one member, as they are packed in the archive; raises `InputError` where they cannot be read."""
    try:
        with _opened(archive, _stamp(archive)).open(member, f"{archive}/{member}") as file:
            yield file
    except (*BROKEN, KeyError, OSError, ValueError) as problem:
        raise unreadable(f"{archive}/{member}", problem, _start(archive)) from problem


def written(archive: str, member: str) -> int | None:
    """When a member was written, in epoch seconds, as the archive says (a zip without its offset: as of UTC).

    None where it does not.
    """
    try:
        opened = _opened(archive, _stamp(archive))
        called = opened.names[member][0]
        if isinstance(called, tarfile.TarInfo):
            return int(called.mtime)
        return calendar.timegm((*called.date_time, 0, 0, 0))
    except (*BROKEN, KeyError, OSError, ValueError, OverflowError):
        return None


_kept: dict[tuple[str, int, int], _Archive] = {}
"""The archive that was opened last: its members are read one after another."""


def _opened(path: str, changed: tuple[int, int]) -> _Archive:
    """The archive, kept open for its other members until another one is opened, or it has changed."""
    key = (path, *changed)
    if key not in _kept:
        close()
        _kept[key] = _archive(path)
    return _kept[key]


def _archive(path: str) -> _Archive:
    """The archive, its members named once: there may be 10,000."""
    file: zipfile.ZipFile | tarfile.TarFile = zipfile.ZipFile(path) if path.lower().endswith(".zip") else _tar(path)
    try:
        named = _named(file)
    except BaseException:
        file.close()
        raise
    called: dict[str, list[_Member]] = {}
    refused_ones: dict[str, str] = {}
    for name, member, why in named:
        here = _called(name)
        called.setdefault(here, []).append(member)
        if why is not None or _is_packed(here):
            refused_ones[here] = why or "an archive within an archive"
    return _Archive(file, called, refused_ones)


def _is_packed(name: str) -> bool:
    """Whether a member is an archive itself, by its name."""
    return name.lower().endswith(ENDINGS)


def _called(name: str) -> str:
    """What a member is called here: `.` in its name means nothing."""
    return name if leads_out(name) else "/".join(part for part in name.split("/") if part not in {"", "."})


def close() -> None:
    """Lets go of the archive that was opened last."""
    while _kept:
        _, archive = _kept.popitem()
        archive.file.close()


def _tar(path: str) -> tarfile.TarFile:
    """A tar; a packed one is unpacked once, into a file that has no name."""
    if path.lower().endswith(".tar"):
        return tarfile.open(path, "r:")
    with ExitStack() as opening:
        plain = opening.enter_context(tempfile.TemporaryFile())
        packed = opening.enter_context(gzip.open(path))
        size = 0
        while part := packed.read(_PART):
            size += len(part)
            if size > _MOST_BYTES:
                raise EOFError(TOO_LARGE)
            plain.write(part)
        plain.seek(0)
        found = _OwnTar(fileobj=plain, mode="r")
        packed.close()
        opening.pop_all()
    return found


class _OwnTar(tarfile.TarFile):
    """A tar that closes the file that it is read from."""

    def close(self) -> None:
        """See `TarFile.close`."""
        super().close()
        if self.fileobj is not None:
            self.fileobj.close()


atexit.register(close)


def _stamp(path: str) -> tuple[int, int]:
    """By what one content of a file is told from another."""
    told = os.stat(path)  # noqa: PTH116 - a name need not be a path
    return told.st_mtime_ns, told.st_size


def _start(path: str) -> bytes:
    """The first bytes of the archive; none where it cannot be read any more."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a name need not be a path
            return file.read(4)
    except OSError:
        return b""


def _is_hidden(name: str) -> bool:
    return not leads_out(name) and any(part.startswith(".") for part in name.split("/"))
