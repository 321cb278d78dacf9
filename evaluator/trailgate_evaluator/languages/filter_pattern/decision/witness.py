"""Whether some text lies in all of many sets, with such a text: the product of their automata, walked best first and lazily."""

from __future__ import annotations

import heapq
import string
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, assert_never

from trailgate_evaluator.languages.filter_pattern.decision.automaton import automaton_of
from trailgate_evaluator.languages.filter_pattern.decision.ends import apart, longest_ends
from trailgate_evaluator.languages.filter_pattern.decision.languages import (
    NUMBERS,
    Exactly,
    Expression,
    NumberOrder,
    TextSet,
    tightest,
)
from trailgate_evaluator.languages.filter_pattern.decision.machines import tables_of
from trailgate_evaluator.languages.filter_pattern.decision.number_machine import NumberMachine
from trailgate_evaluator.languages.filter_pattern.decision.pieces import are_in, pieces_of
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import CharacterClass


_NICE = string.ascii_letters + string.digits + "".join(chr(code) for code in range(32, 127) if not chr(code).isalnum())
_FRESH = _NICE + "\u00e9\u4e2d\u20ac"
_PATIENCE = 4000
_FEW = 24
_SOME = 64
_PADDINGS = (1, 8, 24, 72)
_STEPS_ALONE = 20_000
_HASTE = 4


def contains(text_set: TextSet, text: str) -> bool:
    """Whether the text lies in the set."""
    among = text_set.among
    match among:
        case Exactly():
            return (among.text == text) != text_set.negated
        case NumberOrder():
            machine = NumberMachine(among)
            state: Any = machine.start
            for character in text:
                state = machine.step(state, character) if state is not None else None
            return (state is not None and machine.accepts(state)) != text_set.negated
        case Expression():
            pieces = pieces_of(among)
            found = automaton_of(among).reads(text) if pieces is None else any(are_in(one, text) for one in pieces)
            return found != text_set.negated
        case _:
            assert_never(among)


def common_text(sets: Sequence[TextSet], work: Work, *, samples: Sequence[str] = ()) -> str | None:
    """A text that lies in every set, or None where there is none. Raises `BoundReached` where work runs out."""
    exact = [one.among.text for one in sets if isinstance(one.among, Exactly) and not one.negated]
    for text in [*exact[:1], *samples]:
        if _in_all(sets, text, work):
            return text
    if exact or apart(sets) or any(one.inverse() in sets for one in sets if one.negated):
        return None
    guess = _in_a_row(sets, work)
    if guess is not None and _in_all(sets, guess, work):
        return guess
    kept = [one for one in sets if not isinstance(one.among, NumberOrder)]
    if len(kept) < len(sets):
        kept += tightest(sets) or [NUMBERS]
    return _search_in(tuple(kept)).text(work)


