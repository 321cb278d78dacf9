"""CloudWatch centralization: which log groups, and whose metrics, a rule of the organization copies, and where to.

What a rule does is decided only as far as AWS documents it. Sources:
https://docs.aws.amazon.com/cloudwatch/latest/observabilityadmin/API_CentralizationRule.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs_Centralization.html (new events alone are copied; metric
filters of the copy see them; without a pattern the copy has the name of what is copied)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

LIST_RULES: Final = "observabilityadmin:ListCentralizationRulesForOrganization"
GET_RULE: Final = "observabilityadmin:GetCentralizationRuleForOrganization"
_REGION: Final = regex(r"[a-z]{2,4}(-[a-z]+)+-[0-9]", re.ASCII)
_VARIABLE: Final = regex(r"\$\{([^}]*)\}")
LONGEST_NAME: Final = 512
"""Of a log group; what is done with a longer one is not documented."""


class Rule(Struct, frozen=True, kw_only=True):
    """A rule as an account was told it. `content` is None where AWS did not tell it, for the reason `why` with its `error`.

    `account` and `region` are those that it copies to, None where nobody says; `at` is its pointer.
    """

    name: str
    at: str
    account: str | None
    region: str | None
    healthy: bool
    content: Json | None
    why: str | None = None
    error: Json | None = None


class Untold(Struct, frozen=True, kw_only=True):
    """That an account was not told all rules of its organization: the reason `why` with its `error`; `at` is the call's."""

    why: str
    error: Json | None
    at: str


class Doubt(Struct, frozen=True, kw_only=True):
    """That there may be rules which nobody was told: `account` is who would be, for the reason `why`; `by` shows that."""

    by: str
    account: str
    why: str
    error: Json | None = None
    at: str | None = None


class Copy(Struct, frozen=True, kw_only=True):
    """What a rule makes of a log group in one region: `to` is the copy's ARN, None where its name is not told.

    `sure` that there is one, as far as the rule and what it copies tell; `second` that it is the one in the backup region.
    `unlisted` says why its own account does not tell whether it has a key, where that alone is open.
    """

    rule: Rule
    region: str | None
    to: str | None
    sure: bool
    second: bool = False
    unlisted: Json | None = None


class MetricCopy(Struct, frozen=True, kw_only=True):
    """Where a rule may copy an account's metrics to, None where that is not told; that it copies a certain one is never sure."""

    rule: Rule
    account: str | None
    region: str | None


def metric_copies_of(rule: Rule, account: str, region: str, organization: str) -> list[MetricCopy]:
    """What the rule may make of the metrics of this account and region; none where it surely selects neither."""
    content = {} if rule.content is None else rule.content
    source, destination = _object(content.get("Source")), _object(content.get("Destination"))
    if "SourceMetricsConfiguration" not in source:
        return []
    known = {"OrganizationId": organization, "AccountId": account}
    if _all([_lists(source.get("Regions"), region), _selected(source.get("Scope"), known)]) is False:
        return []
    into = _object(destination.get("DestinationMetricsConfiguration"))
    places = {(rule.account, place) for place in (rule.region, *_backup(into))}
    return [
        MetricCopy(rule=rule, account=there, region=place)
        for there, place in sorted(places, key=str)
        if (there, place) != (account, region)
    ]


def _backup(into: Json) -> list[str | None]:
    """The region of another copy, None where it is not told; nothing where there is no other copy."""
    if "BackupConfiguration" not in into:
        return []
    region = _object(into["BackupConfiguration"]).get("Region")
    return [region if isinstance(region, str) else None]


