"""Many inputs shared among processes, each with an engine of its own; the results come back in order."""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.errors import InputError, out_of_memory
from trailgate_evaluator.evaluation.run import Judged, judge
from trailgate_evaluator.evaluation.together import look_over
from trailgate_evaluator.inputs import Source, Unreadable, read
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.urls import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.estate import Gathered, Listed
    from trailgate_evaluator.evaluation.choices import Choices

    Share = list[str | Unreadable | Listed]
    Judging = Callable[[Share, Choices], Judged]

SHARE: Final = 16
"""Inputs that a process takes at a time."""
MOST_PROCESSES: Final = 8
_PR_SET_PDEATHSIG: Final = 1

_open = ExitStack()
_engine: list[Engine] = []
"""This process's engine, once it has judged something."""
_gathered: list[Gathered] = []
"""The estate that this process judges in, where there is one."""


def judge_in_pool(paths: list[str], choices: Choices, seen: Callable[[str], None], *, judging: Judging | None = None) -> Judged:
    """Judges every input under these paths in several processes, on the embedded engine; raises as `judge` does.

    Where a process is killed, as it is where the machine has no memory left, the inputs that it had are judged once more, each in
    a process of its own, so that only the one that is too much is without a verdict. `judging` judges a share (for tests).
    """
    judging = judging or _judge
    gathered = look_over(paths, choices)
    named: Share = [one for path in paths for one in _named(path)]
    if gathered is not None:
        named = [*dict.fromkeys(named), *gathered.missing]
    shares = [named[start : start + SHARE] for start in range(0, len(named), SHARE)]
    parts: list[Judged] = []
    for part in _in_order(shares, choices, judging, gathered):
        parts.append(part)
        seen(part.inputs[-1]["name"])
    return _joined(parts)


def _in_order(shares: list[Share], choices: Choices, judging: Judging, gathered: Gathered | None) -> Iterator[Judged]:
    waiting = list(shares)
    while waiting:
        try:
            for part in _mapped(waiting, choices, judging, gathered):
                waiting.pop(0)
                yield part
        except BrokenProcessPool:
            for one in waiting.pop(0):
                yield _alone(one, choices, judging, gathered)


def _mapped(shares: list[Share], choices: Choices, judging: Judging, gathered: Gathered | None) -> Iterator[Judged]:
    processes = min(len(shares), os.cpu_count() or 1, MOST_PROCESSES)
    begun = (os.getpid(), gathered)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start, initargs=begun) as pool:
        try:
            yield from pool.map(judging, list(shares), [choices] * len(shares))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(one: str | Unreadable | Listed, choices: Choices, judging: Judging, gathered: Gathered | None) -> Judged:
    try:
        (part,) = _mapped([[one]], choices, judging, gathered)
    except BrokenProcessPool:
        name = one if isinstance(one, str) else str(one.name)
        return judging([Unreadable(name=name, digest=None, error=out_of_memory(name))], choices)
    return part


def _named(path: str) -> Iterator[str | Unreadable]:
    for found in find(path):
        yield Unreadable(name=called(path), digest=None, error=found) if isinstance(found, InputError) else found


def _start(parent: int, gathered: Gathered | None) -> None:
    """A process of the pool begins: Ctrl-C is for the one that started it, and whatever ends that one ends this."""
    _gathered[:] = [] if gathered is None else [gathered]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    started_by = parent_process()
    if started_by is not None:
        wait([started_by.sentinel])
        os._exit(1)


def _judge(share: Share, choices: Choices) -> Judged:
    if not _engine:
        _engine.append(_open.enter_context(open_engine()))
    return judge(_inputs(share), _engine[0], choices, lambda _name: None, *_gathered)


def _inputs(share: Share) -> Iterator[Source | Unreadable | Listed]:
    for one in share:
        if isinstance(one, str):
            yield from read([one])
        else:
            yield one


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
