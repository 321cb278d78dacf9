"""Which files of a policies folder are the law, and their digest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

CAPABILITIES = "capabilities.json"
MANIFEST = ".manifest"
_DATA = ("data.json", "data.yaml", "data.yml")


def source_files(policies: Path) -> list[str]:
    """The files that can change a decision, as sorted paths below `policies`: Rego without tests, data, manifest, capabilities.

    Links to folders are not followed, and folders whose names begin with a dot are not entered.
    A named pipe or a device is no source.
    """
    found = []
    for folder, subfolders, names in os.walk(policies):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        below = Path(folder).relative_to(policies)
        top = folder == str(policies)
        found += [(below / name).as_posix() for name in names if _is_source(name, top=top) and not _special(Path(folder, name))]
    return sorted(found)


def sources_digest(policies: Path) -> str:
    """`sha256:…` over the lines that `sha256sum FILES` prints, in the order of their paths, run inside `policies`.

    So an auditor needs nothing of ours to recompute it.
    """
    lines = [f"{hashlib.sha256((policies / path).read_bytes()).hexdigest()}  {path}\n" for path in source_files(policies)]
    return "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()


def copy_sources(policies: Path, target: Path) -> None:
    """`target` holds a copy of the files that `source_files` names, and nothing else of `policies`."""
    import shutil

    for path in source_files(policies):
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(policies / path, copy)


def _special(path: Path) -> bool:
    """Whether reading it could wait for ever; a link that leads nowhere is for the reader to miss."""
    return path.exists() and not path.is_file()


def _is_source(name: str, *, top: bool) -> bool:
    if name.endswith(".rego"):
        return not name.endswith("_test.rego")
    return name in _DATA or (top and name in {MANIFEST, CAPABILITIES})
