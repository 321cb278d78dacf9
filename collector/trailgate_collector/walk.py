"""All questions of one collection, asked concurrently, each once: an answered page calls for the next questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_collector.followups import apart, follow_ups
from trailgate_collector.outcomes import Answer
from trailgate_collector.questions import Question
from trailgate_collector.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_collector.followups import Reach


def walk(
    questions: Iterable[Question],
    *,
    ask: Callable[[Question], Answer],
    reach: Reach,
    concurrency: int,
    told: Callable[[int, int], None],
) -> list[Answer]:
    """The answers to these questions and to all that follow from them, in no order.

    A question that AWS refuses as a whole is asked in its parts instead, and these are answered.
    `told(answered, known)` hears of progress. An exception that `ask` lets through, and Ctrl-C, end the walk at once.
    """
    asked: set[tuple[str, ...]] = set()
    answers: list[Answer] = []
    finished = 0
    with Workers[Question, Answer](ask, concurrency, "ask") as workers:

        def put(wanted: Iterable[Question]) -> None:
            for question in wanted:
                if question.key not in asked:
                    asked.add(question.key)
                    workers.put(question)

        put(questions)
        while finished < len(asked):
            answer = workers.take()
            finished += 1
            if parts := apart(answer):
                put(parts)
            else:
                answers.append(answer)
                for page in answer.pages:
                    put(follow_ups(answer.question, page, reach))
            told(finished, len(asked))
    return answers
