"""Members of an archive that are not read, and archives that cannot be: what each is, in words."""

from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from typing import Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.regular import regex

BROKEN: Final = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What the libraries raise for archives that are cut off, damaged, encrypted or packed in a way that they do not know."""
TOO_LARGE: Final = "one of more than 64 GiB"

_ABSOLUTE: Final = regex(r"[/\\]|[A-Za-z]:[/\\]")
_SEPARATOR: Final = regex(r"[/\\]")
_ANEW: Final = "Pack the folder anew, or give the folder itself."
_ZIP: Final = b"PK\x03\x04"
_CUT_OFF: Final = "one that is cut off"
_DAMAGED: Final = "one that is damaged"


def of_zip(member: zipfile.ZipInfo) -> str | None:
    """Why a member of a zip is not read; None where it is."""
    return _link_or_name("a symbolic link" if stat.S_ISLNK(member.external_attr >> 16) else None, member.filename)


def of_tar(member: tarfile.TarInfo) -> str | None:
    """Why a member of a tar is not read; None where it is."""
    if member.isfile():
        return _link_or_name(None, member.name)
    kind = "a symbolic link" if member.issym() else "a hard link" if member.islnk() else None
    return "a device or a pipe" if kind is None else _link_or_name(kind, member.name)


def leads_out(name: str) -> bool:
    """Whether a member's name means a place that does not lie in the folder to which the archive would be unpacked."""
    return _ABSOLUTE.match(name) is not None or ".." in _SEPARATOR.split(name)


def _link_or_name(link: str | None, name: str) -> str | None:
    if link is not None:
        return f"{link}, which is not followed"
    if _ABSOLUTE.match(name):
        return "an absolute name"
    return "a name that leads out of it (`..`)" if leads_out(name) else None


def refused(where: str, why: str) -> InputError:
    """The error of a member that is not read."""
    return InputError(
        expected="a file that lies in the archive",
        found=why,
        where=where,
        what_to_do="Nothing of it was read or written. Pack the files themselves, named within their folder, or give the folder.",
    )


def several(where: str, count: int) -> InputError:
    """The error of members that are called alike."""
    return InputError(expected="one member of each name", found=f"{count} of this one", where=where, what_to_do=_ANEW)


def unreadable(where: str, problem: Exception, start: bytes) -> InputError:
    """The error of an archive, or of a member, that cannot be read; `start` are the archive's first bytes."""
    return InputError(
        expected="an archive that can be read (zip, tar or tar.gz)",
        found=_found(problem, start),
        where=where,
        what_to_do="Unpack it with its password, and give the folder." if _is_encrypted(problem) else _ANEW,
    )


def _is_encrypted(problem: Exception) -> bool:
    return isinstance(problem, RuntimeError) and "encrypted" in str(problem)


def _found(problem: Exception, start: bytes) -> str:
    said = " ".join(str(problem).split())[:200]
    if _is_encrypted(problem):
        return "one that is encrypted"
    match problem:
        case KeyError():
            return "no member of that name"
        case EOFError():
            return said if said == TOO_LARGE else _CUT_OFF
        case NotImplementedError():
            return "one that is packed in a way that is not known here"
        case OSError(strerror=str(words)):
            return words
        case gzip.BadGzipFile():
            return _DAMAGED if start.startswith(b"\x1f\x8b") else "one that gzip did not pack"
        case zipfile.BadZipFile() if "not a zip" in said:
            return _CUT_OFF if start.startswith(_ZIP) else "no zip" if start else "an empty file"
        case zipfile.BadZipFile() | zlib.error():
            return _DAMAGED
        case tarfile.TarError():
            return _DAMAGED if start else "an empty file"
        case _:
            return said or type(problem).__name__
