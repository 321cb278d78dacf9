"""All questions of one collection, asked concurrently, each once: an answered page calls for the next questions."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from trailgate_collector.followups import apart, follow_ups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_collector.followups import Question
    from trailgate_collector.outcomes import Answer

    Asked = queue.SimpleQueue[Question | None]
    Done = queue.SimpleQueue[Answer | BaseException]


def walk(
    questions: Iterable[Question],
    *,
    ask: Callable[[Question], Answer],
    iam_region: str,
    concurrency: int,
    told: Callable[[int, int], None],
) -> list[Answer]:
    """The answers to these questions and to all that follow from them, in no order.

    A question that AWS refuses as a whole is asked in its parts instead, and these are answered.
    `told(answered, known)` hears of progress. An exception that `ask` lets through, and Ctrl-C, end the walk at once:
    the threads are daemons, so that nobody waits for a request on its way.
    """
    waiting: Asked = queue.SimpleQueue()
    done: Done = queue.SimpleQueue()
    for number in range(concurrency):
        threading.Thread(target=_work, args=(ask, waiting, done), daemon=True, name=f"ask-{number}").start()
    try:
        return _answers(questions, waiting, done, told, iam_region)
    finally:
        for _ in range(concurrency):
            waiting.put(None)


def _work(ask: Callable[[Question], Answer], waiting: Asked, done: Done) -> None:
    while (question := waiting.get()) is not None:
        try:
            done.put(ask(question))
        except BaseException as error:  # noqa: BLE001 - raised again where the walk was started  # noqa: BLE001 - raised again where the walk was started
            done.put(error)


def _answers(
    questions: Iterable[Question], waiting: Asked, done: Done, told: Callable[[int, int], None], iam_region: str
) -> list[Answer]:
    asked: set[tuple[str, ...]] = set()
    answers: list[Answer] = []
    finished = 0

    def put(wanted: Iterable[Question]) -> None:
        for question in wanted:
            if question.key not in asked:
                asked.add(question.key)
                waiting.put(question)

    put(questions)
    while finished < len(asked):
        answer = done.get()
        if isinstance(answer, BaseException):
            raise answer
        finished += 1
        if parts := apart(answer):
            put(parts)
        else:
            answers.append(answer)
            for page in answer.pages:
                put(follow_ups(answer.question, page, iam_region))
        told(finished, len(asked))
    return answers
