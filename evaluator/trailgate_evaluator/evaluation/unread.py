"""That nothing of an account could be read, where other accounts' snapshots settle what is asked of it nevertheless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.estate.raw import objects, text
from trailgate_evaluator.report.advice import is_joined

if TYPE_CHECKING:
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]

_ANSWERS: Final = frozenset({"answered", "truncated", "absent"})
_WHO_ASKS: Final = ("sts", "GetCallerIdentity")
"""What is answered whoever asks, and tells nothing of what the account holds."""


def unread_in(source: Source, result: Json) -> Json:
    """The member `unread` of a result: `outcome` (denied, failed), `calls` [service:Operation] that ended so, and AWS's `error`.

    Nothing where AWS answered any call about what the account holds, and where no other account has a part in the verdict.
    """
    if source.kind != "aws_snapshot" or not is_joined(result):
        return {}
    calls = objects(source.content.get("calls"))
    if any(call.get("outcome") in _ANSWERS and (call.get("service"), call.get("operation")) != _WHO_ASKS for call in calls):
        return {}
    for outcome in ("denied", "failed"):
        ended = [call for call in calls if call.get("outcome") == outcome]
        if ended:
            names = list(dict.fromkeys(f"{call['service']}:{call['operation']}" for call in ended))
            error = ended[0].get("error")
            code = text(error.get("code")) if isinstance(error, dict) else None
            return {"unread": {"outcome": outcome, "calls": names, "error": code}}
    return {}
