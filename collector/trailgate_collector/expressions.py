"""The call table's JMESPath expressions, with what JMESPath itself cannot do: ARNs, and what the page was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import jmespath
from jmespath import functions

from trailgate_collector.event_rules import may_match_cloudtrail

ARN_PARTS = 6
_EACH = "each "


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a page does not tell of itself: the request that it answers, whose account is asked, which region hosts IAM."""

    request: dict[str, Any]
    account: str
    iam_region: str


class _Functions(functions.Functions):
    """`arn_region`, `arn_account`, `arn_name`, `is_topic`, `asked`, `own_account`, `iam_region` and `may_match_cloudtrail`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @functions.signature({"types": ["string"]})
    def _func_arn_region(self, arn: str) -> str | None:
        return arn_part(arn, 3)

    @functions.signature({"types": ["string", "null"]})
    def _func_arn_account(self, arn: str | None) -> str | None:
        return None if arn is None else arn_part(arn, 4)

    @functions.signature({"types": ["string"]})
    def _func_arn_name(self, arn: str) -> str | None:
        resource = arn_part(arn, 5)
        return None if resource is None else resource.removesuffix(":*").partition(":")[2] or None

    @functions.signature({"types": []})
    def _func_is_topic(self, value: object) -> bool:
        return isinstance(value, str) and arn_part(value, 2) == "sns" and bool(arn_part(value, 3))

    @functions.signature({"types": ["string"]})
    def _func_asked(self, parameter: str) -> Any:
        return self._context.request.get(parameter)

    @functions.signature({"types": []})
    def _func_own_account(self, _anything: object) -> str:
        return self._context.account

    @functions.signature({"types": []})
    def _func_iam_region(self, _anything: object) -> str:
        return self._context.iam_region

    @functions.signature({"types": []})
    def _func_may_match_cloudtrail(self, pattern: object) -> bool:
        return may_match_cloudtrail(pattern)


def arn_part(arn: str, index: int) -> str | None:
    """One of an ARN's six parts; None where it is empty or the text is no ARN."""
    parts = arn.split(":", ARN_PARTS - 1)
    return parts[index] or None if len(parts) == ARN_PARTS and parts[0] == "arn" else None


def found(expression: str, page: dict[str, Any], context: Context) -> Any:
    """What the expression finds in a page."""
    return _compiled(expression).search(page, jmespath.Options(custom_functions=_Functions(context)))


def first_missing(always: tuple[str, ...], request: dict[str, Any], page: dict[str, Any]) -> str | None:
    """The first of a call's `always` that has no value in a page of the answer to a request."""
    for text in always:
        if text.startswith(_EACH):
            rows, _, member = text.removeprefix(_EACH).partition(" has ")
            if any(_compiled(member).search(row) is None for row in _compiled(rows).search(page) or []):
                return f"{rows.removesuffix('[]')}[].{member}"
            continue
        member, _, when = text.partition(" when ")
        if (not when or _compiled(when).search(request)) and _compiled(member).search(page) is None:
            return member
    return None


@cache
def _compiled(expression: str) -> Any:
    return jmespath.compile(expression)
