"""Which questions an answered page calls for, by the call table's JMESPath expressions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from trailgate_collector.call_kinds import FromAnswer
from trailgate_collector.call_table import CALLS
from trailgate_collector.expressions import Context, found
from trailgate_collector.questions import Question
from trailgate_collector.retries import is_throttling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_collector.call_kinds import Call, Group
    from trailgate_collector.outcomes import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a collection goes: of whose account, which region hosts IAM, groups of calls beyond the usual, what is shared.

    `shared`: whether it asks what all accounts of an organization are told alike.
    """

    account: str
    iam_region: str
    beyond: frozenset[Group] = frozenset()
    shared: bool = True

    @property
    def calls(self) -> list[Call]:
        """The calls of the table that may be made."""
        wanted = self.beyond | {None}
        return [call for call in CALLS if call.beyond in wanted and (self.shared or not call.shared)]


def follow_ups(question: Question, page: dict[str, Any], reach: Reach) -> Iterator[Question]:
    """Every question that one page of the answer to `question` calls for.

    A request with a part missing is left out.
    """
    context = Context(request=question.request, account=reach.account, iam_region=reach.iam_region)
    for call in reach.calls:
        for scope in call.scope if isinstance(call.scope, tuple) else (call.scope,):
            if isinstance(scope, FromAnswer) and scope.operation == question.call.operation:
                yield from _questions(call, question.region, found(scope.requests, page, context) or [])


def apart(answer: Answer) -> list[Question]:
    """The questions to ask instead where AWS refused several values together, since one of them it may not know."""
    question, error = answer.question, answer.error
    if answer.outcome != "failed" or question.call.apart is None or error is None or error.status is None:
        return []
    values = question.request.get(question.call.apart) or []
    if len(values) < 2 or is_throttling(error.code, error.status):  # noqa: PLR2004 - one value has no parts
        return []
    return [replace(question, request={**question.request, question.call.apart: [value]}) for value in values]


def _questions(call: Call, region: str, wanted: list[dict[str, Any]]) -> Iterator[Question]:
    for each in wanted:
        request = each["request"]
        if all(value is not None for value in request.values()):
            yield Question(call=call, region=each.get("region") or region, request=request, owner=each.get("account"))
