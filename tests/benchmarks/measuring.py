"""How long a command takes, and how much memory it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_OURS = frozenset({"PYTHONDONTWRITEBYTECODE", "TRAILGATE_CONTROL", "TRAILGATE_NO_JOIN"})
"""What is set while developing and would be measured: modules compiled anew in every run, and controls not asked for."""
_KIB = 1024 if sys.platform != "darwin" else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Wall-clock seconds, seconds of the processor, and the most MiB that the process itself held."""

    seconds: float
    processor: float
    mib: float


def command(
    arguments: Sequence[str | Path], *, runs: int = 5, codes: tuple[int, ...] = (0, 1, 3), **environment: str
) -> Measured:
    """The fastest of `runs` runs, each in a process of its own."""
    return min(
        (_once([str(argument) for argument in arguments], codes, environment) for _ in range(runs)), key=lambda run: run.seconds
    )


def repeated(work: Callable[[], object], *, seconds: float = 2.0) -> float:
    """How often `work` can be done in a second, in this process."""
    work()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        done += 1
    return done / spent


def _once(arguments: list[str], codes: tuple[int, ...], environment: dict[str, str]) -> Measured:
    start = time.perf_counter()
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    with subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**inherited, **environment}
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode not in codes:
        raise RuntimeError(f"{arguments} ended with {process.returncode}: {said.decode()[-500:]}")
    return Measured(seconds=seconds, processor=usage.ru_utime + usage.ru_stime, mib=usage.ru_maxrss * _KIB / 2**20)
