"""What the instances of a plan say of the accounts, regions and partition that its provider blocks work in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from trailgate_evaluator.readers.declared.arns import Arn, parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import is_sensitive
from trailgate_evaluator.regular import regex

_MENTIONS: Final = ("alarm_actions", "arn", "cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn", "topic_arn")
_OF_THE_ACCOUNT: Final = frozenset({"arn", "cloud_watch_logs_role_arn"})
"""What names things of the account itself; topics and log groups may well be another account's."""
_ACCOUNT_ID: Final = regex(r"[0-9]{12}")


class Evidence(Struct):
    """What instances of one provider block say of it."""

    accounts: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)


def learn(instance: Instance, evidence: Evidence, partitions: set[str]) -> Iterator[str]:
    """Take an instance's own ARN as evidence; the accounts of other ARNs that must be of the same account."""
    if instance.mode == "data":
        _learn_from_data(instance, evidence, partitions)
    elif (own := parse_arn(instance.values.get("arn"))) is not None and not is_sensitive(instance, "arn"):
        partitions.add(own.partition)
        if not _is_owned_elsewhere(instance):
            evidence.accounts.add(own.account)
        if own.region:
            evidence.regions.add(own.region)
    for name, arn in _mentioned(instance):
        partitions.add(arn.partition)
        if name in _OF_THE_ACCOUNT and not (name == "arn" and _is_owned_elsewhere(instance)):
            yield arn.account


def _mentioned(instance: Instance) -> Iterator[tuple[str, Arn]]:
    for name in _MENTIONS:
        value = instance.values.get(name)
        if value and not is_sensitive(instance, name):
            for item in value if isinstance(value, list) else (value,):
                if (arn := parse_arn(item)) is not None:
                    yield name, arn


def _learn_from_data(instance: Instance, evidence: Evidence, partitions: set[str]) -> None:
    match instance.type:
        case "aws_caller_identity":
            account = instance.values.get("account_id")
            if isinstance(account, str) and _ACCOUNT_ID.fullmatch(account):
                evidence.accounts.add(account)
        case "aws_region":
            region = instance.values.get("region") or instance.values.get("name") or instance.values.get("id")
            if isinstance(region, str):
                evidence.regions.add(region)
        case "aws_partition":
            partition = instance.values.get("partition")
            if isinstance(partition, str):
                partitions.add(partition)
        case _:
            pass


def _is_owned_elsewhere(instance: Instance) -> bool:
    """Whether the ARN may be of another account than the provider's: an organization's trail is its management account's."""
    return instance.type == "aws_cloudtrail" and instance.values.get("is_organization_trail") is not False
