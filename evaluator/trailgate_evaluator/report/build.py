"""The whole report (`trailgate/report/v1`) from its results."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.report.numbers import in_order
from trailgate_evaluator.report.others import named_beside
from trailgate_evaluator.report.outcome import summary

Json = dict[str, Any]

FORMAT: Final = "trailgate/report/v1"


def build(
    *,
    version: str,
    policies: Json,
    engine: Json,
    controls: Json,
    inputs: list[Json],
    results: list[Json],
    benchmark: str | None = None,
    selected: bool = False,
) -> Json:
    """A report over these inputs and results, in canonical order; nothing in it depends on the clock or the machine.

    `inputs` are {index, name, kind, digest, as_of, error}; `results` come from `result`, their outcomes decided. `benchmark`
    is that by whose text was judged, None for each control's newest; `selected`: only some controls were asked for.
    """
    ordered = in_report_order(named_beside(results, inputs), controls, benchmark)
    return {
        **head_of(version=version, policies=policies, engine=engine, controls=controls, benchmark=benchmark, selected=selected),
        "inputs": inputs,
        "summary": summary(ordered, sum(entry["error"] is not None for entry in inputs)),
        "results": ordered,
    }


def head_of(
    *, version: str, policies: Json, engine: Json, controls: Json, benchmark: str | None = None, selected: bool = False
) -> Json:
    """What a report tells before its inputs and results, which are the same for every input."""
    return {
        "format": FORMAT,
        "tool": {"name": "trailgate", "version": version},
        "policies": policies,
        "engine": engine,
        "benchmark": benchmark,
        "selected": selected,
        "controls": controls,
    }


def in_report_order(results: list[Json], controls: Json, benchmark: str | None) -> list[Json]:
    """Results by their input, then their account, then the number of their control."""
    place = {control: number for number, control in enumerate(in_order(controls, controls, benchmark))}
    return sorted(results, key=lambda entry: (entry["input"], entry["subject"]["account"] or "", place[entry["control"]]))
