"""A regular expression as a nondeterministic automaton that is walked one character at a time.

States are sets of places held as the bits of an int. Nothing is determinised before it is needed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression

MOST_PLACES = 3000
_OPEN, _LINE_END, _ENDED = range(3)
_FAR = 1 << 30
_EVERYTHING = CharacterClass(characters=frozenset(), negated=True)


class Automaton:
    """Accepts the texts in which the expression is found.

    A place is a node in one of three modes: open, at the end or before a last line feed, at the end.
    """

    def __init__(self, expression: Expression) -> None:
        self._moves: list[list[tuple[CharacterClass, int]]] = []
        self._free: list[list[tuple[Anchor | None, int]]] = []
        self._end_mode = _LINE_END if expression.line_end else _ENDED
        begin, once = self._node(), self._node()
        self._moves[begin].append((_EVERYTHING, begin))
        self._final = self._node()
        self._moves[self._final].append((_EVERYTHING, self._final))
        starts: set[int] = set()
        for repeats in expression.alternatives:
            # What is bound to the start is not looked for again later, so that a wrong beginning is seen at once.
            bound = bool(repeats) and repeats[0].one is Anchor.START
            starts.add((once if bound else begin) * 3 + _OPEN)
            self._sequence(repeats, once if bound else begin)
        self.classes = frozenset(one for moves in self._moves for one, _ in moves)
        self._steps: dict[tuple[int, str], int] = {}
        self._closures: dict[int, int] = {}
        self._distances = self._distances_to_final()
        self._accepting = sum(1 << (self._final * 3 + mode) for mode in range(3))
        self.start = self._close(starts, at_start=True)

    def step(self, state: int, character: str) -> int:
        """The state after one more character; 0 where nothing can match any more."""
        key = (state, character)
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = self._step(state, character)
        return found

    def reads(self, text: str) -> bool:
        """Whether the text is accepted."""
        state = self.start
        for character in text:
            if state == 0 or self.always(state):
                break
            state = self._steps.get((state, character)) or self.step(state, character)
        return self.accepts(state)

    def accepts(self, state: int) -> bool:
        """Whether a text that ends here is accepted."""
        return state & self._accepting != 0

    def always(self, state: int) -> bool:
        """Whether every text that goes on from here is accepted."""
        return state & (1 << (self._final * 3 + _OPEN)) != 0

    def distance(self, state: int) -> int:
        """A lower bound of the characters that are missing to acceptance."""
        return min((self._distances[place // 3] for place in _bits(state)), default=_FAR)

    def _node(self) -> int:
        self._moves.append([])
        self._free.append([])
        if len(self._moves) > MOST_PLACES:
            raise BoundReached(f"a regular expression of more than {MOST_PLACES} states")
        return len(self._moves) - 1

    def _sequence(self, repeats: tuple[object, ...], begin: int) -> None:
        here = self._node()
        self._free[begin].append((None, here))
        for repeat in repeats:
            here = self._repeat(repeat.one, repeat.least, repeat.most, here)  # type: ignore[attr-defined]
        self._free[here].append((None, self._final))

    def _repeat(self, one: CharacterClass | Anchor, least: int, most: int | None, here: int) -> int:
        if isinstance(one, Anchor):
            after = self._node()
            self._free[here].append((one, after))
            return after
        for _ in range(least):
            after = self._node()
            self._moves[here].append((one, after))
            here = after
        if most is None:
            after = self._node()
            self._free[here].append((None, after))
            self._moves[after].append((one, after))
            return after
        end = self._node()
        for _ in range(most - least):
            self._free[here].append((None, end))
            after = self._node()
            self._moves[here].append((one, after))
            here = after
        self._free[here].append((None, end))
        return end

    def _close(self, places: set[int], *, at_start: bool = False) -> int:
        waiting = list(places)
        closed = 0
        while waiting:
            place = waiting.pop()
            if closed >> place & 1:
                continue
            closed |= 1 << place
            node, mode = divmod(place, 3)
            for anchor, after in self._free[node]:
                if anchor is None:
                    waiting.append(after * 3 + mode)
                elif anchor is Anchor.END:
                    waiting.append(after * 3 + (mode if mode != _OPEN else self._end_mode))
                elif at_start:
                    waiting.append(after * 3 + mode)
        return closed

    def _step(self, state: int, character: str) -> int:
        reached: set[int] = set()
        for place in _bits(state):
            node, mode = divmod(place, 3)
            if mode == _ENDED or (mode == _LINE_END and character != "\n"):
                continue
            after_mode = _OPEN if mode == _OPEN else _ENDED
            for one, after in self._moves[node]:
                if (character in one.characters) != one.negated:
                    reached.add(after * 3 + after_mode)
        return self._close(reached)

    def _distances_to_final(self) -> list[int]:
        before: list[list[tuple[int, int]]] = [[] for _ in self._moves]
        for node, moves in enumerate(self._moves):
            for _, after in moves:
                before[after].append((node, 1))
        for node, frees in enumerate(self._free):
            for _, after in frees:
                before[after].append((node, 0))
        distances = [_FAR] * len(self._moves)
        distances[self._final] = 0
        layer, length = [self._final], 0
        while layer:
            following: list[int] = []
            while layer:
                node = layer.pop()
                for earlier, cost in before[node]:
                    if distances[earlier] > length + cost:
                        distances[earlier] = length + cost
                        (following if cost else layer).append(earlier)
            layer, length = following, length + 1
        return distances


def _bits(state: int) -> list[int]:
    places = []
    while state:
        low = state & -state
        places.append(low.bit_length() - 1)
        state ^= low
    return places


@lru_cache(maxsize=512)
def automaton_of(expression: Expression) -> Automaton:
    """The automaton of an expression, built once."""
    return Automaton(expression)
