"""Judges a share of inputs as the pool does, and is killed where one of them is named for it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.asking import of_one
from trailgate_evaluator.estate import Listed
from trailgate_evaluator.evaluation import Choices, pool
from trailgate_evaluator.evaluation.run import Judged
from trailgate_evaluator.inputs import Unreadable


def judging(share: list[str | Unreadable | Listed], choices: Choices) -> Judged:
    """As if the machine had no memory left for `…deadly.json`."""
    if any(isinstance(one, str) and one.endswith("deadly.json") for one in share):
        os.kill(os.getpid(), signal.SIGKILL)
    return pool._judge(share, choices)


def waiting(share: list[str | Unreadable | Listed], choices: Choices) -> Judged:
    """Says which process it is, and never comes back."""
    del share, choices
    Path(sys.argv[1], str(os.getpid())).touch()
    while True:
        signal.pause()


if __name__ == "__main__":
    from tests.evaluator.evaluation import dying

    pool.judge_in_pool([sys.argv[2]], of_one(), lambda _: None, judging=dying.waiting)
