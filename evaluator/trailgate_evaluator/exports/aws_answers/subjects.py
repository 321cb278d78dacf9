"""What an answer is about that does not say so.

By the name of its file, else the only thing of its kind that the answers around it name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from trailgate_evaluator.exports.aws_answers import arns
from trailgate_evaluator.exports.aws_answers.shapes import rows
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

_OTHER: Final = regex(r"[^a-z0-9]+")
_COMMANDS: Final = regex(
    r"-(?:get-trail-status|describe-trails|get-event-selectors|describe-metric-filters|describe-log-groups|get-topic-attributes"
    r"|list-subscriptions-by-topic|list-subscriptions|list-topics|get-subscription-attributes|describe-key|get-key-policy"
    r"|list-targets-by-rule|list-rules|describe-alarms)(?=-)"
)


class Subjects:
    """What the answers around a file name: trails and topics and keys by ARN, log groups and rules by name."""

    def __init__(self) -> None:
        self._within: dict[tuple[str, str], dict[str, str]] = {}

    def note(self, call: str, page: Json, file: str) -> None:
        """Keeps what the answer to a call names."""
        for kind, value, label in _named(call, page):
            for folder in folders(file):
                self._within.setdefault((folder, kind), {})[value] = label

    def about(self, kind: str, file: str) -> str | None:
        """What a file is about; None where its name tells none, and there is more than one, or none."""
        found = self.around(kind, file)
        if not found:
            return None
        told = words(file)
        labels = {value: words_of(label) for value, label in found.items()}
        named = {value: label for value, label in labels.items() if label and f"-{label}-" in told}
        if named:
            longest = max(map(len, named.values()))
            best = [value for value, label in named.items() if len(label) == longest]
            return best[0] if len(best) == 1 else None
        return next(iter(found)) if len(found) == 1 else None

    def around(self, kind: str, file: str) -> dict[str, str]:
        """The things of a kind that answers in the nearest folder around name, with what each is called."""
        return next((found for folder in folders(file) if (found := self._within.get((folder, kind)))), {})


def words(file: str) -> str:
    """The words of a file's name and of its folder's, without a command's own, with a dash on both sides of each."""
    last = "/".join(file.removesuffix(".gz").split("/")[-2:])
    return _COMMANDS.sub("", f"-{words_of(last)}-") + "-"


def words_of(text: str) -> str:
    """The words of a text, with a dash between them."""
    return _OTHER.sub("-", unquote(text).lower()).strip("-")


def folders(path: str) -> list[str]:
    """The folders around a file, from the innermost out."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(len(parts), -1, -1)]


def _named(call: str, page: Json) -> Iterable[tuple[str, str, str]]:  # noqa: C901, PLR0912 - a table
    match call:
        case "cloudtrail:DescribeTrails":
            for row in rows(page, "trailList"):
                if isinstance(row.get("TrailARN"), str):
                    yield "trail", row["TrailARN"], str(row.get("Name") or arns.name(row["TrailARN"]))
                if group := arns.name(row.get("CloudWatchLogsLogGroupArn")):
                    yield "group", group, group
        case "cloudwatch:DescribeAlarms":
            for kind in ("MetricAlarms", "CompositeAlarms"):
                for row in rows(page, kind):
                    actions = row.get("AlarmActions")
                    for action in actions if isinstance(actions, list) else ():
                        if arns.part(action, 2) == "sns":
                            yield "topic", action, str(arns.part(action, 5))
        case "sns:GetTopicAttributes":
            topic = page["Attributes"]["TopicArn"]
            if isinstance(topic, str):
                yield "topic", topic, str(arns.part(topic, 5))
            key = page["Attributes"].get("KmsMasterKeyId")
            if isinstance(key, str) and key:
                yield "asked_key", key, key
        case "sns:ListTopics":
            for row in rows(page, "Topics"):
                if isinstance(row["TopicArn"], str):
                    yield "topic", row["TopicArn"], str(arns.part(row["TopicArn"], 5))
        case "kms:DescribeKey":
            key = page["KeyMetadata"].get("Arn")
            if isinstance(key, str):
                yield "key", key, str(page["KeyMetadata"].get("KeyId") or key)
        case "events:ListRules":
            for row in rows(page, "Rules"):
                if isinstance(row.get("Name"), str):
                    yield "rule", row["Name"], row["Name"]
