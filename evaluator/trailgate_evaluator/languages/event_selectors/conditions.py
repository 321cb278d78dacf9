"""What one condition of an event selector keeps of a field, and what it leaves out.

`Equals`, `StartsWith` and `EndsWith` include events that match a value; the `Not…` operators exclude those that do, so that an
event without the field stays (CloudTrail API reference, AdvancedFieldSelector). Values are texts; a flag is `true` or `false`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, spelled
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import none_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

WANTED: Final = {"equals": (False, False), "starts_with": (False, True), "ends_with": (True, False)}
"""By operator, whether a value may have any text before it, and after it."""
UNWANTED: Final = {f"not_{operator}": ends for operator, ends in WANTED.items()}
NOTHING: Final = Spec(kinds=frozenset())
_FLAGS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A field by its dotted path, what of it is kept, and what is lost: between them everything. `texts` are those it names."""

    path: str
    kept: Spec
    lost: Spec
    texts: tuple[str, ...] = ()


def condition(path: str, operator: str, values: Iterable[str]) -> Condition:
    """That of an operator of `WANTED` or `UNWANTED`, whose values are alternatives. No number is like a text."""
    before, after = (WANTED | UNWANTED)[operator]
    found = tuple(sorted(set(values)))
    flags = [
        flag
        for text, flag in _FLAGS.items()
        if any(text.endswith(one) if before else text.startswith(one) if after else text == one for one in found)
    ]
    met, unmet = NOTHING, Spec(kinds=frozenset(Kind))
    if found:
        texts = TextSet(Expression(tuple(spelled(one, before=before, after=after) for one in found)))
        kinds = frozenset({Kind.TRUE if flag else Kind.FALSE for flag in flags})
        listed = () if before or after else (*flags, *found)
        met = Spec(kinds=kinds | {Kind.STRING}, strings=(texts,), constants=listed)
        unmet = Spec(kinds=frozenset(Kind) - kinds, strings=(texts.inverse(),) if before or after else none_of(found))
    kept, lost = (met, unmet) if operator in WANTED else (unmet, met)
    return Condition(path=path, kept=kept, lost=lost, texts=found)


def of_class(kind: Kind) -> Condition:
    """That of a classic selector which takes reads alone, or writes: `kind` is what it takes."""
    (other,) = {Kind.TRUE, Kind.FALSE} - {kind}
    return Condition(path="readOnly", kept=Spec(kinds=frozenset({kind})), lost=Spec(kinds=frozenset({other})))
