"""The call table as text, one call a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from trailgate_collector.call_kinds import FromAnswer, OncePerAccount, OncePerRegion
from trailgate_collector.call_table import CALLS

if TYPE_CHECKING:
    from trailgate_collector.call_kinds import Scope


def call_list() -> str:
    """Columns: service:operation, what it serves, IAM action, where and with what it is asked."""
    rows = [("CALL", "SERVES", "IAM ACTION", "ASKED")]
    rows += [
        (f"{call.service}:{call.operation}", call.serves, call.action or "(needs none)", _asked(call.scope)) for call in CALLS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows)


def _asked(scope: Scope) -> str:
    match scope:
        case OncePerAccount(request=request, where="iam"):
            return f"once in the region that hosts IAM {json.dumps(request)}"
        case OncePerAccount(request=request):
            return f"once {json.dumps(request)}"
        case OncePerRegion(request=request):
            return f"in each region {json.dumps(request)}"
        case FromAnswer(operation=operation, requests=requests):
            return f"for each page of {operation}: {requests}"
        case tuple():
            return "; ".join(_asked(each) for each in scope)
        case _ as unreachable:
            assert_never(unreachable)
