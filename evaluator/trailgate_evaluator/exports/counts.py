"""What AWS counts beside its lists: metric filters of a log group, confirmed subscriptions of a topic.

A list that has fewer than are counted is short.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.export_codes import MAY_BE_MORE
from trailgate_evaluator.exports.calls import PAGING
from trailgate_evaluator.exports.differing import contradicted, differing, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.exports.answer import Answer, Left

Json = dict[str, Any]

GROUPS: Final = "logs:DescribeLogGroups"
FILTERS: Final = "logs:DescribeMetricFilters"
_ATTRIBUTES: Final = "sns:GetTopicAttributes"
_BY_TOPIC: Final = "sns:ListSubscriptionsByTopic"
_OWN: Final = "sns:ListSubscriptions"
_COUNT: Final = "SubscriptionsConfirmed"


def filters_short(answers: Sequence[Answer]) -> dict[int, str]:
    """The lists of metric filters, by number, that have fewer on a log group than AWS counts on it, and why each is short."""
    counts = {
        (answer.region, str(row.get("logGroupName"))): (row["metricFilterCount"], answer)
        for answer in answers
        if answer.name == GROUPS
        for row in rows(answer, "logGroups")
        if isinstance(row.get("metricFilterCount"), int)
    }
    found: dict[int, str] = {}
    for number, listing in enumerate(answers):
        asked = listing.request.keys() - PAGING
        if listing.name != FILTERS or listing.outcome != "answered" or asked - {"logGroupName"}:
            continue
        group = listing.request.get("logGroupName")
        there = Counter(str(row.get("logGroupName") or group) for row in rows(listing, "metricFilters"))
        of_region = ((name, told) for (region, name), told in counts.items() if region == listing.region)
        about = [(str(group), counts[listing.region, str(group)])] if (listing.region, str(group)) in counts else []
        for name, (count, teller) in of_region if group is None else about:
            if there[name] < count and not (listing.asked and teller.asked):
                found.setdefault(
                    number,
                    f"{listing.place} lists {there[name]} metric filters on {name}, and {teller.place} counts {count}",
                )
    return found


def subscriptions_settled(answers: Sequence[Answer]) -> tuple[list[Answer], list[Left]]:
    """The same answers, where lists of a topic's subscriptions that have fewer than others show prove nothing of the rest.

    One that has none where another shows or counts some is contradicted, and so is that one: either may be true.
    """
    kept, left = list(answers), []
    beside: dict[str | None, list[int]] = defaultdict(list)
    for number, answer in enumerate(answers):
        if answer.name in {_OWN, _ATTRIBUTES}:
            beside[None if answer.name == _OWN else str(answer.request.get("TopicArn"))].append(number)
    lists = {number: _confirmed(answers[number]) for number in beside[None]}
    for number, listing in enumerate(answers):
        topic = listing.request.get("TopicArn")
        if listing.name != _BY_TOPIC or listing.outcome != "answered" or not isinstance(topic, str):
            continue
        there = _confirmed(listing).get(topic, set())
        for place in (*beside[topic], *beside[None]):
            other = kept[place]
            if not _has_more(other, lists.get(place, {}).get(topic, set()), there) or (listing.asked and other.asked):
                continue
            if there:
                message = f"{listing.place} lists fewer subscriptions than {other.place} tells of"
                kept[number] = replace(listing, outcome="truncated", error={"code": MAY_BE_MORE, "message": message})
                continue
            kept[number] = differing(listing, other)
            left.append(contradicted(listing, other))
            if other.name == _OWN:
                kept[place] = differing(other, listing)
                left.append(contradicted(other, listing))
            else:
                kept[place] = replace(other, pages=tuple(map(_uncounted, other.pages)))
    return kept, left


def _has_more(other: Answer, listed: set[str], there: set[str]) -> bool:
    """Whether an answer lists or counts confirmed subscriptions of a topic that are not there."""
    return not listed <= there or any(_count(page) > len(there) for page in other.pages)


def _confirmed(answer: Answer) -> dict[str, set[str]]:
    """The ARNs of the confirmed subscriptions that it lists, by topic."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(answer, "Subscriptions"):
        arn = row.get("SubscriptionArn")
        if isinstance(arn, str) and arn.startswith("arn:"):
            found[arn.rpartition(":")[0]].add(arn)
    return found


def _count(page: Json) -> int:
    attributes = page.get("Attributes")
    told = attributes.get(_COUNT) if isinstance(attributes, dict) else None
    return int(told) if isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) < 10 else 0  # noqa: PLR2004


def _uncounted(page: Json) -> Json:
    attributes = page.get("Attributes")
    if not isinstance(attributes, dict):
        return page
    return page | {"Attributes": {name: value for name, value in attributes.items() if name != _COUNT}}
