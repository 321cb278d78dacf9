"""What an estate's accounts deserve, worked out from the raw calls by following each chain by hand: no code of the product's.

It knows the accounts that `tests.estates.accounts` makes (one filter that matches, one alarm that fires, one topic), and says
pass, fail or unknown of each, and nothing of whom it reaches.
"""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

FAIL, UNKNOWN, PASS = 0, 1, 2
REFUSED: Final = "refused"
"""Of an account whose chains rest on an answer that another one of the same time contradicts."""
_WORDS: Final = ("fail", "unknown", "pass")


def verdicts(snapshots: dict[str, Json]) -> dict[str, str]:
    """The verdict of each account by all of these snapshots together."""
    return {
        account: REFUSED if _contradicts(account, snapshots) else _WORDS[_account(account, snapshots)] for account in snapshots
    }


def _contradicts(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether a trail on which the account's chains rest was told of in two ways at one time."""
    own = snapshots[account]
    rows, whole = _rows(own, "DescribeTrails", "trailList")
    hidden = [
        row
        for owner, other in snapshots.items()
        for row in _rows(other, "DescribeTrails", "trailList")[0]
        if not whole and _owner(row["TrailARN"]) == owner != account and row["IsOrganizationTrail"]
        if _organization(own) == _organization(other) is not None
    ]
    return any(_told_in_two_ways(row, snapshots) for row in [*rows, *hidden])


def _told_in_two_ways(row: Json, snapshots: dict[str, Json]) -> bool:
    """Whether the trail was told to log by its owner, and not to by another account of that time, or the other way round."""
    owner = snapshots.get(_owner(row["TrailARN"]))
    listing = [one for one in snapshots.values() if row in _rows(one, "DescribeTrails", "trailList")[0]]
    if owner is None or owner not in listing:
        return False
    status, asked = _one(owner, "GetTrailStatus")
    for one in listing:
        other, also = _one(one, "GetTrailStatus")
        if asked and also and _time(owner) == _time(one) and status["IsLogging"] != other["IsLogging"]:
            return True
    return False


def _account(account: str, snapshots: dict[str, Json]) -> int:
    """The best trail counts; a trail that nobody may list may be as good as any."""
    own = snapshots[account]
    rows, whole = _rows(own, "DescribeTrails", "trailList")
    seen = {row["TrailARN"]: row for row in rows}
    found = [_trail(arn, row, account, snapshots) for arn, row in seen.items()]
    for owner, other in snapshots.items():
        for row in _rows(other, "DescribeTrails", "trailList")[0]:
            arn = row["TrailARN"]
            if owner == account or arn in seen or _owner(arn) != owner or not row["IsOrganizationTrail"]:
                continue
            if not whole and _organization(own) == _organization(other) is not None:
                found.append(_trail(arn, row, account, snapshots))
    return max([*found, FAIL if whole else UNKNOWN])


def _trail(arn: str, row: Json, account: str, snapshots: dict[str, Json]) -> int:
    owner = snapshots.get(_owner(arn))
    if owner is not None and _owner(arn) != account:
        rows, whole = _rows(owner, "DescribeTrails", "trailList")
        if whole and arn not in {one["TrailARN"] for one in rows} and _time(owner) >= _time(snapshots[account]):
            return FAIL
    logging, selectors = UNKNOWN, UNKNOWN
    listing = [one for one in (owner, snapshots[account]) if one is not None and arn in _trails(one)]
    for snapshot in sorted(listing, key=_time):
        status, told = _one(snapshot, "GetTrailStatus")
        if told:
            logging = PASS if status["IsLogging"] else FAIL
        _, told = _one(snapshot, "GetEventSelectors")
        selectors = PASS if told else selectors
    group = row["CloudWatchLogsLogGroupArn"].removesuffix(":*")
    return min(logging, selectors, max(_group(group, snapshots), _copy(group, snapshots)))


def _copy(group: str, snapshots: dict[str, Json]) -> int:
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
    if "us-east-1" not in source["Regions"] or to == _owner(group):
        return FAIL
    listed = any(one["arn"].removesuffix(":*") == group for one in _rows(owner, "DescribeLogGroups", "logGroups")[0])
    copied = _group(group.replace(_owner(group), to), snapshots)
    there = snapshots.get(to, {"calls": []})
    listed = listed and any(_owner(one["arn"]) == to for one in _rows(there, "DescribeLogGroups", "logGroups")[0])
    if listed and row["RuleHealth"] == "Healthy" and to in snapshots:
        return copied
    return min(UNKNOWN, copied) if to in snapshots else UNKNOWN


def _trails(snapshot: Json) -> set[str]:
    return {row["TrailARN"] for row in _rows(snapshot, "DescribeTrails", "trailList")[0]}


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


def _alarms(account: str, snapshots: dict[str, Json]) -> int:
    found = []
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
            rows, whole = _rows(snapshots[account], "ListSubscriptionsByTopic", "Subscriptions")
            shown = _confirmed(rows)
            if whole:
                return PASS if shown else UNKNOWN if _made_since(account, snapshots) else FAIL
    return PASS if any(_confirmed(_rows(one, "ListSubscriptions", "Subscriptions")[0]) for one in snapshots.values()) else UNKNOWN


def _made_since(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether some account lists a subscription as its own, later than this one was told all of the topic's."""
    later = (one for one in snapshots.values() if _time(one) > _time(snapshots[account]))
    return any(_confirmed(_rows(one, "ListSubscriptions", "Subscriptions")[0]) for one in later)


def _confirmed(rows: list[Json]) -> set[str]:
    return {row["SubscriptionArn"] for row in rows if row["SubscriptionArn"].startswith("arn:")}


def _rows(snapshot: Json, operation: str, key: str) -> tuple[list[Json], bool]:
    """The rows that a call shows, and whether every such call was answered."""
    calls = [call for call in snapshot["calls"] if call["operation"] == operation]
    rows = [row for call in calls for page in call.get("pages", []) for row in page.get(key, [])]
    return rows, bool(calls) and all(call["outcome"] == "answered" for call in calls)


def _one(snapshot: Json, operation: str) -> tuple[Json, bool]:
    answered = [call for call in snapshot["calls"] if call["operation"] == operation and call["outcome"] == "answered"]
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
