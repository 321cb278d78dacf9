"""Compiled WebAssembly modules kept between runs, in a folder that only this user can write.

Deserializing a module runs its machine code, so a file is used only when its folder and itself belong to this user, nobody
else can write them, and its content is what was written. Anything else is a miss; a cache never stops a run. A file is a
module with a checksum behind it, so that wasmtime can map it as it is; it is replaced, and never written again in place.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

_CHECKSUM_SIZE: Final = 4
_MOST_KEPT: Final = 8
"""A law has two, and each version of the program or of wasmtime its own: the last four of those that someone goes between."""
_FOREIGN_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path | None:
    """This user's cache folder for trailgate; None where there is no home, or where nobody can tell who may write (Windows)."""
    if sys.platform == "win32":
        return None
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "trailgate"
    try:
        return Path.home() / ".cache" / "trailgate"
    except RuntimeError:
        return None


def cache_key(wasm: bytes, runtime: str) -> str:
    """A file name for `wasm` compiled by `runtime` on this kind of machine."""
    parts = (hashlib.sha256(wasm).hexdigest(), runtime, platform.system(), platform.machine())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest() + ".module"


def load(folder: Path | None, key: str) -> Path | None:
    """The file with the module stored under `key`, or None where there is none that can be trusted."""
    if sys.platform == "win32" or folder is None:
        return None
    try:
        if not _private(os.lstat(folder), kind=stat.S_IFDIR):
            return None
        descriptor = os.open(folder / key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not _private(os.fstat(descriptor), kind=stat.S_IFREG):
            return None
        return folder / key if content_of(file.read()) is not None else None


def store(folder: Path | None, key: str, module: bytes) -> None:
    """`module` is stored under `key`, whole or not at all; where that cannot be done safely, it is not."""
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _private(os.lstat(folder), kind=stat.S_IFDIR):
            debug("%s can be written by others: no compiled module is kept there", folder)
            return
        _write(folder, key, kept(module))
        _forget_oldest(folder)
    except OSError as error:
        debug("the compiled module was not kept: %s", error)


def kept(module: bytes) -> bytes:
    """The content of a file that keeps a module."""
    return module + zlib.crc32(module).to_bytes(_CHECKSUM_SIZE)


def content_of(stored: bytes) -> memoryview | None:
    """The module that a file keeps; None where it is damaged."""
    whole = memoryview(stored)
    module, checksum = whole[:-_CHECKSUM_SIZE], whole[-_CHECKSUM_SIZE:]
    return module if len(module) and zlib.crc32(module) == int.from_bytes(checksum) else None


def debug(said: str, *about: object) -> None:
    """For whoever listens to `logging`, which takes longer to load than to say this."""
    import logging

    logging.getLogger("trailgate_evaluator.engine").debug(said, *about)


def _write(folder: Path, key: str, content: bytes) -> None:
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(folder / key)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _forget_oldest(folder: Path) -> None:
    """Modules beyond the newest go, as does what a process that was killed left half written; who has one mapped keeps it."""
    for kind in ("*.module", ".new-*"):
        files = sorted(folder.glob(kind), key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in files[_MOST_KEPT:]:
            path.unlink(missing_ok=True)


def _private(status: os.stat_result, *, kind: int) -> bool:
    if sys.platform == "win32":
        return False
    return stat.S_IFMT(status.st_mode) == kind and status.st_uid == os.getuid() and not status.st_mode & _FOREIGN_WRITE
