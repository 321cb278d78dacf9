"""Estates at random: whose each link is, who else is a member, and what was refused, left out or lost."""

from __future__ import annotations

import copy
from typing import Any, Final

from hypothesis import strategies as st

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    RULE,
    TOPICS,
    calls,
    copying,
    described,
    estate,
    later,
    refused,
    ruled,
    selecting,
    stopped,
    subscribing,
    with_links,
)
from tests.estates.watching import attached, filtered, querying

Json = dict[str, Any]
ACCOUNTS: Final = (MANAGEMENT, MEMBER, ARCHIVE, AUDIT, TOPICS)
ROLES: Final = (None, ("*",), (AUDIT,), (TOPICS, ARCHIVE))
"""The accounts that the sharing role of a log group's account lets in; None where nobody asked."""
_REFUSED: Final = (
    "DescribeTrails", "GetTrailStatus", "GetEventSelectors", "DescribeLogGroups", "DescribeMetricFilters", "DescribeAlarms",
    "ListSubscriptionsByTopic", "GetTopicAttributes",
    "ListCentralizationRulesForOrganization",
)  # fmt: skip
_EMPTIED: Final = {
    "DescribeTrails": "trailList",
    "DescribeMetricFilters": "metricFilters",
    "DescribeAlarms": "MetricAlarms",
    "ListSubscriptionsByTopic": "Subscriptions",
}


@st.composite
def estates(draw: st.DrawFn) -> dict[str, Json]:
    """Snapshots by account; at most three things are wrong with them."""
    group = draw(st.sampled_from(ACCOUNTS))
    alarm = draw(st.sampled_from((group, group, *ACCOUNTS)))
    topic = draw(st.sampled_from((alarm, *ACCOUNTS)))
    members = draw(st.sampled_from(((MEMBER,), (MEMBER, AUDIT), ACCOUNTS)))
    if draw(st.integers(0, 4)) == 0:
        made = copying(source=draw(st.sampled_from((MANAGEMENT, ARCHIVE))), members=members)
        group, topic = AUDIT, AUDIT
        rule = draw(st.sampled_from((RULE, RULE, None, {**RULE, "Source": {**RULE["Source"], "Regions": ["eu-west-1"]}})))
        made[MANAGEMENT] = ruled(made[MANAGEMENT], rule, health=draw(st.sampled_from(("Healthy", "Healthy", "Unhealthy"))))
        if draw(st.integers(0, 3)) == 0:
            made.pop(AUDIT)
            group, topic = MANAGEMENT, MANAGEMENT
    else:
        made = estate(group=group, alarm=alarm, topic=topic, members=members)
    _tie(draw, made, group, alarm)
    whole = made[topic]
    for account in draw(st.sets(st.sampled_from(sorted(made)), max_size=1)):
        made[account] = subscribing(made[account], whole)
    for _ in range(draw(st.integers(0, 3))):
        account = draw(st.sampled_from(sorted(made)))
        match draw(st.sampled_from(("refuse", "empty", "stop", "unselect", "one region", "later", "later"))):
            case "refuse":
                made[account] = refused(made[account], draw(st.sampled_from(_REFUSED)))
            case "empty":
                made[account] = emptied(made[account], draw(st.sampled_from(sorted(_EMPTIED))))
            case "stop":
                made[account] = stopped(made[account])
            case "unselect":
                made[account] = selecting(made[account], management=False)
            case "one region":
                made[account] = described(made[account], IsMultiRegionTrail=False)
            case _:
                made[account] = later(made[account], draw(st.integers(1, 14)))
    return made


def _tie(draw: st.DrawFn, made: dict[str, Json], group: str, alarm: str) -> None:
    """Links of the log group's account, as both ends tell of them, its role, and alarms that name no account."""
    if draw(st.booleans()):
        linked = draw(st.sets(st.sampled_from(ACCOUNTS), max_size=2)) - {group}
        made[group] = with_links(made[group], linked, draw(st.sampled_from(((), (), *ROLES))))
        if draw(st.integers(0, 3)) == 0:
            filtered(made, group)
    if alarm in made and draw(st.integers(0, 4)) == 0:
        made[alarm] = attached(made[alarm], *sorted(draw(st.sets(st.sampled_from(ACCOUNTS), max_size=2)) - {alarm}))
    if alarm in made and draw(st.integers(0, 5)) == 0:
        querying(made, alarm)


def emptied(snapshot: Json, operation: str) -> Json:
    """The snapshot whose answers to these calls show nothing."""
    found = copy.deepcopy(snapshot)
    for call in calls(found, operation):
        for page in call.get("pages", []):
            page[_EMPTIED[operation]] = []
    return found
