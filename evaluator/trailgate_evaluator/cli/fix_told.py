"""What `trailgate fix` says beside its text: why there is none for some controls, and what a person has to do after it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from trailgate_evaluator.plain import inert, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.wishes import Obstacle


def tell_left(left: Mapping[str, Obstacle]) -> None:
    """Why there is no fix for some controls, each reason once."""
    for says in dict.fromkeys(why.says for why in left.values()):
        names = ", ".join(name for name, why in left.items() if why.says == says)
        sys.stderr.write(inert(f"trailgate: not for {names}: {printable(says)}\n"))


def told(changes: Iterable[Change], left: Mapping[str, Obstacle]) -> int:
    """Tells what a person has to do after the changes; the exit code, by what is `left` unmended."""
    for note in dict.fromkeys(change.note for change in changes if change.note is not None):
        sys.stderr.write(inert(f"trailgate: {printable(note)}\n"))
    if not left:
        return 0
    return 3 if all(why.missing for why in left.values()) else 1
