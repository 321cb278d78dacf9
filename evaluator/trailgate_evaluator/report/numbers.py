"""The numbers of controls in benchmarks, the order that they make, and how controls are called by them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

USUAL: Final = "cis_aws_2.0.0"
"""The benchmark by whose numbers controls are told where none is chosen."""


def number_of(control: Mapping[str, Any], benchmark: str | None = None) -> str | None:
    """The number of a control in a benchmark, else in that by whose numbers controls are usually told; None where it has none."""
    number = control.get("benchmarks", {}).get(benchmark or USUAL)
    return None if number is None else one_line(str(number))


def label(control: str, report: Mapping[str, Any]) -> str:
    """What a control is called in a list: its number, else its id."""
    return number_of(report["controls"].get(control, {}), report["benchmark"]) or one_line(control)


def several(report: Mapping[str, Any]) -> bool:
    """Whether a report is of several controls, so that each thing said has to say of which."""
    return len(report["controls"]) > 1


def title_of(control: str, report: Mapping[str, Any], longest: int = 200) -> str:
    """A control's title alone."""
    return one_line(str(report["controls"].get(control, {}).get("title", control)), longest)


def titled(control: str, report: Mapping[str, Any], longest: int = 200) -> str:
    """A control's title, behind its number where others stand beside it."""
    title = title_of(control, report, longest)
    number = number_of(report["controls"].get(control, {}), report["benchmark"])
    return f"{number} {title}" if several(report) and number is not None else title


def in_short(labels: list[str]) -> str:
    """Numbers in a row as one: `4.1 to 4.3 and 4.5`."""
    parts: list[str] = []
    run: list[str] = []
    for one in [*labels, ""]:
        if run and not _follows(run[-1], one):
            parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run  # noqa: PLR2004 - two in a row are told one by one
            run = []
        run.append(one)
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"  # noqa: PLR2004


def _follows(one: str, other: str) -> bool:
    before, _, last = one.rpartition(".")
    after, _, following = other.rpartition(".")
    return before == after and last.isdigit() and following.isdigit() and int(following) == int(last) + 1


def in_order(controls: Mapping[str, Mapping[str, Any]], found: Iterable[str], benchmark: str | None = None) -> list[str]:
    """Controls in the order of their numbers in the benchmark; those that it does not have come last, by id."""
    return sorted(found, key=lambda control: (_place(number_of(controls.get(control, {}), benchmark)), control))


def _place(number: str | None) -> tuple[int, ...]:
    return (1 << 30,) if number is None else tuple(int(part) for part in re.findall(r"\d+", number))
