"""CloudSploit's collection (`--collection=FILE`): AWS's own answers, each with its error, in one file of one account.

It asks with an old SDK, which drops members that came later, and keeps of each answer one list: of alarms the metric alarms.
`--skip-paginate` cuts lists after one page without a mark, so a list that is just as long as a page may be cut off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.answer import Left, refusal
from trailgate_evaluator.exports.calls import CALLS
from trailgate_evaluator.exports.key_answers import described, policy_of_key
from trailgate_evaluator.exports.rows import ALARM_LACKS, FILTER_LACKS, GROUP_LACKS, Place, arn_parts, pointer, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Given, Member

Json = dict[str, Any]

_TOOL: Final = "CloudSploit"
_LISTS: Final = {
    ("cloudtrail", "describeTrails"): ("cloudtrail:DescribeTrails", "trailList", 0, frozenset[str]()),
    ("cloudwatchlogs", "describeLogGroups"): ("logs:DescribeLogGroups", "logGroups", 50, GROUP_LACKS),
    ("cloudwatchlogs", "describeMetricFilters"): ("logs:DescribeMetricFilters", "metricFilters", 50, FILTER_LACKS),
    ("cloudwatch", "describeAlarms"): ("cloudwatch:DescribeAlarms", "MetricAlarms", 50, ALARM_LACKS),
    ("sns", "listTopics"): ("sns:ListTopics", "Topics", 100, frozenset[str]()),
    ("sns", "listSubscriptions"): ("sns:ListSubscriptions", "Subscriptions", 100, frozenset[str]()),
}
"""The call behind each list, its member, the length of a page (0: it has none), and what an old SDK drops of its rows."""
_ABOUT: Final = {
    ("cloudtrail", "getTrailStatus"): ("cloudtrail:GetTrailStatus", "Name"),
    ("cloudtrail", "getEventSelectors"): ("cloudtrail:GetEventSelectors", "TrailName"),
    ("sns", "getTopicAttributes"): ("sns:GetTopicAttributes", "TopicArn"),
}
"""The call behind each answer about one thing, and the parameter that names it."""
_HUB: Final = ("securityhub", "describeHub")
_NOT_ENABLED: Final = "is not subscribed to AWS Security Hub"
_CUT: Final = "CloudSploit's list is as long as a page of AWS's, and with --skip-paginate it ends there"
_BROKE_OFF: Final = "CloudSploit's list ends where AWS refused a further page"
_UNSCOPED: Final = (
    "CloudSploit's SDK drops which events a metric filter looks at, so that those in its list prove nothing by themselves"
)
_EMPTY: Final = "CloudSploit has neither an answer nor an error: it did not ask, or got no list"


class CloudSploit:
    """See `answer.Format`."""

    name = _TOOL

    def recognises(self, member: Member) -> bool:
        """By the services of AWS's, each with its calls, each by region."""
        found = _collection(member.content)
        return any(
            isinstance(region, dict)
            and (region.keys() & {"data", "err"} or not region or any(isinstance(one, dict) for one in region.values()))
            for service, operation in (*_LISTS, *_ABOUT, ("sts", "getCallerIdentity"))
            for region in within(found, service, operation).values()
        )

    def read(
        self,
        members: Sequence[Member],
        given: Given,  # noqa: ARG002 - its answers tell
    ) -> Iterator[Answer | Left]:
        """Every call of the table that a collection holds."""
        for member in members:
            content, root = _collection(member.content), pointer("aws") if "aws" in member.content else ""
            place = Place(file=member.name, account=_account(content), tool=_TOOL)
            answers = [*_lists(place, content, root), *_about(place, content, root), *_hubs(place, content, root)]
            answers += _keys(place, content, root)
            yield from answers
            if not answers:
                yield Left(
                    file=member.name, why="ignored", found="a collection of CloudSploit's without a call that tells of the chain"
                )


def _collection(content: Any) -> Json:
    """The services; some versions put those of each cloud below its name."""
    return within(content, "aws") or (content if isinstance(content, dict) else {})


