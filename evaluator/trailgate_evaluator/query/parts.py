"""Stored results, part by part: each result of a report, or line of one, with its input; and what was not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import opened
from trailgate_evaluator.inputs.packing import plain_parts
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.build import FORMAT
from trailgate_evaluator.report.consistency import contradictions_of
from trailgate_evaluator.report.stored import checked, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.query.looks import Given

Json = dict[str, Any]

LONGEST_LINE: Final = 64 << 20
"""The most bytes of a line."""


class Part(Struct, frozen=True, kw_only=True):
    """An input's entry with one of its results, or None where it has none; `shared` has `tool`, `policies` and `engine`."""

    entry: Json
    result: Json | None
    shared: Mapping[str, Any]
    controls: Mapping[str, Json]
    benchmark: str | None


def parts_of(report: Json) -> Iterator[Part]:
    """The parts of a report: its inputs without results, then its results, in the report's order."""
    about = {"shared": report, "controls": report["controls"], "benchmark": report["benchmark"]}
    judged = {result["input"] for result in report["results"]}
    for entry in report["inputs"]:
        if entry["index"] not in judged:
            yield Part(entry=entry, result=None, **about)
    for result in report["results"]:
        yield Part(entry=report["inputs"][result["input"]], result=result, **about)


def stored_parts(given: Given) -> Iterator[Part]:
    """The parts of a file of results; raises `InputError` where it is none, or was edited."""
    if given.kind == "lines":
        yield from _of_lines(given)
    elif given.data is None:
        yield from parts_of(read_report(given.name))
    else:
        yield from parts_of(checked(parse(given.data, given.name), given.name))


def _of_lines(given: Given) -> Iterator[Part]:
    """A line may be one of many million: each is checked by itself, and its control is described as the law here does."""
    controls = packaged_bundle().controls
    for number, line in enumerate(_lines(given), 1):
        if not line.strip():
            continue
        where = f"{given.name}:{number}"
        told = parse(line, where)
        entry, result, benchmark = told.get("input"), told.get("result", ""), told.get("benchmark")
        shaped = isinstance(result, dict | None) and isinstance(benchmark, str | None)
        if told.get("format") != FORMAT or not isinstance(entry, dict) or not shaped:
            raise InputError(
                expected=f"a line of a report ({FORMAT})",
                found="another kind of JSON",
                where=where,
                what_to_do="Give what `trailgate evaluate --format jsonl` wrote.",
            )
        if result is not None:
            _refuse_edited(result, where)
        yield Part(entry=entry, result=result, shared=told, controls=controls, benchmark=benchmark)


def _refuse_edited(result: Json, where: str) -> None:
    try:
        said = next(contradictions_of(result), None)
    except (AttributeError, LookupError, TypeError, ValueError) as problem:
        raise unshaped(where, problem) from problem
    if said is not None:
        raise InputError(
            expected="a line that agrees with itself",
            found=one_line(said),
            where=where,
            what_to_do="A report is not to be edited: evaluate the inputs again.",
        )


def unshaped(where: str, problem: Exception) -> InputError:
    """A result that lacks what every result has."""
    return InputError(
        expected="a result of the shape in report.schema.json",
        found=f"one that is not ({type(problem).__name__})",
        where=where,
        what_to_do="Evaluate the inputs again; a report is not to be edited.",
    )


def _lines(given: Given) -> Iterator[bytes]:
    """The lines of a file as they are read."""
    if given.data is not None:
        yield from given.data.split(b"\n")
        return
    rest = b""
    with opened(given.name) as file:
        for part in plain_parts(file, given.name):
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise InputError(
                    expected=f"lines of at most {LONGEST_LINE >> 20} MiB",
                    found="a longer one",
                    where=given.name,
                    what_to_do="Give a report as JSON lines: one line for each result.",
                )
    if rest:
        yield rest