def copies_of(rule: Rule, group: str, organization: str, *, copyable: bool | None) -> list[Copy]:
    """What the rule makes of the group: a copy, and another one in the backup region; none where it surely copies nothing.

    `copyable` is False of a group with a customer's key, True of one without, None where that is not told.
    """
    if rule.content is None:
        return [Copy(rule=rule, region=rule.region, to=None, sure=False)]
    _, partition, _, region, account, _, name = group.split(":", 6)
    known = {"OrganizationId": organization, "AccountId": account, "LogGroupName": name}
    found = _takes(_object(rule.content.get("Source")), region, known, copyable=copyable)
    if found is False:
        return []
    destination = _object(rule.content.get("Destination"))
    into = _object(destination.get("DestinationLogsConfiguration"))
    variables = {"source.logGroup": name, "source.accountId": account, "source.region": region, "source.org.id": organization}
    named = _named(into.get("LogGroupNameConfiguration"), variables)
    sure = found is True and rule.healthy and _takes_all(into)
    made = []
    for number, place in enumerate((rule.region, *_backup(into))):
        told = named is not None and rule.account is not None and place is not None
        to = f"arn:{partition}:logs:{place}:{rule.account}:log-group:{named}" if told else None
        if to != group:
            made.append(Copy(rule=rule, region=place, to=to, sure=sure and to is not None, second=number > 0))
    return made


def perhaps_copies_of(rule: Rule, account: str, region: str, organization: str, *, copyable: bool | None) -> list[Copy]:
    """What the rule may make of a group of this place whose name nobody knows yet; none where it surely copies nothing."""
    content = rule.content
    known = {"OrganizationId": organization, "AccountId": account}
    if content is not None and _takes(_object(content.get("Source")), region, known, copyable=copyable) is False:
        return []
    return [Copy(rule=rule, region=rule.region, to=None, sure=False)]


def _takes(source: Json, region: str, known: dict[str, str], *, copyable: bool | None) -> bool | None:
    """Whether a rule's source selects a group of this region with these fields."""
    if "SourceLogsConfiguration" not in source:
        return False  # it is about metrics, profiles or another thing
    logs = _object(source["SourceLogsConfiguration"])
    return _all(
        [
            _lists(source.get("Regions"), region),
            _selected(source.get("Scope"), known),
            _selected(logs.get("LogGroupSelectionCriteria"), known),
            True if logs.get("DataSourceSelectionCriteria") in {None, "*"} else None,
            True if copyable else _with_key(copyable, logs.get("EncryptedLogGroupStrategy")),
        ]
    )


def _with_key(copyable: bool | None, strategy: object) -> bool | None:  # noqa: FBT001 - three values
    """A group with a customer's key is left out where the rule says so; whether the key lets it be copied is not told."""
    return False if copyable is False and strategy == "SKIP" else None


def _takes_all(into: Json) -> bool:
    """Whether no key that the rule names keeps out what comes from a group without a customer's key.

    By default the rule's key is for copies of groups that have one themselves; where it is for all, the key has to let
    CloudWatch Logs use it, which its policy and its tags alone would tell.
    """
    encryption = _object(into.get("LogsEncryptionConfiguration"))
    return encryption.get("EncryptionStrategy", "AWS_OWNED") == "AWS_OWNED" or (
        encryption.get("EncryptionConflictResolutionStrategy") == "ALLOW"
        and encryption.get("EncryptionScope", "ENCRYPTED_SOURCE_ONLY") == "ENCRYPTED_SOURCE_ONLY"
    )


def _named(configuration: object, variables: dict[str, str]) -> str | None:
    """The name that a rule gives a copy: by its pattern, else that of what is copied; None where it is not told."""
    if configuration is None:
        return variables["source.logGroup"]
    pattern = _object(configuration).get("LogGroupNamePattern")
    if not isinstance(pattern, str):
        return None
    parts = _VARIABLE.split(pattern)
    found = [variables.get(part) if place % 2 else part for place, part in enumerate(parts)]
    named = None if None in found else "".join(map(str, found))
    return named if named is not None and len(named) <= LONGEST_NAME else None


def _lists(regions: object, region: str) -> bool | None:
    if not isinstance(regions, list) or not all(isinstance(one, str) and _REGION.fullmatch(one) for one in regions):
        return True if isinstance(regions, list) and region in regions else None
    return region in regions


def _selected(text: object, known: dict[str, str]) -> bool | None:
    from trailgate_evaluator.languages.field_selection import selects

    return selects(text, known) if isinstance(text, str) else None


def _all(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
