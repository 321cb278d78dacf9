"""What somebody names beforehand: topics and log groups of a plan, or by their ARN.

No alarm or trail of the account need lead there yet: a plan may be the first to name what has long stood in it. They are
asked about as if an alarm, or a trail, of the account named them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_collector.call_table import CALLS
from trailgate_collector.errors import UsageError
from trailgate_collector.expressions import arn_part
from trailgate_collector.followups import follow_ups
from trailgate_collector.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_collector.followups import Reach

_PLACE: Final = r"[a-z]{2,}(?:-[a-z0-9]+)+:\d{12}"
TOPIC: Final = re.compile(rf"arn:aws[a-z-]*:sns:{_PLACE}:[A-Za-z0-9_-]{{1,256}}(?:\.fifo)?", re.ASCII)
LOG_GROUP: Final = re.compile(rf"arn:aws[a-z-]*:logs:{_PLACE}:log-group:[A-Za-z0-9_./#-]{{1,512}}(?::\*)?", re.ASCII)


def expect_topic(arn: str) -> None:
    """Raises UsageError where the text cannot be a topic's ARN; whether there is such a topic, AWS knows."""
    if not TOPIC.fullmatch(arn):
        raise UsageError(f"--topic {arn!r} is no topic; expected an ARN such as arn:aws:sns:us-east-1:111122223333:alarms.")


def expect_log_group(arn: str) -> None:
    """Raises UsageError where the text cannot be a log group's ARN; whether there is such a group, AWS knows."""
    if not LOG_GROUP.fullmatch(arn):
        example = "arn:aws:logs:us-east-1:111122223333:log-group:cloudtrail"
        raise UsageError(f"--log-group {arn!r} is no log group; expected an ARN such as {example}.")


def is_named(text: str) -> bool:
    """Whether a text is the ARN of something that can be asked about."""
    return bool(TOPIC.fullmatch(text) or LOG_GROUP.fullmatch(text))


def questions_about(arns: Iterable[str], *, account: str, partition: str, reach: Reach) -> Iterator[Question]:
    """What to ask about these topics and log groups; of another partition, and of another account's groups, nothing."""
    for arn in sorted(set(arns)):
        region = arn_part(arn, 3)
        if region is None or arn_part(arn, 1) != partition:
            continue
        if TOPIC.fullmatch(arn):
            yield from _as_if("DescribeAlarms", region, {"MetricAlarms": [{"AlarmActions": [arn]}]}, reach)
        elif arn_part(arn, 4) == account:
            group = arn if arn.endswith(":*") else f"{arn}:*"
            yield from _as_if("DescribeTrails", region, {"trailList": [{"CloudWatchLogsLogGroupArn": group}]}, reach)


def _as_if(operation: str, region: str, page: dict[str, Any], reach: Reach) -> Iterator[Question]:
    """The questions that such a page would call for."""
    (call,) = (call for call in CALLS if call.operation == operation)
    return follow_ups(Question(call=call, region=region, request={}), page, reach)
