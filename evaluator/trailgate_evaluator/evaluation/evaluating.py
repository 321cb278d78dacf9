"""The report over every input, judged in this process or, where there are many, in several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator import __version__
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.remedy import MOST_INPUTS
from trailgate_evaluator.evaluation.run import Judged, judge
from trailgate_evaluator.evaluation.together import given
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.opening import STANDARD_INPUT
from trailgate_evaluator.inputs.urls import hides_something
from trailgate_evaluator.report.build import build
from trailgate_evaluator.report.others import told_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_evaluator.evaluation.choices import Choices

MANY: Final = 256
"""From so many inputs on, starting processes costs less than it saves."""


def evaluate_inputs(
    inputs: Iterable[str], choices: Choices, seen: Callable[[str], None] = lambda _name: None, *, many: int = MANY
) -> dict[str, Any]:
    """The report over every input; `seen` hears each input's name as its turn comes.

    The report is the same however many processes made it.

    Raises:
        UsageError: the choices do not fit the inputs.
        InputError: settings, baseline or graph cannot be read; an input's own error stands in the report instead.
        EngineError: there is no decision, so there is no report.
    """
    paths = list(inputs)
    count = sum(1 for path in paths for _ in find(path))
    if choices.remedies and count > MOST_INPUTS:
        choices = replace(choices, remedies=False)
    judged = (_in_processes if _pays(paths, choices, count, many) else _here)(paths, choices, seen, count)
    return build(
        version=__version__,
        policies=judged.policies,
        engine=judged.engine,
        controls=judged.controls,
        inputs=judged.inputs,
        results=judged.results if choices.join else told_apart(judged.results),
        benchmark=choices.benchmark,
        selected=bool(choices.controls),
    )


def _here(paths: list[str], choices: Choices, seen: Callable[[str], None], count: int) -> Judged:
    with open_engine(
        choices.engine,
        policies=choices.policies,
        opa_url=choices.opa_url,
        opa_token=choices.opa_token if choices.opa_url else None,
    ) as engine:
        inputs, gathered = given(paths, choices, count)
        return judge(inputs, engine, choices, seen, gathered)


def _pays(paths: list[str], choices: Choices, count: int, many: int) -> bool:
    """Whether several processes may share the work: an engine for each, and nothing that belongs to one input."""
    alone = choices.engine != "wasm" or choices.policies or choices.opa_url or choices.graph or choices.baseline
    alone = alone or choices.source or choices.plan_json
    only_here = STANDARD_INPUT in paths or any(map(hides_something, paths))
    return not alone and not only_here and count >= many


def _in_processes(paths: list[str], choices: Choices, seen: Callable[[str], None], _count: int) -> Judged:
    from trailgate_evaluator.evaluation.pool import judge_in_pool

    return judge_in_pool(paths, choices, seen)
