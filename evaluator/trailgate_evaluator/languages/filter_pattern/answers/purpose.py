"""The controls for whose records a pattern is made, of all that it may have been made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.answers.aim import named_by, seeks
from trailgate_evaluator.languages.filter_pattern.answers.covering import covering
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements

_WEIGHTS: Final = {"always": 4, "sometimes": 2, "undecided": 2, "never": 1}
"""How much a record that is asked for says of what a pattern is made for, by the answer for it."""
_BEST: Final = 1.0
"""The fit of a pattern that matches each record of a control, always."""
_FAR: Final = 2
"""So many times better another control must fit, for a pattern to be that one's and not this one's."""


def sought(text: str, required: Requirements, matched: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The controls that are asked for whose records the pattern looks for; `matched` has the answer for each record.

    Names are shared among services, and one sign-in event among controls: of the controls that it may be made for, those count
    that it fits about as well as the best. One that is not asked for may be the best. One that is not valid is made for what
    it is made for without its plain mistakes.
    """
    try:
        parse(text)
    except PatternError:
        mended = dict.fromkeys(one for otherwise in (False, True) if (one := repaired(text, otherwise=otherwise)) is not None)
        fits = [_fits(one, required, _matched(one, required)) for one in mended]
    else:
        fits = [_fits(text, required, matched)]
    return max(fits, key=lambda one: one[0])[1] if fits else []


def _matched(text: str, required: Requirements) -> dict[str, dict[str, str]]:
    return {
        control: {name: covering(text, one).matched for name, one in records.items()}
        for control, records in required.controls.items()
    }


def _fits(text: str, required: Requirements, matched: Mapping[str, Mapping[str, str]]) -> tuple[float, list[str]]:
    """How well it fits the control that it fits best, and those of these controls that it fits about as well."""
    found = {
        control: _fit(records, named_by(text, records), matched[control])
        for control, records in required.controls.items()
        if seeks(text, records, matched[control], shared=control in required.shared)
    }
    if not found:
        return 0.0, []
    best = max(found.values())
    if best < _BEST:  # or nobody's records are read in vain
        best = max(best, *(_fit_of_other(text, records) for records in required.others.values()), 0.0)
    return best, sorted(control for control, fit in found.items() if fit * _FAR > best)


def _fit(records: Mapping[str, RequiredRecord], named: set[str], matched: Mapping[str, str]) -> float:
    """How well a pattern fits a control: the share of its records that it asks for, by how it matches them; 1 at the most.

    One that asks for a source alone fits by what it matches.
    """
    asked = named or {name for name, answer in matched.items() if answer != "never"} or set(records)
    return sum(_WEIGHTS[matched[name]] for name in asked) / (_WEIGHTS["always"] * len(records))


def _fit_of_other(text: str, records: Mapping[str, RequiredRecord]) -> float:
    """The fit of a control that is not asked for, of whose records those are decided that the pattern names."""
    named = named_by(text, records)
    matched = {name: covering(text, records[name]).matched for name in named}
    return _fit(records, named, matched) if named else 0.0
