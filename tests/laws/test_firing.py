"""The law's table of what makes an alarm fire, cell by cell against the simulated alarm.

Sixteen cells are asked at a time: each required record has a filter, a metric and an alarm of its own.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest

from tests.judge.simulator import Alarm, Written, effect
from tests.laws.decisions import decided, reindexed
from tests.laws.plain import GROUP, WRITTEN, alarm_id, effects, plain_document
from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
STATISTICS = [
    *((name, None) for name in ("Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50", "p99")),
    ("p99", "ignore"),
    ("p99", "evaluate"),
]
OPERATORS = [f"{size}Than{equal}Threshold" for size in ("Greater", "Less") for equal in ("", "OrEqualTo")]
THRESHOLDS = [0, 0.5, 1, 2]
WRITES = [(1, None), (5, None), (0.5, None), (1, 0), (1, 1), (1, 2), (5, 1), (-1, None)]
UNITS = [(None, None), ("Count", "Count"), ("Count", None), (None, "Count"), ("None", None)]
PERIODS = [60, 300]
POINTS = [(1, 1), (1, 3), (2, 3), (3, 3)]
TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"]
TABLE: list[list[Any]] = [STATISTICS, OPERATORS, THRESHOLDS, WRITES, UNITS, PERIODS, POINTS, TREATMENTS]
STRIDE = 149  # a prime: the cells asked go round every column
Cell = tuple[Any, ...]


def simulated(cell: Cell) -> str:
    (statistic, low), operator, threshold, (value, default), (alarm_unit, unit), period, (needed, wanted), missing = cell
    alarm = Alarm(
        statistic=statistic,
        operator=operator,
        threshold=threshold,
        period=period,
        evaluation_periods=wanted,
        datapoints_to_alarm=needed,
        treat_missing=missing,
        unit=alarm_unit,
        ignores_low_samples=low == "ignore",
    )
    return effect(alarm, Written(value=value, default=default, unit=unit))


def fired(records: list[str], cells: list[Cell]) -> Json:
    """A document with a cell for each record."""
    document = plain_document(records)
    for record, cell in zip(records, cells, strict=False):
        (statistic, low), operator, threshold, (value, default), (alarm_unit, unit), period, (needed, wanted), missing = cell
        written = WRITTEN | {"namespace": "N", "name": record, "value": str(value), "default": default, "unit": unit}
        document["metric_filters"][f"{GROUP}:metric-filter:{record}"]["transformations"] = [written]
        document["alarms"][alarm_id(record)]["firing"] = {
            "statistic": statistic,
            "operator": operator,
            "threshold": threshold,
            "period": period,
            "evaluation_periods": wanted,
            "datapoints_to_alarm": needed,
            "treat_missing": missing,
            "evaluate_low_sample": low,
            "unit": alarm_unit,
        }
    return reindexed(document)


def judged(engine: Engine, records: list[str], cells: list[Cell]) -> list[str]:
    decision = decided(engine, fired(records, cells))
    assert decision["status"] == "pass"
    by_record = effects(decision)
    return [by_record[record] for record, _ in zip(records, cells, strict=False)]


@pytest.mark.parametrize("start", range(4))
def test_every_cell_fires_as_the_simulated_alarm_does(engine: Engine, model: Json, start: int) -> None:
    cells = list(itertools.islice(itertools.product(*TABLE), start * STRIDE // 4, None, STRIDE))
    records = sorted(model)
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    for at in range(0, len(cells), len(records)):
        asked = cells[at : at + len(records)]
        for cell, answer in zip(asked, judged(engine, records, asked), strict=True):
            seen[answer] += 1
            if answer != (expected := simulated(cell)):
                wrong.append(f"{cell}: the law says {answer}, the simulation {expected}")
    assert not wrong, f"{len(wrong)} of {len(cells)}:\n" + "\n".join(wrong[:20])
    assert min(seen["yes"], seen["no"], seen["unknown"]) > 0
