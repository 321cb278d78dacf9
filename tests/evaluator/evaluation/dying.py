"""Judges inputs as the pool does, and is killed where one of them is named for it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.asking import of_one
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation import pool
from trailgate_evaluator.evaluation.parts import as_it_is
from trailgate_evaluator.evaluation.roll import Roll, call
from trailgate_evaluator.evaluation.run import Judge, Part

Begin = Callable[..., Callable[[Any], Any]]


def deadly(*given: Any) -> Callable[[Any], Any]:
    """As if the machine had no memory left for `…deadly.json`, and once, for `…unlucky.json`."""
    judged = pool.begun(*given)

    def judging(task: Any) -> Any:
        name = str(task[1])
        once = Path(f"{name}.was-killed")
        if name.endswith("deadly.json") or (name.endswith("unlucky.json") and not once.exists()):
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return judged(task)

    return judging


def failing(*given: Any) -> Callable[[Any], Any]:
    """Cannot begin."""
    os.kill(os.getpid(), signal.SIGKILL)
    return pool.begun(*given)


def waiting(*given: Any) -> Callable[[Any], Any]:
    """Says which process it is, and never comes back."""
    del given

    def judging(_task: Any) -> Any:
        Path(sys.argv[1], str(os.getpid())).touch()
        while True:
            signal.pause()

    return judging


def judged(folder: str, begin: Begin) -> list[Part]:
    """The parts of a folder's inputs, judged by two processes."""
    choices = of_one()
    roll: Roll = call([folder], choices, lambda _: None, keeps=False)
    tasks = list(enumerate(roll.entries))
    with open_engine() as engine:
        here = Judge(engine, choices)
        done = pool.in_processes(tasks, choices, roll.around, as_it_is, here, processes=2, begin=begin)
        return [part for _, part in done]


if __name__ == "__main__":
    from tests.evaluator.evaluation import dying

    judged(sys.argv[2], dying.waiting)
