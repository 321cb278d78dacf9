"""The account as candidates see it: the document as the changes so far leave it, and names for what is new."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.report.names import short_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.fix.account.wishes import Wishes
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

Json = dict[str, Any]

_NAMESPACE: Final = "CISBenchmark"
MOST_FILTERS: Final = 100
"""CloudWatch Logs takes no more metric filters on a log group, and nobody may have the quota raised."""
_TERRAFORM_TYPES: Final[Mapping[str, str]] = {
    "trails": "aws_cloudtrail",
    "log_groups": "aws_cloudwatch_log_group",
    "metric_filters": "aws_cloudwatch_log_metric_filter",
    "alarms": "aws_cloudwatch_metric_alarm",
    "topics": "aws_sns_topic",
    "subscriptions": "aws_sns_topic_subscription",
}


class View(Struct, frozen=True, kw_only=True):
    """One control's decision on one document, with what was wished; `required` is of every control.

    `literal` is the one filter text that counts for the control, where the benchmark's own is wished.
    """

    document: Json
    control: str
    decision: Json
    required: Requirements
    wishes: Wishes
    literal: str | None = None

    @property
    def planned(self) -> bool:
        """Whether the document comes from Terraform, where resources have addresses and new ones no ARN."""
        return bool(self.document["origin"]["kind"] != "aws_snapshot")

    @property
    def subject(self) -> str:
        """The account that is judged, or the symbol that stands for it."""
        return str(self.document["subject"]["account"])

    @property
    def managed(self) -> str | None:
        """The id of the organization that the account manages, as far as it is told."""
        organization = self.document["subject"].get("organization") or {}
        is_manager = organization.get("management_account") == self.subject
        return str(organization["id"]) if is_manager and organization.get("id") is not None else None

    @property
    def constants(self) -> Json:
        """What is the same, and known, in all records of the control, by dotted path."""
        first, *others = [one.model.constants for one in self.required.controls[self.control].values()] or [{}]
        return {path: value for path, value in first.items() if all(path in one and one[path] == value for one in others)}

    @property
    def word(self) -> str:
        """What new resources are named after: the control, without what it is."""
        return self.control.removesuffix("-alarm")

    @property
    def new_name(self) -> str:
        """What a new filter, metric, alarm or topic is called, if nothing is called so."""
        return self.wishes.name_prefix + self.word

    def entry(self, kind: str, identity: str | None) -> Json | None:
        """The resource of that id."""
        found: Json | None = self.document[kind].get(identity)
        return found

    def owned(self, entry: Json) -> bool:
        """Whether the resource is the account's own, or of one that may be changed, too."""
        return self.may_change(str(entry["account"]))

    def may_change(self, account: str) -> bool:
        """Whether something may be made in that account."""
        return account == self.subject or account in self.wishes.accounts

    def said(self, identity: str) -> str:
        """The short name of a resource, for a sentence."""
        everything = {
            found: entry
            for kind in _TERRAFORM_TYPES
            for found, entry in ((identity, self.document[kind].get(identity)),)
            if entry is not None
        }
        return short_name(identity, everything)

    def filters_on(self, group: str) -> Iterator[Json]:
        """The metric filters that sit on a log group for certain."""
        for identity in self.document["index"]["metric_filters_by_log_group"].get(group, ()):
            entry = self.document["metric_filters"][identity]
            if entry["log_group"] == group:
                yield entry

    def is_full(self, group: Json) -> bool:
        """Whether the log group takes no other metric filter."""
        return sum(1 for _ in self.filters_on(group["id"])) >= MOST_FILTERS

    def is_for_control(self, metric_filter: Json) -> bool:
        """Whether the filter is made for the control's records, as far as its pattern tells; one of others is left to them."""
        described = self.document["patterns"].get(metric_filter["pattern"]) if isinstance(metric_filter["pattern"], str) else None
        return described is None or self.control in described.get("sought", [self.control])

    def coverage(self, metric_filter: Json) -> Mapping[str, str]:
        """{record: always, sometimes, never or undecided} of a filter; empty where its pattern is not known."""
        described = self.document["patterns"].get(metric_filter["pattern"]) if isinstance(metric_filter["pattern"], str) else None
        if described is None:
            return {}
        if self.control in described.get("never", ()):
            return dict.fromkeys(self.required.controls[self.control], "never")
        return {record: found["matched"] for record, found in described["coverage"].get(self.control, {}).items()}

    def namespace(self, account: str, region: str) -> str:
        """Where a new metric goes: as wished, else where most of the filters of the place write."""
        if self.wishes.namespace is not None:
            return self.wishes.namespace
        used = Counter(
            written["namespace"]
            for entry in self.document["metric_filters"].values()
            if (entry["account"], entry["region"]) == (account, region)
            for written in entry["transformations"]
            if isinstance(written["namespace"], str)
        )
        return min(used, key=lambda name: (-used[name], name)) if used else _NAMESPACE

    def free_name(self, kind: str, wanted: str, account: str, region: str) -> str:
        """The wanted name, numbered where a resource of that kind has it there."""
        taken = {e["name"] for e in self.document[kind].values() if (e["account"], e["region"]) == (account, region)}
        return _numbered(wanted, "-", taken)

    def free_metric(self) -> str:
        """A metric name that no filter and no alarm uses."""
        written = {t["name"] for f in self.document["metric_filters"].values() for t in f["transformations"] if _plain(t["name"])}
        return _numbered(self.new_name, "-", written | set(self.document["index"]["alarms_by_metric_name"]))

    def new_id(self, kind: str, name: str, account: str, region: str, group: str | None = None) -> str:
        """The id that a new resource has in the document: its ARN, or the address of its new block."""
        if self.planned:
            label = f"tf:{_TERRAFORM_TYPES[kind]}.{label_of(self.word if kind != 'trails' else name)}"
            return _numbered(label, "_", set(self.document[kind]))
        arn = f"arn:{self.document['subject']['partition']}"
        match kind:
            case "trails":
                return f"{arn}:cloudtrail:{region}:{account}:trail/{name}"
            case "log_groups":
                return f"{arn}:logs:{region}:{account}:log-group:{name}"
            case "metric_filters":
                return f"{group}:metric-filter:{name}"
            case "alarms":
                return f"{arn}:cloudwatch:{region}:{account}:alarm:{name}"
            case "topics":
                return f"{arn}:sns:{region}:{account}:{name}"
            case _:
                return _numbered(f"{group}:new", "-", set(self.document[kind]))


def label_of(name: str) -> str:
    """A name as the label of a Terraform block."""
    label = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_")
    return label if label[:1].isalpha() else f"x{label}"


def _plain(name: object) -> bool:
    return isinstance(name, str)


def _numbered(name: str, between: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}{between}{number}"
    return found
