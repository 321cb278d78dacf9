"""Lists that another answer shows to be short: asked for less than they seem to be, or at another time.

`aws cloudwatch describe-alarms --alarm-names x` prints what `describe-alarms` does where there is no other alarm. What one
answer shows and another, which would list it, does not, makes that other one a list of which nobody knows the rest: it proves
nothing of what is not in it. Where both answer the same call, the one that shows it is contradicted, and proves nothing either.
Answers of which a manifest says what was asked are held against the others, and not against each other.

An alarm that a composite alarm's rule names is there: AWS takes no rule that names one which is not ("alarms ... in the alarm
rule do not exist"), and does not delete one that a rule names ("as there are composite alarm(s) depending on it").

Sources: https://github.com/awsdocs/aws-cloudformation-user-guide/issues/911, https://github.com/ekristen/aws-nuke/issues/462.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.export_codes import MAY_BE_MORE
from trailgate_evaluator.exports.calls import PAGING
from trailgate_evaluator.exports.counts import FILTERS, GROUPS, filters_short, subscriptions_settled
from trailgate_evaluator.exports.differing import contradicted, differing, rows
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Left

Json = dict[str, Any]

TRAILS: Final = "cloudtrail:DescribeTrails"
ALARMS: Final = "cloudwatch:DescribeAlarms"
_OF_TRAILS: Final = {"cloudtrail:GetEventSelectors": "TrailName", "cloudtrail:GetTrailStatus": "Name"}
_KINDS: Final = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
_NARROWING: Final = {
    TRAILS: {"includeShadowTrails"},
    GROUPS: {"logGroupNamePrefix"},
    FILTERS: {"logGroupName", "metricName", "metricNamespace"},
    ALARMS: {"AlarmTypes"},
}
"""The parameters of each list that are understood here; a list that was asked with others claims nothing of what it lacks."""
_CHILD_OF_A_RULE: Final = (None,)
_CHILD: Final = regex(r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^\"'()\s]+))\s*\)")


class Fact(NamedTuple):
    """Something that is there, as an answer shows: the list that would have it, the region, its name, and whose answer says so.

    `about` is what a list may be narrowed by: the log group and metrics of a filter, the kind of an alarm, the trail's reach.
    """

    call: str
    region: str
    name: str
    by: int
    about: tuple[Any, ...] = ()


def held_against(answers: Sequence[Answer]) -> tuple[list[Answer], list[Left]]:
    """The same answers, where each list that another shows to be short is one that may go on; and what contradicts what."""
    facts = _by_question(answers)
    short: dict[int, str] = {}
    against: dict[int, int] = {}
    for number, listing in enumerate(answers):
        if listing.outcome != "answered" or listing.name not in _NARROWING or not _is_plain(listing):
            continue
        own = (fact for fact in _facts(number, listing) if fact.call == listing.name)
        there = {fact.name for fact in own if fact.about != _CHILD_OF_A_RULE}
        for fact in facts.get(_key(listing), ()):
            other = answers[fact.by]
            if fact.name in there or (listing.asked and other.asked) or not _covers(listing, fact):
                continue
            short.setdefault(number, f"{listing.place} does not list {fact.name}, which {other.place} shows")
            if other.name == listing.name and other.region == listing.region and fact.about != _CHILD_OF_A_RULE:
                against.setdefault(fact.by, number)
    short = {**filters_short(answers), **short}
    kept = [_settled(one, short.get(n), answers[against[n]] if n in against else None) for n, one in enumerate(answers)]
    left = [contradicted(answers[number], answers[other]) for number, other in against.items()]
    told, also = subscriptions_settled(kept)
    return told, left + also


def _by_question(answers: Sequence[Answer]) -> dict[tuple[str, str, str | None], list[Fact]]:
    """What is there, by what a list of it may ask for: a call, a region, and a log group of filters."""
    found: dict[tuple[str, str, str | None], list[Fact]] = defaultdict(list)
    for fact in (*(one for number, answer in enumerate(answers) for one in _facts(number, answer)), *_delivering(answers)):
        found[fact.call, fact.region, None].append(fact)
        if fact.call == FILTERS:
            found[fact.call, fact.region, fact.about[0]].append(fact)
    return found


def _key(listing: Answer) -> tuple[str, str, str | None]:
    region = "" if listing.name == TRAILS else str(listing.region)
    group = listing.request.get("logGroupName")
    return listing.name, region, group if isinstance(group, str) else None


def _settled(answer: Answer, short: str | None, other: Answer | None) -> Answer:
    if other is not None:
        return differing(answer, other)
    if short is None:
        return answer
    message = f"{short}: it was asked for less than all, or at another time"
    return replace(answer, outcome="truncated", error={"code": MAY_BE_MORE, "message": message})


def _is_plain(answer: Answer) -> bool:
    return answer.request.keys() - PAGING <= _NARROWING[answer.name]


def _covers(listing: Answer, fact: Fact) -> bool:
    """Whether the list would have what is there, were it all that its question asks for."""
    request = listing.request
    match listing.name:
        case "cloudtrail:DescribeTrails":
            (home, multi_region) = fact.about
            return home == listing.region or (multi_region and request.get("includeShadowTrails") is not False)
        case "logs:DescribeLogGroups":
            return fact.name.startswith(str(request.get("logGroupNamePrefix") or ""))
        case "logs:DescribeMetricFilters":
            (group, metrics) = fact.about
            metric = (_told(request.get("metricNamespace")), _told(request.get("metricName")))
            return _told(request.get("logGroupName")) in {None, group} and (metric == (None, None) or metric in metrics)
    types = request.get("AlarmTypes") or ["MetricAlarm"]
    (kind,) = fact.about
    return isinstance(types, list) and set(map(str, types)) >= ({kind} if kind else set(_KINDS))


def _told(value: object) -> str | None:
    return None if value is None else str(value)


def _facts(number: int, answer: Answer) -> Iterator[Fact]:  # noqa: C901, PLR0912 - a case for each call
    """What an answer shows to be there."""
    region, name = str(answer.region), answer.name
    match name:
        case "cloudtrail:DescribeTrails":
            for row in rows(answer, "trailList"):
                home = row.get("HomeRegion") or _region(row.get("TrailARN"))
                multi_region = row.get("IsMultiRegionTrail") is True
                yield Fact(TRAILS, "", str(row.get("TrailARN")), number, (home, multi_region))
        case "cloudtrail:GetEventSelectors" | "cloudtrail:GetTrailStatus" if answer.outcome == "answered":
            trail = answer.request.get(_OF_TRAILS[name])
            if isinstance(trail, str) and (home := _region(trail)) is not None:
                yield Fact(TRAILS, "", trail, number, (home, False))
        case "logs:DescribeLogGroups":
            for row in rows(answer, "logGroups"):
                yield Fact(GROUPS, region, str(row.get("logGroupName")), number)
        case "logs:DescribeMetricFilters":
            for row in rows(answer, "metricFilters"):
                group = str(row.get("logGroupName") or answer.request.get("logGroupName"))
                yield Fact(GROUPS, region, group, number)
                yield Fact(FILTERS, region, f"{group}:{row.get('filterName')}", number, (group, frozenset(_metrics(row))))
        case "logs:GetTransformer" | "logs:GetDataProtectionPolicy" if answer.outcome == "answered":
            group = str(answer.request.get("logGroupIdentifier"))
            yield Fact(GROUPS, region, group.removesuffix(":*").rpartition("log-group:")[2], number)
        case "cloudwatch:DescribeAlarms":
            for kind in _KINDS:
                for row in rows(answer, f"{kind}s"):
                    yield Fact(ALARMS, region, _alarm(row.get("AlarmArn")), number, (kind,))
            for row in rows(answer, "CompositeAlarms"):
                for found in _CHILD.finditer(str(row.get("AlarmRule"))):
                    yield Fact(ALARMS, region, _alarm(next(filter(None, found.groups()))), number, _CHILD_OF_A_RULE)


def _delivering(answers: Sequence[Answer]) -> Iterator[Fact]:
    """The log groups of this account to which trails deliver without an error, so that they are there."""
    groups = {
        str(row.get("TrailARN")): str(row["CloudWatchLogsLogGroupArn"]).split(":")
        for answer in answers
        if answer.name == TRAILS
        for row in rows(answer, "trailList")
        if isinstance(row.get("CloudWatchLogsLogGroupArn"), str)
    }
    for number, answer in enumerate(answers):
        if answer.name != "cloudtrail:GetTrailStatus" or answer.outcome != "answered":
            continue
        arn = groups.get(str(answer.request.get("Name")), [])
        delivered = any(page.get("LatestCloudWatchLogsDeliveryTime") for page in answer.pages)
        failed = any(page.get("LatestCloudWatchLogsDeliveryError") for page in answer.pages)
        if delivered and not failed and len(arn) > 6 and arn[4] == answer.account:  # noqa: PLR2004 - an ARN's parts
            yield Fact(GROUPS, arn[3], arn[6], number)


def _metrics(row: Json) -> Iterator[tuple[Any, Any]]:
    written = row.get("metricTransformations")
    for each in written if isinstance(written, list) else ():
        if isinstance(each, dict):
            yield str(each.get("metricNamespace")), str(each.get("metricName"))


def _alarm(named: object) -> str:
    """An alarm's name, of its ARN too."""
    text = str(named)
    return text.split(":", 6)[6] if text.startswith("arn:") and text.count(":") >= 6 else text  # noqa: PLR2004 - an ARN's parts


def _region(arn: object) -> str | None:
    parts = arn.split(":") if isinstance(arn, str) else []
    return parts[3] if len(parts) > 3 and parts[0] == "arn" else None  # noqa: PLR2004 - an ARN's region
