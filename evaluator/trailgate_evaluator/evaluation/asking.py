"""What is asked of an input: which controls, by which benchmark's text, of an account in which role."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.report.numbers import in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trailgate_evaluator.engine.protocol import Control


def selected(
    controls: Mapping[str, Control], names: Sequence[str], benchmark: str | None, *, where: str = "--control"
) -> list[str] | None:
    """The ids of the controls that are asked for, in the order of their numbers; None where it is all of them.

    A name is an id, a number (`4.4`, `cis_aws_6.0.0:5.4`), or a pattern of ids with * and ?; `where` it was given.

    Raises:
        UsageError: a benchmark or a name that no control has.
    """
    if benchmark is not None:
        _known_benchmark(controls, benchmark)
    if not names and benchmark is None:
        return None
    of_benchmark = {
        control: about for control, about in controls.items() if benchmark is None or benchmark in about.get("benchmarks", {})
    }
    found = set(of_benchmark) if not names else {one for name in names for one in _named(of_benchmark, name, benchmark, where)}
    return in_order(controls, found, benchmark)


def refuse_without_records(requiring: Collection[str], asked: Sequence[str] | None, *, where: str = "--control") -> None:
    """Raises `UsageError` where none of the controls that are asked for is among those that require a record."""
    if not set(requiring).intersection(requiring if asked is None else asked):
        raise UsageError(
            expected="a control that requires records",
            found=", ".join(asked or ()) or "none",
            where=where,
            what_to_do="Name another; `trailgate explain` lists the controls with the records of each.",
        )


def _known_benchmark(controls: Mapping[str, Control], benchmark: str) -> None:
    known = sorted({name for about in controls.values() for name in about.get("benchmarks", {})})
    if benchmark not in known:
        raise _unknown("a benchmark and version that a control has", benchmark, known, "--benchmark")


def _named(controls: Mapping[str, Control], name: str, benchmark: str | None, where: str) -> list[str]:
    if name in controls:
        return [name]
    of, _, number = name.rpartition(":")
    found = [
        control
        for control, about in controls.items()
        if any(number == str(own) and (of or benchmark or one) == one for one, own in about.get("benchmarks", {}).items())
        or fnmatchcase(control, name)
    ]
    if not found:
        raise _unknown("a control's id, its number, or a pattern of ids", name, sorted(controls), where)
    return found


def _unknown(expected: str, found: str, known: list[str], where: str) -> UsageError:
    near = get_close_matches(found[:100], known, n=3, cutoff=0.5)
    told = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."
    return UsageError(expected=expected, found=f"'{found[:100]}'", where=where, what_to_do=told)
