"""Alarms of every kind, what they watch, and which may be hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALARM,
    ALARM_ROW,
    ALL_ALARM_TYPES,
    OTHER,
    REGION,
    TOPIC,
    Json,
    call,
    read_chain,
    refused,
    snapshot,
    source,
    whole_calls,
    without,
)
from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts

DESCRIBE = "cloudwatch:DescribeAlarms"
MUTE_RULES = "cloudwatch:ListAlarmMuteRules"
MUTE_RULE = "cloudwatch:GetAlarmMuteRule"
SCOPE = f"alarm|{ACCOUNT}|{REGION}"
COMPOSITES = f"composite|{ACCOUNT}|{REGION}"
BASE = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:"
RULE_ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm-mute-rule:nights"
RULE = {"AlarmMuteRuleArn": RULE_ARN, "Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H"}}}
NO_ALARMS: Json = {"MetricAlarms": [], "CompositeAlarms": []}


def parts(calls: list[Json]) -> Parts:
    return read_chain(source(snapshot(calls)))


def described(page: Json, request: Json | None = None) -> list[Json]:
    return [*without(DESCRIBE), call(DESCRIBE, {"AlarmTypes": ALL_ALARM_TYPES} if request is None else request, page)]


def alarm_of(row: Json) -> Json:
    return parts(described({"MetricAlarms": [row]})).resources["alarms"][row["AlarmArn"]]


def of_metrics(*queries: Json) -> Json:
    row = {key: value for key, value in ALARM_ROW.items() if key not in {"MetricName", "Namespace", "Statistic"}}
    return row | {"Metrics": list(queries)}


def plain(query: str, *, name: str = "IAMChanges", **rest: Any) -> Json:
    metric = {"Namespace": "CIS", "MetricName": name, "Dimensions": [{"Name": "a", "Value": "b"}]}
    return {"Id": query, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "p99", "Unit": "Count"}, **rest}


def test_a_metric_alarm_has_every_field_of_the_document() -> None:
    assert alarm_of(ALARM_ROW) == {
        "id": ALARM,
        "name": "iam-changes",
        "account": ACCOUNT,
        "region": REGION,
        "at": "0#/calls/10/pages/0/MetricAlarms/0",
        "actions": [TOPIC],
        "actions_enabled": True,
        "state": "OK",
        "muted_by": [],
        "kind": "metric",
        "metric": {"account": ACCOUNT, "region": REGION, "namespace": "CIS", "name": "IAMChanges", "dimensions": {}},
        "firing": {
            "statistic": "Sum",
            "operator": "GreaterThanOrEqualToThreshold",
            "threshold": 1,
            "period": 300,
            "evaluation_periods": 1,
            "datapoints_to_alarm": 1,
            "treat_missing": "notBreaching",
            "evaluate_low_sample": None,
            "unit": None,
        },
        "evaluation": {"state": None, "warm_up": None, "window": "sliding"},
    }


def test_what_aws_says_of_an_evaluation_stands_with_the_alarm() -> None:
    warm = {"WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 30}}
    row = ALARM_ROW | warm | {"EvaluationState": "PARTIAL_DATA", "EvaluationWindow": {"WallClockWindow": {}}}
    told = {"state": "PARTIAL_DATA", "window": "wall_clock"}
    timed = row | {"AlarmConfigurationUpdatedTimestamp": "1970-01-01T01:00:00Z"}
    assert alarm_of(timed)["evaluation"] == told | {"warm_up": {"until": 5400}}
    untimed = {key: value for key, value in row.items() if key != "AlarmConfigurationUpdatedTimestamp"}
    assert alarm_of(untimed)["evaluation"] == told | {"warm_up": {"until": None}}
    zoned = ALARM_ROW | {"EvaluationWindow": {"WallClockWindow": {"Timezone": "Asia/Kolkata"}}}
    assert alarm_of(zoned)["evaluation"] == {"state": None, "warm_up": None, "window": "wall_clock", "time_zone": "Asia/Kolkata"}
    sliding = ALARM_ROW | {"EvaluationWindow": {"SlidingWindow": {}}}
    assert alarm_of(sliding)["evaluation"] == {"state": None, "warm_up": None, "window": "sliding"}


def test_an_extended_statistic_and_what_aws_leaves_out() -> None:
    row = {key: value for key, value in ALARM_ROW.items() if key not in {"Statistic", "TreatMissingData"}}
    row |= {"ExtendedStatistic": "p99.5", "DatapointsToAlarm": 2, "EvaluationPeriods": 3, "Threshold": 0.5}
    firing = alarm_of(row)["firing"]
    assert (firing["statistic"], firing["treat_missing"], firing["threshold"]) == ("p99.5", "missing", 0.5)
    assert (firing["datapoints_to_alarm"], firing["evaluation_periods"]) == (2, 3)


def test_a_list_of_one_plain_metric_is_a_metric_alarm() -> None:
    alarm = alarm_of(of_metrics(plain("m1", AccountId=OTHER)))
    assert alarm["kind"] == "metric"
    assert (alarm["metric"]["account"], alarm["metric"]["dimensions"]) == (OTHER, {"a": "b"})
    assert (alarm["firing"]["statistic"], alarm["firing"]["period"], alarm["firing"]["unit"]) == ("p99", 60, "Count")


def test_a_computation_has_its_queries_and_their_uses() -> None:
    alarm = alarm_of(
        of_metrics(
            plain("m1", ReturnData=False),
            {"Id": "e1", "Expression": "FILL(m1, 0) + SUM(METRICS())", "ReturnData": False},
            {"Id": "e2", "Expression": "e1 *"},
            {"Id": "e3", "Expression": "ABS(e1)"},
        )
    )
    assert alarm["kind"] == "math"
    queries = alarm["queries"]
    assert queries["m1"]["metric"]["name"] == "IAMChanges"
    assert (queries["m1"]["returned"], queries["m1"]["uses"], queries["m1"]["expression"]) == (False, [], None)
    assert (queries["e1"]["uses"], queries["e1"]["functions"]) == (["m1"], ["FILL", "METRICS", "SUM"])
    assert (queries["e2"]["uses"], queries["e2"]["functions"], queries["e2"]["returned"]) == (None, [], True)
    assert (queries["e3"]["uses"], queries["e3"]["returned"], queries["e3"]["metric"]) == (["e1"], True, None)


def selected(namespace: str | None, name: str, dimensions: list[str] | None = None) -> Json:
    return {"namespace": namespace, "name": name, "dimensions": dimensions, "equals": {}}


def test_a_metrics_insights_query_beside_a_metric_uses_no_query_and_fetches_its_own() -> None:
    alarm = alarm_of(of_metrics(plain("m1") | {"ReturnData": False}, {"Id": "q1", "Expression": 'SELECT SUM(x) FROM "CIS"'}))
    assert alarm["kind"] == "math"
    assert alarm["queries"]["m1"]["returned"] is False
    assert (alarm["queries"]["q1"]["uses"], alarm["queries"]["q1"]["functions"]) == ([], [])
    assert alarm["fetches"] == [selected("CIS", "x")]


def test_an_expression_that_cannot_be_read_may_fetch_anything() -> None:
    alarm = alarm_of(of_metrics(plain("m1") | {"ReturnData": False}, {"Id": "q1", "Expression": "SEARCH('x', 'Sum')"}))
    assert (alarm["kind"], alarm["queries"]["q1"]["uses"], alarm["fetches"]) == ("math", None, None)


@pytest.mark.parametrize(
    ("row", "because", "fetches"),
    [
        (
            of_metrics({"Id": "q1", "Expression": 'SELECT SUM(x) FROM "CIS"', "Period": 60}),
            "Metrics Insights",
            [selected("CIS", "x")],
        ),
        (of_metrics({"Id": "q1", "Expression": " select SUM(x) FROM y"}), "Metrics Insights", [selected("y", "x")]),
        (of_metrics({"Id": "q1", "Expression": "SELECT what it likes"}), "Metrics Insights", None),
        (of_metrics() | {"EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}, "PromQL", [selected(None, "up")]),
        (of_metrics() | {"EvaluationCriteria": {"PromQLCriteria": {"Query": '{a="b"}'}}}, "PromQL", None),
        (of_metrics() | {"EvaluationCriteria": {"Other": {}}}, "PromQL", None),
        (of_metrics({"Id": "e1", "Expression": "DB_PERF_INSIGHTS('RDS', 'db-1', 'os.cpu.user.avg')"}), "no metric", []),
        (of_metrics({"Id": "e1", "Expression": "SEARCH('x', 'Sum', 300)"}), "no metric", None),
        (of_metrics({"Id": "e1", "Expression": "1 + 1"}), "no metric", []),
        (of_metrics(), "no metric", None),
    ],
)
def test_an_alarm_on_something_else_says_what_it_fetches(row: Json, because: str, fetches: list[Json] | None) -> None:
    alarm = alarm_of(row)
    assert (alarm["kind"], alarm["fetches"]) == ("unsupported", fetches)
    assert because in alarm["because"]


def test_a_log_alarm_watches_no_metric() -> None:
    row = {"AlarmName": "q", "AlarmArn": f"{BASE}q", "AlarmActions": [TOPIC], "ActionsEnabled": False}
    alarm = parts(described({"MetricAlarms": [], "LogAlarms": [row]})).resources["alarms"][f"{BASE}q"]
    assert (alarm["kind"], alarm["actions"], alarm["actions_enabled"]) == ("unsupported", [TOPIC], False)
    assert alarm["fetches"] == []


def composite(name: str, rule: str, **rest: Any) -> Json:
    told = {"AlarmActions": [TOPIC], "ActionsEnabled": True, "AlarmRule": rule}
    return {"AlarmName": name, "AlarmArn": BASE + name, **told, **rest}


def test_composites_are_expanded_over_alarms_of_their_own_place() -> None:
    page = {
        "MetricAlarms": [ALARM_ROW],
        "CompositeAlarms": [
            composite("outer", 'ALARM(inner) OR OK("other alarm")', ActionsSuppressor="iam-changes"),
            composite("inner", f"ALARM({ALARM})"),
            composite("broken", "ALARM("),
        ],
    }
    alarms = parts(described(page)).resources["alarms"]
    assert alarms[f"{BASE}outer"]["clauses"] == [
        [
            {"alarm": ALARM, "state": "ALARM", "negated": False},
            {"alarm": f"{BASE}other alarm", "state": "OK", "negated": False},
        ]
    ]
    assert alarms[f"{BASE}outer"]["suppressor"] == ALARM
    assert alarms[f"{BASE}inner"]["suppressor"] is None
    assert alarms[f"{BASE}broken"]["clauses"] is None


@pytest.mark.parametrize(
    ("request_", "scopes"),
    [
        ({}, {COMPOSITES}),
        ({"AlarmTypes": ["MetricAlarm"]}, {COMPOSITES}),
        ({"AlarmTypes": ["MetricAlarm", "LogAlarm"]}, {COMPOSITES}),
        ({"AlarmTypes": ["CompositeAlarm", "LogAlarm"]}, {SCOPE}),
        ({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}, set()),
        ({"AlarmTypes": ALL_ALARM_TYPES, "AlarmNamePrefix": "iam"}, {SCOPE}),
        ({"AlarmTypes": ALL_ALARM_TYPES, "StateValue": "OK"}, {SCOPE}),
        ({"AlarmTypes": "MetricAlarm"}, {SCOPE}),
    ],
)
def test_a_type_that_no_answer_lists_hides_alarms_of_that_type(request_: Json, scopes: set[str]) -> None:
    read = parts(described({"MetricAlarms": [ALARM_ROW]}, request_))
    assert ALARM in read.resources["alarms"]
    assert {(gap["scope"], gap["reason"]) for gap in read.gaps.values()} == {(scope, "not_collected") for scope in scopes}


@pytest.mark.parametrize(("kind", "scopes"), [("MetricAlarm", {SCOPE}), ("CompositeAlarm", {COMPOSITES}), ("LogAlarm", set())])
def test_a_refused_type_hides_alarms_of_that_type(kind: str, scopes: set[str]) -> None:
    listed = call(DESCRIBE, {"AlarmTypes": [each for each in ALL_ALARM_TYPES if each != kind]}, NO_ALARMS)
    whole = call(DESCRIBE, {"AlarmTypes": ALL_ALARM_TYPES}, outcome="skipped")
    read = parts([*without(DESCRIBE), listed, whole, call(DESCRIBE, {"AlarmTypes": [kind]}, outcome="denied")])
    assert {(gap["scope"], gap["reason"]) for gap in read.gaps.values()} == {(scope, "denied") for scope in scopes}


def test_types_may_be_asked_for_one_by_one() -> None:
    calls = [call(DESCRIBE, {"AlarmTypes": [kind]}, NO_ALARMS) for kind in ALL_ALARM_TYPES]
    assert parts([*without(DESCRIBE), *calls]).gaps == {}


def test_a_type_that_the_region_does_not_know_hides_nothing() -> None:
    calls = [call(DESCRIBE, {"AlarmTypes": [kind]}, NO_ALARMS) for kind in ALL_ALARM_TYPES[:1]]
    lacking = [call(DESCRIBE, {"AlarmTypes": [kind]}, outcome="absent") for kind in ALL_ALARM_TYPES[1:]]
    assert parts([*without(DESCRIBE), *calls, *lacking]).gaps == {}


def test_metric_alarms_are_never_absent() -> None:
    absent = call(DESCRIBE, {"AlarmTypes": ALL_ALARM_TYPES}, outcome="absent")
    assert {gap["scope"] for gap in parts([*without(DESCRIBE), absent]).gaps.values()} == {SCOPE}


@pytest.mark.parametrize("outcome", ["denied", "failed", "skipped"])
def test_refused_alarms_are_hidden_in_their_region(outcome: str) -> None:
    (gap,) = parts(refused(DESCRIBE, outcome)).gaps.values()
    assert (gap["scope"], gap["reason"], gap["at"]) == (SCOPE, outcome, "0#/calls/5")


def test_alarms_cut_off_midway_are_kept_and_more_may_be_hidden() -> None:
    page = {"MetricAlarms": [ALARM_ROW]}
    cut = call(DESCRIBE, {"AlarmTypes": ALL_ALARM_TYPES}, page, outcome="truncated")
    read = parts([*without(DESCRIBE), cut])
    assert ALARM in read.resources["alarms"]
    assert {(gap["scope"], gap["reason"]) for gap in read.gaps.values()} == {(SCOPE, "truncated")}


def test_alarms_of_a_region_without_a_trails_group_hide_nothing() -> None:
    assert parts([*refused(DESCRIBE, calls=[]), call("cloudtrail:DescribeTrails", {}, {"trailList": []})]).gaps == {}


def rules(*rows: Json) -> Json:
    return call(MUTE_RULES, {}, {"AlarmMuteRuleSummaries": list(rows)})


def rule(*alarms: str, name: str = "nights") -> Json:
    return call(MUTE_RULE, {"AlarmMuteRuleName": name}, RULE | {"Name": name, "MuteTargets": {"AlarmNames": list(alarms)}})


def muted_by(*calls: Json) -> Any:
    return parts([*without(MUTE_RULES), *calls]).resources["alarms"][ALARM]["muted_by"]


@pytest.mark.parametrize("target", ["iam-changes", ALARM])
def test_an_alarm_is_muted_by_the_rules_that_name_it(target: str) -> None:
    summary = {"AlarmMuteRuleArn": RULE_ARN, "Status": "SCHEDULED"}
    assert muted_by(rules(summary), rule(target, "another")) == ["nights"]
    assert muted_by(rules(summary), rule("another")) == []


def test_an_expired_rule_mutes_nothing_and_needs_no_answer() -> None:
    assert muted_by(rules({"AlarmMuteRuleArn": RULE_ARN, "Status": "EXPIRED"})) == []


def test_a_rule_that_is_gone_mutes_nothing() -> None:
    gone = call(MUTE_RULE, {"AlarmMuteRuleName": "nights"}, outcome="absent")
    assert muted_by(rules({"AlarmMuteRuleArn": RULE_ARN, "Status": "ACTIVE"}), gone) == []


@pytest.mark.parametrize(
    ("calls", "reason"),
    [
        ([], "not_collected"),
        ([call(MUTE_RULES, {}, outcome="denied")], "denied"),
        ([rules({"AlarmMuteRuleArn": RULE_ARN, "Status": "ACTIVE"})], "not_collected"),
        (
            [
                rules({"AlarmMuteRuleArn": RULE_ARN, "Status": "ACTIVE"}),
                call(MUTE_RULE, {"AlarmMuteRuleName": "nights"}, outcome="denied"),
            ],
            "denied",
        ),
    ],
)
def test_mute_rules_that_cannot_be_read_make_one_gap_for_their_place(calls: list[Json], reason: str) -> None:
    read = parts([*without(MUTE_RULES), *calls])
    gap = f"{ACCOUNT}|{REGION}#muted_by"
    assert read.resources["alarms"][ALARM]["muted_by"] == {"unknown": {"reason": reason, "gap": gap}}
    assert list(read.gaps) == [gap]
    assert read.gaps[gap]["scope"] is None


def test_a_rule_that_is_seen_to_cover_an_alarm_counts_beside_one_that_is_not() -> None:
    summaries = [{"AlarmMuteRuleArn": RULE_ARN, "Status": "ACTIVE"}, {"AlarmMuteRuleArn": f"{RULE_ARN}-2"}]
    assert muted_by(rules(*summaries), rule("iam-changes")) == ["nights"]


def test_an_alarm_that_two_answers_list_stands_once() -> None:
    again = call(DESCRIBE, {"AlarmNames": ["iam-changes"]}, {"MetricAlarms": [ALARM_ROW]})
    assert parts([*whole_calls(), again]).resources == parts(whole_calls()).resources


def test_one_gap_tells_of_several_rules_that_cannot_be_read() -> None:
    summaries = [{"AlarmMuteRuleArn": f"{RULE_ARN}-{number}", "Status": "ACTIVE"} for number in range(3)]
    assert len(parts([*without(MUTE_RULES), rules(*summaries)]).gaps) == 1


@pytest.mark.parametrize("member", ["Period", "EvaluationPeriods", "DatapointsToAlarm"])
@pytest.mark.parametrize("value", [1.5, 1e300, -1e300, 2**31, 10**19])
def test_a_count_that_aws_cannot_send_is_refused(member: str, value: float) -> None:
    """Found by fuzzing: the engines do not agree on what is whole beyond what a float counts exactly."""
    with pytest.raises(InputError) as told:
        alarm_of(ALARM_ROW | {member: value})
    assert told.value.expected == f"a whole number of 32 bits at `{member}`"
    assert repr(value) == told.value.found


def test_a_count_may_be_written_as_a_decimal() -> None:
    assert alarm_of(ALARM_ROW | {"Period": 300.0})["firing"]["period"] == 300
