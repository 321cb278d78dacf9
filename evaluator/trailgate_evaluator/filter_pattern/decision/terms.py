"""Whether terms are found in the text of every record of a shape, of some, or of none.

A record's text is JSON: it holds the name and the value of every constant, and may hold any other text within a free field.
`always` and `never` follow from the constants alone; `sometimes` is shown by two records.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.filter_pattern.doubts import QUOTED_BLANK
from trailgate_evaluator.filter_pattern.errors import BoundReached
from trailgate_evaluator.filter_pattern.syntax import Anchor, CharacterClass, Regex, Repeat, Role, Term, TermsPattern

from .automaton import automaton_of
from .decide import Decision
from .languages import ANY, Expression, TextSet, of_regex
from .witness import common_text, contains
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STEPS = 20_000
FREE_FIELD = "additionalEventData"
_IDENTIFIER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_IDENTIFIERS = Expression(
    (
        (
            Repeat(one=Anchor.START),
            Repeat(one=CharacterClass(characters=_IDENTIFIER), least=0, most=None),
            Repeat(one=Anchor.END),
        ),
    )
)
_OBJECTS = Expression(
    (
        (
            Repeat(one=Anchor.START),
            Repeat(one=CharacterClass(characters=frozenset("{"))),
            Repeat(one=ANY, least=0, most=None),
            Repeat(one=CharacterClass(characters=frozenset("}"))),
            Repeat(one=Anchor.END),
        ),
    )
)
_SIGNS = ("{", "}", ":", '"', ",")


def decide_terms(pattern: TermsPattern, constants: Mapping[str, str], unknown: Sequence[str]) -> Decision:
    """The answer for terms; an unknown constant is taken for an identifier: lower-case letters, digits and hyphens."""
    if len(pattern.terms) == 1 and pattern.terms[0].what == " ":
        return Decision(matched="undecided", doubts=(QUOTED_BLANK,))
    try:
        return _Terms(pattern, constants, unknown).decide()
    except BoundReached as reached:
        return Decision(matched="undecided", bound=reached.bound)


class _Terms:
    def __init__(self, pattern: TermsPattern, constants: Mapping[str, str], unknown: Sequence[str]) -> None:
        self._constants = constants
        self._unknown = unknown
        names = {name for path in (*constants, *unknown) for name in path.split(".")}
        self._words = (*sorted(names), *sorted(map(_escaped, constants.values())), *_SIGNS)
        self._required = [term for term in pattern.terms if term.role is Role.REQUIRED]
        self._excluded = [term for term in pattern.terms if term.role is Role.EXCLUDED]
        self._optional = [] if self._required or self._excluded else list(pattern.terms)
        self._work = Work(STEPS)

    def decide(self) -> Decision:
        if any(map(self._certain, self._excluded)) or self._contradicts() or not all(map(self._possible, self._required)):
            return Decision(matched="never", missed={})
        required = [term for term in self._required if not self._certain(term)]
        if not self._excluded and not required and (not self._optional or any(map(self._certain, self._optional))):
            return Decision(matched="always", hit={})
        doubtful = [path for path in self._unknown if self._may_lie_in_unknown([*required, *self._excluded, *self._optional])]
        if doubtful:
            return Decision(matched="undecided", bound=f"unknown constant: {', '.join(doubtful)}")
        hit = self._hit(required)
        missed = self._missed()
        if hit is None or missed is None:
            return Decision(matched="undecided", bound="no example text was found")
        return Decision(matched="sometimes", hit=hit, missed=missed)

    def _contradicts(self) -> bool:
        """Whether some required text holds an excluded one."""
        texts = [_text(term) for term in self._required if isinstance(term.what, str)]
        return any(_found(term, text) for term in self._excluded for text in texts)

    def _possible(self, term: Term) -> bool:
        """Whether the text of some JSON object holds the term, as far as braces tell."""
        sets = [TextSet(expression) for expression in _expressions(term)]
        return not sets or common_text([*sets, TextSet(_OBJECTS)], self._work) is not None

    def _certain(self, term: Term) -> bool:
        """Whether every record's text holds the term."""
        if isinstance(term.what, str):
            return any(_text(term) in word for word in self._words) or _text(term) == ""
        for expression in _expressions(term):
            automaton = automaton_of(expression)
            starts = [(automaton.start, "{"), *((automaton.anywhere, f'"{word}"') for word in self._words if word not in _SIGNS)]
            for state, text in starts:
                for character in text:
                    if automaton.always(state):
                        return True
                    state = automaton.step(state, character)  # noqa: PLW2901 - the walk
                if automaton.always(state):
                    return True
        return False

    def _may_lie_in_unknown(self, terms: list[Term]) -> bool:
        for term in terms:
            sets = [TextSet(expression) for expression in _expressions(term)]
            if sets and common_text([*sets, TextSet(_IDENTIFIERS)], self._work) is not None:
                return True
            if not sets and set(_text(term)) <= _IDENTIFIER:
                return True
        return False

    def _hit(self, required: list[Term]) -> dict[str, Any] | None:
        texts = []
        for term in required or self._optional[:1]:
            text = _text(term) if isinstance(term.what, str) else self._example(term)
            if text is None:
                return None
            texts.append(text)
        extra = {FREE_FIELD: texts} if texts else {}
        return extra if self._matches(extra) else None

    def _missed(self) -> dict[str, Any] | None:
        candidates: list[dict[str, Any]] = [{}]
        for term in self._excluded:
            text = _text(term) if isinstance(term.what, str) else self._example(term)
            candidates.append({FREE_FIELD: text})
        return next((extra for extra in candidates if not self._matches(extra)), None)

    def _matches(self, extra: Mapping[str, Any]) -> bool:
        text = json.dumps({**self._constants, **extra}, separators=(",", ":"), ensure_ascii=False)
        if self._required or self._excluded:
            return all(_found(term, text) for term in self._required) and not any(_found(term, text) for term in self._excluded)
        return any(_found(term, text) for term in self._optional)

    def _example(self, term: Term) -> str | None:
        return common_text([TextSet(expression) for expression in _expressions(term)], self._work)


def _expressions(term: Term) -> list[Expression]:
    found = of_regex(term.what, frozenset()) if isinstance(term.what, Regex) else True
    return [found.among] if isinstance(found, TextSet) and isinstance(found.among, Expression) else []


def _found(term: Term, text: str) -> bool:
    if isinstance(term.what, str):
        return _text(term) in text
    return all(contains(TextSet(expression), text) for expression in _expressions(term))


def _text(term: Term) -> str:
    assert isinstance(term.what, str)  # noqa: S101 - told to mypy
    if not term.quoted:
        return term.what
    text, at = "", 0
    while at < len(term.what):
        at += term.what[at] == "\\" and at + 1 < len(term.what)
        text += term.what[at]
        at += 1
    return text


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
