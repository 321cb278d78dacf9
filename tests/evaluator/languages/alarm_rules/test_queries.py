"""Metrics Insights, PromQL and expressions of alarms: which metrics they may fetch by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.alarm_rules import (
    computed,
    fetched,
    is_metrics_insights,
    metric_names,
    named,
    parse_insights,
)


def selected(namespace: str, name: str, dimensions: list[str] | None = None, equals: Any = None) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "dimensions": dimensions, "equals": equals or {}}


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ('SELECT AVG(CPUUtilization) FROM "AWS/EC2"', selected("AWS/EC2", "CPUUtilization")),
        (' select max ( "a b" ) from Name_1 ', selected("Name_1", "a b")),
        ('SELECT SUM(x) FROM SCHEMA("AWS/EC2")', selected("AWS/EC2", "x", [])),
        ('SELECT SUM(x) FROM schema("AWS/EC2", "b c", A)', selected("AWS/EC2", "x", ["A", "b c"])),
        ("SELECT SUM(x) FROM n WHERE A = 'v' AND \"B c\" = 'w'", selected("n", "x", equals={"A": "v", "B c": "w"})),
        ("SELECT SUM(x) FROM n WHERE A = 'v' AND B != 'w' AND C = D", selected("n", "x", equals={"A": "v"})),
        ("SELECT SUM(x) FROM n WHERE A = 'v' OR B = 'w'", selected("n", "x")),
        ("SELECT SUM(x) FROM n WHERE (A = 'v')", selected("n", "x")),
        ("SELECT SUM(x) FROM n WHERE NOT A = 'v'", selected("n", "x")),
        ("SELECT SUM(x) FROM n WHERE A = 'or' GROUP BY A ORDER BY SUM() DESC LIMIT 1", selected("n", "x", equals={"A": "or"})),
        ("SELECT SUM(x) FROM n WHERE AWS.AccountId = '1' AND tag.env = 'p'", selected("n", "x")),
        ("SELECT SUM(x) FROM n GROUP BY A", selected("n", "x")),
        ("SELECT SUM(x) FROM SCHEMA(n, A) WHERE A = 'v'", selected("n", "x", ["A"], equals={"A": "v"})),
    ],
)
def test_a_query_of_metrics_insights_says_what_it_may_fetch(text: str, selection: dict[str, Any]) -> None:
    assert is_metrics_insights(text)
    assert parse_insights(text) == selection
    assert fetched([text, None, "m1 + 1"]) == [selection]
    assert computed(text, ["m1"]) == {"uses": [], "functions": []}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT",
        "SELECT SUM(x)",
        "SELECT SUM(*) FROM n",
        "SELECT P99(x) FROM n",
        "SELECT SUM(x) FROM 'n'",
        "SELECT SUM('x') FROM n",
        "SELECT SUM(x) FROM SCHEMA()",
        "SELECT SUM(x) FROM SCHEMA(n",
        "SELECT SUM(x) FROM SCHEMA(n A)",
        "SELECT SUM(x) FROM SCHEMA(n, 'A')",
        'SELECT SUM("a\\"b") FROM n',
        "SELECT SUM(x) FROM n WHERE A = 'it\\'s'",
        "SELECT SUM(x) FROM $",
    ],
)
def test_a_query_of_metrics_insights_that_cannot_be_read_may_fetch_anything(text: str) -> None:
    assert parse_insights(text) is None
    assert fetched(["m1", text]) is None
    assert computed(text, ["m1"])["uses"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("up", ["up"]),
        ('avg({"CPUUtilization", "@instrumentation.@name"="cloudwatch.aws/ec2"}) > 80', ["CPUUtilization"]),
        ('sum(rate(http_requests_total{job="a"}[5m])) by (host) / 2', ["host", "http_requests_total"]),
        ('{__name__=\'a.b\'} and {"__name__"="c"}', ["a.b", "and", "c"]),
        ('{"@datapoint.@name"="x"} offset 5m # the rest is said', ["offset", "x"]),
        ('last_over_time(queue:depth{a!~"b,c"}[1h:5m]) == 1e3', ["queue:depth"]),
        ("time() > 0", []),
    ],
)
def test_a_promql_query_names_what_it_may_fetch(query: str, names: list[str]) -> None:
    assert metric_names(query) == names


@pytest.mark.parametrize(
    "query",
    [
        "{}",
        '{job="a"}',
        '{__name__=~"IAM.*"}',
        '{"__name__"!="x"}',
        'sum({"a\\n"})',
        '{"a"',
        "up ; down",
        'count({"a"}) + count({job="b"})',
    ],
)
def test_a_promql_query_without_a_plain_name_may_fetch_anything(query: str) -> None:
    assert metric_names(query) is None


def test_an_expression_fetches_nothing_unless_it_cannot_be_read() -> None:
    assert fetched(["SUM(METRICS())", "DB_PERF_INSIGHTS('RDS', 'db', 'x')"]) == []
    assert fetched(["SUM(SEARCH('x', 'Sum'))"]) is None
    assert computed("SUM(METRICS())", ["m2", "m1"]) == {"uses": ["m1", "m2"], "functions": ["METRICS", "SUM"]}
    assert computed(None, ["m1"]) == {"uses": [], "functions": []}


def test_a_name_alone_leaves_the_rest_open() -> None:
    assert named("x") == {"namespace": None, "name": "x", "dimensions": None, "equals": {}}
