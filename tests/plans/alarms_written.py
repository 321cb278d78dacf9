"""Alarms of a configuration while it is written: on a metric, on queries, and composite ones over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.plans.bodies import Body
from tests.plans.expressions import flag, number, one, several
from tests.plans.placing import placed

if TYPE_CHECKING:
    from tests.plans.scope import Scope

GOOD = 0.97


def alarm(scope: Scope, names: tuple[str, str], metric: tuple[str, str], actions: dict[str, str], region: str | None) -> str:
    """An alarm on the metric of these expressions, with these actions; the reference to it.

    `names` are those of the block and of the alarm.
    """
    dice = scope.dice
    name, called = names
    space, of = metric
    space = one(scope, space, '"Elsewhere"', dice.choice([0, 0, 1]))
    of = one(scope, of, '"another"', dice.choice([0, 0, 1]))
    body = Body({"alarm_name": one(scope, f'"{called}"', '"other"', dice.choice([0, 0, 0, 1, 2]))})
    body.arguments |= _firing(scope) | actions
    if region is not None:
        body.arguments["provider"] = region
    watched = Body({"metric_name": of, "namespace": space, "period": number(scope, 300, 60)})
    statistic = dice.choice(['"Sum"'] * 8 + ['"Maximum"', '"Average"', '"SampleCount"', '"Minimum"'])
    match dice.choice(["plain"] * 8 + ["query", "math", "dynamic"]):
        case "query":
            body.blocks.append(("metric_query", _query("m1", watched, statistic, returned=True)))
        case "math":
            expression = dice.choice(['"m1 * 1"', '"FILL(m1, 0)"', '"SUM(METRICS())"', '"m1 - 1"', '"MAX([m1, 0])"'])
            body.blocks.append(("metric_query", _query("m1", watched, statistic, returned=False)))
            body.blocks.append(("metric_query", Body({"id": '"e1"', "expression": expression, "return_data": "true"})))
        case "dynamic":
            content = _query("m1", watched, statistic, returned=True)
            content.arguments["id"] = "metric_query.value"
            over = dice.choice(['["m1"]', 'toset(["m1"])', scope.local('["m1"]')])
            body.blocks.append(('dynamic "metric_query"', Body({"for_each": over}, [("content", content)])))
        case _:
            body.arguments |= watched.arguments | {"statistic": statistic}
            if dice.random() < 0.03:
                body.arguments["dimensions"] = '{ Host = "one" }'
    return placed(scope, "aws_cloudwatch_metric_alarm", name, body)


def _firing(scope: Scope) -> dict[str, str]:
    dice = scope.dice
    over, threshold = dice.choice([("GreaterThanOrEqualToThreshold", 1)] * 3 + [("GreaterThanThreshold", 0)])
    if dice.random() > GOOD:
        threshold += 2
    found = {
        "comparison_operator": one(scope, f'"{over}"', '"LessThanThreshold"', dice.choice([0, 0, 0, 1])),
        "evaluation_periods": number(scope, 1),
        "threshold": number(scope, threshold),
    }
    if dice.random() < 0.3:
        found["actions_enabled"] = flag(scope, "true" if dice.random() < GOOD else "false")
    if dice.random() < 0.4:
        found["treat_missing_data"] = one(scope, '"notBreaching"', '"missing"', dice.choice([0, 0, 1]))
    if dice.random() < 0.15:
        found["datapoints_to_alarm"] = number(scope, 1)
    return found


def _query(name: str, watched: Body, statistic: str, *, returned: bool) -> Body:
    inner = Body({**watched.arguments, "stat": statistic})
    return Body({"id": f'"{name}"', "return_data": "true" if returned else "false"}, [("metric", inner)])


def acting(scope: Scope, topic: str, silent: str) -> dict[str, str]:
    """The arguments that tell a topic; now and then those that tell it something else."""
    actions = several(scope, topic, silent, scope.dice.choice([0, 1, 1, 2]))
    return {"alarm_actions" if scope.dice.random() < GOOD else "ok_actions": actions}


def composite(scope: Scope, alarms: list[str], actions: dict[str, str], region: str | None) -> None:
    """One over all of these alarms, which may be written in many ways; sometimes one over it in its turn."""
    dice = scope.dice
    by = dice.choice(["alarm_name", "alarm_name", "arn", "id"])
    named = [f"{one_alarm}.{by}" for one_alarm in alarms]
    joint = dice.choice([" OR "] * 3 + [" AND "])
    rule = dice.choice(
        [
            '"' + joint.join(f'ALARM(\\"${{{name}}}\\")' for name in named) + '"',
            '"' + joint.join(f"ALARM(${{{name}}})" for name in named) + '"',
            f'join("{joint}", [{", ".join(f"{chr(34)}ALARM(${{{name}}}){chr(34)}" for name in named)}])',
            f'join("{joint}", formatlist("ALARM(%s)", [{", ".join(named)}]))',
            f'join("{joint}", [for one_alarm in [{", ".join(named)}] : format("ALARM(%q)", one_alarm)])',
            f'"NOT (OK(${{{named[0]}}}) OR INSUFFICIENT_DATA(${{{named[0]}}}))"',
        ]
    )
    rule = one(scope, rule, '"ALARM(nothing)"', dice.choice([0, 0, 1]))
    body = Body({"alarm_name": '"together"', "alarm_rule": rule, **actions})
    if region is not None:
        body.arguments["provider"] = region
    if dice.random() < 0.2:
        body.arguments["actions_enabled"] = flag(scope, "true" if dice.random() < GOOD else "false")
    if dice.random() < 0.3:
        first = Body({name: value for name, value in body.arguments.items() if name not in actions})
        made = placed(scope, "aws_cloudwatch_composite_alarm", "together", first)
        over = Body({"alarm_name": '"above"', "alarm_rule": f'"ALARM(${{{made}.alarm_name}})"', **actions})
        if region is not None:
            over.arguments["provider"] = region
        placed(scope, "aws_cloudwatch_composite_alarm", "above", over)
    else:
        placed(scope, "aws_cloudwatch_composite_alarm", "together", body)
