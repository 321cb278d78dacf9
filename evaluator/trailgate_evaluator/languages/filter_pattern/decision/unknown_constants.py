"""Constants that are fixed but not known: one text for each way in which the tests of a pattern can tell texts apart."""

from __future__ import annotations

from itertools import compress, islice, product, takewhile
from math import prod
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, doubts_of, question_of
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Compare, Name, Wildcard, atoms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition, Step

MOST_TEXTS = 64
STEPS = 40_000


def representatives(condition: Condition, unknown: Mapping[str, Spec]) -> list[dict[str, str]]:
    """Values for the unknown constants of a pattern, such that its answer for these is its answer for all values.

    `unknown` has their specs by path. Raises `BoundReached` past 64 combinations.
    """
    work = Work(STEPS)
    choices = [
        [(path, text) for text in _texts(_tests_on(condition, path), spec.strings, work)] for path, spec in unknown.items()
    ]
    if prod(map(len, choices)) > MOST_TEXTS:
        raise BoundReached(f"more than {MOST_TEXTS} ways to read the constants that are not known")
    return [dict(chosen) for chosen in product(*choices)]


def sees(steps: tuple[Step, ...], path: str) -> bool:
    """Whether what is said of a path bears on what a selector finds: one is a beginning of the other.

    Where the selector takes elements, the path says that there are none: what has a property is an object.
    """
    named = takewhile(lambda step: isinstance(step, Name) or step is Wildcard.PROPERTY, steps)
    return all(not isinstance(step, Name) or step.name == name for step, name in zip(named, path.split("."), strict=False))


def _tests_on(condition: Condition, path: str) -> list[TextSet]:
    found: list[TextSet] = []
    for atom in atoms_of(condition):
        if not isinstance(atom, Compare) or not sees(atom.selector.steps, path):
            continue
        doubts = sorted(doubts_of(atom))
        for chosen in product((False, True), repeat=len(doubts)):
            question = question_of(atom, frozenset(compress(doubts, chosen)))
            if isinstance(question, Demand) and isinstance(question.test.strings, TextSet):
                found.append(TextSet(question.test.strings.among))
    return list(dict.fromkeys(found))


def _texts(sets: Sequence[TextSet], like: Sequence[TextSet], work: Work) -> list[str]:
    texts = list(islice(_split(list(like), sets, work), MOST_TEXTS + 1))
    if len(texts) > MOST_TEXTS:
        raise BoundReached(f"more than {MOST_TEXTS} ways to read a constant that is not known")
    return texts


def _split(taken: list[TextSet], left: Sequence[TextSet], work: Work) -> Iterator[str]:
    """A text of all sets taken, for each way of lying in those that are left, or not."""
    text = common_text(taken, work, samples=("x",))
    if text is None:
        return
    if not left:
        yield text
        return
    yield from _split([*taken, left[0]], left[1:], work)
    yield from _split([*taken, left[0].inverse()], left[1:], work)
