"""Questions that an export leaves unasked, and that its silence would answer: each stands in the snapshot as not asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.export_codes import NOT_IN_EXPORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer

_NOT_SAID: Final = "the answer does not say that composite alarms were asked for"
_NOT_LISTED: Final = "the log group is not listed, which would tell whether data protection masks its events"


def composites_not_asked(answers: Sequence[Answer]) -> list[Answer]:
    """For each region whose alarms are listed without composite ones a call that was not made."""
    listings = [answer for answer in answers if answer.name == "cloudwatch:DescribeAlarms"]
    whole = {one.region for one in listings if "CompositeAlarm" in (one.request.get("AlarmTypes") or ())}
    found: dict[str, Answer] = {}
    for one in listings:
        if one.region is not None and one.region not in whole and one.pages:
            found.setdefault(one.region, _not_asked(one, _NOT_SAID, request={"AlarmTypes": ["CompositeAlarm"]}))
    return list(found.values())


def masks_not_asked(answers: Sequence[Answer]) -> list[Answer]:
    """For each log group with metric filters that nobody lists a question for its data protection that was not asked."""
    listings = [answer for answer in answers if answer.name == "logs:DescribeLogGroups" and answer.pages]
    listed = {(one.region, group) for one in listings for group in _groups(one, "logGroups")}
    asked = {(one.region, one.request.get("logGroupIdentifier")) for one in answers if one.name == "logs:GetDataProtectionPolicy"}
    found: dict[tuple[str | None, str], Answer] = {}
    for answer in answers:
        if answer.name != "logs:DescribeMetricFilters":
            continue
        for group in _groups(answer, "metricFilters"):
            place = (answer.region, group)
            if place not in listed and place not in asked:
                request = {"logGroupIdentifier": group}
                found.setdefault(place, _not_asked(answer, _NOT_LISTED, operation="GetDataProtectionPolicy", request=request))
    return list(found.values())


def _groups(answer: Answer, key: str) -> Iterator[str]:
    for page in answer.pages:
        rows: Any = page.get(key)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("logGroupName"), str):
                yield row["logGroupName"]


def _not_asked(answer: Answer, why: str, **question: Any) -> Answer:
    """Another question, which would stand beside the answer: that it was not asked, and why."""
    return replace(
        answer,
        outcome="skipped",
        pages=(),
        pointers=answer.pointers[:1],
        files=answer.files[:1],
        error={"code": NOT_IN_EXPORT, "message": why},
        lacks=frozenset(),
        **question,
    )
