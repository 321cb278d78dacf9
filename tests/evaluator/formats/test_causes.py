"""What is found alike of several resources, or of several records, is told once, with all that it is about."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.formats.causes import causes
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import short_name

Json = dict[str, Any]

FIXTURES = Path(__file__).parents[3] / "fixtures"
ALL = FIXTURES / "controls" / "pass_all" / "snapshot.json"


@cache
def account() -> Json:
    snapshot: Json = json.loads(ALL.read_bytes())
    return snapshot


def told(folder: Path, change: Any) -> list[tuple[str, list[str]]]:
    """Each cause that a changed account has, and its controls."""
    snapshot = copy.deepcopy(account())
    for call in snapshot["calls"]:
        change(call)
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    report = evaluate_inputs([str(path)], Choices())
    return [(cause.said(), cause.controls) for cause in causes(report["results"], report)]


def refused(*operations: str) -> Any:
    def change(call: Json) -> None:
        if call["operation"] in operations:
            call |= {"outcome": "denied", "pages": [], "error": {"code": "AccessDenied", "message": "no"}}

    return change


def test_what_nobody_can_tell_of_fifteen_alarms_is_told_once(tmp_path: Path) -> None:
    about_mutes = [one for one in told(tmp_path, refused("ListAlarmMuteRules")) if "mute rule" in one[0]]
    assert len(about_mutes) == 1
    ((sentence, controls),) = about_mutes
    assert len(controls) == 15
    assert re.match(r"Whether a mute rule covers alarms \S+, \S+, \S+ and 1[12] more cannot be told: ", sentence)


@pytest.mark.parametrize(
    "before", ["Whether AWS evaluates", "Whether one match crosses the threshold of", "Whether the actions of"]
)
def test_an_open_question_about_several_alarms_is_one(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = evaluate_inputs([str(ALL)], Choices(controls=("4.4", "4.5")))
    results = copy.deepcopy(report["results"])
    for result in results:
        alarm = next(link["id"] for link in result["chains"][0]["links"] if link["link"] == "alarm")
        result |= {"effective": "unknown"}
        weak = {"code": "muted", "id": alarm, "at": "0#", "effect": "unknown", "detail": {}, "fingerprint": ""}
        result["chains"] = [{**result["chains"][0], "effective": "unknown", "weaknesses": [weak]}]
    said = f"{before} alarm {{name}} cannot be told."
    monkeypatch.setattr(
        sentences, "of_weakness", lambda weak, result: said.format(name=short_name(weak["id"], result["resources"]))
    )
    (cause,) = causes(results, report)
    assert re.fullmatch(rf"{before} alarms \S+ and \S+ cannot be told\.", cause.said())
    assert cause.controls == ["4.4", "4.5"]


def test_what_an_answer_lacks_of_fifteen_filters_is_told_once() -> None:
    report = evaluate_inputs([str(ALL)], Choices(controls=("4.1*",)))
    results = [copy.deepcopy(one) for one in report["results"] if one["effective"]]  # none without a chain
    for result in results:
        (identity,) = {link["id"] for chain in result["chains"] for link in chain["links"] if link["link"] == "metric_filter"}
        gap = dict.fromkeys(("error", "at", "candidates", "address", "name"))
        gap |= {
            "link": "metric_filter",
            "reason": "not_collected",
            "account": "111122223333",
            "region": "us-east-1",
            "id": identity,
        }
        gap |= {"attribute": "scope", "call": "logs:DescribeMetricFilters", "settled_by": ["snapshot"], "records": []}
        result |= {"status": "unknown", "outcome": "unknown", "gaps": [{**gap, "fingerprint": identity}], "chains": []}
    ((sentence, controls),) = [(cause.said(), cause.controls) for cause in causes(results, report)]
    assert controls == ["4.1", "4.10", "4.11", "4.12", "4.13", "4.14", "4.15"]
    assert re.search(r"\(scope of metric filters \S+, \S+, \S+ and 4 more\)", sentence)


def test_what_no_template_tells_of_many_alarms_is_told_once() -> None:
    folder = FIXTURES / "templates" / "unknown_fifteen_modules_by_stack_name" / "templates"
    report = evaluate_inputs([str(folder)], Choices())
    (cause,) = (cause for cause in causes(report["results"], report) if "AlarmActions" in cause.sentence)
    assert len(cause.controls) == 14
    assert re.search(
        r"of alarms \S+, \S+, \S+ and 11 more \(from Fn::ImportValue alert-TopicARN \(\S+/audit\.yaml\)\)", cause.said()
    )


def test_a_topic_in_a_place_that_nobody_told_asks_for_the_place() -> None:
    template = FIXTURES / "templates" / "fail_fifteen_accelerator_broken" / "template.json"
    report = evaluate_inputs([str(template)], Choices(controls=("4.8",)))
    (cause,) = causes(report["results"], report)
    assert cause.advice == "Give --region and --account."


def test_one_clause_that_loses_several_records_is_told_once(tmp_path: Path) -> None:
    def change(call: Json) -> None:
        for page in call["pages"]:
            for row in page.get("metricFilters", []):
                if "Root" in row["filterPattern"]:
                    row["filterPattern"] = row["filterPattern"].replace("NOT EXISTS", "NOT EXISTS && $.readOnly IS FALSE")

    ((sentence, controls),) = told(tmp_path, change)
    assert controls == ["4.3"]
    (result,) = evaluate_inputs([str(tmp_path / "snapshot.json")], Choices(controls=("4.3",)))["results"]
    assert cause_of(result) == "metric filter cis-4.3: Filter misses some records"
    assert sentence.endswith(
        "matches these records only sometimes: some slip through. The clause to blame is $.readOnly IS FALSE."
    )


@pytest.mark.parametrize("operation", ["ListAlarmMuteRules", "DescribeTrails"])
def test_one_control_alone_names_its_own(operation: str, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    snapshot = copy.deepcopy(account())
    for call in snapshot["calls"]:
        refused(operation)(call)
    path.write_text(json.dumps(snapshot))
    report = evaluate_inputs([str(path)], Choices(controls=("iam-policy-change-alarm",)))
    assert "\0" not in "".join(cause.told(1) for cause in causes(report["results"], report))
