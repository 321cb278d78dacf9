"""What an estate's accounts deserve, worked out from the raw calls by following each chain by hand: no code of the product's.

It knows the accounts that `tests.estates.accounts` makes (one filter that matches, one alarm that fires, one topic), and says
pass, fail or unknown of each, and nothing of whom it reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

Json = dict[str, Any]

FAIL, UNKNOWN, PASS = 0, 1, 2
REFUSED: Final = "refused"
"""Of an account whose chains rest on an answer that another one of the same time contradicts."""
_WORDS: Final = ("fail", "unknown", "pass")


def verdicts(snapshots: dict[str, Json]) -> dict[str, str]:
    """The verdict of each account by all of these snapshots of its partition together."""
    partitions: dict[str, dict[str, Json]] = {}
    for account, one in snapshots.items():
        partitions.setdefault(one["account"]["partition"], {})[account] = one
    return {
        account: REFUSED if _contradicts(account, estate) else _WORDS[_account(account, estate)]
        for estate in partitions.values()
        for account in estate
    }


def _contradicts(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether a trail on which the account's chains rest was told of in two ways at one time."""
    return any(_told_in_two_ways(arn, snapshots) for arn in _resting_on(account, snapshots) if not is_gone(arn, snapshots))


def _resting_on(account: str, snapshots: dict[str, Json]) -> set[str]:
    """The trails that may record the account: those it lists, its own that others list, and where it lists none its owner's."""
    own = snapshots[account]
    whole = _rows(own, "DescribeTrails", "trailList")[1]
    found = set(trails_of(own))
    for teller, other in snapshots.items():
        for arn, row in trails_of(other).items():
            alike = _organization(own) == _organization(snapshots.get(_owner(arn), other)) is not None
            hidden = not whole and teller == _owner(arn) != account
            if row["IsOrganizationTrail"] and alike and (hidden or _owner(arn) == account):
                found.add(arn)
    return found


def is_gone(arn: str, snapshots: dict[str, Json]) -> bool:
    """Whether its owner's list, which lacks it, is no older than any that has it."""
    owner = snapshots.get(_owner(arn))
    if owner is None or arn in trails_of(owner) or not _rows(owner, "DescribeTrails", "trailList")[1]:
        return False
    return _time(owner) >= max(_time(one) for one in snapshots.values() if arn in trails_of(one))


def _told_in_two_ways(arn: str, snapshots: dict[str, Json]) -> bool:
    """Whether two accounts were told different things of the trail at one time, and nobody later."""
    return any(len(newest(arn, question, snapshots)) > 1 for question in QUESTIONS)


def newest(trail: str, question: str, snapshots: dict[str, Json]) -> dict[str, list[str]]:
    """The newest answers to a question about a trail, as text, each with the accounts that were told it at that time."""
    told = {account: answer for account, one in snapshots.items() if (answer := QUESTIONS[question](trail, one)) is not None}
    last = max((_time(snapshots[account]) for account in told), default="")
    found: dict[str, list[str]] = {}
    for account, answer in told.items():
        if _time(snapshots[account]) == last:
            found.setdefault(answer, []).append(account)
    return found


def _logging(trail: str, snapshot: Json) -> str | None:
    told, answered = _one(snapshot, "GetTrailStatus", Name=trail)
    return str(told["IsLogging"]) if answered and trail in trails_of(snapshot) else None


def _selecting(trail: str, snapshot: Json) -> str | None:
    told, answered = _one(snapshot, "GetEventSelectors", TrailName=trail)
    return str(told["EventSelectors"][0]["IncludeManagementEvents"]) if answered and trail in trails_of(snapshot) else None


def _group_of(trail: str, snapshot: Json) -> str | None:
    return trails_of(snapshot)[trail]["CloudWatchLogsLogGroupArn"].removesuffix(":*") if trail in trails_of(snapshot) else None


def _regions_of(trail: str, snapshot: Json) -> str | None:
    return str(trails_of(snapshot)[trail]["IsMultiRegionTrail"]) if trail in trails_of(snapshot) else None


QUESTIONS: Final[dict[str, Callable[[str, Json], str | None]]] = {
    "logging": _logging, "selectors": _selecting, "log_group": _group_of, "multi_region": _regions_of,
}  # fmt: skip
"""What is asked about a trail, with what a snapshot was told of it, as text; None where it was told nothing."""


def _account(account: str, snapshots: dict[str, Json]) -> int:
    """The best trail counts; a trail that nobody may list may be as good as any."""
    whole = _rows(snapshots[account], "DescribeTrails", "trailList")[1]
    trails = [arn for arn in _resting_on(account, snapshots) if not is_gone(arn, snapshots)]
    groups = {next(iter(newest(arn, "log_group", snapshots)), "") for arn in trails}
    return max([*(_trail(arn, groups, snapshots) for arn in trails), FAIL if whole else UNKNOWN])


