"""The call table as text, one call a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from trailgate_collector.call_kinds import FromAnswer, OncePerAccount, OncePerRegion
from trailgate_collector.call_table import ASSUME_ROLE, CALLS
from trailgate_collector.calls_beyond import CHOOSING

if TYPE_CHECKING:
    from trailgate_collector.call_kinds import Call, Group, Scope

_OPTIONS: dict[Group, str] = {"cross_account": "--cross-account, --organization", "all_topics": "--all-topics"}


def call_list() -> str:
    """Columns: service:operation, what it serves, IAM action, where and with what it is asked."""
    rows = [("CALL", "SERVES", "IAM ACTION", "ASKED")]
    rows += [_row(call, _asked(call.scope), _OPTIONS[call.beyond] if call.beyond else "") for call in CALLS]
    rows += [_row(call, "for each unit and those within", "--ou") for call in CHOOSING]
    rows += [_row(ASSUME_ROLE, "for each account", "--organization")]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows)


def _row(call: Call, asked: str, option: str) -> tuple[str, str, str, str]:
    only = f"only with {option}: " if option else ""
    return f"{call.service}:{call.operation}", call.serves, call.action or "(needs none)", f"{only}{asked}"


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
