"""The texts of required records on which a pattern rests: what must stand in a record unaltered for it to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.answers.samples import sample_of
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import sees
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, JsonPattern, Name, atoms_of

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec

_NUMBER = "111122223333"
"""Stands for a constant that is not known, such as an account's number."""


def asked_texts(text: str, required: Requirements) -> set[str]:
    """The names of the fields that the pattern looks at, and the texts that these have in required records.

    Of a field that may have any of many texts one stands for them. Of a free field the value is not among them: a pattern that
    always matches does so whatever it holds. Terms look at the whole text, the empty pattern and one that cannot be read at
    nothing.
    """
    try:
        pattern = parse(text)
    except PatternError:
        return set()
    if isinstance(pattern, EmptyPattern):
        return set()
    selectors = [atom.selector.steps for atom in atoms_of(pattern.condition)] if isinstance(pattern, JsonPattern) else None
    found = {step.name for steps in selectors or () for step in steps if isinstance(step, Name)}
    every = (one for records in required.controls.values() for one in records.values())
    specs = {field for one in every for part in one.parts for field in part.fields}
    for path, spec in specs:
        if (spec.strings or spec.unknown) and (selectors is None or any(sees(steps, path) for steps in selectors)):
            found |= set(path.split("."))
            found |= {value for value in spec.constants if isinstance(value, str)} or {_text_of(path, spec)}
    return found


def _text_of(path: str, spec: Spec) -> str:
    return _NUMBER if spec.unknown else str(sample_of(path, spec))
