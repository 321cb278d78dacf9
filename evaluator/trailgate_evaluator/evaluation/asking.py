"""What is asked of an input: which controls, by which benchmark's text, of an account in which role."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.report.numbers import in_order, number_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trailgate_evaluator.engine.protocol import Control


def selected(
    controls: Mapping[str, Control], names: Sequence[str], benchmark: str | None, *, where: str = "--control"
) -> list[str] | None:
    """The ids of the controls that are asked for, in the order of their numbers; None where it is all of them.

    A name is an id, a number (`4.4`, `cis_aws_6.0.0:5.4`), or a pattern of either with * and ? (`4.1*`); `where` it was given.

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
    found = set(of_benchmark) if not names else {one for name in names for one in _named(controls, name, benchmark, where)}
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
        raise UsageError(
            expected="a benchmark and version that a control has",
            found=f"'{benchmark[:100]}'",
            where="--benchmark",
            what_to_do=_near(benchmark, {name: name for name in known}),
        )


def _named(controls: Mapping[str, Control], name: str, benchmark: str | None, where: str) -> list[str]:
    of, _, number = name.rpartition(":")
    text = (of if any(of in _numbers(about) for about in controls.values()) else None) or benchmark
    in_text = {control: about for control, about in controls.items() if benchmark is None or benchmark in _numbers(about)}
    if name in in_text:
        return [name]
    found = [
        control
        for control, about in in_text.items()
        if any(fnmatchcase(own, number) and (of or benchmark or one) == one for one, own in _numbers(about).items())
        or fnmatchcase(control, name)
    ]
    if not found:
        raise UsageError(
            expected=f"a control's id, its number{f' in {text}' if text else ''}, or a pattern of either",
            found=f"'{name[:100]}'",
            where=where,
            what_to_do=_of_other_texts(controls, name, text) or _near(name, _labels(in_text, benchmark)),
        )
    return found


def _of_other_texts(controls: Mapping[str, Control], name: str, benchmark: str | None) -> str | None:
    """What the controls that other benchmarks call by this number, or that have this id, are called in that one."""
    number = name.rpartition(":")[2]
    found = [control for control, about in controls.items() if control == name or number in _numbers(about).values()]
    if benchmark is None or not found:
        return None
    numbers = {control: _numbers(controls[control]).get(benchmark) for control in in_order(controls, found, benchmark)}
    there = [f"{own} ({control})" for control, own in numbers.items() if own is not None]
    lacking = [control for control, own in numbers.items() if own is None]
    if there:
        return f"What other versions call {number} is {' or '.join(there)} there."
    return f"There is no {' or '.join(lacking)} in {benchmark}."


def _numbers(about: Control) -> dict[str, str]:
    return {benchmark: str(number) for benchmark, number in about.get("benchmarks", {}).items()}


def _labels(controls: Mapping[str, Control], benchmark: str | None) -> dict[str, str]:
    """Each control's id with its number, in the order of the numbers."""
    numbers = {control: number_of(controls[control], benchmark) for control in in_order(controls, controls, benchmark)}
    return {control: control if number is None else f"{control} ({number})" for control, number in numbers.items()}


def _near(found: str, known: Mapping[str, str]) -> str:
    """What may have been meant, else all that there are; `known` is how each is told."""
    from difflib import get_close_matches

    longer = [one for one in known if found.startswith(one)]
    near = longer or get_close_matches(found[:100], known, n=3, cutoff=0.5)
    told = [known[one] for one in near]
    return f"Did you mean {' or '.join(told)}?" if told else f"There are {', '.join(known.values())}."
