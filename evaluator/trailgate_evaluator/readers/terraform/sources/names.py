"""Names of configuration files and of modules."""

from __future__ import annotations

import posixpath
from typing import Final

SUFFIXES: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""How the names of configuration files end, Terraform's and OpenTofu's."""

LARGEST: Final = 8 * 1024 * 1024
"""The most bytes of one file."""

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_FILES: Final = 10_000


def folders_of(manifest: object) -> dict[str, str]:
    """Module key → folder, of the manifest that Terraform writes: `Key` and `Dir` of each."""
    listed = manifest.get("Modules") if isinstance(manifest, dict) else manifest
    found: dict[str, str] = {}
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str):
            found[entry["Key"]] = posixpath.normpath(entry["Dir"].replace("\\", "/") or ".")
    return found
