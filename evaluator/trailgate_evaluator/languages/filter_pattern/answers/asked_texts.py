"""The texts of required records on which a pattern rests: what must stand in a record unaltered for it to match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import sees
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, JsonPattern, Name, atoms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NUMBER = "111122223333"
"""Stands for a constant that is not known, such as an account's number."""


def asked_texts(text: str, required: Iterable[Mapping[str, Any]]) -> set[str]:
    """The names of the fields that the pattern looks at, and the texts that these have in every required record.

    Of a free field the value is not among them: a pattern that always matches does so whatever it holds. Terms look at the
    whole text, the empty pattern and one that cannot be read at nothing.
    """
    try:
        pattern = parse(text)
    except PatternError:
        return set()
    if isinstance(pattern, EmptyPattern):
        return set()
    selectors = [atom.selector.steps for atom in atoms_of(pattern.condition)] if isinstance(pattern, JsonPattern) else None
    found = {step.name for steps in selectors or () for step in steps if isinstance(step, Name)}
    for asked in required:
        for path, value in asked.get("constants", {}).items():
            if selectors is None or any(sees(steps, path) for steps in selectors):
                found |= set(path.split("."))
                found |= {value} if isinstance(value, str) else {_NUMBER} if isinstance(value, dict) else set()
        if selectors is None or any(sees(steps, RECORD_NAME) for steps in selectors):
            found |= {RECORD_NAME, *asked["records"]}
    return found