def _in_all(sets: Sequence[TextSet], text: str, work: Work) -> bool:
    for one in sets:
        work.spend(1 + len(text) // 8)
        if not contains(one, text):
            return False
    return True


def _in_a_row(sets: Sequence[TextSet], work: Work) -> str | None:
    """One text for each expression that must be found, written one after another: a first guess at a common text."""
    expressions = [one.among for one in sets if isinstance(one.among, Expression) and not one.negated]
    if len(expressions) <= 1:
        return None
    found = []
    for expression in expressions:
        text = text_in(expression)
        if text is None:
            return None
        first, last = expression.alternatives[0][:1], expression.alternatives[0][-1:]
        starts = bool(first) and first[0].one is Anchor.START
        ends = bool(last) and last[0].one is Anchor.END
        found.append((ends - starts, text))
    work.spend(len(found))
    return "".join(text for _, text in sorted(found, key=lambda one: one[0]))


@lru_cache(maxsize=512)
def text_in(expression: Expression) -> str | None:
    """A text in which one expression is found."""
    try:
        return _Product([TextSet(expression)], Work(_STEPS_ALONE)).search()
    except BoundReached:
        return None


class _Search:
    """The search for one text that lies in all sets, made once for all that ask; each pays its steps, as if it were the first."""

    def __init__(self, sets: Sequence[TextSet]) -> None:
        self._sets = sets
        self._ended: tuple[str | None, int] | None = None
        self._longer_than = 0

    def text(self, work: Work) -> str | None:
        """Such a text, or None where there is none. Raises `BoundReached` where work runs out."""
        if self._ended is not None:
            text, steps = self._ended
            work.spend(steps)
            return text
        if work.left < self._longer_than:
            work.spend(self._longer_than)
        before = work.spent
        try:
            found = _Product(self._sets, work).search()
        except BoundReached:
            self._longer_than = max(self._longer_than, work.spent - before)
            raise
        self._ended = found, work.spent - before
        return found


@lru_cache(maxsize=4096)
def _search_in(sets: tuple[TextSet, ...]) -> _Search:
    return _Search(sets)


class _Product:
    """The search for one text that lies in all sets."""

    def __init__(self, sets: Sequence[TextSet], work: Work) -> None:
        self._sets = sets
        self._alphabet, self._fresh = _alphabet(sets)
        self._tables = tables_of(sets, self._alphabet, work)
        self._work = work

    def search(self) -> str | None:
        """A text in all sets. Two sets that contradict each other, and long texts, are tried before all states are walked."""
        each = len(self._tables) * len(self._alphabet)
        found, finished = self._walk(_PATIENCE // (each + 1) + _FEW)
        if finished:
            return found
        wanted = [one for one in self._sets if not one.negated]
        unwanted = [one for one in self._sets if one.negated and isinstance(one.among, Expression)]
        for pair in [*combinations(wanted, 2), *product(wanted, unwanted)]:
            text, finished = _Product(pair, self._work)._walk(_SOME)  # noqa: SLF001 - another one of its kind
            if finished and text is None:
                return None
        return self._padded() or self._walk(None)[0]

    def _padded(self) -> str | None:
        """A text that begins and ends as it must, and is long: what is forbidden often is too short for it."""
        ends = longest_ends(self._sets)
        for length in _PADDINGS:
            text = f"{ends.first}{self._fresh * length}{ends.last}"
            self._work.spend(len(self._sets) * (1 + length // 8))
            if all(contains(one, text) for one in self._sets):
                return text
        return None

    def _walk(self, patience: int | None) -> tuple[str | None, bool]:
        tables, alphabet = self._tables, self._alphabet
        start = tuple(table.start for table in tables)
        if None in start:
            return None, True
        waiting: list[tuple[int, int, str, tuple[Any, ...]]] = [(0, 0, "", start)]
        seen = {start}
        order = walked = 0
        while waiting:
            _, _, text, states = heapq.heappop(waiting)
            if all(table.accepts(state) for table, state in zip(tables, states, strict=True)):
                return text, True
            walked += 1
            if patience is not None and walked > patience:
                return None, False
            self._work.spend(len(tables) * len(alphabet))
            rows = [table.row(state) for table, state in zip(tables, states, strict=True)]
            for character, after in zip(alphabet, zip(*rows, strict=True), strict=True):
                if None in after or after in seen:
                    continue
                seen.add(after)
                missing = sum(table.missing(state) for table, state in zip(tables, after, strict=True))
                order += 1
                heapq.heappush(waiting, (len(text) + 1 + _HASTE * missing, order, text + character, after))
        return None, True


def _alphabet(sets: Sequence[TextSet]) -> tuple[list[str], str]:
    """One character for each way of lying in or out of the character classes that occur, ordinary ones first; one in none."""
    if any(isinstance(one.among, NumberOrder) for one in sets):
        return list(NumberMachine.alphabet), "0"
    single: set[str] = set()
    classes: set[CharacterClass] = set()
    for one in sets:
        match one.among:
            case Exactly():
                single.update(one.among.text)
            case Expression():
                for found in automaton_of(one.among).classes:
                    if len(found.characters) > 1:
                        classes.add(found)
                    single |= found.characters if len(found.characters) == 1 else set()
            case NumberOrder():
                pass
    mentioned = single.union(*(found.characters for found in classes))
    fresh = next(character for character in _candidates() if character not in mentioned)
    kept: dict[object, str] = {}
    for character in sorted(mentioned | {fresh}, key=lambda one: (_NICE.find(one) % 1000, one)):
        kind: object = character
        if character not in single:
            kind = frozenset(found for found in classes if character in found.characters)
        kept.setdefault(kind, character)
    return list(kept.values()), fresh


def _candidates() -> Iterable[str]:
    yield from _FRESH
    for code in range(0xA1, 0xD800):
        yield chr(code)
