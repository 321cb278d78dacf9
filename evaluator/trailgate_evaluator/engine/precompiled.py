"""The law as machine code, laid beside the program by whoever installs it: in an image, every run would be a first one.

Whoever can write there can change the program as well, so that no owner is asked, as one is of the user's cache. Code of another
machine, another wasmtime or another law has another name, and what a processor cannot run is refused when it is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trailgate_evaluator.engine.module_cache import content_of, kept

FOLDER: Final = Path(__file__).resolve().parents[1] / "_compiled"


def laid(key: str, folder: Path = FOLDER) -> Path | None:
    """The file with the module laid under `key`, or None where there is none, or where it is damaged."""
    try:
        return folder / key if content_of((folder / key).read_bytes()) is not None else None
    except OSError:
        return None


def lay(key: str, module: bytes, folder: Path = FOLDER) -> Path:
    """The file in which `module` stands now, whole, and alone: those of other laws are gone. Raises `OSError`."""
    folder.mkdir(exist_ok=True)
    new = folder / f".{key}"
    new.write_bytes(kept(module))
    new.replace(folder / key)
    for other in folder.glob("*.module"):
        if other.name != key:
            other.unlink()
    return folder / key
