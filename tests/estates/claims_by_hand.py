"""Estates made of snapshots that are changed by hand: what of an organization was not asked, not given, or told in two ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    TOPICS,
    calls,
    copying,
    estate,
    in_another_partition,
    later,
    listed,
    refused,
    ruled,
    stopped,
    with_links,
    without,
)  # fmt: skip
from tests.estates.claim import EstateClaim, Made, fails, passes, unknown

Json = dict[str, Any]

NAMES: Final = {
    MANAGEMENT: "management", MEMBER: "member", ARCHIVE: "log-archive", AUDIT: "audit", TOPICS: "notifications",
}  # fmt: skip
GOVERNED: Final = {MANAGEMENT: "888877776666", MEMBER: "666655554444"}
"""The accounts of another partition."""
GOVERNED_NAMES: Final = {"888877776666": "gov-management", "666655554444": "gov-member"}
UNUSED: Final = "123456789012"
ON_THE_LIST: Final = (
    {"Id": MANAGEMENT, "Name": "management", "State": "ACTIVE"},
    {"Id": MEMBER, "Name": "member", "State": "ACTIVE"},
)
ALL_PASS: Final = {"management": {"*": passes()}, "member": {"*": passes()}}
WITH_ARCHIVE: Final = {**ALL_PASS, "log-archive": {"*": passes()}}
COPIED: Final = ("management", "member", "audit")
MONITORED: Final = ("management", "member", "log-archive", "audit")


def _made(snapshots: dict[str, Json], names: dict[str, str] = NAMES) -> Made:
    return Made(snapshots={f"{account}.json": one for account, one in snapshots.items()}, names=names)


def _monitored(change: Callable[[Json], Json]) -> Callable[[], Made]:
    """Filters in the log archive, alarms in an audit account, with the archive's word on its links changed."""

    def make() -> Made:
        made = estate(group=ARCHIVE, alarm=AUDIT)
        return _made({**made, ARCHIVE: change(made[ARCHIVE])})

    return make


def _without_an_alarm(change: Callable[[Json], Json]) -> Callable[[], Made]:
    """Filters in the log archive that no alarm of any account given watches, with the archive's word on its links changed."""

    def make() -> Made:
        made = estate(group=ARCHIVE)
        for call in calls(made[ARCHIVE], "DescribeAlarms"):
            call["pages"][0]["MetricAlarms"] = []
        return _made({**made, ARCHIVE: change(made[ARCHIVE])})

    return make


def _left() -> Made:
    """The list of accounts, told two hours after the member's snapshot, has the member no more."""
    made = estate()
    return _made({**made, MANAGEMENT: later(listed(made[MANAGEMENT], [ON_THE_LIST[0]]), 2)})


def _filtered(snapshot: Json) -> Json:
    found = with_links(snapshot, {AUDIT})
    for call in calls(found, "GetLink"):
        call["pages"][0]["LinkConfiguration"] = {"MetricConfiguration": {"Filter": "Namespace IN ('AWS/EC2')"}}
    return found


def _refused_member() -> Made:
    """The member may not read anything, not even of which organization it is; the list names it."""
    made = estate(group=ARCHIVE)
    nothing = {**made[MEMBER], "organization": None, "calls": calls(made[MEMBER], "GetCallerIdentity")}
    return _made({**made, MEMBER: nothing, MANAGEMENT: listed(made[MANAGEMENT], [*ON_THE_LIST])})


def _unlisted() -> Made:
    made = estate()
    for call in calls(made[MEMBER], "DescribeTrails"):
        call["pages"][0]["trailList"] = []
    return _made(made)


def _on_the_list() -> Made:
    rows: list[Json] = [
        *ON_THE_LIST,
        {"Id": UNUSED, "Name": "sandbox", "State": "ACTIVE"},
        {"Id": "210987654321", "Name": "sold", "State": "SUSPENDED"},
        {"Id": "321098765432", "Name": "older", "Status": "SUSPENDED"},
        {"Id": "432109876543", "Name": "leaving", "State": "PENDING_CLOSURE", "Status": "ACTIVE"},
    ]
    made = estate()
    return _made({**made, MANAGEMENT: listed(made[MANAGEMENT], rows)}, {**NAMES, UNUSED: "sandbox"})


def _of_one_time() -> Made:
    made = estate()
    return _made({**made, MEMBER: stopped(made[MEMBER])})


def _of_two_times() -> Made:
    made = estate()
    return _made({MANAGEMENT: later(made[MANAGEMENT], 2), MEMBER: stopped(made[MEMBER])})


def _old_and_new() -> Made:
    made = estate()
    files = {"2026-11-02.json": stopped(made[MANAGEMENT]), "2026-11-02-evening.json": later(made[MANAGEMENT], 9)}
    return Made(snapshots={**files, "member.json": made[MEMBER]}, names=NAMES)


