"""Where a sum of decimals meets a threshold, both engines say the same, and what exact numbers say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.judge.simulator import Alarm, Written, effect
from tests.laws.decisions import decided, examples, reindexed
from tests.laws.plain import FIRING, GROUP, WRITTEN, alarm_id, effects, plain_document
from trailgate_evaluator.engine import Engine, canonical_bytes, open_engine

Json = dict[str, Any]
OPERATORS = [f"{size}Than{equal}Threshold" for size in ("Greater", "Less") for equal in ("", "OrEqualTo")]
TENTHS = st.decimals("-2", "2", places=1) | st.decimals("0", "1", places=3)

# One default value is too much, three are not: at rest in a quiet log group, and not in a busy one.
LIFTED: Json = {
    "statistic": "Sum",
    "operator": "GreaterThanOrEqualToThreshold",
    "threshold": -0.1,
    "period": 180,
    "value": "0.1",
    "default": -0.1,
}


@st.composite
def cells(draw: Any) -> Json:
    """A value, a default value, and a threshold on or next to what they come to."""
    statistic = draw(st.sampled_from(["Sum", "Average", "Minimum", "Maximum", "SampleCount"]))
    minutes = draw(st.sampled_from([1, 2, 3, 5, 7, 10]))
    value, default = draw(TENTHS.filter(bool)), draw(st.none() | TENTHS)
    total = value + (default or 0) * (minutes - 1)
    meets = {"Sum": total, "Average": total / minutes, "SampleCount": Decimal(minutes)}.get(statistic, value)
    threshold = draw(st.sampled_from([meets, value, default or value])) + draw(st.sampled_from([0, Decimal("0.001")]))
    return {
        "statistic": statistic,
        "operator": draw(st.sampled_from(OPERATORS)),
        "threshold": float(threshold),
        "period": 60 * minutes,
        "value": format(value, "f"),
        "default": None if default is None else float(default),
    }


def simulated(cell: Json) -> str:
    alarm = Alarm(
        statistic=cell["statistic"],
        operator=cell["operator"],
        threshold=Fraction(str(cell["threshold"])),
        period=cell["period"],
        evaluation_periods=1,
        datapoints_to_alarm=1,
        treat_missing="notBreaching",
    )
    default = None if cell["default"] is None else Fraction(str(cell["default"]))
    return effect(alarm, Written(value=Fraction(cell["value"]), default=default))


def possible(cell: Json) -> set[str]:
    """What the law may say: where default values add up, it does not work out whether some of them and the record do."""
    exact = simulated(cell)
    adds_up = cell["statistic"] == "Sum" and cell["default"] is not None and exact == "no"
    return {exact, "unknown"} if adds_up else {exact}


def document_of(records: list[str], asked: list[Json]) -> Json:
    document = plain_document(records)
    for record, cell in zip(records, asked, strict=True):
        written = WRITTEN | {"namespace": "N", "name": record, "value": cell["value"], "default": cell["default"]}
        document["metric_filters"][f"{GROUP}:metric-filter:{record}"]["transformations"] = [written]
        firing = {name: cell[name] for name in ("statistic", "operator", "threshold", "period")}
        document["alarms"][alarm_id(record)]["firing"] = FIRING | firing | {"treat_missing": "notBreaching"}
    return reindexed(document)


def test_on_the_boundary_both_engines_say_what_exact_numbers_say(engine: Engine, model: Json) -> None:
    records = sorted(model)
    size = len(records)
    with open_engine("opa") as server:

        @examples(25)
        @given(st.lists(cells(), min_size=size, max_size=size))
        @example([LIFTED] * size)
        def holds(asked: list[Json]) -> None:
            document = document_of(records, asked)
            assert canonical_bytes(server.decide(document)) == canonical_bytes(engine.decide(document))
            said = effects(decided(engine, document))
            exact = [cell for cell in asked if len(str(Decimal(str(cell["threshold"])).normalize())) < 11]
            for record, cell in zip(records, asked, strict=True):
                assert cell not in exact or said[record] in possible(cell), cell

        holds()
