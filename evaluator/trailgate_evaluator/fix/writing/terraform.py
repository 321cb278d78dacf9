"""Changes as Terraform: blocks to add; what the configuration has already is told as comments, by address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.writing import terraform_access
from trailgate_evaluator.fix.writing.hcl import Block, resource
from trailgate_evaluator.fix.writing.terraform_edits import edit
from trailgate_evaluator.fix.writing.terraform_scope import Scope
from trailgate_evaluator.fix.writing.terraform_words import Words
from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]


def configuration(changes: Sequence[Change], document: Json, name: str, content: Mapping[str, Any]) -> str:
    """HCL to add to the root module of a configuration; `content` is the plan, or whatever else was given.

    Its default provider works in the account and region that are named at its top.
    """
    words = Words.of(document, changes, Scope.of(content))
    writer = _Blocks(document=document, words=words)
    lines = [f"# Repairs what trailgate found in {one_line(name)}: {len(changes)} change{'' if len(changes) == 1 else 's'}.\n"]
    for account, region in sorted({(change.account, change.region) for change in changes}):
        stated = [one_line(part) for part in (account, region) if not part.startswith("tf:")]
        if stated:
            lines.append(f"# The provider of these resources works in {' '.join(stated)}.\n")
    new = sorted({f"{kind.replace('_', ' ').removesuffix('s')} {document[kind][found]['name']}" for kind, found in _put(changes)})
    if new:
        told = one_line(", ".join(new), 2000)
        lines.append(f"# Terraform puts these over what has their name already, and nothing may have it yet: {told}.\n")
    texts = []
    for number, change in enumerate(ordered(changes), 1):
        note = "" if change.note is None else f"#    {one_line(change.note, 2000)}\n"
        blocks = "\n".join(writer.of(change))
        texts.append(f"\n# {number}. {one_line(change.why, 2000)}\n{note}{blocks}")
    return "".join((*lines, *(f"\n{block}" for block in words.sources()), *texts))


def _put(changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """What is new and would replace another of its name without a word."""
    return ((kind, identity) for change in changes for kind, identity in change.creates if kind in {"metric_filters", "alarms"})


class _Blocks(Struct, frozen=True, kw_only=True):
    document: Json
    words: Words

    def of(self, change: Change) -> Iterator[str]:
        """The blocks and comments of one change."""
        for kind, identity in change.creates:
            if kind == "trails":
                yield from terraform_access.trail(self.words, change)
            else:
                yield self._block(kind, identity)
        if change.edits:
            yield from edit(self.words, change)

    def _block(self, kind: str, identity: str) -> str:
        entry = self.document[kind][identity]
        block, label = self.words.labels[identity]
        arguments = {**self.words.provider(entry["region"]), **getattr(self, f"_{kind}")(entry)}
        waits = self.words.waits()
        return resource(block, label, arguments | ({"depends_on": waits} if waits else {}))

    def _log_groups(self, entry: Json) -> Json:
        return {"name": entry["name"]}

    def _metric_filters(self, entry: Json) -> Json:
        written = entry["transformations"][0]
        optional = {"default_value": written["default"], "unit": written["unit"], "dimensions": written["dimensions"] or None}
        transformation = {
            **{name: self.words.value(written[name]) for name in ("name", "namespace", "value")},
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
        dimensions = {name: self.words.value(value) for name, value in metric["dimensions"].items()}
        return {
            "alarm_name": entry["name"],
            "namespace": self.words.value(metric["namespace"]),
            "metric_name": self.words.value(metric["name"]),
            **({"dimensions": dimensions} if dimensions else {}),
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
