"""CloudWatch Logs centralization: which log groups a rule of the organization copies, and where to.

What a rule does is decided only as far as AWS documents it. Sources:
https://docs.aws.amazon.com/cloudwatch/latest/observabilityadmin/API_CentralizationRule.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs_Centralization.html (new events alone are copied)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.field_selection import selects

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

GET_RULE: Final = "observabilityadmin:GetCentralizationRuleForOrganization"
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]", re.ASCII)
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a rule makes of a log group: `to` is the copy's ARN, None where its name is not told; `sure` that there is one."""

    rule: Rule
    to: str | None
    sure: bool


def copy_of(rule: Rule, group: str, organization: str, *, copyable: bool | None) -> Copy | None:
    """What the rule makes of the group; None where it surely copies nothing.

    `copyable` is False of a group with a customer's key, True of one without, None where that is not told.
    """
    if rule.content is None:
        return Copy(rule=rule, to=None, sure=False)
    _, partition, _, region, account, _, name = group.split(":", 6)
    source = _object(rule.content.get("Source"))
    if "SourceLogsConfiguration" not in source:
        return None  # it is about metrics, profiles or another thing
    logs = _object(source["SourceLogsConfiguration"])
    known = {"OrganizationId": organization, "AccountId": account, "LogGroupName": name}
    found = _all(
        [
            _lists(source.get("Regions"), region),
            _selected(source.get("Scope"), known),
            _selected(logs.get("LogGroupSelectionCriteria"), known),
            True if logs.get("DataSourceSelectionCriteria") in {None, "*"} else None,
            True if copyable else _with_key(copyable, logs.get("EncryptedLogGroupStrategy")),
        ]
    )
    if found is False:
        return None
    destination = _object(rule.content.get("Destination"))
    into = _object(destination.get("DestinationLogsConfiguration"))
    variables = {"logGroup": name, "accountId": account, "region": region, "org.id": organization}
    named = _named(_object(into.get("LogGroupNameConfiguration")).get("LogGroupNamePattern"), variables)
    told = named is not None and rule.account is not None and rule.region is not None
    to = f"arn:{partition}:logs:{rule.region}:{rule.account}:log-group:{named}" if told else None
    if to == group:
        return None
    return Copy(rule=rule, to=to, sure=found is True and to is not None and rule.healthy and _takes_all(into))


def _with_key(copyable: bool | None, strategy: object) -> bool | None:  # noqa: FBT001 - three values
    """A group with a customer's key is left out where the rule says so; whether the key lets it be copied is not told."""
    return False if copyable is False and strategy == "SKIP" else None


def _takes_all(into: Json) -> bool:
    """Whether the key of the destination's group keeps nothing out of it."""
    encryption = _object(into.get("LogsEncryptionConfiguration"))
    return encryption.get("EncryptionStrategy", "AWS_OWNED") == "AWS_OWNED" or (
        encryption.get("EncryptionConflictResolutionStrategy") == "ALLOW"
    )


def _named(pattern: object, variables: dict[str, str]) -> str | None:
    """The name that a pattern gives a copy; None without a pattern, since what is done then is not documented."""
    if not isinstance(pattern, str):
        return None
    parts = _VARIABLE.split(pattern)
    found = [variables.get(part.removeprefix("source.")) if place % 2 else part for place, part in enumerate(parts)]
    return None if None in found else "".join(map(str, found))


def _lists(regions: object, region: str) -> bool | None:
    if not isinstance(regions, list) or not all(isinstance(one, str) and _REGION.fullmatch(one) for one in regions):
        return True if isinstance(regions, list) and region in regions else None
    return region in regions


def _selected(text: object, known: dict[str, str]) -> bool | None:
    return selects(text, known) if isinstance(text, str) else None


def _all(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
