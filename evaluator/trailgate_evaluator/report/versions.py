"""The versions of a benchmark, told apart and put in order by their names: `cis_aws_1.5.0` is before `cis_aws_2.0.0`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def version(benchmark: str) -> tuple[int, ...]:
    """The numbers of the version, to compare with others of the same benchmark."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", benchmark))


def newest_before(benchmark: str, names: Iterable[str]) -> str | None:
    """The newest of the names that is an older version of the same benchmark."""
    older = [name for name in names if _family(name) == _family(benchmark) and version(name) < version(benchmark)]
    return max(older, key=version, default=None)


def _family(benchmark: str) -> str:
    """The benchmark without its version."""
    return re.sub(r"[0-9.]+$", "", benchmark)
