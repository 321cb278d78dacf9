"""Changes as Terraform: blocks to add; what the configuration has already is told as comments, by address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.account.view import label_of
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.hcl import Block, Expression, data, joined, json_encoded, resource
from trailgate_evaluator.fix.writing.terraform_edits import edit
from trailgate_evaluator.fix.writing.terraform_words import Words
from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]


def configuration(changes: Sequence[Change], document: Json, name: str) -> str:
    """HCL to add to a configuration whose default provider works in the account and region that are named at its top."""
    words = Words(document=document, changes=changes)
    writer = _Blocks(document=document, words=words)
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
        blocks = "\n".join(writer.of(change))
        for module, addresses in words.taken_from_modules():
            told = f"{' and '.join(addresses)} {'are' if len(addresses) > 1 else 'is'} in {module}"
            lines.append(f"#    {one_line(told)}: put this there, or give the value out by an output of that module.\n")
        lines.append(blocks)
    return "".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blocks:
    """The blocks of one document's changes."""

    document: Json
    words: Words

    def of(self, change: Change) -> Iterator[str]:
        """The blocks and comments of one change."""
        for kind, identity in change.creates:
            if kind == "trails":
                yield from self._trail(change)
            else:
                yield self._block(kind, identity)
        if change.edits:
            yield from edit(self.words, change)

    def _block(self, kind: str, identity: str) -> str:
        entry = self.document[kind][identity]
        block, label = self.words.labels[identity]
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
            "log_group_name": self.words.said(entry["log_group"], "name"),
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
            "alarm_actions": [self.words.said(action, "arn") for action in entry["actions"]],
        }

    def _topics(self, entry: Json) -> Json:
        return {"name": entry["name"]}

    def _subscriptions(self, entry: Json) -> Json:
        return {"topic_arn": self.words.said(entry["topic"], "arn"), "protocol": entry["protocol"], "endpoint": entry["endpoint"]}

    def _trail(self, change: Change) -> Iterator[str]:
        """A trail with its bucket and role; a plan may not tell the account, so AWS is asked for it."""
        entry = self.document["trails"][change.target]
        label = self.words.labels[change.target][1]
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
        yield from self.words.role(change)
        yield resource(
            "aws_cloudtrail",
            label,
            {
                "name": entry["name"],
                "s3_bucket_name": Expression(f"aws_s3_bucket.{label}.id"),
                "is_multi_region_trail": True,
                "include_global_service_events": True,
                "enable_log_file_validation": True,
                **self.words.group_arguments(change),
                "depends_on": [Expression(f"aws_s3_bucket_policy.{label}"), Expression(_policy_of(change))],
            },
        )


def _policy_of(change: Change) -> str:
    return f"aws_iam_role_policy.{label_of(change.parameters['role'])}"
