"""How the texts of an expression surely begin and end, which settles at once that no text lies in two sets."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, NumberOrder
from trailgate_evaluator.languages.filter_pattern.decision.number_machine import NumberMachine
from trailgate_evaluator.languages.filter_pattern.decision.pieces import within
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Repeat


class Ends(Struct, frozen=True):
    """Every text of an expression begins with `first` and ends with `last`, which may be empty."""

    first: str = ""
    last: str = ""

    def meets(self, other: Ends) -> bool:
        """Whether some text may begin and end as both say."""
        begins = self.first.startswith(other.first) or other.first.startswith(self.first)
        return begins and (self.last.endswith(other.last) or other.last.endswith(self.last))


@lru_cache(maxsize=512)
def ends_of(expression: Expression) -> Ends:
    """How all of its texts begin and end."""
    if len(expression.alternatives) != 1:
        return Ends()
    (repeats,) = expression.alternatives
    first = _letters(repeats[1:]) if repeats[:1] and repeats[0].one is Anchor.START else ""
    # Where the end may stand before a last line feed, nothing is surely the last character.
    is_bound = bool(repeats) and repeats[-1].one is Anchor.END and not expression.line_end
    return Ends(first, _letters(repeats[-2::-1])[::-1] if is_bound else "")


def apart(sets: Sequence[TextSet]) -> bool:
    """Whether the sets surely have no text in common, by the ends, pieces and lengths of the texts that must match."""
    wanted = [one.among for one in sets if isinstance(one.among, Expression) and not one.negated]
    if not wanted:
        return False
    ends = {ends_of(one) for one in wanted}
    if any(not one.meets(other) for one, other in combinations(ends - {Ends()}, 2)):
        return True
    if max(lengths_of(one)[0] for one in wanted) > min(lengths_of(one)[1] for one in wanted):
        return True
    if any(isinstance(one.among, NumberOrder) for one in sets) and any(not _may_be_number(one) for one in wanted):
        return True
    unwanted = [one.among for one in sets if isinstance(one.among, Expression) and one.negated]
    return any(within(one, other) for one in wanted for other in unwanted)


@lru_cache(maxsize=512)
def lengths_of(expression: Expression) -> tuple[float, float]:
    """How many characters a text of the expression has, at the least and at the most."""
    found = [_lengths(repeats) for repeats in expression.alternatives]
    return min(least for least, _ in found), max(most for _, most in found) + expression.line_end


def _lengths(repeats: Sequence[Repeat]) -> tuple[float, float]:
    read = [repeat for repeat in repeats if isinstance(repeat.one, CharacterClass)]
    whole = bool(repeats) and repeats[0].one is Anchor.START and repeats[-1].one is Anchor.END
    most = sum(inf if repeat.most is None else repeat.most for repeat in read) if whole else inf
    return sum(repeat.least for repeat in read), most


@lru_cache(maxsize=512)
def _may_be_number(expression: Expression) -> bool:
    """Whether the text of a number has the characters that the expression cannot do without."""
    return any(
        all(one.negated or not one.characters.isdisjoint(NumberMachine.alphabet) for one in _needed(repeats))
        for repeats in expression.alternatives
    )


def _needed(repeats: Sequence[Repeat]) -> Iterator[CharacterClass]:
    yield from (repeat.one for repeat in repeats if isinstance(repeat.one, CharacterClass) and repeat.least)


def longest_ends(sets: Iterable[TextSet]) -> Ends:
    """How a text begins and ends that lies in all of them."""
    ends = [ends_of(one.among) for one in sets if isinstance(one.among, Expression) and not one.negated]
    return Ends(max((one.first for one in ends), key=len, default=""), max((one.last for one in ends), key=len, default=""))


def _letters(repeats: Sequence[Repeat]) -> str:
    """The text of the single characters that these begin with."""
    found = ""
    for repeat in repeats:
        if not isinstance(repeat.one, CharacterClass) or repeat.one.negated or len(repeat.one.characters) != 1:
            break
        found += "".join(repeat.one.characters) * repeat.least
        if repeat.most != repeat.least:
            break
    return found
