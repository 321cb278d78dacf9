"""Work shared among processes: what comes back is in order, and what a killed process had in hand is done again."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.interruptions import heard_afterwards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    Work = Callable[[Any], Any]

SHARE: Final = 16
"""Pieces of work that a process is given at a time."""
_AHEAD: Final = 4
"""Shares for each process that may be done, or in hand, before the one whose turn it is: so much waits in memory."""
_MOST_TRIES: Final = 2
_PR_SET_PDEATHSIG: Final = 1


def in_order(
    work: Sequence[tuple[int, Any]],
    begin: Callable[..., Work],
    given: tuple[Any, ...],
    *,
    processes: int,
    killed: Callable[[Any], Any],
) -> Iterator[tuple[int, Any]]:
    """Each piece of work's number with what came of it, in the order of `work`, done in several processes.

    A process begins with `begin(*given)`, which gives it the function that does one piece. One that is killed, as it is where the
    machine has no memory left, is replaced, and what it had in hand is done again; where that kills a second one, `killed` says
    what comes of that piece. Processes end with this one, however it ends.

    Raises:
        Exception: what `begin`, or one piece of work, raised.
        EngineError: no process can be started.
    """
    pool = _Pool(work, begin, given, processes)
    try:
        yield from pool.run(killed)
    finally:
        pool.end()


class _Worker(Struct, eq=False):
    """A process, and the places of the pieces that it has in hand, in their order."""

    process: Any
    pipe: Connection
    in_hand: deque[int] = field(default_factory=deque)
    is_ready: bool = False


class _Pool:
    """The processes, what is left to do, and what is done before its turn."""

    def __init__(
        self, work: Sequence[tuple[int, Any]], begin: Callable[..., Work], given: tuple[Any, ...], processes: int
    ) -> None:
        self._work = work
        self._begin, self._given = begin, given
        self._size = min(processes, len(work))
        self._share = max(1, min(SHARE, len(work) // max(1, self._size * _AHEAD)))
        self._fresh = 0
        self._again: deque[int] = deque()
        self._tries: dict[int, int] = {}
        self._done: dict[int, Any] = {}
        self._turn = 0
        self._unready = 0
        self._workers: list[_Worker] = []

    def run(self, killed: Callable[[Any], Any]) -> Iterator[tuple[int, Any]]:
        while self._turn < len(self._work):
            self._start_some()
            for worker in self._workers:
                self._hand_out(worker)
            self._hear(killed)
            while self._turn in self._done:
                yield self._work[self._turn][0], self._done.pop(self._turn)
                self._turn += 1

    def end(self) -> None:
        """Lets go of every process: one that waits ends by itself, one that works is killed."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.in_hand or not worker.is_ready:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers.clear()

    def _start_some(self) -> None:
        left = len(self._again) + len(self._work) - self._fresh + sum(bool(one.in_hand) for one in self._workers)
        while len(self._workers) < min(self._size, left):
            context = get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, os.getpid(), self._begin, self._given), daemon=True)
            with _uninterrupted():
                process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours))

    def _hand_out(self, worker: _Worker) -> None:
        """Gives a process that has little left its next share, unless too much waits already for the one whose turn it is."""
        if not worker.is_ready or len(worker.in_hand) > self._share // 2:
            return
        share: list[int] = []
        if self._again:
            share.append(self._again.popleft())
        elif self._fresh < self._turn + self._share * self._size * _AHEAD:
            share += range(self._fresh, min(self._fresh + self._share, len(self._work)))
            self._fresh += len(share)
        if share:
            with suppress(OSError):  # it was killed, which is heard of at once
                worker.pipe.send([self._work[place][1] for place in share])
            worker.in_hand.extend(share)

    def _hear(self, killed: Callable[[Any], Any]) -> None:
        ready = set(wait([worker.pipe for worker in self._workers]))
        for worker in [one for one in self._workers if one.pipe in ready]:
            try:
                self._take(worker, worker.pipe.recv())
            except (EOFError, OSError):
                self._bury(worker, killed)

    def _take(self, worker: _Worker, told: Any) -> None:
        if isinstance(told, Failed):
            raise told.error
        if not worker.is_ready:
            worker.is_ready = True
            self._unready = 0
        else:
            self._done[worker.in_hand.popleft()] = told

    def _bury(self, worker: _Worker, killed: Callable[[Any], Any]) -> None:
        """What a process that is gone had in hand is to be done again, the first of it by itself."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        worker.process.close()
        if not worker.is_ready:
            self._unready += 1
            if self._unready > self._size * _MOST_TRIES:
                raise EngineError(
                    expected="processes that can share the work",
                    found="that each is ended before it begins",
                    where="--jobs",
                    what_to_do="Judge with --jobs 1, or where more memory is free.",
                )
            return
        if not worker.in_hand:
            return
        place = worker.in_hand[0]
        self._tries[place] = self._tries.get(place, 0) + 1
        if self._tries[place] >= _MOST_TRIES:
            self._done[worker.in_hand.popleft()] = killed(self._work[place][1])
        self._again.extendleft(reversed(worker.in_hand))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that is started meanwhile hears nothing of Ctrl-C; this one hears of it, and of a signal to end, afterwards."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    with heard_afterwards():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, parent: int, begin: Callable[..., Work], given: tuple[Any, ...]) -> None:
    """What a process does: it begins, then does what it is given until nobody gives it more."""
    _start(parent)
    try:
        work = begin(*given)
        pipe.send(None)
        while True:
            for piece in pipe.recv():
                pipe.send(work(piece))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:  # noqa: BLE001 - it is raised where the processes were started
        with suppress(OSError):
            pipe.send(Failed(error))


def _start(parent: int) -> None:
    """A process begins: Ctrl-C is for the one that started it, and whatever ends that one ends this."""
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
