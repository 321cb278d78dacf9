"""The classes of ordinary records of which a pattern matches every one, or may."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage, seen_by, sees_path
from trailgate_evaluator.languages.filter_pattern.answers.samples import samples_of
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import OrdinaryClass
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern


def floods(text: str, ordinary: Mapping[str, OrdinaryClass], *, accepted: bool = False) -> tuple[list[str], list[str]]:
    """The classes that the pattern always matches, and those of which that cannot be told.

    Most patterns do not match the class's own example, which settles it; only for the others the class is decided. A pattern
    that AWS accepted and we cannot read may match them all.
    """
    try:
        pattern = parse(text)
    except PatternError:
        return [], sorted(ordinary) if accepted else []
    matched = {name: _matched(text, pattern, one, accepted=accepted) for name, one in ordinary.items()}
    always, undecided = (sorted(name for name, each in matched.items() if each == answer) for answer in ("always", "undecided"))
    return always, undecided


def _matched(text: str, pattern: Pattern, one: OrdinaryClass, *, accepted: bool) -> str | None:
    """The answer for a class; None where some of its records are missed, whatever is not known of them."""
    example = tuple((path, value) for path, value in one.example.items() if sees_path(text, pattern, path))
    known = not any(isinstance(value, dict) for _, value in example)
    return _answer(text, seen_by(text, pattern, one.model), example if known else None, accepted)


@lru_cache(maxsize=16384)
def _answer(text: str, model: RecordModel, example: tuple[tuple[str, Any], ...] | None, accepted: bool) -> str | None:  # noqa: FBT001 - a key of the cache
    """The same by what the pattern sees of the class, which is alike in many accounts."""
    try:
        if example is not None and not matches(parse(text), {**samples_of(model), **dict(example)}):
            return None
    except BoundReached:
        return "undecided"
    found = coverage(text, model, accepted=accepted)
    return None if found.hopeless else found.matched
