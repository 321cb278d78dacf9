"""Formats for other programs, read back with those programs' own readers and schemas."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import Any, cast

import botocore.session
import pytest
from botocore.validate import ParamValidator
from junitparser import Error, Failure, JUnitXml, Skipped
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from tests.evaluator.formats import hostile
from tests.evaluator.report import samples
from trailgate_evaluator.formats.csv import COLUMNS
from trailgate_evaluator.formats.github import MOST
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]
REPORTS = [samples.every_outcome(), samples.report(), *(hostile.report(text) for text in hostile.HOSTILE)]
READABLE = [report for report in REPORTS if not report["inputs"] or "\ud800" not in report["inputs"][0]["name"]]
"""What can come out of UTF-8: a report never holds a lone surrogate, since no input does."""
reports = pytest.mark.parametrize("report", REPORTS, ids=lambda report: repr(report["inputs"][:1])[:40])
readable = pytest.mark.parametrize("report", READABLE, ids=lambda report: repr(report["inputs"][:1])[:40])


def rendered(name: str, report: Json) -> str:
    return FORMATS[name].load()(report, Page())


def of_inputs(report: Json, outcome: str) -> int:
    return cast("int", report["summary"][outcome])


@readable
def test_json_is_the_report(report: Json) -> None:
    assert json.loads(rendered("json", report)) == report


@readable
def test_jsonl_has_a_line_for_each_result_and_each_unreadable_input(report: Json) -> None:
    lines = [json.loads(line) for line in rendered("jsonl", report).splitlines()]
    assert [line["result"] for line in lines if line["result"]] == json.loads(rendered("json", report))["results"]
    assert len(lines) == len(report["results"]) + of_inputs(report, "unreadable")


@reports
def test_csv_is_rectangular_and_no_cell_is_a_formula(report: Json) -> None:
    rows = list(csv.reader(io.StringIO(rendered("csv", report), newline=""), strict=True))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))]


def test_csv_has_a_row_for_each_finding_with_its_words() -> None:
    rows = list(csv.DictReader(io.StringIO(rendered("csv", REPORTS[0]), newline="")))
    assert [row["outcome"] for row in rows] == ["unreadable", "fail", "fail", "unknown", "pass", "waived", "pass"]
    assert [row["standing"] for row in rows[3:]] == ["unknown", "reaches_nobody", "waived", "reaches"]
    assert rows[4]["cause"] == "alarm iam-changes: Alarm actions are switched off"
    assert [row["code"] for row in rows if row["kind"] == "break"] == [
        "filter_matches_sometimes",
        "trail_none",
        "filter_matches_sometimes",
    ]


@reports
def test_sarif_is_of_the_official_schema(report: Json) -> None:
    log = SarifLog.model_validate_json(rendered("sarif", report))
    results = log.runs[0].results or []
    rules = log.runs[0].tool.driver.rules or []
    assert all(rules[result.ruleIndex or 0].id == result.ruleId for result in results)
    assert log.runs[0].invocations[0].executionSuccessful is (of_inputs(report, "unreadable") == 0)


def test_sarif_points_at_file_and_line_and_terraform_address_where_known() -> None:
    account = "444455556666"
    report = samples.report((account, samples.failing()))
    identity = samples.ids(account)["metric_filter"]
    report["results"][0]["resources"][identity]["address"] = "module.a.aws_cloudwatch_log_metric_filter.iam"
    report["results"][0]["locations"] = {"module.a.aws_cloudwatch_log_metric_filter.iam": {"path": "infra/a/main.tf", "line": 7}}
    location = json.loads(rendered("sarif", report))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "infra/a/main.tf"}, "region": {"startLine": 7}}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "module.a.aws_cloudwatch_log_metric_filter.iam"


def test_what_is_waived_is_suppressed_in_sarif() -> None:
    results = json.loads(rendered("sarif", samples.report(("444455556666", samples.excepted()))))["runs"][0]["results"]
    assert {(result["level"], result["suppressions"][0]["kind"]) for result in results} == {("note", "external")}


@reports
def test_junit_counts_what_it_holds(report: Json) -> None:
    read = JUnitXml.fromstring(rendered("junit", report).encode())
    cases = [case for suite in read for case in suite]
    kinds = [type(outcome) for case in cases for outcome in case.result]
    assert kinds.count(Failure) == of_inputs(report, "fail") == read.failures
    assert kinds.count(Error) == of_inputs(report, "unknown") + of_inputs(report, "unreadable") == read.errors
    assert kinds.count(Skipped) == of_inputs(report, "waived") + of_inputs(report, "attested")
    assert len(cases) == len(report["results"]) + of_inputs(report, "unreadable") == read.tests


@reports
def test_gitlab_issues_have_what_gitlab_reads_and_unique_fingerprints(report: Json) -> None:
    issues = json.loads(rendered("gitlab", report))
    for issue in issues:
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= issue.keys()
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert isinstance(issue["location"]["path"], str)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@reports
def test_github_prints_one_command_a_line_and_at_most_ten_of_a_kind(report: Json) -> None:
    *commands, last = rendered("github", report).splitlines()
    assert last.startswith("trailgate: ")
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in commands)
    assert all(sum(line.startswith(kind) for line in commands) <= MOST for kind in ("::error", "::warning", "::notice"))
    for line in commands:
        properties, _, message = line.removeprefix("::").partition("::")
        assert message
        assert all("=" in part for part in properties.partition(" ")[2].split(","))


def test_github_says_how_many_it_left_out() -> None:
    many = samples.report(*((str(100000000000 + n), samples.no_trail(str(100000000000 + n))) for n in range(25)))
    errors = [line for line in rendered("github", many).splitlines() if line.startswith("::error")]
    assert len(errors) == MOST
    assert "16 more findings" in errors[-1]


@reports
def test_asff_is_what_security_hub_imports(report: Json) -> None:
    findings = json.loads(rendered("asff", report))
    model = botocore.session.Session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
    assert model is not None
    for start in range(0, len(findings), 100):
        problems = ParamValidator().validate({"Findings": findings[start : start + 100]}, model)
        assert not problems.has_errors(), problems.generate_report()
    for finding in findings:
        assert len(finding["Title"]) <= 256
        assert len(finding["Description"]) <= 1024
        assert len(finding["Remediation"]["Recommendation"]["Text"]) <= 512
        assert len(finding["Resources"]) <= 32
        assert all(0 < len(resource["Id"]) <= 512 for resource in finding["Resources"])
        assert all(0 < len(value) <= 2048 for value in finding["ProductFields"].values())
        assert len(finding["GeneratorId"]) <= 512
        assert len(finding["Id"]) <= 512
        assert len(finding["Compliance"].get("RelatedRequirements", [])) <= 32
        assert all(0 < len(one) <= 64 for one in finding["Compliance"].get("RelatedRequirements", []))
        assert finding["Title"].strip()
        assert finding["Description"].strip()
        assert finding["ProductArn"].endswith(f":{finding['AwsAccountId']}:product/{finding['AwsAccountId']}/default")


def test_asff_leaves_out_an_account_that_is_not_known() -> None:
    assert json.loads(rendered("asff", samples.report(("tf:account", samples.failing("tf:account"))))) == []


@reports
def test_ocsf_findings_are_of_the_current_models(report: Json) -> None:
    findings = json.loads(rendered("ocsf", report))
    assert len(findings) == len(report["results"])
    for finding in findings:
        read = ComplianceFinding.model_validate(finding)
        assert read.type_uid == finding["class_uid"] * 100 + finding["activity_id"]
        assert read.compliance.status_id is not None


def test_asff_cuts_what_is_longer_than_security_hub_takes_and_says_so() -> None:
    report = copy.deepcopy(samples.report(("444455556666", samples.failing())))
    (control,) = report["controls"].values()
    control |= {"title": "t" * 3000, "benchmarks": {f"b{number:02}": "1" * 100 for number in range(40)}}
    report["results"][0]["breaks"][0]["id"] = "arn:aws:sns:us-east-1:444455556666:" + "n" * 3000
    (finding,) = json.loads(rendered("asff", report))
    assert len(finding["Title"]) == 256
    assert finding["Title"].endswith("…")
    assert [len(one) for one in finding["Compliance"]["RelatedRequirements"]] == [64] * 32
    assert len(finding["Resources"][1]["Id"]) == 512
    control["title"] = " "
    assert json.loads(rendered("asff", report))[0]["Title"] == "-"
