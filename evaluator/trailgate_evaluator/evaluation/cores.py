"""How many processes may work at once here: the cores that this process may use, and a container's share of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_LIMIT: Final = Path("/sys/fs/cgroup/cpu.max")


def cores() -> int:
    """At least one."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed = _allowed()
    return max(1, found if allowed is None else min(found, allowed))


def _allowed() -> int | None:
    """What a container's limit comes to, in whole cores; None where there is none."""
    try:
        quota, period = _LIMIT.read_text(encoding="ascii").split()[:2]
        return None if quota == "max" else -(-int(quota) // int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return None
