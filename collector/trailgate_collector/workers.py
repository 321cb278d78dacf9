"""Threads that work through tasks, of which each may lead to more; whoever gave them out takes the results."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Generic[Task, Result]):
    """`count` threads, as a context manager.

    An exception in a thread is raised by `take`. What has not been begun when the work ends, by an exception or Ctrl-C, is
    dropped; and the threads are daemons, so that nobody waits for a request on its way.
    """

    def __init__(self, work: Callable[[Task], Result], count: int, name: str) -> None:
        self._work = work
        self._count = count
        self._name = name
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def __enter__(self) -> Workers[Task, Result]:
        for number in range(self._count):
            threading.Thread(target=self._run, daemon=True, name=f"{self._name}-{number}").start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in range(self._count):
            self._waiting.put(None)

    def put(self, task: Task) -> None:
        """One more task; it is begun as soon as a thread is free."""
        self._waiting.put(task)

    def take(self) -> Result:
        """The next result, whichever it is; waits for it."""
        result = self._done.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def _run(self) -> None:
        while (task := self._waiting.get()) is not None:
            try:
                self._done.put(self._work(task))
            except BaseException as error:  # noqa: BLE001 - raised again where the result is taken
                self._done.put(error)
