"""The numbers of controls in benchmarks, and the order that they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_USUAL: Final = "cis_aws_2.0.0"
"""The benchmark by whose numbers controls are told where none is chosen."""


def number_of(control: Mapping[str, Any], benchmark: str | None = None) -> str | None:
    """The number of a control in a benchmark, else in that by whose numbers controls are usually told; None where it has none."""
    number = control.get("benchmarks", {}).get(benchmark or _USUAL)
    return None if number is None else str(number)


def in_order(controls: Mapping[str, Mapping[str, Any]], found: Iterable[str], benchmark: str | None = None) -> list[str]:
    """Controls in the order of their numbers in the benchmark; those that it does not have come last, by id."""
    return sorted(found, key=lambda control: (_place(number_of(controls.get(control, {}), benchmark)), control))


def _place(number: str | None) -> tuple[int, ...]:
    return (1 << 30,) if number is None else tuple(int(part) for part in re.findall(r"\d+", number))
