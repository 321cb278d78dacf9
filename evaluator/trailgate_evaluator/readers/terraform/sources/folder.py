"""The sources in a folder: the root module, local modules beside it, and what `terraform init` installed."""

from __future__ import annotations

import json
import os
import posixpath
from pathlib import Path
from typing import Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import opened
from trailgate_evaluator.languages.hcl.values.values import RefusedError, Unknown
from trailgate_evaluator.readers.terraform.expressions.sources import Folder
from trailgate_evaluator.readers.terraform.sources.names import LARGEST, MOST_BYTES, MOST_FILES, SUFFIXES, folders_of

_MANIFEST: Final = ".terraform/modules/modules.json"


class FolderSources:
    """The modules under a folder, read when they are asked for."""

    def __init__(self, root: str) -> None:
        """Raises `InputError` where the folder has no configuration."""
        self._root = root
        self.name = f"--source {root}"
        self.workspace = None
        self.packed = False
        self.files = FolderFiles(root)
        self._left = MOST_BYTES
        self._installed = self._manifest()
        found = self._read(".")
        if found is None:
            raise InputError(
                expected="a folder with Terraform configuration (.tf or .tf.json)",
                found="none" if Path(root).is_dir() else "no such folder",
                where=f"--source {root}",
                what_to_do="Name the folder that `terraform plan` ran in.",
            )
        self._main = found

    def folder(self, module: tuple[str, ...], source: str | None, parent: Folder | None, /) -> Folder | None:
        """The folder of a module by its path of calls."""
        if not module:
            return self._main
        if source is not None and parent is not None and source.startswith(("./", "../")):
            return self._read(posixpath.normpath(posixpath.join(parent.path, source)))
        installed = self._installed.get(".".join(module))
        return None if installed is None else self._read(installed)

    def _manifest(self) -> dict[str, str]:
        try:
            return folders_of(json.loads(_bytes(self._at(_MANIFEST))))
        except (OSError, ValueError, RecursionError):
            return {}

    def _at(self, path: str) -> str:
        return os.path.join(self._root, path)  # noqa: PTH118 - paths stay as the user gave them

    def _read(self, path: str) -> Folder | None:
        texts: dict[str, str] = {}
        try:
            names = sorted(entry.name for entry in os.scandir(self._at(path)) if _is_file(entry))
        except OSError:
            return None
        for name in names:
            if not name.endswith(SUFFIXES) or name.startswith("."):
                continue
            shown = os.path.normpath(os.path.join(self._root, path, name))  # noqa: PTH118 - the same
            try:
                data = _bytes(shown)
            except OSError as problem:
                raise InputError(
                    expected=f"a configuration file that can be read, of at most {LARGEST // (1024 * 1024)} MiB",
                    found=str(problem.strerror or problem),
                    where=shown,
                    what_to_do="Let it be read, or take it away if it is no part of the configuration; without --source the plan "
                    "is judged by references.",
                ) from problem
            self._left -= len(data)
            if self._left < 0:
                raise InputError(
                    expected=f"sources of at most {MOST_BYTES // (1024 * 1024)} MiB",
                    found="more",
                    where=f"--source {self._root}",
                    what_to_do="Name the folder of one root module.",
                )
            texts[shown] = data.decode("utf-8", "replace")
        return Folder(path=path, texts=texts) if texts else None


class FolderFiles:
    """The files that expressions may read: those under the folder, and nothing outside it, whatever a link says."""

    def __init__(self, root: str) -> None:
        self._root = Path(root).resolve()

    def text(self, path: str) -> str | Unknown:
        """The text of a file."""
        place = self._within(path)
        if place is None:
            return Unknown("file_not_at_hand", path)
        try:
            if not place.is_file():
                raise RefusedError(f"a file {path}")
            return _bytes(str(place)).decode("utf-8")
        except (OSError, ValueError):
            return Unknown("file_not_at_hand", path)

    def names(self, folder: str) -> list[str] | Unknown:
        """The paths of all files under a folder."""
        place = self._within(folder)
        if place is None or not place.is_dir():
            return Unknown("file_not_at_hand", folder)
        found: list[str] = []
        for base, folders, names in os.walk(place):
            folders.sort()
            if len(found) > MOST_FILES:
                return Unknown("file_not_at_hand", folder)
            found.extend((Path(base) / name).relative_to(place).as_posix() for name in names)
        return sorted(found)

    def _within(self, path: str) -> Path | None:
        try:
            place = (self._root / path).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return place if place.is_relative_to(self._root) else None


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link that ends at one: a link that goes round in a circle costs only itself."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _bytes(path: str) -> bytes:
    """The bytes of a regular file that is not too large; raises `OSError`."""
    try:
        with opened(path) as file:
            data = file.read(LARGEST + 1)
    except InputError as problem:
        raise OSError(problem.found) from problem
    if len(data) > LARGEST:
        raise OSError("too large")
    return data
