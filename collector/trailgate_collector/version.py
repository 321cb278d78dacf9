"""The version of what collects, as snapshots and scripts name it."""

from __future__ import annotations

import importlib.metadata


def tool() -> str:
    """Name and version, such as `trailgate 0.1.0`."""
    try:
        return f"trailgate {importlib.metadata.version('trailgate')}"
    except importlib.metadata.PackageNotFoundError:
        return "trailgate 0+unknown"
