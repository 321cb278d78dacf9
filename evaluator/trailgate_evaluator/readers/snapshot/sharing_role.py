"""The role by which an account shares its metrics without a link: alarms of accounts that it lets in may watch them.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (cross-account alarms: the role
of this name, whose policy lets in the alarm's account);
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Cross-Account-Cross-Region.html (which says both that such alarms
can be made and, of the console, that they cannot: so what stands there may work, and proves nothing).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.snapshot.account import reason_of
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account

GET_ROLE: Final = "iam:GetRole"
SHARING_ROLE: Final = "CloudWatch-CrossAccountSharingRole"
_NUMBER: Final = regex(r"\d{12}", re.ASCII)


def read_sharing_role(account: Account) -> Json:
    """`accounts` are those that the role lets in, None where it may be any; `why` is the reason where nobody tells of the role.

    Without the role that are none. `error` is AWS's, where it refused to tell.
    """
    call = account.calls.asked(GET_ROLE, "RoleName", SHARING_ROLE)
    if call is not None and call.outcome == "absent":
        return {"accounts": [], "why": None, "error": None}
    if call is None or call.outcome != "answered":
        return {"accounts": None, "why": reason_of(call), "error": None if call is None else call.error}
    return {"accounts": let_in(call.pages[0].get("Role")), "why": None, "error": None}


def let_in(role: Any) -> list[str] | None:
    """The accounts that a role's trust names; None where it may let in others."""
    trust = role.get("AssumeRolePolicyDocument") if isinstance(role, dict) else None
    statements = trust.get("Statement") if isinstance(trust, dict) else None
    found: set[str] = set()
    for one in statements if isinstance(statements, list) else [statements]:
        principal = one.get("Principal") if isinstance(one, dict) else None
        if not isinstance(principal, dict) or set(principal) != {"AWS"}:
            return None
        named = principal["AWS"]
        accounts = [_account(each) for each in (named if isinstance(named, list) else [named])]
        if None in accounts:
            return None
        found.update(filter(None, accounts))
    return sorted(found)


def _account(principal: Any) -> str | None:
    if not isinstance(principal, str):
        return None
    arn = parse_arn(principal)
    number = principal if arn is None else arn.account
    return number if _NUMBER.fullmatch(number) else None
