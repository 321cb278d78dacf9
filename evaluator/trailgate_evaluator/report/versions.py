"""The versions of a benchmark, told apart and put in order by their names: `cis_aws_1.5.0` is before `cis_aws_2.0.0`."""

from __future__ import annotations

import re


def family(benchmark: str) -> str:
    """The benchmark without its version."""
    return re.sub(r"[0-9.]+$", "", benchmark)


def version(benchmark: str) -> tuple[int, ...]:
    """The numbers of the version, to compare with others of the same benchmark."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", benchmark))
