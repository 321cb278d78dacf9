"""Specs combined: what two allow at once, and what one leaves of everything."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly, TextSet, canonical_number
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec, of_values, texts_and_numbers
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text, contains
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEPS: Final = 40_000
_EVERY: Final = frozenset(Kind)
_NO_TEXT: Final[tuple[TextSet | None, ...]] = (None,)

FREE: Final = Spec(kinds=_EVERY)
"""Nothing is said: absent, or any JSON."""


def kind_of(value: Any) -> Kind:
    """The kind of a JSON value that is there."""
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.TRUE if value else Kind.FALSE
        case str():
            return Kind.STRING
        case dict():
            return Kind.OBJECT
        case list():
            return Kind.ARRAY
        case _:
            return Kind.NUMBER


def allows(spec: Spec, value: Any) -> bool:
    """Whether a value that is there may stand where the spec stands. Raises `BoundReached` of a number that is too long."""
    kind = kind_of(value)
    if kind not in spec.kinds:
        return False
    if kind is Kind.STRING:
        return all(contains(one, value) for one in spec.strings)
    return kind is not Kind.NUMBER or all(contains(one, canonical_number(str(value))) for one in spec.numbers)


@lru_cache(maxsize=4096)
def both(one: Spec, other: Spec) -> Spec | None:
    """What both allow, `one` itself where that is all of it; None where nothing is."""
    if one.unknown:
        strings = _texts((*one.strings, *other.strings)) if Kind.STRING in other.kinds else None
        return None if strings is None else Spec(kinds=one.kinds & other.kinds, strings=strings, unknown=True)
    for listed, spec in ((one, other), (other, one)):
        if listed.constants:
            return _listed(listed, spec)
    kinds = one.kinds & other.kinds
    strings = _texts((*one.strings, *other.strings)) if Kind.STRING in kinds else ()
    numbers = _texts((*one.numbers, *other.numbers)) if Kind.NUMBER in kinds else ()
    kinds -= ({Kind.STRING} if strings is None else set()) | ({Kind.NUMBER} if numbers is None else set())
    if not kinds:
        return None
    found = Spec(kinds=kinds, strings=strings or (), numbers=numbers or ())
    return one if _same(found, one) else found


@lru_cache(maxsize=1024)
def others(spec: Spec) -> tuple[Spec, ...]:
    """All that the spec does not allow: in one of these, or in several.

    Who names values of a field says what it holds where it is there: AWS writes values of one kind into one field. So what is
    left are others of that kind, and absence; of a spec of kinds, all other kinds.
    """
    in_part = {kind for kind, sets in ((Kind.STRING, spec.strings), (Kind.NUMBER, spec.numbers)) if sets}
    names_values = bool(spec.strings or spec.numbers or spec.constants)
    kinds = (_alike(spec.kinds) if names_values else _EVERY) - (spec.kinds - in_part)
    if spec.constants:
        texts, numbers = texts_and_numbers(spec.constants)
        return (Spec(kinds=kinds, strings=none_of(texts), numbers=none_of(numbers)),)
    return tuple(
        Spec(
            kinds=kinds,
            strings=() if text is None else (text.inverse(),),
            numbers=() if number is None else (number.inverse(),),
        )
        for text, number in product(spec.strings or _NO_TEXT, spec.numbers or _NO_TEXT)
    )


def none_of(texts: Iterable[str]) -> tuple[TextSet, ...]:
    """All texts but these: one set for each, so that a long list needs no large automaton."""
    return tuple(TextSet(Exactly(text), negated=True) for text in texts)


def _alike(kinds: frozenset[Kind]) -> frozenset[Kind]:
    """These kinds and absence; true goes with false."""
    either = {Kind.TRUE, Kind.FALSE} if kinds & {Kind.TRUE, Kind.FALSE} else set()
    return kinds | either | {Kind.ABSENT}


def _listed(listed: Spec, spec: Spec) -> Spec | None:
    """Those of the listed values that the spec allows."""
    left = [value for value in listed.constants if allows(spec, value)]
    absent = Kind.ABSENT in listed.kinds & spec.kinds
    if len(left) == len(listed.constants) and absent == (Kind.ABSENT in listed.kinds):
        return listed
    if not left:
        return Spec(kinds=frozenset({Kind.ABSENT})) if absent else None
    return of_values(left, absent=absent)


def _texts(sets: Iterable[TextSet]) -> tuple[TextSet, ...] | None:
    """These sets, each once and in order; None where no text lies in all of them."""
    found = tuple(sorted(dict.fromkeys(sets), key=lambda one: one.key))
    try:
        return found if not found or common_text(found, Work(_STEPS)) is not None else None
    except BoundReached:
        return found


def _same(found: Spec, one: Spec) -> bool:
    """Whether they say the same, in whatever order."""
    return (found.kinds, set(found.strings), set(found.numbers)) == (one.kinds, set(one.strings), set(one.numbers))
