"""What reads a text for each of many sets, one character at a time, with a table of what was read before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from trailgate_evaluator.languages.filter_pattern.decision.automaton import automaton_of
from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly, Expression, NumberOrder, TextSet
from trailgate_evaluator.languages.filter_pattern.decision.number_machine import NumberMachine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.work import Work


class _Machine(Protocol):
    def start(self) -> Any: ...
    def step(self, state: Any, character: str) -> Any: ...
    def accepts(self, state: Any) -> bool: ...
    def missing(self, state: Any) -> int: ...
    def weight(self, state: Any) -> int: ...


class Table:
    """A machine and an alphabet: what follows a state is worked out once for all characters."""

    def __init__(self, machine: _Machine, alphabet: Sequence[str], work: Work) -> None:
        self._machine = machine
        self._alphabet = alphabet
        self._work = work
        self._rows: dict[Any, list[Any]] = {}
        self._accepts: dict[Any, bool] = {}
        self._missing: dict[Any, int] = {}
        self.start = machine.start()

    def row(self, state: Any) -> list[Any]:
        """The states after each character of the alphabet, in order; None where no text of the set begins so."""
        found = self._rows.get(state)
        if found is None:
            self._work.spend(self._machine.weight(state) * len(self._alphabet))
            step = self._machine.step
            found = self._rows[state] = [step(state, character) for character in self._alphabet]
        return found

    def accepts(self, state: Any) -> bool:
        """Whether a text that ends here lies in the set."""
        found = self._accepts.get(state)
        if found is None:
            found = self._accepts[state] = self._machine.accepts(state)
        return found

    def missing(self, state: Any) -> int:
        """A lower bound of the characters that are missing."""
        found = self._missing.get(state)
        if found is None:
            found = self._missing[state] = self._machine.missing(state)
        return found


class _Wanted:
    """The automaton must accept."""

    def __init__(self, expression: Expression) -> None:
        self._automaton = automaton_of(expression)

    def start(self) -> int | None:
        return self._automaton.start

    def step(self, state: int, character: str) -> int | None:
        return self._automaton.step(state, character) or None

    def accepts(self, state: int) -> bool:
        return self._automaton.accepts(state)

    def missing(self, state: int) -> int:
        return self._automaton.distance(state)

    def weight(self, state: int) -> int:
        return state.bit_count() // 2


class _Unwanted(_Wanted):
    """The automaton must not accept."""

    def start(self) -> int | None:
        return None if self._automaton.always(self._automaton.start) else self._automaton.start

    def step(self, state: int, character: str) -> int | None:
        after = self._automaton.step(state, character)
        return None if self._automaton.always(after) else after

    def accepts(self, state: int) -> bool:
        return not self._automaton.accepts(state)

    def missing(self, state: int) -> int:  # noqa: ARG002 - the lower bound that holds in every state
        return 0


class _Order:
    """A canonical number must, or must not, stand in the order."""

    def __init__(self, text_set: TextSet) -> None:
        assert isinstance(text_set.among, NumberOrder)  # noqa: S101 - told to mypy
        self._machine = NumberMachine(text_set.among)
        self._negated = text_set.negated

    def start(self) -> Any:
        return self._machine.start

    def step(self, state: Any, character: str) -> Any:
        return self._machine.step(state, character)

    def accepts(self, state: Any) -> bool:
        return self._machine.accepts(state) != self._negated

    def missing(self, state: Any) -> int:  # noqa: ARG002
        return 0

    def weight(self, state: Any) -> int:  # noqa: ARG002
        return 0


class _Others:
    """The text is none of a finite list: a walk along their common beginnings."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(texts)
        self._beginnings = {text[:length] for text in self._texts for length in range(len(text) + 1)}

    def start(self) -> str:
        return ""

    def step(self, state: str, character: str) -> str:
        after = state + character
        return after if after in self._beginnings else "\0left"

    def accepts(self, state: str) -> bool:
        return state not in self._texts

    def missing(self, state: str) -> int:
        return 0 if self.accepts(state) else 1

    def weight(self, state: str) -> int:  # noqa: ARG002
        return 0


def tables_of(sets: Sequence[TextSet], alphabet: Sequence[str], work: Work) -> list[Table]:
    """A table for each set; one for all texts that are excluded one by one."""
    machines: list[_Machine] = []
    for one in sets:
        match one.among:
            case Expression():
                machines.append(_Unwanted(one.among) if one.negated else _Wanted(one.among))
            case NumberOrder():
                machines.append(_Order(one))
            case Exactly():
                pass
    excluded = [one.among.text for one in sets if isinstance(one.among, Exactly)]
    if excluded:
        machines.append(_Others(excluded))
    return [Table(machine, alphabet, work) for machine in machines]
