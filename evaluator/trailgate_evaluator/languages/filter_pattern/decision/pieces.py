"""Expressions that ask for pieces of text one after another, as wildcards do: they are found without an automaton."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Repeat

Pieces: TypeAlias = tuple[str, ...]
"""Texts with any text between them, the first where the text begins and the last where it ends; one is the whole text."""

_BETWEEN: Final = "\uffff"
"""Stands for any text: Unicode has no such character."""


@lru_cache(maxsize=512)
def pieces_of(expression: Expression) -> tuple[Pieces, ...] | None:
    """The pieces of each alternative; None where some alternative asks for anything else."""
    found = [_pieces(repeats, line_end=expression.line_end) for repeats in expression.alternatives]
    written = [pieces for pieces in found if pieces is not None]
    return tuple(written) if len(written) == len(found) else None


def are_in(pieces: Pieces, text: str) -> bool:
    """Whether the text has the pieces one after another."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return text == first
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in pieces[1:-1]:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@lru_cache(maxsize=4096)
def within(one: Expression, other: Expression) -> bool:
    """Whether every text of the one surely is one of the other: whatever stands between its pieces, the other's are in them."""
    inner, outer = pieces_of(one), pieces_of(other)
    if inner is None or outer is None:
        return False
    return all(any(are_in(pieces, _BETWEEN.join(each)) for pieces in outer if _BETWEEN not in "".join(pieces)) for each in inner)


def _pieces(repeats: Sequence[Repeat], *, line_end: bool) -> Pieces | None:
    pieces = [""]
    last = len(repeats) - 1
    starts = bool(repeats) and repeats[0].one is Anchor.START
    ends = last >= starts and repeats[last].one is Anchor.END
    if ends and line_end:
        return None
    if not starts:
        pieces.append("")
    for repeat in repeats[starts : last + 1 - ends]:
        one = repeat.one
        if not isinstance(one, CharacterClass):
            return None
        if one.negated and not one.characters and (repeat.least, repeat.most) == (0, None):
            pieces.append("")
        elif not one.negated and len(one.characters) == 1 and repeat.least == repeat.most == 1:
            pieces[-1] += next(iter(one.characters))
        else:
            return None
    return tuple(pieces if ends else [*pieces, ""])
