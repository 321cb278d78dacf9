"""Which questions an answered page calls for, by the call table's JMESPath expressions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import jmespath
from jmespath import functions

from trailgate_collector.call_table import CALLS, Call, FromAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

ARN_PARTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request to make: a call of the table, a region, parameters; `owner` is whose resource it names."""

    call: Call
    region: str
    request: dict[str, Any]
    owner: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Equal for equal requests, so that each is asked once."""
        return (self.call.service, self.call.operation, self.region, json.dumps(self.request, sort_keys=True))


class _ArnFunctions(functions.Functions):
    """`arn_region`, `arn_account`, `arn_name` and `is_topic`: what JMESPath itself cannot take out of an ARN."""

    @functions.signature({"types": ["string"]})
    def _func_arn_region(self, arn: str) -> str | None:
        return _part(arn, 3)

    @functions.signature({"types": ["string"]})
    def _func_arn_account(self, arn: str) -> str | None:
        return _part(arn, 4)

    @functions.signature({"types": ["string"]})
    def _func_arn_name(self, arn: str) -> str | None:
        resource = _part(arn, 5)
        return None if resource is None else resource.removesuffix(":*").partition(":")[2] or None

    @functions.signature({"types": []})
    def _func_is_topic(self, value: object) -> bool:
        return isinstance(value, str) and _part(value, 2) == "sns" and bool(_part(value, 3))


def _part(arn: str, index: int) -> str | None:
    parts = arn.split(":", ARN_PARTS - 1)
    return parts[index] or None if len(parts) == ARN_PARTS and parts[0] == "arn" else None


def follow_ups(operation: str, region: str, page: dict[str, Any]) -> Iterator[Question]:
    """Every question that one page of `operation`, answered in `region`, calls for.

    A request with a part missing is left out.
    """
    for call in CALLS:
        if isinstance(call.scope, FromAnswer) and call.scope.operation == operation:
            found = _compiled(call.scope.requests).search(page, _options())
            for wanted in found or []:
                request = wanted["request"]
                if all(value is not None for value in request.values()):
                    yield Question(call=call, region=wanted.get("region") or region, request=request, owner=wanted.get("account"))


@cache
def _compiled(expression: str) -> Any:
    return jmespath.compile(expression)


@cache
def _options() -> jmespath.Options:
    return jmespath.Options(custom_functions=_ArnFunctions())
