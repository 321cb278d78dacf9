"""Hatchling, behind one sentence for a Python that is too old: without it pip would fetch and try for a while, then fail.

Read by whatever Python pip runs on, so its syntax is that of every Python.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - what reads this has not compared `requires-python` yet
    told = "trailgate needs Python 3.11 or newer; this is Python %d.%d (%s)."
    sys.exit(told % (sys.version_info[0], sys.version_info[1], sys.executable))

from hatchling.build import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
]
