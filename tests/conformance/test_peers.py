"""What other tools for this control get wrong, each as a case with the right answer.

Each case is the passing account with one thing changed, named for the tool that passes or fails it wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.judging import Json, changed, report_of, rows
from trailgate_evaluator.engine import Engine, open_engine

Change = Callable[[Json], None]
PASSING = "pass_whole_chain"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def pattern(rewrite: Callable[[str], str]) -> Change:
    def change(snapshot: Json) -> None:
        for row in rows(snapshot, "DescribeMetricFilters", "metricFilters"):
            row["filterPattern"] = rewrite(row["filterPattern"])

    return change


def alarm(**values: object) -> Change:
    def change(snapshot: Json) -> None:
        for row in rows(snapshot, "DescribeAlarms", "MetricAlarms"):
            row.update(values)

    return change


def trail(**values: object) -> Change:
    def change(snapshot: Json) -> None:
        for row in rows(snapshot, "DescribeTrails", "trailList"):
            row.update(values)

    return change


def classic(**values: object) -> Change:
    def change(snapshot: Json) -> None:
        for row in rows(snapshot, "GetEventSelectors", "EventSelectors"):
            row.update(values)

    return change


def advanced(*conditions: Json) -> Change:
    def change(snapshot: Json) -> None:
        for call in snapshot["calls"]:
            if call["operation"] == "GetEventSelectors":
                (page,) = call["pages"]
                del page["EventSelectors"]
                page["AdvancedEventSelectors"] = [{"Name": "events", "FieldSelectors": list(conditions)}]

    return change


def stopped(snapshot: Json) -> None:
    for call in snapshot["calls"]:
        if call["operation"] == "GetTrailStatus":
            call["pages"][0]["IsLogging"] = False


def subscription(arn: str) -> Change:
    def change(snapshot: Json) -> None:
        for row in rows(snapshot, "ListSubscriptionsByTopic", "Subscriptions"):
            row["SubscriptionArn"] = arn
        snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != "GetSubscriptionAttributes"]

    return change


def renamed_filter(snapshot: Json) -> None:
    for row in rows(snapshot, "DescribeMetricFilters", "metricFilters"):
        row["filterName"] = "some-other-name"


def a_dead_trail_beside(snapshot: Json) -> None:
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeTrails":
            (page,) = call["pages"]
            other = page["trailList"][0] | {"IsMultiRegionTrail": False, "Name": "old", "CloudWatchLogsLogGroupArn": None}
            other["TrailARN"] = other["TrailARN"].rpartition("/")[0] + "/old"
            page["trailList"].append(other)


def without(calls: str) -> Change:
    def change(snapshot: Json) -> None:
        for call in snapshot["calls"]:
            if call["operation"] == calls:
                for page in call["pages"]:
                    for key, value in page.items():
                        if isinstance(value, list):
                            page[key] = []

    return change


def names(text: str) -> list[str]:
    return re.findall(r"eventName=(\w+)", text)


def any_of(clauses: list[str]) -> str:
    return "{" + " || ".join(clauses) + "}"


def clause(name: str) -> str:
    return f"($.eventName={name})"


PASSED_WRONGLY: dict[str, tuple[Change, str]] = {
    "powerpipe, names joined by and": (pattern(lambda text: text.replace("||", "&&")), "filter_matches_never"),
    "powerpipe, a wrong eventSource": (
        pattern(lambda text: "{ ($.eventSource = kms.amazonaws.com) && (" + text.strip("{} ") + ") }"),
        "filter_matches_never",
    ),
    "powerpipe, a clause that narrows": (
        pattern(lambda text: "{ (" + text.strip("{} ") + ") && ($.errorCode NOT EXISTS) }"),
        "filter_misses_failed_calls",
    ),
    "powerpipe, management events left out": (classic(IncludeManagementEvents=False), "trail_no_management_events"),
    "powerpipe, the metric's name in another namespace": (alarm(Namespace="Other"), "alarm_other_namespace"),
    "powerpipe, a pending subscription": (subscription("PendingConfirmation"), "subscription_pending"),
    "prowler, a trail that is stopped": (stopped, "trail_not_logging"),
    "prowler, a trail of one region": (trail(IsMultiRegionTrail=False), "trail_not_multi_region"),
    "prowler, an alarm without actions": (alarm(AlarmActions=[]), "actions_none"),
    "prowler, an alarm with dimensions": (alarm(Dimensions=[{"Name": "a", "Value": "b"}]), "alarm_other_dimensions"),
    "prowler, an action that is no topic": (
        alarm(AlarmActions=["arn:aws:lambda:us-east-1:111122223333:function:notify"]),
        "actions_not_sns",
    ),
    "elastic, fifteen names and a duplicate": (
        pattern(lambda text: any_of([clause(name) for name in names(text)[1:] + names(text)[-1:]])),
        "filter_matches_never",
    ),
    "elastic, a subscription that was deleted": (subscription("Deleted"), "subscription_deleted"),
    "trivy, no trail at all": (without("DescribeTrails"), "trail_none"),
    "trivy, a trail without a log group": (trail(CloudWatchLogsLogGroupArn=None), "log_group_not_set"),
    "trivy, the line-break text": (
        pattern(lambda text: text.replace("$.eventName=DeleteUserPolicy", "$.eventNa me=DeleteUserPolicy")),
        "filter_line_break_text",
    ),
    "cnspec, one of the names": (pattern(lambda text: any_of([clause(names(text)[0])])), "filter_matches_never"),
    "custodian, a selector of reads": (classic(ReadWriteType="ReadOnly"), "trail_no_writes"),
    "security hub, no filter": (without("DescribeMetricFilters"), "filter_none"),
}

FAILED_WRONGLY: dict[str, Change] = {
    "powerpipe, advanced event selectors": advanced({"Field": "eventCategory", "Equals": ["Management"]}),
    "powerpipe, quoted names": pattern(lambda text: re.sub(r"=(\w+)", r'="\1"', text)),
    "powerpipe, another order": pattern(lambda text: any_of([clause(name) for name in reversed(names(text))])),
    "prowler, wildcards": pattern(lambda text: "{ $.eventName = *Policy || $.eventName = *PolicyVersion }"),
    "prowler, a guard on the source": pattern(
        lambda text: "{ ($.eventSource = iam.amazonaws.com) && (" + text.strip("{} ") + ") }"
    ),
    "elastic, a filter that is not named as its metric": renamed_filter,
    "elastic, a seventeenth event": pattern(lambda text: text.rstrip("} ") + " || ($.eventName=SetDefaultPolicyVersion) }"),
    "trivy, another trail does not comply": a_dead_trail_beside,
    "kics, a metric named apart from its filter": renamed_filter,
    "security hub, writes alone": classic(ReadWriteType="WriteOnly"),
    "scoutsuite, another spelling": pattern(lambda text: re.sub(r"\s+", " ", text).replace("=", " = ")),
    "cloudquery, blanks and new lines": pattern(lambda text: text.replace(" || ", "\n  ||\n  ")),
}


@pytest.mark.parametrize("case", PASSED_WRONGLY)
def test_what_a_peer_passes_wrongly_fails_here(case: str, engine: Engine, tmp_path: Path) -> None:
    change, code = PASSED_WRONGLY[case]
    result = report_of(engine, changed(tmp_path, PASSING, change))
    assert (result["status"], {each["code"] for each in result["breaks"]}) == ("fail", {code})


@pytest.mark.parametrize("case", FAILED_WRONGLY)
def test_what_a_peer_fails_wrongly_passes_here(case: str, engine: Engine, tmp_path: Path) -> None:
    result = report_of(engine, changed(tmp_path, PASSING, FAILED_WRONGLY[case]))
    assert (result["status"], result["breaks"], result["gaps"]) == ("pass", [], [])


def test_what_prowler_and_powerpipe_fail_of_a_member_of_an_organization_is_unknown(engine: Engine) -> None:
    folder = Path(__file__).resolve().parents[2] / "fixtures" / "snapshots" / "unknown_member_of_organization"
    assert report_of(engine, folder / "snapshot.json")["status"] == "unknown"


@pytest.mark.parametrize(
    ("case", "code"),
    {"actions off": "actions_disabled", "a threshold of three": "threshold_not_crossed"}.items(),
)
def test_what_peers_pass_without_looking_is_a_pass_that_reaches_nobody(
    case: str, code: str, engine: Engine, tmp_path: Path
) -> None:
    change = {"actions off": alarm(ActionsEnabled=False), "a threshold of three": alarm(Threshold=3.0)}[case]
    result = report_of(engine, changed(tmp_path, PASSING, change))
    weaknesses = {each["code"] for chain in result["chains"] for each in chain["weaknesses"]}
    assert (result["status"], result["effective"], weaknesses) == ("pass", "no", {code})


def test_an_alarm_in_a_composite_is_no_failure(engine: Engine) -> None:
    folder = Path(__file__).resolve().parents[2] / "fixtures" / "snapshots" / "pass_composite_or"
    assert report_of(engine, folder / "snapshot.json")["status"] == "pass"