def _far_apart() -> Made:
    made = estate(group=ARCHIVE)
    return _made({**made, ARCHIVE: later(made[ARCHIVE], 14)})


def _copied(health: str, *gone: str) -> Callable[[], Made]:
    """The trail's own log group has no filters; a centralization rule copies it to the audit account, whose group has them."""

    def make() -> Made:
        made = copying()
        return _made(without({**made, MANAGEMENT: ruled(made[MANAGEMENT], health=health)}, *gone))

    return make


def _two_partitions() -> Made:
    made = estate()
    governed = in_another_partition(made, GOVERNED)
    for call in calls(governed[GOVERNED[MEMBER]], "GetTrailStatus"):
        call["pages"][0]["IsLogging"] = False
    return _made({**made, **{account: stopped(one) for account, one in governed.items()}}, {**NAMES, **GOVERNED_NAMES})


_NOT_SUPPLIED: Final = tuple((link, "not_supplied", ARCHIVE) for link in ("log_group", "metric_filter", "alarm"))

BY_HAND: Final = (
    EstateClaim(
        name="log_archive",
        says="One trail of the organization, and its log group, filters and alarms in a log archive account.",
        make=lambda: _made(estate(group=ARCHIVE)),
        verdicts=WITH_ARCHIVE,
    ),
    EstateClaim(
        name="central_topic",
        says="Alarms in the log archive tell a topic of yet another account, whose own snapshot has its subscriptions.",
        make=lambda: _made(estate(group=ARCHIVE, topic=TOPICS)),
        verdicts={**WITH_ARCHIVE, "notifications": {"*": passes()}},
    ),
    EstateClaim(
        name="monitoring_account_proven",
        says="The alarms stand in an audit account; the log archive's links say that all its metrics are shared with it.",
        make=_monitored(lambda archive: with_links(archive, {AUDIT})),
        verdicts={name: {"*": passes()} for name in MONITORED},
    ),
    EstateClaim(
        name="monitoring_account_links_not_asked",
        says="The alarms stand in an audit account, and nobody asked whether the log archive's metrics are shared with it.",
        make=_monitored(lambda archive: archive),
        verdicts={name: {"*": unknown(("alarm", "not_collected", ARCHIVE))} for name in MONITORED},
    ),
    EstateClaim(
        name="monitoring_account_links_refused",
        says="The alarms stand in an audit account, and the log archive refused to list its links.",
        make=_monitored(lambda archive: refused(with_links(archive, {AUDIT}), "ListLinks")),
        verdicts={name: {"*": unknown(("alarm", "denied", ARCHIVE))} for name in MONITORED},
    ),
    EstateClaim(
        name="links_refused_without_an_alarm",
        says="No account given has an alarm; the log archive refused to list the monitoring accounts that may have one.",
        make=_without_an_alarm(lambda archive: refused(with_links(archive, set()), "ListLinks")),
        verdicts={name: {"*": unknown(("alarm", "denied", ARCHIVE))} for name in WITH_ARCHIVE},
    ),
    EstateClaim(
        name="links_answered_without_an_alarm",
        says="No account given has an alarm, and the log archive shares its metrics with no monitoring account.",
        make=_without_an_alarm(lambda archive: with_links(archive, set())),
        verdicts={name: {"*": fails(("alarm", "alarm_none"))} for name in WITH_ARCHIVE},
    ),
    EstateClaim(
        name="monitoring_account_link_filtered",
        says="The log archive's link to the audit account shares some metrics alone: perhaps not the one that the alarm watches.",
        make=_monitored(_filtered),
        verdicts={name: {"*": unknown(("alarm", "not_collected", ARCHIVE))} for name in MONITORED},
    ),
    EstateClaim(
        name="monitoring_account_without_a_link",
        says="The audit account has alarms on the log archive's metric, which the log archive shares with nobody.",
        make=_monitored(lambda archive: with_links(archive, set())),
        verdicts={name: {"*": fails(("alarm", "alarm_other_account"))} for name in MONITORED},
    ),
    EstateClaim(
        name="monitoring_account_let_in_by_a_role",
        says="No link shares the log archive's metric, and its sharing role lets the audit account in: AWS documents both.",
        make=_monitored(lambda archive: with_links(archive, set(), role=(AUDIT,))),
        verdicts={name: {"*": unknown(("alarm", "sharing_undecided", ARCHIVE))} for name in MONITORED},
    ),
    EstateClaim(
        name="monitoring_account_role_not_asked",
        says="No link shares the log archive's metric, and nobody asked for the role by which it may share metrics without one.",
        make=_monitored(lambda archive: with_links(archive, set(), role=None)),
        verdicts={name: {"*": unknown(("alarm", "not_collected", ARCHIVE))} for name in MONITORED},
    ),
    EstateClaim(
        name="log_archive_missing",
        says="The trail writes into an account of which there is no snapshot: that one would settle it.",
        make=lambda: _made(without(estate(group=ARCHIVE), ARCHIVE)),
        verdicts={name: {"*": unknown(*_NOT_SUPPLIED)} for name in ALL_PASS},
    ),
    EstateClaim(
        name="trail_owner_missing",
        says="Without the management account's snapshot nobody tells what its trail selects.",
        make=lambda: _made(without(estate(group=ARCHIVE), MANAGEMENT)),
        verdicts={name: {"*": unknown(("trail", "not_visible", MANAGEMENT))} for name in ("member", "log-archive")},
    ),
    EstateClaim(
        name="owners_contradict_at_one_time",
        says="At one time the trail's owner says that it is logging, and the member that it is not: nothing tells which is true.",
        make=_of_one_time,
        verdicts={},
        errors=dict.fromkeys(
            (f"{MANAGEMENT}.json", f"{MEMBER}.json"), "`logging` told in two ways by accounts 777788889999 and 444455556666"
        ),
    ),
    EstateClaim(
        name="owners_differ_at_two_times",
        says="The member says that the trail is not logging, and its owner two hours later that it is: the newer answer counts.",
        make=_of_two_times,
        verdicts={"management": {"*": passes("answers_differ")}, "member": {"*": passes("answers_differ")}},
    ),
    EstateClaim(
        name="two_partitions",
        says="An organization of AWS and one of GovCloud: neither is a part of the other, and one trail is not logging.",
        make=_two_partitions,
        verdicts={**ALL_PASS, **{name: {"*": fails(("trail", "trail_not_logging"))} for name in GOVERNED_NAMES.values()}},
    ),
    EstateClaim(
        name="member_refused_everything",
        says="A member that was refused every call passes by the organization's trail, since the organization's list names it.",
        make=_refused_member,
        verdicts=WITH_ARCHIVE,
    ),
    EstateClaim(
        name="member_lacks_the_trail",
        says="A member's own list of trails lacks the trail that the management account says records the whole organization.",
        make=_unlisted,
        verdicts={"management": {"*": passes()}, "member": {"*": fails(("trail", "trail_unlisted"))}},
    ),
    EstateClaim(
        name="member_off_a_newer_list",
        says="A member was told of the organization's trail, and a list of its accounts that is two hours newer lacks it.",
        make=_left,
        verdicts={"management": {"*": passes()}, "member": {"*": unknown(("trail", "left_organization", MEMBER))}},
    ),
    EstateClaim(
        name="listed_without_a_snapshot",
        says="Of four accounts on the list without a snapshot one is in use and unknown; three are closed and set no outcome.",
        make=_on_the_list,
        verdicts={
            **ALL_PASS,
            "sandbox": {"*": unknown(("trail", "account_not_collected", UNUSED))},
        },
        not_judged=dict.fromkeys(("210987654321", "321098765432", "432109876543"), "account_closed"),
    ),
    EstateClaim(
        name="older_and_newer_snapshot",
        says="Two snapshots of the management account: in the older one the trail is not logging, and the newer one counts.",
        make=_old_and_new,
        verdicts=ALL_PASS,
        not_judged={"2026-11-02.json": "newer_snapshot"},
    ),
    EstateClaim(
        name="snapshots_far_apart",
        says="The log archive was collected 14 hours after the rest, where 12 are allowed: whether a person hears is unknown.",
        make=_far_apart,
        verdicts={
            "management": {"*": passes("snapshots_apart", effective="unknown")},
            "member": {"*": passes("snapshots_apart", effective="unknown")},
            "log-archive": {"*": passes("snapshots_apart", effective="unknown")},
        },
        max_spread=12,
    ),
    EstateClaim(
        name="copied_to_an_audit_account",
        says="A centralization rule copies the trail's log group, which has no filters, to the audit account's, which has them.",
        make=_copied("Healthy"),
        verdicts={name: {"*": passes("log_group_copied")} for name in COPIED},
    ),
    EstateClaim(
        name="copied_by_an_unhealthy_rule",
        says="A rule that should copy the trail's log group is not healthy: whether its events come to the copy cannot be told.",
        make=_copied("Unhealthy"),
        verdicts={name: {"*": unknown(("log_group", "copy_undecided", MANAGEMENT))} for name in COPIED},
    ),
    EstateClaim(
        name="copied_to_an_account_not_given",
        says="A rule copies the trail's log group to an account of which there is no snapshot: that one would settle it.",
        make=_copied("Healthy", AUDIT),
        verdicts={name: {"*": unknown(("log_group", "not_supplied", AUDIT))} for name in ALL_PASS},
    ),
)
