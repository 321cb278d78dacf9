"""Alarms of other places on what rules of metrics centralization may copy there of what a log group's filters write.

AWS tells that such rules copy custom metrics, and not whether those of metric filters are among them: no alarm on a copy counts,
and where one may stand, none is missing for sure.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatchMetrics_Centralization.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import alarm_scope, gap, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.centralization import MetricCopy
    from trailgate_evaluator.estate.reach import Reach
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

_NAME: Final = ("namespace", "name")


def add_metric_copies(estate: Estate, reach: Reach, group: str, owner: Shelf) -> None:
    """What hides alarms on copies of the metrics that filters of the group write, by who tells of the rule or of its alarms."""
    place = estate.place_of(group)
    copies = [] if place is None else estate.metric_copies_of(*place)
    if not copies or place is None:
        return
    account, region = place
    filters = [owner.parts.resources["metric_filters"][found] for found in sorted(owner.filters_on(group))]
    any_metric = bool(owner.hiding_filters(account, region))
    scope = alarm_scope(account, region)
    for by, one in copies:
        _hide(estate, reach, scope, by, one, filters, any_metric=any_metric)


def _hide(  # noqa: PLR0917 - what hides alarms of which scope, by whom it is told, and what they would watch
    estate: Estate, reach: Reach, scope: str, by: str, one: MetricCopy, filters: Iterable[Json], *, any_metric: bool
) -> None:
    called = f"{scope}|{one.rule.name}|{one.region}"
    there = None if one.account is None else estate.shelf_of(one.account)
    if there is None or one.account is None or one.region is None:
        reason = "copy_undecided" if one.account is None or one.region is None else "not_supplied"
        account = one.account if reason == "not_supplied" else by
        reach.gaps[called] = (by, _gap(reason, scope, account, one))
        return
    for found, hidden in there.hiding_own_alarms(one.region).items():
        reach.gaps[f"{called}|{found}"] = (there.account, hidden | {"scope": scope})
    alarms = there.parts.resources["alarms"]
    naming = there.alarms_on(filters, one.account, one.region, any_metric=any_metric, fetching=False)
    fetching = {found for found in there.fetching_in(one.region) if any_metric or _may_fetch(alarms[found], filters)}
    watching = sorted(found for found in naming | fetching if alarms[found]["kind"] != "composite")
    if watching:
        reach.gaps[called] = (by, _gap("copy_undecided", scope, one.account, one) | {"id": watching[0]})


def _may_fetch(alarm: Json, filters: Iterable[Json]) -> bool:
    """Whether a query of the alarm's own may fetch what these filters write."""
    if alarm["fetches"] is None:
        return True
    metrics = [one for each in filters for one in ([{}] if is_unknown(each["transformations"]) else each["transformations"])]
    return any(
        all(
            selection[part] is None or metric.get(part) == selection[part] or not isinstance(metric.get(part), str)
            for part in _NAME
        )
        for selection in alarm["fetches"]
        for metric in metrics
    )


def _gap(reason: str, scope: str, account: str | None, one: MetricCopy) -> Json:
    return gap(
        "alarm", reason, scope=scope, account=account, region=one.region, attribute="copied_metric", at=one.rule.at,
        name=one.rule.name,
    )  # fmt: skip
