"""A Dask cluster on this machine, in processes of its own, as long as somebody keeps its standard input open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[3]
_PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running cluster: where its scheduler is, and the process that it runs in."""

    address: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """The scheduler goes away without a word, and its workers with it."""
        self.process.kill()
        self.process.wait(_PATIENCE)


@contextmanager
def served(workers: int, scratch: Path, environment: Mapping[str, str] | None = None, protocol: str = "tcp") -> Iterator[Served]:
    """A cluster of so many workers, each a process with one thread."""
    command = [sys.executable, "-m", "tests.evaluator.cluster.serving", str(workers), protocol]
    variables = {
        **os.environ,
        "DASK_TEMPORARY_DIRECTORY": str(scratch),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
        **(environment or {}),
    }
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip(), process)
        finally:
            process.stdin.close()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def another_worker(served: Served, package: Path, scratch: Path) -> Iterator[None]:
    """A worker of the cluster that has the package of that folder."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", served.address, "--no-nanny", "--nthreads", "1"]
    variables = {**os.environ, "PYTHONPATH": str(package), "DASK_TEMPORARY_DIRECTORY": str(scratch)}
    with subprocess.Popen(command, env=variables, cwd=scratch, text=True, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Registered to" in line:
                break
        try:
            yield
        finally:
            process.kill()


def _serve(workers: int, protocol: str) -> None:
    distributed: Any = import_module("distributed")
    security = distributed.Security() if protocol == "tls" else None  # by Dask's configuration
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
        protocol=f"{protocol}://", security=security,
    ) as cluster:  # fmt: skip
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2])
