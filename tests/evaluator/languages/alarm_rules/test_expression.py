"""What metric math expressions use."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.alarm_rules import parse_expression


@pytest.mark.parametrize(
    ("text", "uses", "functions"),
    [
        ("m1", {"m1"}, set()),
        ("m1+m2", {"m1", "m2"}, set()),
        ("m10 / m1 * 100", {"m10", "m1"}, set()),
        ("-m1 ^ 2", {"m1"}, set()),
        ("(m1)", {"m1"}, set()),
        ("SUM([m1, m2])", {"m1", "m2"}, {"SUM"}),
        ("sum([m1])", {"m1"}, {"SUM"}),
        ("IF(m1 > 3 AND m2 <= -4.5e1, m3, FILL(m4, 0))", {"m1", "m2", "m3", "m4"}, {"IF", "FILL"}),
        ("FILL(m1, REPEAT)", {"m1"}, {"FILL"}),
        ("m1 || m2 && !m3 or m4", {"m1", "m2", "m3", "m4"}, set()),
        ("IF(NOT m1, m2, 0)", {"m1", "m2"}, {"IF"}),
        ("and AND or", {"and", "or"}, set()),
        ("m1 == m2", {"m1", "m2"}, set()),
        ("m_1 != 0", {"m_1"}, set()),
        ("TIME_SERIES(20)", set(), {"TIME_SERIES"}),
        ("ANOMALY_DETECTION_BAND(m1, 2)", {"m1"}, {"ANOMALY_DETECTION_BAND"}),
        ("SLICE(SORT(METRICS(), SUM, DESC), 0, 3) + e1", {"e1"}, {"SLICE", "SORT", "METRICS"}),
        ("\n m1 \t", {"m1"}, set()),
        ('INSIGHT_RULE_METRIC("rule", UniqueContributors) + m1', {"m1"}, {"INSIGHT_RULE_METRIC"}),
        ("DB_PERF_INSIGHTS('RDS', 'db-1', 'os.cpuUtilization.user.avg') > 1", set(), {"DB_PERF_INSIGHTS"}),
    ],
)
def test_an_expression_uses_the_ids_and_functions_that_it_names(text: str, uses: set[str], functions: set[str]) -> None:
    expression = parse_expression(text)
    assert expression is not None
    assert (set(expression.uses), set(expression.functions)) == (uses, functions)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m1 m2",
        "m1 +",
        "+",
        "(m1",
        "m1)",
        "SUM(m1",
        "SUM(m1,)",
        "[m1",
        "m1 = m2",
        "m1 | m2",
        "m1; m2",
        "'m1",
        "Metric",
        "SEARCH('{AWS/EC2,InstanceId} CPU', 'Sum', 300)",
        "SUM(SEARCH('x', 'Sum', 300)) + m1",
        'SELECT COUNT(*) FROM SCHEMA("AWS/EC2", InstanceId)',
        'INSIGHT_RULE_METRIC("rule", "Sum"',
        "DB_PERF_INSIGHTS('RDS' 'db')",
        "DB_PERF_INSIGHTS(SEARCH('x', 'Sum'))",
        'LAMBDA("f", m1)',
        "NEW_FUNCTION(m1)",
        "METRICS(m1)",
        "(" * 100_000,
        "-" * 100_000,
    ],
)
def test_what_is_no_expression_or_fetches_series_by_itself_cannot_be_known(text: str) -> None:
    assert parse_expression(text) is None


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("SUM(METRICS())", ["errors_a", "errors_b", "m1"]),
        ('SUM(METRICS("errors"))', ["errors_a", "errors_b"]),
        ("SUM(METRICS('_a')) + e1", ["e1", "errors_a"]),
        ("m1 + e1", ["e1", "m1"]),
        ('METRICS("none")', []),
    ],
)
def test_metrics_means_the_queries_of_plain_metrics_whose_id_contains_the_text(text: str, queries: list[str]) -> None:
    expression = parse_expression(text)
    assert expression is not None
    assert expression.queries(["m1", "errors_a", "errors_b"]) == queries


IDS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda word: word not in {"and", "or", "not"})


@given(st.lists(IDS, min_size=1, max_size=6), st.data())
def test_every_id_of_a_generated_expression_is_found_and_nothing_else(ids: list[str], data: st.DataObject) -> None:
    parts = list(ids)
    while len(parts) > 1:
        left, right = parts.pop(0), parts.pop(0)
        form = data.draw(st.sampled_from(["{}+{}", "({} * {})", "IF({} > 1, {}, 0)", "SUM([{}, {}])", "{} AND -{}"]))
        parts.append(form.format(left, right))
    expression = parse_expression(parts[0])
    assert expression is not None
    assert expression.uses == set(ids)


@given(st.text(alphabet="m1 (),[]+-*/AND'\"SUMIF>=.e", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    expression = parse_expression(text)
    assert expression is None or expression.uses <= set(re.findall(r"[a-z][A-Za-z0-9_]*", text))
