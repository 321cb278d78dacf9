"""The work that the law takes of an account, in instructions: twice as many of anything take no more than about twice as many."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.accounts import FIFTEEN, FIXTURE
from tests.conformance.judging import rows
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.document_bytes import document_bytes
from trailgate_evaluator.engine.limits import Limits
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.evaluation import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
Change = Callable[[Json, int], None]

MOST = 2.2
"""The most that twice as many may take, of what they take once. Ways that grow with the square take four times as much."""


@pytest.fixture(scope="module")
def engine() -> WasmEngine:
    return WasmEngine(packaged_bundle())


def _work(engine: WasmEngine, snapshot: Json, folder: Path) -> int:
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    document = DocumentMaker(engine, Choices(join=False)).documents(source).after
    engine.decide(document)
    assert engine._instance is not None
    return Limits().fuel_for(len(document_bytes(document))) - engine._instance._store.get_fuel()


def _call(snapshot: Json, operation: str) -> Json:
    found: Json = next(call for call in snapshot["calls"] if call["operation"] == operation)
    return found


def _nobody_is_told(snapshot: Json) -> None:
    """So that no filter settles a record, and every way is gone."""
    rows(snapshot, "ListSubscriptionsByTopic", "Subscriptions").clear()
    for call in snapshot["calls"]:
        if call["operation"].startswith("ListSubscriptions"):
            call["pages"][0]["Subscriptions"] = []
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != "GetSubscriptionAttributes"]


def _filters(snapshot: Json, count: int, transformation: Callable[[int], Json]) -> None:
    page = _call(snapshot, "DescribeMetricFilters")["pages"][0]
    models = page["metricFilters"]
    page["metricFilters"] = [
        {
            **models[number % len(models)],
            "filterName": f"filter-{number:03}",
            "metricTransformations": [{**models[0]["metricTransformations"][0], **transformation(number)}],
        }
        for number in range(count)
    ]


def _alike(snapshot: Json, count: int) -> None:
    _filters(snapshot, count, lambda _: {"metricValue": "1", "defaultValue": 0})


def _of_many_amounts(snapshot: Json, count: int) -> None:
    _filters(snapshot, count, lambda number: {"metricValue": str(number + 1), "defaultValue": 0})


def _of_many_defaults(snapshot: Json, count: int) -> None:
    _filters(snapshot, count, lambda number: {"metricValue": str(number + 1), "defaultValue": -number})


def _into_metrics_of_their_own(snapshot: Json, count: int) -> None:
    _filters(snapshot, count, lambda number: {"metricName": f"metric-{number:03}"})


def _by_event(snapshot: Json, count: int) -> None:
    dimensions = {"Event": "$.eventName"}
    _filters(snapshot, count, lambda number: {"metricValue": str(number + 1), "dimensions": dimensions})


def _alarms(snapshot: Json, count: int) -> None:
    page = _call(snapshot, "DescribeAlarms")["pages"][0]
    model = page["MetricAlarms"][0]
    names = [f"alarm-{number:03}" for number in range(count)]
    before = model["AlarmArn"].rpartition(":")[0]
    page["MetricAlarms"] = [
        {**model, "AlarmName": name, "AlarmArn": f"{before}:{name}", "Statistic": "Average"} for name in names
    ]


def _trails(snapshot: Json, count: int) -> None:
    (trail,) = _call(snapshot, "DescribeTrails")["pages"][0]["trailList"]
    arns = {f"trail-{number:03}": trail["TrailARN"].rpartition("/")[0] + f"/trail-{number:03}" for number in range(count)}
    told = [_call(snapshot, operation) for operation in ("GetTrailStatus", "GetEventSelectors")]
    for page in _call(snapshot, "DescribeTrails")["pages"]:
        page["trailList"] = [{**trail, "Name": name, "TrailARN": arn} for name, arn in arns.items()]
    snapshot["calls"] = [call for call in snapshot["calls"] if call not in told] + [
        json.loads(json.dumps(call).replace(trail["TrailARN"], arn)) for arn in arns.values() for call in told
    ]


def _subscriptions(snapshot: Json, count: int) -> None:
    model = {**_one_subscription(snapshot), "SubscriptionArn": "PendingConfirmation"}
    pending = [{**model, "Endpoint": f"person-{number:03}@example.com"} for number in range(count)]
    for call in snapshot["calls"]:
        if call["operation"].startswith("ListSubscriptions"):
            call["pages"][0]["Subscriptions"] = pending
        if call["operation"] == "GetTopicAttributes":
            call["pages"][0]["Attributes"] |= {"SubscriptionsConfirmed": "0", "SubscriptionsPending": str(count)}
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != "GetSubscriptionAttributes"]


def _one_subscription(snapshot: Json) -> Json:
    found: Json = copy.deepcopy(rows(snapshot, "ListSubscriptionsByTopic", "Subscriptions")[0])
    return found


_INTO_ONE_METRIC: list[Change] = [_alike, _of_many_amounts, _of_many_defaults, _by_event]
_OTHERS: list[Change] = [_into_metrics_of_their_own, _alarms, _trails]


@pytest.mark.parametrize("told", [True, False], ids=["told", "nobody told"])
@pytest.mark.parametrize("change", [*_INTO_ONE_METRIC, *_OTHERS], ids=lambda change: change.__name__.strip("_"))
def test_twice_as_many_take_twice_the_work(change: Change, told: bool, engine: WasmEngine, tmp_path: Path) -> None:
    assert _growth(change, told, FIXTURE, engine, tmp_path) < MOST


@pytest.mark.parametrize("change", _INTO_ONE_METRIC, ids=lambda change: change.__name__.strip("_"))
def test_so_they_do_where_every_control_has_filters_among_them(change: Change, engine: WasmEngine, tmp_path: Path) -> None:
    assert _growth(change, False, FIFTEEN, engine, tmp_path) < MOST


def test_subscriptions_that_nobody_confirmed_cost_next_to_nothing(engine: WasmEngine, tmp_path: Path) -> None:
    assert _growth(_subscriptions, True, FIXTURE, engine, tmp_path) < MOST


@pytest.mark.parametrize("change", _INTO_ONE_METRIC, ids=lambda change: change.__name__.strip("_"))
def test_a_full_group_with_an_alarm_for_each_control_is_far_from_the_limits(
    change: Change, engine: WasmEngine, tmp_path: Path
) -> None:
    snapshot = json.loads(FIFTEEN.read_bytes())
    _nobody_is_told(snapshot)
    change(snapshot, 100)
    _alarms(snapshot, 15)
    assert _work(engine, snapshot, tmp_path) < Limits().fuel / 4


def _growth(change: Change, told: bool, fixture: Path, engine: WasmEngine, folder: Path) -> float:
    work = []
    for count in (45, 90):
        snapshot = json.loads(fixture.read_bytes())
        if not told:
            _nobody_is_told(snapshot)
        change(snapshot, count)
        work.append(_work(engine, snapshot, folder))
    return work[1] / work[0]
