"""Log groups: those that calls list, those that their filters prove, and those that may be hidden."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import (
    alarm_scope,
    gap,
    log_group_scope,
    metric_filter_scope,
)
from trailgate_evaluator.readers.snapshot.account import reason_of
from trailgate_evaluator.readers.snapshot.alarms import DESCRIBE_ALARMS
from trailgate_evaluator.readers.snapshot.arns import log_group_id, require_arn
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import row_type
from trailgate_evaluator.readers.snapshot.metric_filters import DESCRIBE_METRIC_FILTERS, filters_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json, Link
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.arns import Arn
    from trailgate_evaluator.readers.snapshot.calls import Call

DESCRIBE_LOG_GROUPS: Final = "logs:DescribeLogGroups"


def read_log_groups(account: Account, filters: Mapping[str, Json]) -> dict[str, Json]:
    """Every log group that an answer lists or that a metric filter proves, by id."""
    groups: dict[str, Json] = {}
    shown = Shown(account.calls.name)
    for call in account.calls.of(DESCRIBE_LOG_GROUPS):
        for row, at in account.calls.rows(call, row_type("log_group")):
            made = f"arn:{account.partition}:logs:{call.region}:{account.id}:log-group:{row['name']}"
            group = _group(account, log_group_id(row["arn"] or made), "STANDARD", at)
            if not shown.again(group["id"], row | {"arn": group["id"]}, at):  # it has two ARNs, of which older answers have one
                told = account.told("log_group", group, row, "class", operation=DESCRIBE_LOG_GROUPS, call=call)
                groups[group["id"]] = group | {"class": told or "STANDARD"}
    for metric_filter in filters.values():
        group_id = metric_filter["log_group"]
        if group_id not in groups:
            # Only a group of class STANDARD takes metric filters.
            groups[group_id] = _group(account, group_id, "STANDARD", metric_filter["at"])
    return groups


def listed_groups(account: Account) -> dict[str, Json]:
    """The row of each group in the listings, by id; what the document does not keep of it."""
    found: dict[str, Json] = {}
    for call in account.calls.of(DESCRIBE_LOG_GROUPS):
        for row, _ in account.calls.rows(call, row_type("log_group")):
            made = f"arn:{account.partition}:logs:{call.region}:{account.id}:log-group:{row['name']}"
            found.setdefault(log_group_id(row["arn"] or made), row)
    return found


def copyable(listed: Mapping[str, Json]) -> dict[str, bool]:
    """Whether nothing about a listed group keeps a centralization rule from copying it: no key of the customer's.

    What becomes of masked events, and of another class, is not documented, so that such a group is not there.
    """
    plain = {group: row for group, row in listed.items() if row["class"] in {None, "STANDARD"} and not _masks(row)}
    return {group: row["key"] is None for group, row in plain.items()}


def keyed(listed: Mapping[str, Json]) -> dict[str, bool]:
    """Whether each listed group is encrypted with a customer's key."""
    return {group: row["key"] is not None for group, row in listed.items()}


def unlisted(account: Account, wanted: Iterable[str], listed: Mapping[str, Json]) -> dict[str, Json]:
    """Of wanted groups that no listing shows, nor would have shown, the reason, with AWS's `error` and the call's `at`."""
    found: dict[str, Json] = {}
    for group in sorted(set(wanted) - listed.keys()):
        call = _listing(account, require_arn(group, "logs", account.calls.name))
        if call is None or call.outcome != "answered":
            at = None if call is None else f"0#{call.at}"
            found[group] = {"reason": reason_of(call), "error": None if call is None else call.error, "at": at}
    return found


def _masks(row: Json) -> bool:
    """Whether data protection may mask what is read from the group."""
    return bool(row["inherited"]) or row["protection"] not in {None, "DISABLED", "DELETED"}


def without_filters(account: Account, listed: Mapping[str, Json], filters: Iterable[Json]) -> frozenset[str]:
    """The listed groups that AWS counts no metric filter on, and that no answer shows one on: their filters are all told.

    Of exports alone: what somebody saved may lack what could be read. Where the collector was refused, it is to be granted that.
    Where some group has more filters than are counted on it, what counts does not count (simulators of AWS), and proves nothing.
    """
    if not account.imported:
        return frozenset()
    shown = Counter(one["log_group"] for one in filters)
    counts = {group: row["filters"] for group, row in listed.items() if row["filters"] is not None}
    if any(shown[group] > count for group, count in counts.items()):
        return frozenset()
    return frozenset(group for group, count in counts.items() if count == 0)


