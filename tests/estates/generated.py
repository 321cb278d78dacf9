"""Estates at random: whose each link is, who else is a member, and what was refused, left out or lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    METRICS_RULE,
    RULE,
    TOPICS,
    calls,
    copying,
    described,
    estate,
    in_another_partition,
    later,
    listed,
    owning,
    refused,
    ruled,
    selecting,
    stopped,
    subscribing,
    with_links,
    without,
)
from tests.estates.watching import attached, filtered, querying

Json = dict[str, Any]
ACCOUNTS: Final = (MANAGEMENT, MEMBER, ARCHIVE, AUDIT, TOPICS)
GOVERNED: Final = {account: str(int(account) + 1).zfill(12) for account in ACCOUNTS}
"""The numbers of the accounts of another partition."""
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
    made: dict[str, Json]
    made, group, alarm, topic = draw(st.one_of(*[_joined()] * 4, _copied()))
    for account in draw(st.sets(st.sampled_from(ACCOUNTS), max_size=2)):
        if account in made and not calls(made[account], "DescribeMetricFilters") and account not in {alarm, topic}:
            made[account] = owning(made[account])
    _tie(draw, made, group, alarm)
    whole = made[topic]
    for account in draw(st.sets(st.sampled_from(sorted(made)), max_size=1)):
        made[account] = subscribing(made[account], whole)
    for _ in range(draw(st.integers(0, 3))):
        account = draw(st.sampled_from(sorted(made)))
        made[account] = draw(st.sampled_from(_WRONG))(draw, made[account])
    return made


@st.composite
def rolled(draw: st.DrawFn) -> dict[str, Json]:
    """An estate of whose accounts some were told the organization's list, which may lack others; the log group's may be watched.

    The oracle knows no lists.
    """
    made: dict[str, Json] = draw(st.one_of(estates(), _watched(), _left()))
    for account in draw(st.sets(st.sampled_from(sorted(made)), max_size=2)):
        on_it = draw(st.sets(st.sampled_from(sorted(made)), min_size=1))
        told = listed(made[account], [{"Id": one, "Name": one, "State": "ACTIVE"} for one in sorted(on_it)])
        made[account] = later(told, draw(st.integers(1, 14))) if draw(st.booleans()) else told
    return made


@st.composite
def _left(draw: st.DrawFn) -> dict[str, Json]:
    """An account that only another member's list lacks, which may be newer, or older, than its snapshot."""
    made = estate(group=draw(st.sampled_from((MANAGEMENT, ARCHIVE))), members=(MEMBER, AUDIT))
    rows = [{"Id": one, "Name": one, "State": "ACTIVE"} for one in made if one != MEMBER]
    made[AUDIT] = later(listed(made[AUDIT], rows), draw(st.sampled_from((0, 3))))
    return made


@st.composite
def _watched(draw: st.DrawFn) -> dict[str, Json]:
    """A monitoring account has the alarm, and nobody asked what is shared with it, or somebody did."""
    group = draw(st.sampled_from((MANAGEMENT, ARCHIVE)))
    made = estate(group=group, alarm=AUDIT, members=draw(st.sampled_from(_MEMBERS)))
    if draw(st.booleans()):
        _tie(draw, made, group, AUDIT)
    return made


@st.composite
def _joined(draw: st.DrawFn) -> tuple[dict[str, Json], str, str, str]:
    """A trail of the organization, with whose log group, alarm and topic; perhaps a rule that copies metrics."""
    group = draw(st.sampled_from(ACCOUNTS))
    alarm = draw(st.sampled_from((group, group, *ACCOUNTS)))
    topic = draw(st.sampled_from((alarm, *ACCOUNTS)))
    made = estate(group=group, alarm=alarm, topic=topic, members=draw(st.sampled_from(_MEMBERS)))
    if draw(st.integers(0, 3)) == 0:
        rule = draw(st.sampled_from((METRICS_RULE, METRICS_RULE, _elsewhere(METRICS_RULE))))
        made[MANAGEMENT] = ruled(made[MANAGEMENT], rule)
    return made, group, alarm, topic


@st.composite
def _copied(draw: st.DrawFn) -> tuple[dict[str, Json], str, str, str]:
    """A rule that copies the trail's log group, which nobody watches, to an account that may not be given."""
    made = copying(source=draw(st.sampled_from((MANAGEMENT, ARCHIVE))), members=draw(st.sampled_from(_MEMBERS)))
    rule = draw(st.sampled_from((RULE, RULE, None, _elsewhere(RULE))))
    made[MANAGEMENT] = ruled(made[MANAGEMENT], rule, health=draw(st.sampled_from(("Healthy", "Healthy", "Unhealthy"))))
    if draw(st.integers(0, 3)) > 0:
        return made, AUDIT, AUDIT, AUDIT
    return without(made, AUDIT), MANAGEMENT, MANAGEMENT, MANAGEMENT


_MEMBERS: Final = ((MEMBER,), (MEMBER, AUDIT), ACCOUNTS)
_WRONG: Final[tuple[Callable[[st.DrawFn, Json], Json], ...]] = (
    lambda draw, one: refused(one, draw(st.sampled_from(_REFUSED))),
    lambda draw, one: emptied(one, draw(st.sampled_from(sorted(_EMPTIED)))),
    lambda draw, one: later(one, draw(st.integers(1, 14))),
    lambda draw, one: later(one, draw(st.integers(1, 14))),
    lambda _, one: stopped(one),
    lambda _, one: selecting(one, management=False),
    lambda _, one: described(one, IsMultiRegionTrail=False),
)
"""What may be wrong with a snapshot, or other than with the rest."""


@st.composite
def of_two_partitions(draw: st.DrawFn) -> dict[str, Json]:
    """An estate, and another one of GovCloud whose accounts have other numbers."""
    return {**draw(estates()), **in_another_partition(draw(estates()), GOVERNED)}


def _elsewhere(rule: Json) -> Json:
    """The rule for another region."""
    return {**rule, "Source": {**rule["Source"], "Regions": ["eu-west-1"]}}


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
