"""What an engine answered, accepted only if it has the shape of an answer."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.engine.canonical import canonical_decision
from trailgate_evaluator.errors import EngineError


def accepted(answer: Any, *, rule: str, where: str) -> dict[str, Any]:
    """`answer` in canonical form: an object with an entry for each control.

    Raises:
        EngineError: it is something else, or no control answered; silence must never read as a pass.
    """
    if isinstance(answer, dict) and answer:
        entries: dict[str, Any] = canonical_decision(answer)
        return entries
    raise EngineError(
        expected=f"data.trailgate.{rule} with an entry for each control",
        found="no such rule" if answer is None else "no control" if answer == {} else "something else",
        where=where,
        what_to_do="Check that these are the policies of trailgate.",
    )