def hide_log_groups(
    account: Account,
    trails: Iterable[Json],
    groups: Mapping[str, Json],
    wanted: Iterable[str] = (),
    bare: frozenset[str] = frozenset(),
) -> set[str]:
    """Records what may be hidden of the trails' log groups; returns the regions of this account where alarms matter.

    `wanted` are groups of this account that trails of others deliver to, `bare` those that have no filters by AWS's count.
    """
    regions: set[str] = set()
    delivered = {trail["log_group"]: trail["at"] for trail in trails if isinstance(trail["log_group"], str)}
    for group_id, at in {**dict.fromkeys(sorted(wanted), "0#"), **delivered}.items():
        arn = require_arn(group_id, "logs", account.calls.where(at))
        if arn.account != account.id:
            for scope, hidden in not_supplied(group_id).items():
                account.gaps.setdefault(scope, hidden)
        elif _may_exist(account, group_id, arn, groups, bare):
            regions.add(arn.region)
    return regions


def hide_filters(account: Account, groups: Iterable[Json], bare: frozenset[str] = frozenset()) -> None:
    """Records that filters may be hidden on each group of this account whose filters no answer lists.

    A listing by prefix shows groups that nobody asked about further; a plan may be the first to deliver to one.
    """
    for group in groups:
        if group["account"] == account.id:
            arn = require_arn(group["id"], "logs", account.calls.where(group["at"]))
            _hide_filters(account, group["id"], arn, bare)


def _hide_filters(account: Account, group_id: str, arn: Arn, bare: frozenset[str]) -> None:
    asked = filters_call(account, arn.region, _name(arn))
    if group_id in bare and (asked is None or asked.outcome in {"denied", "skipped"}):
        return
    if asked is None or asked.outcome not in {"answered", "absent"}:
        account.hide(
            "metric_filter",
            metric_filter_scope(group_id),
            operation=DESCRIBE_METRIC_FILTERS,
            call=asked,
            account=arn.account,
            region=arn.region,
            id=group_id,
        )


def _group(account: Account, group_id: str, group_class: str, at: str) -> Json:
    arn = require_arn(group_id, "logs", account.calls.where(at))
    return {
        "id": group_id,
        "name": _name(arn),
        "account": arn.account,
        "region": arn.region,
        "at": at,
        "class": group_class,
        "transformer": None,
    }


def _name(arn: Arn) -> str:
    return arn.resource.removeprefix("log-group:")


def _may_exist(account: Account, group_id: str, arn: Arn, groups: Mapping[str, Json], bare: frozenset[str]) -> bool:
    """Whether the group exists or may, with what is hidden of it; filters not found prove that it does not exist."""
    asked = filters_call(account, arn.region, _name(arn))
    if group_id not in groups:
        listed = _listing(account, arn)
        absent = asked is not None and asked.outcome == "absent"
        if absent or (listed is not None and listed.outcome == "answered"):
            return False
        account.hide(
            "log_group",
            log_group_scope(group_id),
            operation=DESCRIBE_LOG_GROUPS,
            call=listed,
            account=arn.account,
            region=arn.region,
            id=group_id,
        )
    _hide_filters(account, group_id, arn, bare)
    return True


def _listing(account: Account, arn: Arn) -> Call | None:
    """The best call whose answer would list the group."""
    return best(call for call in account.calls.of(DESCRIBE_LOG_GROUPS, arn.region) if _lists(call, _name(arn)))


def _lists(call: Call, name: str) -> bool:
    prefix = call.request.get("logGroupNamePrefix", "")
    asks = call.asks_only("logGroupNamePrefix") and not call.is_about_another
    return asks and isinstance(prefix, str) and name.startswith(prefix)


def not_supplied(group_id: str) -> dict[str, Json]:
    """The gaps of a log group in an account of which nothing is given: the group, its filters, and its alarms."""
    _, _, _, region, owner, *_ = group_id.split(":")
    hidden: tuple[tuple[Link, str, str, str | None], ...] = (
        ("log_group", log_group_scope(group_id), DESCRIBE_LOG_GROUPS, group_id),
        ("metric_filter", metric_filter_scope(group_id), DESCRIBE_METRIC_FILTERS, group_id),
        ("alarm", alarm_scope(owner, region), DESCRIBE_ALARMS, None),
    )
    return {
        scope: gap(link, "not_supplied", scope=scope, account=owner, region=region, id=about, call=call)
        for link, scope, call, about in hidden
    }
