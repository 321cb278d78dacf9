"""What is said of a verdict on an account of which nothing could be read: on whose word it rests."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.others import called

Json = dict[str, Any]

_MOST_NAMED: Final = 3
_ENDS: Final = {"denied": "AWS refused", "failed": "AWS did not answer"}


def of_unread(result: Json) -> str | None:
    """Why nothing of the account could be read, and which other accounts tell; None where it was read, or a gap says so."""
    unread = result.get("unread")
    if unread is None:
        return None
    own = result["subject"]["account"]
    if any(gap["account"] in {None, own} and gap["call"] in unread["calls"] for gap in result["gaps"]):
        return None
    others = dict.fromkeys(source["account"] for source in result["sources"] if source.get("account") not in {None, own})
    error = "" if unread["error"] is None else f": {one_line(unread['error'])}"
    return (
        f"Nothing of this account could be read ({_ENDS[unread['outcome']]} {some(unread['calls'], _MOST_NAMED)}{error}); the "
        f"verdict rests on the organization's list and on what {some([called(one, result) for one in others], _MOST_NAMED)} "
        f"{'tells' if len(others) == 1 else 'tell'}."
    )
