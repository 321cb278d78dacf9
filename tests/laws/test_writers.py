"""Several filters on one metric: what the law says of a record is never more than what the simulated alarm does."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

from tests.judge.builder import GROUPS
from tests.judge.judge import CONTROL
from tests.judge.simulator import Alarm, Beside, Written, outcomes
from tests.laws.decisions import decided, reindexed
from tests.laws.plain import FIRING, GROUP, WRITTEN, alarm_id, effects, plain_document
from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
ELSEWHERE = list(GROUPS)[1]
STATISTICS = ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50", "p99"]
OPERATORS = [f"{size}Than{equal}Threshold" for size in ("Greater", "Less") for equal in ("", "OrEqualTo")]
NUMBERS = ["1", "0", "0.1", "0.3", "5", "-1"]
Cell = tuple[Alarm, Written, tuple[Beside, ...]]


def drawn(chance: random.Random) -> Cell:
    """An alarm, a filter and one or two others; the usual more often than not."""
    needed, wanted = chance.choice([(1, 1), (1, 1), (1, 2), (2, 2)])
    alarm = Alarm(
        statistic=chance.choice(STATISTICS),
        operator=chance.choice(OPERATORS),
        threshold=Fraction(chance.choice(NUMBERS)),
        period=chance.choice([60, 180]),
        evaluation_periods=wanted,
        datapoints_to_alarm=needed,
        treat_missing=chance.choice(["missing", "notBreaching", "notBreaching", "ignore", "breaching"]),
    )
    default = chance.choice([None, None, None, Fraction(0), Fraction(1, 10)])
    written = Written(value=Fraction(chance.choice(NUMBERS[:1] + NUMBERS)), default=default)
    return alarm, written, tuple(beside(chance) for _ in range(chance.choice([1, 1, 2])))


def beside(chance: random.Random) -> Beside:
    here = chance.random() < 0.8
    return Beside(
        value=Fraction(chance.choice(NUMBERS)),
        default=chance.choice([None, None, Fraction(0), Fraction(1), Fraction(1, 10)]),
        here=here,
        matches=here and chance.random() < 0.5,
    )


def document_of(records: list[str], cells: list[Cell]) -> Json:
    """A document with a cell for each record."""
    document = plain_document(records)
    place = {"account": document["subject"]["account"], "region": "us-east-1", "at": "0#/", "name": "n"}
    for record, (alarm, written, others) in zip(records, cells, strict=False):
        names = ("statistic", "operator", "period", "evaluation_periods", "datapoints_to_alarm", "treat_missing")
        firing = FIRING | {name: getattr(alarm, name) for name in names} | {"threshold": number(alarm.threshold)}
        document["alarms"][alarm_id(record)]["firing"] = firing
        first = document["metric_filters"][f"{GROUP}:metric-filter:{record}"]
        first["transformations"] = [transformation(record, written.value, written.default)]
        for n, other in enumerate(others):
            group = GROUP if other.here else ELSEWHERE
            one = f"{group}:metric-filter:{record}-{n}"
            pattern = record if other.matches else never(document, records)
            document["metric_filters"][one] = first | place | {"id": one, "log_group": group, "pattern": pattern}
            document["metric_filters"][one]["transformations"] = [transformation(record, other.value, other.default)]
    return reindexed(document)


def transformation(record: str, value: Any, default: Any) -> Json:
    return WRITTEN | {"namespace": "N", "name": record, "value": str(number(value)), "default": number(default)}


def number(value: Any) -> Any:
    return None if value is None else int(value) if value == int(value) else float(value)


def never(document: Json, records: list[str]) -> str:
    unread = {"matched": "never", "clause": None, "counterexample": None, "why": None}
    coverage = {CONTROL: dict.fromkeys(records, unread)}
    known = {"text": "never", "language": "json", "valid": True, "error": None, "line_break_text": False, "doubts": []}
    document["patterns"]["p_never"] = known | {"coverage": coverage}
    return "p_never"


def test_the_law_never_says_more_than_the_simulated_alarm_does(engine: Engine, model: Json) -> None:
    chance = random.Random(1)  # noqa: S311 - the same examples in every run
    records = sorted(model)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(40):
        cells = [drawn(chance) for _ in records]
        by_record = effects(decided(engine, document_of(records, cells)))
        for record, cell in zip(records, cells, strict=True):
            if record not in by_record:
                continue  # a value of zero that nothing counts
            seen[by_record[record]] += 1
            quiet, eventful = outcomes(*cell)
            right = {"yes": quiet | eventful == {True}, "no": quiet == {False}}
            if not right.get(by_record[record], True):
                wrong.append(f"{cell}: the law says {by_record[record]}, the simulation {quiet} and {eventful}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:10])
    assert min(seen["yes"], seen["no"], seen["unknown"]) > 50, seen
