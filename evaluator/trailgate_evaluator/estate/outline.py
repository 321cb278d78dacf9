"""What a snapshot tells other accounts' snapshots: its trails, and what its chains reach outside of it.

It is read without judging anything: what is not of the form is passed over here, and is an error where the snapshot is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.document.index import metrics_of
from trailgate_evaluator.estate.delegation import NOTHING as UNTOLD
from trailgate_evaluator.estate.delegation import Delegation, delegation_in
from trailgate_evaluator.estate.raw import account_in, calls_of, objects, text
from trailgate_evaluator.estate.rules import NOTHING, Told, rules_in
from trailgate_evaluator.estate.told import told_of_trails
from trailgate_evaluator.readers.snapshot.arns import Arn, log_group_id, parse_arn
from trailgate_evaluator.readers.snapshot.names import alias_in
from trailgate_evaluator.readers.snapshot.sharing_role import SHARING_ROLE, let_in
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.document.parts import Parts

Json = dict[str, Any]

DESCRIBE_TRAILS: Final = "DescribeTrails"
DESCRIBE_ALARMS: Final = "DescribeAlarms"
_NUMBER: Final = regex(r"\d{12}", re.ASCII)
_ANSWERS: Final = frozenset({"answered", "truncated", "absent"})
_ALARMS: Final = ("MetricAlarms", "CompositeAlarms", "LogAlarms")


class Outline(Struct, frozen=True, kw_only=True):
    """One snapshot's account, and what it names of others: by ARN, each with the account that owns it.

    `organization` is the id of the organization that the account says it is in, `management` the number of that one's management
    account. `owned` are organization trails of its own, `trails` what it was told of each one that it lists.
    `groups` and `topics` are those of other accounts that its trails deliver to and its alarms notify; `notified` are all topics
    that its alarms notify, `subscribed` its own confirmed subscriptions by topic. `watched` are the
    accounts whose metrics its alarms watch, `monitors` the monitoring accounts that its links lead to, each with the region, and
    `lets_in` the accounts that its role lets see its metrics without a link, in any region. `receives` are the accounts whose
    links are attached to its sinks, each with the region.
    `listed` are the rows of the organization's account list, each with the account, where it was told that, and `lists_all` is
    whether it was told them all; `alias` is the account's own IAM alias.
    `answered` is whether AWS answered anything about the account, `describes` whether it was told its organization itself.
    `delivered` are all groups that its trails deliver to, `rules` what it was told of centralization rules,
    `delegation` what it lets members do as the management account.
    """

    account: str
    organization: str | None
    management: str | None = None
    owned: frozenset[str] = frozenset()
    trails: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[tuple[str, str]] = frozenset()
    notified: frozenset[str] = frozenset()
    subscribed: dict[str, frozenset[str]] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()
    monitors: frozenset[tuple[str, str]] = frozenset()
    lets_in: frozenset[str] = frozenset()
    receives: frozenset[tuple[str, str]] = frozenset()
    listed: tuple[tuple[str, Json], ...] = ()
    lists_all: bool = False
    alias: str | None = None
    answered: bool = True
    describes: bool = False
    delivered: frozenset[str] = frozenset()
    rules: Told = NOTHING
    delegation: Delegation = UNTOLD


def outline_of(content: Json) -> Outline | None:
    """The outline of a snapshot; None where it does not tell whose it is."""
    number = account_in(content)
    if number is None:
        return None
    trails = list(_rows(content, "cloudtrail", DESCRIBE_TRAILS, ("trailList",)))
    alarms = list(_rows(content, "cloudwatch", DESCRIBE_ALARMS, _ALARMS))
    actions = (action for alarm in alarms for action in _texts(alarm, "AlarmActions"))
    notified = _topics(actions)
    delivered = frozenset(log_group_id(group) for trail in trails if (group := text(trail.get("CloudWatchLogsLogGroupArn"))))
    return Outline(
        account=number,
        organization=_organization(content, "id"),
        management=_organization(content, "management_account"),
        owned=frozenset(
            arn
            for trail in trails
            if trail.get("IsOrganizationTrail") is True and (arn := text(trail.get("TrailARN"))) and _owner(arn) == number
        ),
        trails=told_of_trails(content, number, trails),
        groups=frozenset(_elsewhere(number, iter(delivered), "logs")),
        topics=frozenset(_elsewhere(number, iter(notified), "sns")),
        notified=notified,
        subscribed=_subscribed(content),
        watched=frozenset(found for alarm in alarms for found in _watched(alarm) if found != number),
        monitors=frozenset(_ends(content, number, "ListLinks", "SinkArn")),
        lets_in=frozenset(_let_in(content)) - {number},
        receives=frozenset(_ends(content, number, "ListAttachedLinks", "LinkArn")),
        listed=tuple(
            (row["Id"], row)
            for row in _rows(content, "organizations", "ListAccounts", ("Accounts",))
            if _NUMBER.fullmatch(text(row.get("Id")) or "")
        ),
        lists_all=any(call.get("outcome") == "answered" for _, call in calls_of(content, "organizations", "ListAccounts")),
        alias=next(filter(None, map(alias_in, _pages(content, "iam", "ListAccountAliases"))), None),
        answered=any(True for one in objects(content.get("calls")) if one.get("outcome") in _ANSWERS),
        describes=any(
            call.get("outcome") == "answered" for _, call in calls_of(content, "organizations", "DescribeOrganization")
        ),
        delivered=delivered,
        rules=rules_in(content),
        delegation=delegation_in(content) if number == _organization(content, "management_account") else UNTOLD,
    )


def outline_of_parts(parts: Parts, before: Outline) -> Outline:
    """The outline of an account as these parts have it; what they do not tell stays as it was `before`."""
    number = parts.subject["account"]
    trails, alarms = parts.resources["trails"].values(), parts.resources["alarms"].values()
    delivered = frozenset(group for trail in trails if isinstance(group := trail["log_group"], str))
    notified = _topics(action for alarm in alarms for action in alarm["actions"] if isinstance(action, str))
    return replace(
        before,
        owned=frozenset(trail["id"] for trail in trails if trail["organization"] is not False and trail["account"] == number),
        groups=frozenset(_elsewhere(number, iter(delivered), "logs")),
        topics=frozenset(_elsewhere(number, iter(notified), "sns")),
        notified=notified,
        delivered=delivered,
        watched=frozenset(
            metric["account"]
            for alarm in alarms
            for metric in metrics_of(alarm)
            if isinstance(metric, dict) and isinstance(metric.get("account"), str) and metric["account"] != number
        ),
    )


def _rows(content: Json, service: str, operation: str, keys: tuple[str, ...]) -> Iterator[Json]:
    for page in _pages(content, service, operation):
        for key in keys:
            yield from objects(page.get(key))


def _pages(content: Json, service: str, operation: str) -> Iterator[Json]:
    for _, call in calls_of(content, service, operation):
        yield from objects(call.get("pages"))


def _ends(content: Json, number: str, operation: str, key: str) -> Iterator[tuple[str, str]]:
    """The accounts at the other ends of links, each with the region."""
    for row in _rows(content, "oam", operation, ("Items",)):
        arn = parse_arn(text(row.get(key)) or "")
        if arn is not None and arn.account != number:
            yield arn.account, arn.region


def _let_in(content: Json) -> list[str]:
    named = (
        let_in(page.get("Role"))
        for _, call in calls_of(content, "iam", "GetRole")
        if call.get("request") == {"RoleName": SHARING_ROLE}
        for page in objects(call.get("pages"))
    )
    return next(filter(None, named), [])


def _organization(content: Json, member: str) -> str | None:
    stated = content.get("organization")
    found = stated.get(member) if isinstance(stated, dict) else None
    return found if isinstance(found, str) else None


def _subscribed(content: Json) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in _rows(content, "sns", "ListSubscriptions", ("Subscriptions",)):
        topic, arn = text(row.get("TopicArn")), text(row.get("SubscriptionArn"))
        if topic is not None and arn is not None and arn.startswith("arn:"):
            found[topic] = found.get(topic, frozenset()) | {arn}
    return found


def _topics(actions: Iterable[str]) -> frozenset[str]:
    return frozenset(action for action in {*actions} if (named := parse_arn(action)) is not None and named.service == "sns")


def _watched(alarm: Json) -> Iterator[str]:
    metrics = alarm.get("Metrics")
    for query in metrics if isinstance(metrics, list) else []:
        found = query.get("AccountId") if isinstance(query, dict) else None
        if isinstance(found, str):
            yield found


def _elsewhere(account: str, arns: Iterable[str], service: str) -> Iterator[tuple[str, str]]:
    for named in arns:
        arn = parse_arn(named)
        if isinstance(arn, Arn) and arn.service == service and arn.account not in {"", account}:
            yield arn.account, named


def _owner(named: str) -> str | None:
    arn = parse_arn(named)
    return None if arn is None else arn.account


def _texts(row: Json, key: str) -> list[str]:
    found = row.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
