"""Metric filters, each on its log group, and whether AWS told all that write into their metrics."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.metric_values import metric_value
from trailgate_evaluator.document.parts import is_unknown, keep_pattern
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.export_codes import NOT_IN_EXPORT
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.contradictions import Shown
from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

    Listed = tuple[str, str | None, str | None]

DESCRIBE_METRIC_FILTERS: Final = "logs:DescribeMetricFilters"


def read_metric_filters(account: Account, pattern_texts: dict[str, str]) -> dict[str, Json]:
    """Every metric filter by id; adds each distinct pattern's text to `pattern_texts`."""
    filters: dict[str, Json] = {}
    shown = Shown(account.calls.name)
    for call in account.calls.of(DESCRIBE_METRIC_FILTERS):
        for row, at in account.calls.rows(call, row_type("metric_filter")):
            group_name = row["group_name"] or _group_asked(account, call)
            group_id = f"arn:{account.partition}:logs:{call.region}:{account.id}:log-group:{group_name}"
            filter_id = f"{group_id}:metric-filter:{row['name']}"
            if shown.again(filter_id, row, at):
                continue
            filters[filter_id] = {
                "id": filter_id,
                "name": row["name"],
                "account": account.id,
                "region": call.region,
                "at": at,
                "log_group": group_id,
                "pattern": keep_pattern(pattern_texts, row["pattern"] or ""),
            }
            told = partial(account.told, "metric_filter", filters[filter_id], row, operation=DESCRIBE_METRIC_FILTERS, call=call)
            transformed = False if _counts_for_nothing(row, call) else told("transformed")
            filters[filter_id]["transformed"] = transformed if is_unknown(transformed) else bool(transformed)
            filters[filter_id]["scope"] = told("scope") or None
            filters[filter_id]["transformations"] = _transformations(account, filters[filter_id], row, call)
    listings = _listings(account)
    for metric_filter in filters.values():
        metric_filter["writers_listed"] = _writers_listed(account, metric_filter, listings)
    return filters


def filters_call(account: Account, region: str, group_name: str) -> Call | None:
    """The best call whose answer has the filters of a group: one about the group, or one about the whole region."""
    whole = [call for call in account.calls.of(DESCRIBE_METRIC_FILTERS, region) if call.asks_only()]
    asked = account.calls.asked(DESCRIBE_METRIC_FILTERS, "logGroupName", group_name, region)
    if asked is not None and asked.asks_only("logGroupName") and not asked.is_about_another:
        whole.insert(0, asked)
    return best(whole)


def _counts_for_nothing(row: Json, call: Call) -> bool:
    """Whether the filter can prove neither a pass, since its scope is not told, nor a fail, since others may be hidden beside it.

    Whether it looks at transformed events, which is not told either, changes nothing then, and takes the law long to work out.
    """
    lacking = {name for name, error in row.get(STRANGE, {}).items() if error["code"] == NOT_IN_EXPORT}
    return call.outcome == "truncated" and {"scope", "transformed"} <= lacking


def _listings(account: Account) -> dict[Listed, Call]:
    """The best calls whose answers have all filters that write a metric, by region and metric, or all of a whole region."""
    found: dict[Listed, Call] = {}
    for call in account.calls.of(DESCRIBE_METRIC_FILTERS):
        namespace, name = (call.request.get(part) for part in ("metricNamespace", "metricName"))
        if call.asks_only("metricNamespace", "metricName") and all(isinstance(part, str | None) for part in (namespace, name)):
            about = (call.region, namespace, name)
            found[about] = best([call, *filter(None, [found.get(about)])]) or call
    return found


def _writers_listed(account: Account, metric_filter: Json, listings: Mapping[Listed, Call]) -> bool | Json:
    """True where AWS told every filter of the account and region that writes a metric of this one, on any log group."""
    region = metric_filter["region"]
    for written in metric_filter["transformations"]:
        wholly = [(region, written["namespace"], written["name"]), (region, None, None)]
        call = best(listings[about] for about in wholly if about in listings)
        if call is None or call.outcome != "answered":
            return account.unknown_attribute(
                "metric_filter", metric_filter, "writers_listed", operation=DESCRIBE_METRIC_FILTERS, call=call
            )
    return True


def _group_asked(account: Account, call: Call) -> str:
    name = call.request.get("logGroupName")
    if not isinstance(name, str):
        raise InputError(
            expected="the name of the log group in each metric filter, or in the request",
            found="neither",
            where=f"{account.calls.name}#{call.at}",
            what_to_do="Collect the account again; this is not what AWS answers.",
        )
    return name


def _transformations(account: Account, metric_filter: Json, row: Json, call: Call) -> list[Json]:
    where = account.calls.where(metric_filter["at"])

    def told(some_row: Json, name: str) -> Any:
        return account.told("metric", metric_filter, some_row, name, operation=DESCRIBE_METRIC_FILTERS, call=call)

    system = told(row, "system_dimensions")
    kind = row_type("transformation")
    written = [kind.lacking(kind.read(raw, where), call.lacks) for raw in row["transformations"] or []]
    return [
        {
            "namespace": each["namespace"],
            "name": each["name"],
            "value": metric_value(each["value"]),
            "default": told(each, "default"),
            "unit": told(each, "unit"),
            "dimensions": told(each, "dimensions") or {},
            "system_dimensions": system if is_unknown(system) else sorted(system or []),
        }
        for each in written
    ]
