"""The workers behind a scheduler: given pieces of work, asked what came of them, and told apart from other programs."""

from __future__ import annotations

import asyncio
import concurrent.futures
import pickle
import time
import uuid
import warnings
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.cluster import work
from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.cluster.identity import identity
from trailgate_evaluator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    Begin = Callable[..., Callable[[Any], Any]]

_LOOK: Final = 2.0
"""Seconds after which somebody who waits looks whether there is still somebody who works."""
MOST_PATIENCE: Final = 300.0
"""Seconds that a cluster may be without a worker: machines that are started for this work take minutes."""
_LOST: Final = (OSError, asyncio.CancelledError, concurrent.futures.CancelledError)
"""What Dask raises where the scheduler went away."""
_FOREIGN: Final = (ImportError, AttributeError)
"""What a worker meets that does not know what it is asked to do."""


class Killed(Exception):  # noqa: N818 - what happened to the workers, not to this program
    """Each worker that was given these pieces was killed."""


class Cluster:
    """A cluster that answers."""

    def __init__(self, client: Any, where: str, say: Callable[[str], None]) -> None:
        """`client` is Dask's, `where` names the scheduler in errors, `say` hears that nobody works at the moment."""
        self._client = client
        self._where = where
        self.say = say
        self._run = uuid.uuid4().hex[:12]
        self._given = 0
        self._width, self._counted = 1, 0.0
        self._alone: float | None = None
        self._is_told = False

    def check(self) -> None:
        """Raises `EngineError` where a worker is another program than this one, or has another law."""
        try:
            told = self._client.run(work.told, on_error="return")
        except _FOREIGN as problem:
            raise self._foreign("a worker", problem) from problem
        except _LOST as problem:
            raise self._gone() from problem
        for worker, found in sorted(told.items()):
            if isinstance(found, BaseException):
                raise self._foreign(f"the worker {worker}", found) from found
            self._compare(found, f"the worker {worker}")

    @property
    def width(self) -> int:
        """How many pieces are done at a time; at least one, so that a cluster that grows with its work has some."""
        if time.monotonic() - self._counted > _LOOK:
            self._count()
        return self._width

    def begin(self, begin: Begin, given: tuple[Any, ...]) -> Any:
        """The beginning of a run on each worker: `begin(*given)` makes the function that does one piece."""
        return self._submit(work.begun, pickle.dumps((begin, given)))

    def give(self, begun: Any, pieces: list[Any]) -> Any:
        """Gives some worker these pieces; what comes of them is asked for by `take`."""
        return self._submit(work.done, begun, identity(), pickle.dumps(pieces))

    def submit(self, function: Callable[..., Any], *given: Any) -> Any:
        """Gives some worker what came of other work, which need not come back before."""
        return self._submit(function, *given)

    def take(self, future: Any) -> Any:
        """What came of it, as soon as it is done.

        Raises:
            Killed: each worker that had it was killed.
            EngineError: the scheduler went away; or there is no worker for minutes; or one is another program.
            Exception: what the worker met.
        """
        told = self._result(future)
        if isinstance(told, work.Another):
            self._compare(told.found, "a worker that came later")
        if isinstance(told, Failed):
            raise told.error
        return told

    def _result(self, future: Any) -> Any:
        from distributed.scheduler import KilledWorker

        self._wait(future)
        try:
            if future.status == "error":
                problem = future.exception()
                if isinstance(problem, KilledWorker):
                    raise Killed
                raise self._untaken(problem) from problem
            if future.status != "finished":
                raise self._gone()
            return future.result()
        except _LOST as problem:
            raise self._gone() from problem

    def _wait(self, future: Any) -> None:
        from distributed import wait

        while future.status == "pending":
            try:
                wait(future, timeout=_LOOK)  # type: ignore[no-untyped-call]
            except TimeoutError:
                self._count()
                self._miss()
            except _LOST as problem:
                raise self._gone() from problem

    def _submit(self, function: Callable[..., Any], *given: Any) -> Any:
        self._given += 1
        key = f"trailgate-{function.__name__}-{self._run}-{self._given}"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._client.submit(function, *given, key=key, pure=False)
        except _LOST as problem:
            raise self._gone() from problem

    def _count(self) -> None:
        """Asks the scheduler for its workers."""
        if self._client.status != "running":
            raise self._gone()
        try:
            threads = self._client.nthreads()
        except _LOST as problem:
            raise self._gone() from problem
        self._width, self._counted = max(1, sum(threads.values())), time.monotonic()
        self._alone = None if threads else self._alone or time.monotonic()
        self._is_told &= not threads

    def _miss(self) -> None:
        """Nobody works: tells it once, and gives up after minutes."""
        if self._alone is None:
            return
        waited = time.monotonic() - self._alone
        if waited >= MOST_PATIENCE:
            raise EngineError(
                expected="workers",
                found=f"none for {MOST_PATIENCE / 60:.0f} minutes",
                where=self._where,
                what_to_do="Start some (`dask worker ADDRESS`), or leave --scheduler out.",
            )
        if not self._is_told:
            self._is_told = True
            self.say("the cluster has no worker at the moment; what is left waits for one.")

    def _gone(self) -> EngineError:
        return EngineError(
            expected="a scheduler that stays until all is done",
            found="that it went away",
            where=self._where,
            what_to_do="Start it and its workers again, or leave --scheduler out.",
        )

    def _foreign(self, worker: str, problem: BaseException) -> EngineError:
        found = f"{worker} without it" if isinstance(problem, _FOREIGN) else f"{worker}, which cannot tell: {problem}"
        return self._refusal(f"workers with trailgate {identity()['version']}, as here", found)

    def _untaken(self, problem: BaseException) -> EngineError:
        """That Dask could not hand the work on: what our own work meets comes back as a value."""
        first = next(iter(str(problem).splitlines()), "").partition(". ")[0]
        told = f"that one of them cannot take the work ({type(problem).__name__}: {first})"
        return self._refusal(f"a scheduler and workers with trailgate {identity()['version']}, as here", told)

    def _compare(self, found: dict[str, str], worker: str) -> None:
        ours = identity()
        words = {"version": "trailgate {}", "law": "the law {}", "program": "files of the program {}"}
        for name, told in words.items():
            if found[name] != ours[name]:
                raise self._refusal(
                    f"workers with {told.format(ours[name])}, as here", f"{worker} with {told.format(found[name])}"
                )

    def _refusal(self, expected: str, found: str) -> EngineError:
        return EngineError(
            expected=expected,
            found=found,
            where=self._where,
            what_to_do="Give the scheduler and the workers the same package, or the same image, as this machine has.",
        )
