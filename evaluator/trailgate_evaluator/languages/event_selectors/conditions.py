"""What one condition of an event selector keeps of a field, and what it leaves out.

`Equals`, `StartsWith` and `EndsWith` on one field are alternatives and include events that match a value of any; the `Not…`
operators exclude those that match a value of any, so that an event without the field stays (CloudTrail user guide, "How
CloudTrail evaluates multiple conditions for a field"). Values are texts; a flag is `true` or `false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, spelled
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import none_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OPERATORS: Final = {"equals": (False, False), "starts_with": (False, True), "ends_with": (True, False)}
"""By operator, whether a value may have any text before it, and after it. Each has an opposite, as `not_equals`."""
NOTHING: Final = Spec(kinds=frozenset())
_FLAGS: Final = {"true": True, "false": False}


class Condition(Struct, frozen=True, kw_only=True):
    """A field by its dotted path, what of it is kept, and what is lost: between them everything. `texts` are those it names."""

    path: str
    kept: Spec
    lost: Spec
    texts: tuple[str, ...] = ()


def condition(path: str, wanted: Mapping[str, Iterable[str]], *, excludes: bool) -> Condition:
    """That of operators of `OPERATORS` and their values, which are alternatives: what matches one is kept, with `excludes` lost.

    No number is like a text.
    """
    found = sorted({(text, *OPERATORS[operator]) for operator, values in wanted.items() for text in values})
    flags = [flag for word, flag in _FLAGS.items() if any(_is_like(word, one) for one in found)]
    met, unmet = NOTHING, Spec(kinds=frozenset(Kind))
    if found:
        texts = TextSet(Expression(tuple(spelled(text, before=before, after=after) for text, before, after in found)))
        kinds = frozenset({Kind.TRUE if flag else Kind.FALSE for flag in flags})
        listed = None if any(before or after for _, before, after in found) else tuple(text for text, _, _ in found)
        met = Spec(kinds=kinds | {Kind.STRING}, strings=(texts,), constants=() if listed is None else (*flags, *listed))
        unmet = Spec(kinds=frozenset(Kind) - kinds, strings=(texts.inverse(),) if listed is None else none_of(listed))
    kept, lost = (unmet, met) if excludes else (met, unmet)
    return Condition(path=path, kept=kept, lost=lost, texts=tuple(dict.fromkeys(text for text, _, _ in found)))


def _is_like(text: str, wanted: tuple[str, bool, bool]) -> bool:
    one, before, after = wanted
    return text.endswith(one) if before else text.startswith(one) if after else text == one


def of_class(kind: Kind) -> Condition:
    """That of a classic selector which takes reads alone, or writes: `kind` is what it takes."""
    (other,) = {Kind.TRUE, Kind.FALSE} - {kind}
    return Condition(path="readOnly", kept=Spec(kinds=frozenset({kind})), lost=Spec(kinds=frozenset({other})))
