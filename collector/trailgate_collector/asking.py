"""One question put to AWS, page by page, and what became of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import botocore
from botocore import xform_name
from botocore.exceptions import BotoCoreError, UnknownServiceError

from trailgate_collector.budget import Budget, spending
from trailgate_collector.echoes import first_stray
from trailgate_collector.expressions import first_missing
from trailgate_collector.outcomes import Answer, Reason, outcome_of, reason_of
from trailgate_collector.plain_json import plain
from trailgate_collector.redaction import Redaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from trailgate_collector.aws_session import AwsSession
    from trailgate_collector.budget import Deadline
    from trailgate_collector.questions import Question

logger = logging.getLogger(__name__)


class RepeatedTokenError(Exception):
    """A service gave one page token twice; its pages would never end."""


class IncompleteAnswerError(Exception):
    """A page lacks what AWS always sends, so it is no answer: something broke or stands in between."""


class StrayAnswerError(Exception):
    """A page names something else than was asked for, so it answers another question."""


class Asker:
    """Asks questions of one account and returns an answer for each, whatever happens on the way."""

    def __init__(self, session: AwsSession, clock: Callable[[], datetime], deadline: Deadline | None = None) -> None:
        self._session = session
        self._clock = clock
        self._deadline = deadline
        self.account: str | None = None
        self.enabled_regions: frozenset[str] = frozenset()

    def ask(self, question: Question) -> Answer:
        """The answer with all its pages; else those that came, and the error."""
        call = question.call
        foreign = question.owner and self.account and question.owner != self.account
        if foreign and not (call.other_accounts and question.names_owner):
            text = f"the resource belongs to account {question.owner}, and these credentials to {self.account}"
            return self._without(question, Reason(code="OtherAccount", message=text))
        if self._deadline is not None and self._deadline.is_over:
            late = Reason(code="AccountTimeout", message=f"not asked after {self._deadline.most}")
            return Answer(question=question, outcome="failed", at=self._clock(), error=late)
        try:
            client = self._session.client(call.service, question.region)
        except UnknownServiceError:
            return self._without(question, _too_old(question))
        except BotoCoreError as error:
            return Answer(question=question, outcome="failed", at=self._clock(), error=self._redacted(reason_of(error)))
        question = replace(question, request=_understood(client, question))
        method = getattr(client, xform_name(call.operation), None)
        if method is None:
            return self._without(question, _too_old(question))
        pages: list[dict[str, Any]] = []
        budget = Budget() if self._deadline is None else self._deadline.budget()
        try:
            with spending(budget):
                for page in _pages(method, question.request, call.next_page, budget):
                    pages.append(self._checked(question, page))  # noqa: PERF401 - what came before an error is kept
        except Exception as error:  # noqa: BLE001 - what is no AWS breaks botocore's parsers in any way they can break
            reason = self._redacted(reason_of(error))
            enabled = question.region in self.enabled_regions
            outcome = outcome_of(
                reason,
                question=question,
                pages=len(pages),
                region_known_enabled=enabled,
                host_known=self._session.has_endpoint(call.service, question.region),
            )
            logger.info("%s:%s in %s: %s (%s)", call.service, call.operation, question.region, outcome, reason.code)
            return Answer(question=question, outcome=outcome, at=self._clock(), pages=tuple(pages), error=reason)
        return Answer(question=question, outcome="answered", at=self._clock(), pages=tuple(pages))

    def _checked(self, question: Question, page: dict[str, Any]) -> dict[str, Any]:
        """The page as JSON, without credentials; raises IncompleteAnswerError where it cannot be AWS's."""
        told: dict[str, Any] = Redaction(self._session.secrets()).value(plain(page))
        if (missing := first_missing(question.call.always, question.request, told)) is not None:
            raise IncompleteAnswerError(f"the answer has no {missing}, which AWS always sends")
        if (another := first_stray(question.call.echoes, question.region, question.request, told)) is not None:
            raise StrayAnswerError(another)
        return told

    def _without(self, question: Question, reason: Reason) -> Answer:
        return Answer(question=question, outcome="skipped", at=self._clock(), error=reason)

    def _redacted(self, reason: Reason) -> Reason:
        redaction = Redaction(self._session.secrets())
        return replace(reason, code=redaction.text(reason.code), message=redaction.text(reason.message))


def _too_old(question: Question) -> Reason:
    asked = f"{question.call.service}:{question.call.operation}"
    text = f"botocore {botocore.__version__} has no {asked}; a newer one is needed"
    return Reason(code="OperationNotInBotocore", message=text)


def _understood(client: Any, question: Question) -> dict[str, Any]:
    """The request without kinds of things that this botocore does not know, since it would drop them from the answer.

    What was asked then stands in the snapshot, and whoever reads it sees that the rest was not.
    """
    model = client.meta.service_model
    operation = question.call.operation
    shape = model.operation_model(operation).input_shape if operation in model.operation_names else None
    request = dict(question.request)
    for name, values in question.request.items():
        member = shape.members.get(name) if shape else None
        if member is not None and member.type_name == "list" and getattr(member.member, "enum", None):
            request[name] = [value for value in values if value in member.member.enum]
    return request


def _pages(
    method: Callable[..., dict[str, Any]], request: dict[str, Any], token: str | None, budget: Budget
) -> Iterator[dict[str, Any]]:
    """Every page of an answer; `token` names the member that carries on, in answer and request alike."""
    seen: set[str] = set()
    budget.take_page()
    page = method(**request)
    yield page
    while token and (following := page.get(token)):
        if following in seen:
            raise RepeatedTokenError(f"{token} came twice")
        seen.add(following)
        budget.take_page()
        page = method(**request, **{token: following})
        yield page
