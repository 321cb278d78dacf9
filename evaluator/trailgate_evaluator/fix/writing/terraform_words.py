"""How a configuration says the resources of a document: new ones by their blocks, known ones by address or ARN."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.view import label_of
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.hcl import Expression, joined, json_encoded, resource
from trailgate_evaluator.readers.terraform.plan_json.addresses import split_resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]

_TYPES: Final = {
    "trails": "aws_cloudtrail",
    "log_groups": "aws_cloudwatch_log_group",
    "metric_filters": "aws_cloudwatch_log_metric_filter",
    "alarms": "aws_cloudwatch_metric_alarm",
    "topics": "aws_sns_topic",
    "subscriptions": "aws_sns_topic_subscription",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one configuration; it remembers which addresses it took from modules."""

    document: Json
    changes: Sequence[Change]
    labels: dict[str, tuple[str, str]] = field(init=False, default_factory=dict)
    _foreign: dict[str, list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Names the blocks of everything that is new."""
        taken: defaultdict[str, set[str]] = defaultdict(set)
        for change in self.changes:
            for kind, identity in change.creates:
                name = self.document[kind][identity]["name"]
                self.labels[identity] = _label(kind, identity, str(name), taken[kind])

    def said(self, identity: str, attribute: str) -> Expression | str:
        """A resource's attribute: `arn`, `name` and the like."""
        if identity in self.labels:
            return Expression(f"{'.'.join(self.labels[identity])}.{attribute}")
        address = self._address(identity)
        if address is not None:
            module, address = split_resource(address)
            if module and address not in self._foreign.setdefault(module, []):
                self._foreign[module].append(address)
            return Expression(f"{address}.{attribute}")
        if attribute == "name":
            group: Json = self.document["log_groups"].get(identity, {})
            return str(group["name"])
        return identity

    def taken_from_modules(self) -> list[tuple[str, list[str]]]:
        """What was said of resources in modules since this was asked last: each module with their addresses in it."""
        found = sorted(self._foreign.items())
        self._foreign.clear()
        return found

    def _address(self, identity: str) -> str | None:
        """Where the configuration has a resource."""
        entry: Json = next((self.document[kind][identity] for kind in _TYPES if identity in self.document[kind]), {})
        return entry.get("address") or (identity.removeprefix("tf:") if identity.startswith("tf:") else None)

    def role(self, change: Change) -> Iterator[str]:
        """The role by which CloudTrail writes to the log group of a change."""
        label, group = label_of(change.parameters["role"]), change.parameters["group"]
        arn = self.said(group, "arn")
        streams = joined(arn, ":log-stream:*") if isinstance(arn, Expression) else f"{arn}:log-stream:*"
        trusted = {"name": change.parameters["role"], "assume_role_policy": json_encoded(policies.trust())}
        yield resource("aws_iam_role", label, trusted)
        granted = {
            "name": "log-group",
            "role": Expression(f"aws_iam_role.{label}.id"),
            "policy": json_encoded(policies.of_role(streams)),
        }
        yield resource("aws_iam_role_policy", label, granted)

    def group_arguments(self, change: Change) -> Json:
        """What a trail says of its log group."""
        arn = self.said(change.parameters["group"], "arn")
        return {
            "cloud_watch_logs_group_arn": joined(arn, ":*") if isinstance(arn, Expression) else f"{arn}:*",
            "cloud_watch_logs_role_arn": Expression(f"aws_iam_role.{label_of(change.parameters['role'])}.arn"),
        }


def _label(kind: str, identity: str, name: str, taken: set[str]) -> tuple[str, str]:
    if identity.startswith("tf:"):
        return (_TYPES[kind], identity.rpartition(".")[2])
    wanted = label_of(name)
    label, number = wanted, 1
    while label in taken:
        number += 1
        label = f"{wanted}_{number}"
    taken.add(label)
    return (_TYPES[kind], label)
