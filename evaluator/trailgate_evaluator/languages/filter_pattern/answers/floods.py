"""The classes of ordinary records of which a pattern matches every one, or may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.answers.samples import samples_of
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import OrdinaryClass
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
    example = {path: value for path, value in one.example.items() if not isinstance(value, dict)}
    try:
        if len(example) == len(one.example) and not matches(pattern, {**samples_of(one.model), **example}):
            return None
    except BoundReached:
        return "undecided"
    found = coverage(text, one.model, accepted=accepted)
    return None if found.hopeless else found.matched
