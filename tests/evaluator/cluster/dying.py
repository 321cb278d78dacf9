"""What workers do that are killed over some pieces of work, or are not where they should be."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from trailgate_evaluator.evaluation import on_cluster
from trailgate_evaluator.trace import on_cluster as counting


def _as_if_memory_ended(name: str, once: Path) -> None:
    if "unlucky" in name and not (once / Path(name).name).exists():
        (once / Path(name).name).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def judging(once: Path, *given: Any) -> Callable[[Any], Any]:
    """As if there were once no memory for `…unlucky.json`."""
    judged = on_cluster.begun(*given)

    def judge(task: Any) -> Any:
        _as_if_memory_ended(str(task.given), once)
        return judged(task)

    return judge


def elsewhere(*given: Any) -> Callable[[Any], Any]:
    """As a worker that reads other bytes at each address."""
    judged = on_cluster.begun(*given)
    return lambda task: judged(replace(task, digest="sha256:0"))


def tracing(once: Path, *given: Any) -> Callable[[Any], Any]:
    """The same of files of records."""
    counted = counting.begun(*given)

    def count(piece: Any) -> Any:
        for one in piece[0]:
            _as_if_memory_ended(one.name, once)
        return counted(piece)

    return count
