"""Many inputs shared among processes, each with an engine of its own; the results come back in order."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation.run import Judged, judge
from trailgate_evaluator.inputs import Source, Unreadable, read
from trailgate_evaluator.inputs.finding import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.evaluation.choices import Choices

SHARE: Final = 16
"""Inputs that a process takes at a time."""
MOST_PROCESSES: Final = 8

_open = ExitStack()
_engine: list[Engine] = []
"""This process's engine, once it has judged something."""


def judge_in_pool(paths: list[str], choices: Choices, seen: Callable[[str], None]) -> Judged:
    """Judges every input under these paths in several processes, on the embedded engine; raises as `judge` does."""
    named = [one for path in paths for one in _named(path)]
    shares = [named[start : start + SHARE] for start in range(0, len(named), SHARE)]
    processes = min(len(shares), os.cpu_count() or 1, MOST_PROCESSES)
    parts: list[Judged] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start) as pool:
        try:
            for part in pool.map(_judge, shares, [choices] * len(shares)):
                parts.append(part)
                seen(part.inputs[-1]["name"])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _joined(parts)


def _named(path: str) -> Iterator[str | Unreadable]:
    for found in find(path):
        yield Unreadable(name=path, digest=None, error=found) if isinstance(found, InputError) else found


def _start() -> None:
    """A process of the pool begins: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _judge(share: list[str | Unreadable], choices: Choices) -> Judged:
    if not _engine:
        _engine.append(_open.enter_context(open_engine()))
    return judge(_inputs(share), _engine[0], choices, lambda _name: None)


def _inputs(share: list[str | Unreadable]) -> Iterator[Source | Unreadable]:
    for one in share:
        if isinstance(one, Unreadable):
            yield one
        else:
            yield from read([one])


def _joined(parts: list[Judged]) -> Judged:
    """The parts as one, their inputs numbered through."""
    first = parts[0]
    inputs: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for part in parts:
        before = len(inputs)
        inputs += [{**entry, "index": before + entry["index"]} for entry in part.inputs]
        results += [{**result, "input": before + result["input"]} for result in part.results]
    return Judged(engine=first.engine, policies=first.policies, controls=first.controls, inputs=inputs, results=results)
