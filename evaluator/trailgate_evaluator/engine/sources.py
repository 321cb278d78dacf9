"""Which files of a policies folder are the law, and their digest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CAPABILITIES = "capabilities.json"
MANIFEST = ".manifest"
_DATA = ("data.json", "data.yaml", "data.yml")


def source_files(policies: Path) -> list[str]:
    """The files that can change a decision, as sorted paths below `policies`: Rego without tests, data, manifest, capabilities.

    Links to folders are not followed, and folders whose names begin with a dot are not entered.
    A named pipe or a device is no source, and neither is anything of what is no folder.

    Raises:
        OSError: a folder in it cannot be read.
    """
    return sorted(_sources_in(str(policies), "")) if policies.is_dir() else []


def sources_digest(policies: Path) -> str:
    """`sha256:…` over the lines that `sha256sum FILES` prints, in the order of their paths, run inside `policies`.

    So an auditor needs nothing of ours to recompute it.
    """
    lines = []
    for path in source_files(policies):
        with open(f"{policies}/{path}", "rb") as file:  # noqa: PTH123 - every start in a checkout reads all of them
            lines.append(f"{hashlib.sha256(file.read()).hexdigest()}  {path}\n")
    return "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()


def copy_sources(policies: Path, target: Path) -> None:
    """`target` holds a copy of the files that `source_files` names, and nothing else of `policies`."""
    import shutil

    for path in source_files(policies):
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(policies / path, copy)


def _sources_in(folder: str, below: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield from _sources_in(entry.path, f"{below}{entry.name}/")
            elif _is_source(entry.name, top=not below) and not _is_special(entry):
                yield below + entry.name


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Whether reading it could wait for ever; a link that leads nowhere is for the reader to miss."""
    return not entry.is_file() and Path(entry.path).exists()


def _is_source(name: str, *, top: bool) -> bool:
    if name.endswith(".rego"):
        return not name.endswith("_test.rego")
    return name in _DATA or (top and name in {MANIFEST, CAPABILITIES})