def _account(content: Json) -> str | None:
    """Whose it is: the bare number that `sts.getCallerIdentity` keeps."""
    told = {str(found.get("data")) for found in within(content, "sts", "getCallerIdentity").values() if isinstance(found, dict)}
    numbers = {one for one in told if re.fullmatch(r"\d{12}", one, re.ASCII)}
    return numbers.pop() if len(numbers) == 1 else None


def _lists(place: Place, content: Json, root: str) -> Iterator[Answer]:
    for (service, operation), (call, key, page, dropped) in _LISTS.items():
        for region, found in within(content, service, operation).items():
            at, lacks = root + pointer(service, operation, region), dropped
            data, error = (found.get(name) for name in ("data", "err")) if isinstance(found, dict) else (None, None)
            if not isinstance(data, list):
                yield _without(place, call, {}, region, at, error)
                continue
            cut = _BROKE_OFF if error is not None else _CUT if page and data and len(data) % page == 0 else None
            rows = [(f"{at}/data/{number}", row) for number, row in enumerate(data)]
            if key == "metricFilters" and rows:
                cut = cut or _UNSCOPED
            if key == "logGroups" and any(isinstance(row, dict) and "logGroupClass" in row for row in data):
                lacks = frozenset()  # an SDK that keeps the class keeps what came before it
            yield place.listing(call, key, rows, region=region, pointer=f"{at}/data", why=cut, lacks=lacks)


def _about(place: Place, content: Json, root: str) -> Iterator[Answer]:
    for (service, operation), (call, parameter) in _ABOUT.items():
        for region, things in within(content, service, operation).items():
            for arn, found in (things if isinstance(things, dict) else {}).items():
                parts = arn_parts(arn)
                if parts is None or not isinstance(found, dict):
                    continue
                at, request = root + pointer(service, operation, region, arn), {parameter: arn}
                data = found.get("data")
                if isinstance(data, dict) and found.get("err") is None:
                    yield place.answer(call, pages=(data,), pointers=(f"{at}/data",), region=region, request=request)
                else:
                    yield _without(place, call, request, region, at, found.get("err"))


def _keys(place: Place, content: Json, root: str) -> Iterator[Answer]:
    """Each key by its id, and its policy as a value."""
    for region, keys in within(content, "kms", "describeKey").items():
        for number, found in (keys if isinstance(keys, dict) else {}).items():
            metadata = within(found, "data", "KeyMetadata")
            at = root + pointer("kms", "describeKey", region, number, "data")
            yield from described(place, region, at, metadata)
            policy = within(content, "kms", "getKeyPolicy", region, number, "data")
            if policy and isinstance(metadata.get("Arn"), str):
                at = root + pointer("kms", "getKeyPolicy", region, number, "data")
                yield from policy_of_key(place, region, at, metadata["Arn"], policy)


def _hubs(place: Place, content: Json, root: str) -> Iterator[Answer]:
    for region, found in within(content, *_HUB).items():
        at = root + pointer(*_HUB, region)
        data, error = (found.get(name) for name in ("data", "err")) if isinstance(found, dict) else (None, None)
        if isinstance(data, dict) and error is None:
            yield place.answer("securityhub:DescribeHub", pages=(data,), pointers=(f"{at}/data",), region=region)
        else:
            yield _without(place, "securityhub:DescribeHub", {}, region, at, error)


def _without(  # noqa: PLR0917 - an answer's fields
    place: Place, call: str, request: Json, region: str, at: str, error: Any
) -> Answer:
    """What became of a question that has no answer."""
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, str):
        return place.untold(call, request=request, region=region, pointer=at, why=_EMPTY)
    message = str(error.get("message") or "")
    absent = CALLS[call] if call != "securityhub:DescribeHub" or _NOT_ENABLED in message else frozenset[str]()
    outcome, told = refusal(code, message, absent)
    return place.answer(call, pages=(), pointers=(f"{at}/err",), region=region, request=request, outcome=outcome, error=told)