def _trail(arn: str, groups: set[str], snapshots: dict[str, Json]) -> int:
    """`groups` are all groups that trails which record the account deliver to."""
    told = {question: next(iter(newest(arn, question, snapshots)), None) for question in QUESTIONS}
    judged = {None: UNKNOWN, "True": PASS, "False": FAIL}
    group = str(told["log_group"])
    recording = min(judged[told[question]] for question in ("logging", "selectors", "multi_region"))
    return min(recording, max(_group(group, snapshots), _copy(group, groups, snapshots)))


def _copy(group: str, groups: set[str], snapshots: dict[str, Json]) -> int:
    """What a centralization rule that some account was told of makes of the group: the one rule that generated estates have."""
    rows, owner = [], snapshots.get(_owner(group))
    untold = False
    for one in snapshots.values():
        calls = [call for call in one["calls"] if call["operation"] == "ListCentralizationRulesForOrganization"]
        untold = untold or any(call["outcome"] != "answered" for call in calls)
        rows += [(one, row) for row in _rows(one, "ListCentralizationRulesForOrganization", "CentralizationRuleSummaries")[0]]
    if not rows or owner is None:
        return UNKNOWN if untold and owner is not None else FAIL
    teller, row = max(rows, key=lambda one: _time(one[0]))
    to = row["DestinationAccountId"]
    told, answered = _one(teller, "GetCentralizationRuleForOrganization")
    if not answered:
        return UNKNOWN
    source = told["CentralizationRule"]["Source"]
    if "SourceLogsConfiguration" not in source or group.split(":")[3] not in source["Regions"] or to == _owner(group):
        return FAIL
    listed = any(one["arn"].removesuffix(":*") == group for one in _rows(owner, "DescribeLogGroups", "logGroups")[0])
    copied = _group(group.replace(_owner(group), to), snapshots)
    there = snapshots.get(to, {"calls": []})
    listed = listed and any(_owner(one["arn"]) == to for one in _rows(there, "DescribeLogGroups", "logGroups")[0])
    origins = {_owner(one) for one in groups if _owner(one) in {*snapshots, to}}
    if listed and row["RuleHealth"] == "Healthy" and to in snapshots and len(origins) == 1:
        return copied
    return min(UNKNOWN, copied) if to in snapshots else UNKNOWN


def trails_of(snapshot: Json) -> dict[str, Json]:
    """The trails that a snapshot lists, by ARN."""
    return {row["TrailARN"]: row for row in _rows(snapshot, "DescribeTrails", "trailList")[0]}


def _group(group: str, snapshots: dict[str, Json]) -> int:
    owner = snapshots.get(_owner(group))
    if owner is None:
        return UNKNOWN
    filters, whole = _rows(owner, "DescribeMetricFilters", "metricFilters")
    groups, listed = _rows(owner, "DescribeLogGroups", "logGroups")
    if not groups and not filters and listed:
        return FAIL
    if not filters:
        return FAIL if whole else min(UNKNOWN, _alarms(_owner(group), snapshots))
    return _alarms(_owner(group), snapshots)


def _copied_to(account: str, snapshots: dict[str, Json]) -> str | None:
    """The account to which a rule may copy the metrics of this one."""
    tellers = [one for one in snapshots.values() if _one(one, "GetCentralizationRuleForOrganization")[1]]
    if not tellers or _organization(max(tellers, key=_time)) != _organization(snapshots[account]):
        return None
    rule = _one(max(tellers, key=_time), "GetCentralizationRuleForOrganization")[0]["CentralizationRule"]
    to: str = rule["Destination"]["Account"]
    selects = rule["Destination"]["Region"] in rule["Source"]["Regions"]
    return to if "SourceMetricsConfiguration" in rule["Source"] and selects and to != account else None


