"""The report over every input, or the parts of it as they come: judged in this process or, where there are many, in several."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from trailgate_evaluator import __version__
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation.parts import Shape, as_it_is, shaped
from trailgate_evaluator.evaluation.remedy import MOST_INPUTS
from trailgate_evaluator.evaluation.roll import call
from trailgate_evaluator.evaluation.run import Judge
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.kept_objects import forget, keeping
from trailgate_evaluator.inputs.opening import can_be_opened_again
from trailgate_evaluator.inputs.urls import hides_something, tell_apart
from trailgate_evaluator.report.build import build, head_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from trailgate_evaluator.cluster.cluster import Cluster
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.roll import Roll

Json = dict[str, Any]
_Told = TypeVar("_Told")

MANY: Final = 256
"""From so many inputs on, starting processes costs less than it saves."""
_OF_ONE: Final = ("graph", "baseline", "source", "plan_json", "parameters", "replaces")
"""Choices that belong to one input, so that there is nothing to share."""


def _ignored(_name: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Generic[_Told]):
    """A run that has begun: `head` is the report without what comes of its inputs, `roll` names these in their order."""

    head: Json
    roll: Roll
    choices: Choices
    _judge: Judge = field(repr=False)
    shape: Shape[_Told] = field(repr=False)
    _processes: int
    _cluster: Cluster | None = None

    @property
    def digest(self) -> str | None:
        """Of all that the results hang on; None where an input is there only once, or files beside the inputs count, too."""
        kept = any(not can_be_opened_again(getattr(one, "name", "")) for one in self.roll.entries if not isinstance(one, str))
        if kept or self.choices.estate is not None or any(getattr(self.choices, name) is not None for name in _OF_ONE):
            return None
        return self.roll.digest(self.choices, {name: self.head[name] for name in ("format", "tool", "policies", "engine")})

    def parts(self, known: Container[int] = ()) -> Iterator[tuple[int, _Told]]:
        """Each input's number with what the shape makes of its part, in order; of those that are `known` already, nothing."""
        tasks = [(index, given) for index, given in enumerate(self.roll.entries) if index not in known]
        if self._cluster is not None:
            from trailgate_evaluator.evaluation.on_cluster import on_cluster

            digests, around = self.roll.digests, self.roll.around
            return on_cluster(tasks, digests, self.choices, around, self.shape, here=self._judge, cluster=self._cluster)
        if self._processes > 1 and len(tasks) > 1:
            from trailgate_evaluator.evaluation.pool import in_processes

            around = self.roll.around
            return in_processes(tasks, self.choices, around, self.shape, self._judge, processes=self._processes)
        judged = shaped(self._judge, self.roll.around, self.shape)
        return ((index, judged(given, index)) for index, given in tasks)


@contextmanager
def running(
    inputs: Iterable[str],
    choices: Choices,
    shape: Callable[[Json, int], Shape[_Told]],
    looked: Callable[[str], None] = _ignored,
    *,
    jobs: int | None = None,
    many: int = MANY,
    cluster: Cluster | None = None,
) -> Iterator[Run[_Told]]:
    """A run over every input; `looked` hears each one's name when it is looked at.

    `shape` gets the head of the report and the number of inputs.
    `jobs` are the processes that share the work; where it is None, all cores for `many` inputs and this process for fewer.
    Whatever it is, the parts are the same; also where a `cluster` shares the work.

    Raises:
        UsageError: the choices do not fit the inputs.
        InputError: settings, baseline or graph cannot be read; an input's own error stands in its part instead.
        EngineError: there is no decision, so there is no report.
    """
    paths = list(inputs)
    tell_apart(paths)
    count = sum(1 for path in paths for _ in find(path))
    if choices.remedies and count > MOST_INPUTS:
        choices = replace(choices, remedies=False)
    processes = 1 if cluster is not None else _processes(paths, choices, count, jobs, many)
    token = choices.opa_token if choices.opa_url else None
    with open_engine(choices.engine, policies=choices.policies, opa_url=choices.opa_url, opa_token=token) as engine:
        with keeping() if cluster is None and count > 1 else nullcontext():
            roll = call(paths, choices, looked, keeps=processes == 1, keeps_all=count == 1 and cluster is None)
        judge = Judge(engine, choices, roll.around.gathered)
        head = head_of(
            version=__version__,
            policies=judge.policies,
            engine=judge.engine,
            controls=judge.controls,
            benchmark=choices.benchmark,
            selected=bool(choices.controls),
        )
        shaping = shape(head, len(roll.entries))
        try:
            yield Run(head=head, roll=roll, choices=choices, _judge=judge, shape=shaping, _processes=processes, _cluster=cluster)
        finally:
            forget()


def evaluate_inputs(
    inputs: Iterable[str],
    choices: Choices,
    seen: Callable[[str], None] = _ignored,
    *,
    jobs: int | None = None,
    many: int = MANY,
) -> Json:
    """The report over every input; `seen` hears each input's name when it is judged. Raises as `running` does.

    The report is the same however many processes made it.
    """
    with running(inputs, choices, lambda _head, _count: as_it_is, jobs=jobs, many=many) as run:
        parts = []
        for _, part in run.parts():
            seen(part.entry["name"])
            parts.append(part)
    return build_of(run.head, parts)


def build_of(head: Json, parts: list[Any]) -> Json:
    """The whole report of its head and its parts."""
    return build(
        version=head["tool"]["version"],
        policies=head["policies"],
        engine=head["engine"],
        controls=head["controls"],
        inputs=[part.entry for part in parts],
        results=[result for part in parts for result in part.results],
        benchmark=head["benchmark"],
        selected=head["selected"],
    )


def _processes(paths: list[str], choices: Choices, count: int, jobs: int | None, many: int) -> int:
    """How many processes share the work: an engine for each, and nothing that belongs to one input."""
    from trailgate_evaluator.evaluation.cores import cores

    alone = choices.engine != "wasm" or choices.policies is not None or choices.opa_url is not None
    if alone and jobs is not None and jobs > 1:
        raise UsageError(
            expected="the embedded engine, of which each process has its own",
            found="another one",
            where="--jobs",
            what_to_do="Leave out --jobs, or --engine, --opa-url and --policies.",
        )
    alone = alone or any(getattr(choices, name) is not None for name in _OF_ONE) or choices.estate is not None
    only_here = any(not can_be_opened_again(path) or hides_something(path) for path in paths)
    if alone or count < 2 or only_here:  # noqa: PLR2004 - one is not to be shared
        return 1
    return jobs if jobs is not None else cores() if count >= many else 1
