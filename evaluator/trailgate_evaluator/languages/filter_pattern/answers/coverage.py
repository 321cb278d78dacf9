"""What a pattern says of one required record: matched always, sometimes, never or undecided, with a record that is missed."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.answers.explanation import Blame, blame, doubts_in_words
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested, overlaid
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.answers.samples import LIKELY, SAMPLES, samples_of
from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision, Matched
from trailgate_evaluator.languages.filter_pattern.decision.decide import Prepared, decide, known
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
from trailgate_evaluator.languages.filter_pattern.decision.shape import shape_of
from trailgate_evaluator.languages.filter_pattern.decision.terms import decide_terms
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import representatives, sees
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds, matches
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import REFUSING, SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Atom,
    EmptyPattern,
    JsonPattern,
    Name,
    Pattern,
    Role,
    SpacePattern,
    TermsPattern,
    Wildcard,
    atoms_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec

_CACHED = 16384


class Coverage(Struct, frozen=True, kw_only=True):
    """The answer for one record.

    `counterexample` holds the fields that decide; `why` says what an open answer rests on; `steps` what the answer cost.
    `hopeless`: it is undecided, since it hangs on what is not known of the record, and yet never always matches, whatever
    that is.
    """

    matched: Matched
    blame: Blame | None = None
    counterexample: dict[str, Any] | None = None
    why: str | None = None
    doubts: tuple[str, ...] = ()
    steps: int = 0
    hopeless: bool = False


def coverage(text: str, model: RecordModel, *, accepted: bool = False) -> Coverage:
    """The answer for a valid pattern. Decided once for each pattern and the constants of the record that it can see.

    A pattern that AWS may refuse is never proven to match, and misses what it misses either way; one that is `accepted` was
    not refused.
    """
    pattern = parse(text)
    found = _coverage(text, seen_by(text, pattern, model))
    refusing = pattern.doubts & REFUSING
    if accepted:
        refusing -= SETTLED_BY_USE
    if found.matched == "never" or (found.matched == "sometimes" and refusing <= SETTLED_BY_USE) or not refusing:
        return found
    doubts = tuple(sorted(refusing))
    return Coverage(matched="undecided", doubts=doubts, why=f"doubt: {doubts_in_words(doubts)}", steps=found.steps)


def missed_at_once(text: str, model: RecordModel) -> Matched | None:
    """`never` or `sometimes`, where that is known of a valid pattern from another record, of which it was decided; not why.

    None where it is not known at once, or where it matches them always: `coverage` tells that, and confirms it by the matcher.
    """
    pattern = parse(text)
    if not isinstance(pattern, JsonPattern) or pattern.doubts & REFUSING:
        return None
    try:
        prepared = _prepared(text)
    except BoundReached:
        return None
    found = None if model.unknown else known(prepared, shape_of(model), SAMPLES, LIKELY)
    if found is None:
        seen = seen_by(text, pattern, model)
        found = None if seen.unknown else known(prepared, shape_of(seen), SAMPLES, LIKELY)
    return found.matched if found is not None and found.matched in {"never", "sometimes"} else None


def sees_path(text: str, pattern: Pattern, path: str) -> bool:
    """Whether the pattern sees a field of that dotted path."""
    return not isinstance(pattern, JsonPattern) or _sight(text)(path)


def seen_by(text: str, pattern: Pattern, model: RecordModel) -> RecordModel:
    """The model without what the pattern cannot see."""
    if not isinstance(pattern, JsonPattern):
        return model
    seen = _sight(text)
    return _model_of(tuple((path, spec) for path, spec in model.fields if seen(path)))


def seen_by_some(texts: Iterable[str], model: RecordModel) -> RecordModel:
    """The model without what none of these JSON patterns can see: whether they match its records hangs on the rest alone."""
    sights = [_sight(text) for text in texts]
    return _model_of(tuple((path, spec) for path, spec in model.fields if any(seen(path) for seen in sights)))


@lru_cache(maxsize=_CACHED)
def _model_of(fields: tuple[tuple[str, Spec], ...]) -> RecordModel:
    """The model of these fields: one for all patterns that see the same, so that it is worked out once what follows from it."""
    return RecordModel(fields=fields)


@lru_cache(maxsize=256)
def _sight(text: str) -> Callable[[str], bool]:
    """Whether a JSON pattern sees a path, or has to know it to say which record is meant; worked out once for each."""
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)  # noqa: S101 - told to mypy
    selectors = {atom.selector.steps for atom in atoms_of(pattern.condition)}
    return cache(lambda path: path == RECORD_NAME or any(sees(steps, path) for steps in selectors))


@lru_cache(maxsize=256)
def _prepared(text: str) -> Prepared:
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)  # noqa: S101 - told to mypy
    return Prepared(pattern.condition)


@lru_cache(maxsize=_CACHED)
def _coverage(text: str, model: RecordModel) -> Coverage:
    return _decided(text, parse(text), model)


def _decided(text: str, pattern: Pattern, model: RecordModel) -> Coverage:
    match pattern:
        case JsonPattern():
            return _json(text, pattern, model)
        case TermsPattern():
            return _explained(pattern, decide_terms(pattern, model, samples_of(model)), model, model.constants)
        case SpacePattern():
            return Coverage(
                matched="undecided", why="unsupported: where the fields of JSON text begin and end depends on its blanks"
            )
        case EmptyPattern():
            return Coverage(matched="always")
        case _:
            assert_never(pattern)


def _values(prepared: Prepared, model: RecordModel) -> list[dict[str, str]]:
    """What the unknown constants may be, worked out once for all records of a pattern, also where a bound was met."""
    unknown = model.unknown
    key = tuple(unknown.items())
    if key not in prepared.constants:
        try:
            prepared.constants[key] = representatives(prepared.condition, unknown)
        except BoundReached as reached:
            prepared.constants[key] = reached
    values = prepared.constants[key]
    if isinstance(values, BoundReached):
        raise values
    return values


def _json(text: str, pattern: JsonPattern, model: RecordModel) -> Coverage:
    try:
        prepared = _prepared(text)
        values = _values(prepared, model)
    except BoundReached as reached:
        return Coverage(matched="undecided", why=f"bound: {reached.bound}")
    answers = []
    for value in values:
        known = model.with_values(value)
        decision = decide(prepared, shape_of(known), samples=SAMPLES, shapes=len(values), likely=LIKELY)
        answers.append(_explained(pattern, decision, known, known.constants))
    steps = sum(answer.steps for answer in answers)
    first = replace(answers[0], steps=steps)
    if all(answer.matched == first.matched for answer in answers):
        return first
    undecided = next((answer for answer in answers if answer.matched == "undecided"), None)
    if undecided is not None:
        return replace(undecided, steps=steps)
    open_ = Coverage(matched="undecided", steps=steps, why=f"unknown constant: {', '.join(model.unknown)}")
    if any(answer.matched == "always" for answer in answers):
        return open_
    return replace(first, matched="undecided", hopeless=True)


def _explained(
    pattern: JsonPattern | TermsPattern, decision: Decision, model: RecordModel, constants: Mapping[str, Any]
) -> Coverage:
    return replace(_checked(pattern, decision, model, nested(constants)), steps=decision.steps)


def _checked(pattern: JsonPattern | TermsPattern, decision: Decision, model: RecordModel, constants: dict[str, Any]) -> Coverage:
    """The decision with its reasons, once the matcher agrees with its examples, which are records of the model."""
    if decision.matched == "undecided":
        if decision.bound is not None:
            unknown = decision.bound.startswith("unknown constant")
            return Coverage(matched="undecided", why=decision.bound if unknown else f"bound: {decision.bound}")
        return Coverage(matched="undecided", doubts=decision.doubts, why=f"doubt: {doubts_in_words(decision.doubts)}")
    ground = _ground(model)
    missed = None if decision.missed is None else overlaid(ground, decision.missed)
    hit = None if decision.hit is None else overlaid(ground, decision.hit)
    try:
        agreed = (missed is None or not matches(pattern, missed)) and (hit is None or matches(pattern, hit))
    except BoundReached as reached:
        return Coverage(matched="undecided", why=f"bound: {reached.bound}")
    if not agreed:
        return Coverage(matched="undecided", why="bound: the matcher does not confirm the example record")
    if missed is None:
        return Coverage(matched=decision.matched)
    found = Coverage(matched=decision.matched, counterexample=missed)
    if not isinstance(pattern, JsonPattern):
        return replace(found, why=_terms_in_words(pattern))
    guilty = blame(pattern.condition, missed, lambda atom: _constant(atom, constants) and not holds(atom, constants))
    return replace(found, blame=guilty, why=guilty.words)


@lru_cache(maxsize=_CACHED)
def _ground(model: RecordModel) -> dict[str, Any]:
    """A record of the model, to lay the fields over that decide."""
    return overlaid(nested(samples_of(model)), nested(model.constants))


def _terms_in_words(pattern: TermsPattern) -> str:
    roles = {term.role for term in pattern.terms}
    if roles == {Role.EXCLUDED}:
        return "only matches when the text of the record does not hold the terms"
    if Role.EXCLUDED in roles:
        return "only matches when the text of the record holds the terms, and not those that are excluded"
    if roles == {Role.OPTIONAL}:
        return "only matches when the text of the record holds one of the terms"
    return "only matches when the text of the record holds the terms"


def _constant(atom: Atom, constants: Mapping[str, Any]) -> bool:
    """Whether the constants alone settle an atom."""
    place: Any = constants
    for step in atom.selector.steps:
        if isinstance(step, Wildcard) or not isinstance(place, dict):
            return not isinstance(step, Wildcard)
        if not isinstance(step, Name) or step.name not in place:
            return False
        place = place[step.name]
    return not isinstance(place, dict)


__all__ = ["Coverage", "coverage"]
