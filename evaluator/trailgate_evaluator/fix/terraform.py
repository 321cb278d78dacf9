"""Changes as Terraform: blocks to add; what the configuration has already is told as comments, by address."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix import policies
from trailgate_evaluator.fix.hcl import Block, Expression, data, joined, json_encoded, resource
from trailgate_evaluator.fix.ordering import ordered
from trailgate_evaluator.fix.terraform_edits import edit
from trailgate_evaluator.fix.view import label_of
from trailgate_evaluator.report.plain import one_line
from trailgate_evaluator.terraform.addresses import split_resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.change import Change

Json = dict[str, Any]

_TYPES: Final = {
    "trails": "aws_cloudtrail",
    "log_groups": "aws_cloudwatch_log_group",
    "metric_filters": "aws_cloudwatch_log_metric_filter",
    "alarms": "aws_cloudwatch_metric_alarm",
    "topics": "aws_sns_topic",
    "subscriptions": "aws_sns_topic_subscription",
}


def configuration(changes: Sequence[Change], document: Json, name: str) -> str:
    """HCL to add to a configuration whose default provider works in the account and region that are named at its top."""
    words = Words(document=document, changes=changes)
    places = sorted({(change.account, change.region) for change in changes})
    lines = [f"# Repairs what trailgate found in {one_line(name)}: {len(changes)} change{'' if len(changes) == 1 else 's'}.\n"]
    for account, region in places:
        stated = [one_line(part) for part in (account, region) if not part.startswith("tf:")]
        if stated:
            lines.append(f"# The provider of these resources works in {' '.join(stated)}.\n")
    for number, change in enumerate(ordered(changes), 1):
        lines.append(f"\n# {number}. {one_line(change.why, 2000)}\n")
        if change.note is not None:
            lines.append(f"#    {one_line(change.note, 2000)}\n")
        blocks = "\n".join(words.of(change))
        for module, addresses in words.taken_from_modules():
            told = f"{' and '.join(addresses)} {'are' if len(addresses) > 1 else 'is'} in {module}"
            lines.append(f"#    {one_line(told)}: put this there, or give the value out by an output of that module.\n")
        lines.append(blocks)
    return "".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a configuration says the resources of a document: new ones by their blocks, known ones by address or ARN."""

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

    def of(self, change: Change) -> Iterator[str]:
        """The blocks and comments of one change."""
        for kind, identity in change.creates:
            if kind == "trails":
                yield from self._trail(change)
            else:
                yield self._block(kind, identity)
        if change.edits:
            yield from edit(self, change)

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

    def _block(self, kind: str, identity: str) -> str:
        entry = self.document[kind][identity]
        block, label = self.labels[identity]
        return resource(block, label, getattr(self, f"_{kind}")(entry))

    def _log_groups(self, entry: Json) -> Json:
        return {"name": entry["name"]}

    def _metric_filters(self, entry: Json) -> Json:
        written = entry["transformations"][0]
        optional = {"default_value": written["default"], "unit": written["unit"], "dimensions": written["dimensions"] or None}
        transformation = {
            **{name: written[name] for name in ("name", "namespace", "value")},
            **{name: value for name, value in optional.items() if value is not None},
        }
        return {
            "name": entry["name"],
            "log_group_name": self.said(entry["log_group"], "name"),
            "pattern": self.document["patterns"][entry["pattern"]]["text"],
            **({"emit_system_field_dimensions": written["system_dimensions"]} if written["system_dimensions"] else {}),
            "metric_transformation": Block(transformation),
        }

    def _alarms(self, entry: Json) -> Json:
        metric, firing = entry["metric"], entry["firing"]
        return {
            "alarm_name": entry["name"],
            "namespace": metric["namespace"],
            "metric_name": metric["name"],
            **({"dimensions": metric["dimensions"]} if metric["dimensions"] else {}),
            "statistic": firing["statistic"],
            "comparison_operator": firing["operator"],
            "threshold": firing["threshold"],
            "period": firing["period"],
            "evaluation_periods": firing["evaluation_periods"],
            "treat_missing_data": firing["treat_missing"],
            "alarm_actions": [self.said(action, "arn") for action in entry["actions"]],
        }

    def _topics(self, entry: Json) -> Json:
        return {"name": entry["name"]}

    def _subscriptions(self, entry: Json) -> Json:
        return {"topic_arn": self.said(entry["topic"], "arn"), "protocol": entry["protocol"], "endpoint": entry["endpoint"]}

    def _trail(self, change: Change) -> Iterator[str]:
        """A trail with its bucket and role; a plan may not tell the account, so AWS is asked for it."""
        entry = self.document["trails"][change.target]
        label = self.labels[change.target][1]
        account: str | Expression = change.account
        if change.account.startswith("tf:"):
            account = Expression("data.aws_caller_identity.trailgate.account_id")
            yield data("aws_caller_identity", "trailgate")
        partition = self.document["subject"]["partition"]
        stored = Expression(f"aws_s3_bucket.{label}.arn")
        arn = joined(f"arn:{partition}:cloudtrail:{change.region}:", account, f":trail/{entry['name']}")
        bucket = change.parameters["bucket"]
        yield resource("aws_s3_bucket", label, {"bucket": bucket if isinstance(account, str) else joined(f"{bucket}-", account)})
        policy = policies.of_bucket(stored, joined(stored, "/AWSLogs/", account, "/*"), arn)
        yield resource(
            "aws_s3_bucket_policy", label, {"bucket": Expression(f"aws_s3_bucket.{label}.id"), "policy": json_encoded(policy)}
        )
        yield from self.role(change)
        yield resource(
            "aws_cloudtrail",
            label,
            {
                "name": entry["name"],
                "s3_bucket_name": Expression(f"aws_s3_bucket.{label}.id"),
                "is_multi_region_trail": True,
                "include_global_service_events": True,
                "enable_log_file_validation": True,
                **self.group_arguments(change),
                "depends_on": [Expression(f"aws_s3_bucket_policy.{label}"), Expression(_policy_of(change))],
            },
        )


def _policy_of(change: Change) -> str:
    return f"aws_iam_role_policy.{label_of(change.parameters['role'])}"


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