def _watch_copies(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether an alarm may stand on a copy of the account's metrics."""
    to = _copied_to(account, snapshots)
    if to is None or to not in snapshots:
        return to is not None
    alarms, whole = _rows(snapshots[to], "DescribeAlarms", "MetricAlarms")
    return not whole or any(_watches(alarm, to, to, snapshots, set()) is not None for alarm in alarms)


def _alarms(account: str, snapshots: dict[str, Json]) -> int:
    found = [UNKNOWN] if _watch_copies(account, snapshots) else []
    sharing = _sinks(snapshots[account]) | {place for place, one in snapshots.items() if account in _receives(one)}
    for place, snapshot in snapshots.items():
        alarms, whole = _rows(snapshot, "DescribeAlarms", "MetricAlarms")
        for alarm in alarms:
            sees = _watches(alarm, account, place, snapshots, sharing)
            if sees is not None:
                found.append(min(sees, max((_topic(action, place, snapshots) for action in alarm["AlarmActions"]), default=FAIL)))
        if place == account and not whole:
            found.append(UNKNOWN)
    others = {one: snapshots.get(one) for one in sharing - {account}}
    unread = any(one is None or not _rows(one, "DescribeAlarms", "MetricAlarms")[1] for one in others.values())
    return max([*found, UNKNOWN if unread else FAIL])


def _watches(alarm: Json, account: str, place: str, snapshots: dict[str, Json], sharing: set[str]) -> int | None:
    """Whether the alarm sees the account's metric; None where it watches another one's. A query alone tells of no account."""
    if "Expression" in (alarm.get("Metrics") or [{}])[0]:
        may = place == account or (place in sharing and _linked(snapshots[account], snapshots[place]) != FAIL)
        return UNKNOWN if may else None
    watched = [one.get("AccountId", place) for one in alarm.get("Metrics", [])] or [place]
    if watched != [account]:
        return None
    return PASS if place == account else _sees(snapshots[account], snapshots[place])


def _sees(source: Json, monitor: Json) -> int:
    """Whether a monitoring account sees the source's metrics: by a link, and perhaps by a role where there is none."""
    linked = _linked(source, monitor)
    return UNKNOWN if linked == FAIL and _number(monitor) in _let_in(source, unasked={_number(monitor)}) else linked


def _linked(source: Json, monitor: Json) -> int:
    """Whether a link shares all metrics: as each of the two tells that was asked; the source alone knows of filters."""
    links, asked = _rows(source, "ListLinks", "Items")
    given = _number(monitor) in {_owner(link["SinkArn"]) for link in links} if asked else None
    taken = _number(source) in _receives(monitor) if _rows(monitor, "ListSinks", "Items")[1] else None
    if given is taken is None or {given, taken} == {True, False}:
        return UNKNOWN
    if False in {given, taken}:
        return FAIL
    return PASS if given and not _rows(source, "GetLink", "LinkConfiguration")[0] else UNKNOWN


def _receives(snapshot: Json) -> set[str]:
    return {_owner(link["LinkArn"]) for link in _rows(snapshot, "ListAttachedLinks", "Items")[0]}


def _sinks(snapshot: Json) -> set[str]:
    """The accounts whose alarms may watch this one's metrics: those of its links, and those that its role names."""
    return {_owner(link["SinkArn"]) for link in _rows(snapshot, "ListLinks", "Items")[0]} | _let_in(snapshot, unasked=set())


def _let_in(snapshot: Json, unasked: set[str]) -> set[str]:
    """The accounts that the sharing role lets in; `unasked` where nobody asked for the role."""
    calls = [call for call in snapshot["calls"] if call["operation"] == "GetRole"]
    if not calls:
        return unasked
    statements = [one for page in calls[0].get("pages", []) for one in page["Role"]["AssumeRolePolicyDocument"]["Statement"]]
    named = [principal for one in statements for principal in one["Principal"]["AWS"]]
    return unasked if "*" in named else {_owner(principal) for principal in named}


def _topic(topic: str, place: str, snapshots: dict[str, Json]) -> int:
    for account in (_owner(topic), place):
        if account in snapshots:
            rows, whole = _rows(snapshots[account], "ListSubscriptionsByTopic", "Subscriptions", TopicArn=topic)
            shown = _confirmed(rows, topic)
            if whole:
                return PASS if shown else UNKNOWN if _made_since(topic, account, snapshots) else FAIL
    return PASS if any(_subscribed(topic, one) for one in snapshots.values()) else UNKNOWN


def _made_since(topic: str, account: str, snapshots: dict[str, Json]) -> bool:
    """Whether some account lists a subscription as its own, later than this one was told all of the topic's."""
    return any(_subscribed(topic, one) for one in snapshots.values() if _time(one) > _time(snapshots[account]))


def _subscribed(topic: str, snapshot: Json) -> set[str]:
    return _confirmed(_rows(snapshot, "ListSubscriptions", "Subscriptions")[0], topic)


def _confirmed(rows: list[Json], topic: str) -> set[str]:
    told = [row["SubscriptionArn"] for row in rows if row["TopicArn"] == topic]
    return {arn for arn in told if arn.startswith("arn:")}


def _rows(snapshot: Json, operation: str, key: str, **request: str) -> tuple[list[Json], bool]:
    """The rows that a call shows, and whether every such call was answered."""
    calls = [call for call in snapshot["calls"] if call["operation"] == operation and request.items() <= call["request"].items()]
    rows = [row for call in calls for page in call.get("pages", []) for row in page.get(key, [])]
    return rows, bool(calls) and all(call["outcome"] == "answered" for call in calls)


def _one(snapshot: Json, operation: str, **request: str) -> tuple[Json, bool]:
    asked = [call for call in snapshot["calls"] if call["operation"] == operation and request.items() <= call["request"].items()]
    answered = [call for call in asked if call["outcome"] == "answered"]
    return (answered[0]["pages"][0], True) if answered else ({}, False)


def _organization(snapshot: Json) -> str | None:
    found: str | None = (snapshot["organization"] or {}).get("id")
    return found


def _number(snapshot: Json) -> str:
    found: str = snapshot["account"]["id"]
    return found


def _time(snapshot: Json) -> str:
    found: str = snapshot["collected"]["finished_at"]
    return found


def _owner(arn: str) -> str:
    return arn.split(":")[4]
