"""Whether several patterns, each of which matches some records of a model, may together match them all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage, seen_by_some
from trailgate_evaluator.languages.filter_pattern.answers.samples import samples_of
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern

_CACHED: Final = 4096
_OTHERS: Final = ("x", "NoSuchEntityException", "Throttling")
"""Texts to try in the place of those that decide: another pattern may look for just these."""


@lru_cache(maxsize=_CACHED)
def may_cover(texts: frozenset[str], model: RecordModel) -> bool:
    """Whether no record is known that all of these valid patterns leave out.

    Worked out once for what the patterns see of a record, which many records and accounts have in common.
    """
    if all(isinstance(parse(text), JsonPattern) for text in texts):
        return _may_cover(texts, seen_by_some(texts, model))
    return _may_cover(texts, model)


@lru_cache(maxsize=_CACHED)
def _may_cover(texts: frozenset[str], model: RecordModel) -> bool:
    """The same, of a model without what none of the patterns sees.

    The record that one of them misses is tried on the others first, which settles nearly every case; else their union is
    decided, where all are JSON patterns.
    """
    patterns = [parse(text) for text in sorted(texts)]
    if not model.unknown and any(_is_missed(text, patterns, model) for text in texts):
        return False
    if not all(isinstance(pattern, JsonPattern) for pattern in patterns):
        return True
    union = "{ " + " || ".join(f"({text.strip()[1:-1]})" for text in sorted(texts)) + " }"
    try:
        return coverage(union, model).matched in {"always", "undecided"}
    except (PatternError, BoundReached):
        return True


def _is_missed(text: str, patterns: list[Pattern], model: RecordModel) -> bool:
    """Whether a record by which a pattern is known to miss some, or one like it with other texts, is missed by all."""
    deciding = coverage(text, model).counterexample
    if deciding is None:
        return False
    constants = model.constants
    try:
        certain: dict[str, Any] = {**samples_of(model), **constants}
        free = {path: value for path, value in deciding.items() if path not in constants}
        return any(
            not any(matches(pattern, certain | _with_texts(free, other)) for pattern in patterns) for other in (None, *_OTHERS)
        )
    except BoundReached:
        return False


def _with_texts(value: Any, other: str | None) -> Any:
    """The value, every text in it another one."""
    if isinstance(value, dict):
        return {name: _with_texts(inner, other) for name, inner in value.items()}
    return other if isinstance(value, str) and other is not None else value
