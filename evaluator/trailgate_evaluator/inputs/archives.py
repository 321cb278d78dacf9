"""Files packed by other tools than gzip: each is named, with how its content can be given."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.plain import some

_TAR: Final = (257, b"ustar")
_PACKED: Final = (
    (b"\xfd7zXZ\x00", "xz", "unxz"),
    (b"BZh", "bzip2", "bunzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd", "unzstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "7z x"),
    (b"Rar!\x1a\x07", "rar", "unrar x"),
)
_INPUTS: Final = (".json", ".json.gz")
_MOST: Final = 3


def recognised_archive(start: bytes) -> tuple[str, str] | None:
    """What the file is packed with, and what to do; None for anything else. `start` is its beginning."""
    place, magic = _TAR
    if start[place:].startswith(magic):
        return "a tar archive", "Unpack it (`tar -xf`), and give the folder."
    for mark, name, command in _PACKED:
        if start.startswith(mark):
            return f"{name} (only gzip is unpacked here)", f"Unpack it (`{command}`), and give what was in it."
    return None


def without_a_plan(names: list[str]) -> tuple[str, str]:
    """What a zip is that has no plan in it, and what to do."""
    inputs = [name for name in names if name.lower().endswith(_INPUTS)]
    if not inputs:
        return (
            "a binary file (a zip without a plan in it)",
            "Give the file that `terraform plan -out` wrote, or the output of `terraform show -json` for it.",
        )
    return f"a zip of {some(inputs, _MOST)}", "Unpack it (`unzip`), and give the folder."
