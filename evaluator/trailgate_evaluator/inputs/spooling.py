"""Files at addresses that have to be read here and there, as archives do: each is fetched once, into a folder of this user alone.

The folder goes when the process ends. Processes that this one starts find what lies in it, and fetch nothing again.
"""

from __future__ import annotations

import atexit
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from typing import IO

MOST_BYTES: Final = 64 << 30
"""The most bytes that are fetched for one file."""
_PART: Final = 1 << 20
_LONGEST: Final = 20
_FOLDER: Final = "TRAILGATE_FETCHED"
"""The variable that tells the processes that this one starts where the folder is."""


def place_of(name: str) -> Path | None:
    """The file here that was fetched for an address, as it is shown; None where none was."""
    folder = os.environ.get(_FOLDER)
    if folder is None:
        return None
    found = Path(folder) / _called(name)
    return found if found.is_file() else None


class NoRoomError(InputError):
    """A file is too large to be fetched, or there is no room for it here."""


def fetched(name: str, file: IO[bytes], most: int | None = None) -> Path:
    """The file here with the bytes of `file`, which lies at the address `name`; nobody else may read it.

    Raises `NoRoomError` where it has more than `most` bytes (`MOST_BYTES`), or there is no room for it.
    """
    import tempfile

    most, size = MOST_BYTES if most is None else most, 0
    try:
        target = _folder() / _called(name)
        handle, half = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as spool:
            while part := file.read(_PART):
                size += len(part)
                if size > most:
                    Path(half).unlink()
                    raise NoRoomError(
                        expected=f"at most {most >> 30} GiB",
                        found="more",
                        where=name,
                        what_to_do="Give each account a file of its own below one prefix.",
                    )
                spool.write(part)
        Path(half).replace(target)
    except OSError as problem:
        raise NoRoomError(
            expected="room here for the file, which is fetched before it is read",
            found=problem.strerror or type(problem).__name__,
            where=name,
            what_to_do=f"Make room in {tempfile.gettempdir()}, or set TMPDIR to a folder that has it.",
        ) from problem
    return target


def _called(name: str) -> str:
    """What the file is called here: its ending still tells what it is."""
    ending = "".join(Path(name.rpartition("/")[2]).suffixes[-2:])
    known = ending if ending.isascii() and len(ending) <= _LONGEST else ""
    return f"{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}{known}"


def _folder() -> Path:
    import tempfile

    there = os.environ.get(_FOLDER)
    if there is None or not Path(there).is_dir():
        there = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="trailgate-")
        atexit.register(_clear, there, os.getpid())
    return Path(there)


def _clear(folder: str, owner: int) -> None:
    import shutil

    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get(_FOLDER) == folder:
            del os.environ[_FOLDER]
