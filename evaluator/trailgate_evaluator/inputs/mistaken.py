"""Files that people give by mistake: what each is, by its content, and what to give in its place."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.regular import regex

_OF_CONFIG: Final = frozenset(
    {
        "AggregateComplianceByConfigRules",
        "AggregateEvaluationResults",
        "ComplianceByConfigRules",
        "ComplianceByResources",
        "ConformancePackComplianceSummaryList",
        "ConformancePackRuleComplianceList",
        "ConformancePackRuleEvaluationResults",
        "EvaluationResults",
    }
)
"""What AWS Config's answers about compliance hold."""
_ROWS: Final = (
    {"TrailARN", "HomeRegion"},
    {"AlarmArn", "StateValue"},
    {"filterName", "metricTransformations"},
    {"logGroupName", "storedBytes"},
    {"SubscriptionArn", "TopicArn", "Protocol"},
)
"""What rows of the lists hold that tell of the chain."""
_FOR_PEOPLE: Final = (
    regex(rb"-{5,}\s*\n\|"),
    regex(rb"[A-Z]{4,}\t"),
    regex(
        rb"(?:AdvancedEventSelectors|Attributes|CompositeAlarms|EventSelectors|IsLogging|MetricAlarms|Subscriptions|Topics|TrailARN"
        rb"|logGroups|metricFilters|trailList):\s"
    ),
)
"""How answers begin as a table, as text and as YAML."""
_VERDICTS: Final = (
    "Verdicts of another tool cannot be judged again: give a snapshot (`trailgate collect`), or the answers of AWS behind them."
)
_TEMPLATE: Final = "It is no export: judge it by itself (`trailgate evaluate template.yaml`)."
SQLITE: Final = b"SQLite format 3\0"
"""How such a database begins."""
PICKLED: Final = (
    "a database of SQLite, as ScoutSuite writes with --result-format sqlite: pickled, and reading that may run what it says",
    "Run `scout aws --result-format json`.",
)


def mistaken(content: object) -> tuple[str, str] | None:
    """What a JSON value is, and what to do; None where it is none of these."""
    rows = content if isinstance(content, list) else [content]
    first = rows[0] if rows else None
    if not isinstance(first, dict):
        return None
    return _of_findings(first) or _of_aws(first) or _of_terraform(first)


def _of_findings(row: dict[str, Any]) -> tuple[str, str] | None:
    findings = row.get("Findings")
    within = findings[0] if isinstance(findings, list) and findings and isinstance(findings[0], dict) else row
    if {"SchemaVersion", "ProductArn"} <= within.keys():
        return "findings in ASFF, as Security Hub and Prowler write them", _VERDICTS
    if {"class_uid", "category_uid"} <= row.keys() or ("finding_info" in row and "metadata" in row):
        return "findings in OCSF, as Prowler and Security Lake write them", _VERDICTS
    if {"CheckID", "StatusExtended"} <= row.keys() or {"CHECK_ID", "STATUS_EXTENDED"} <= row.keys():
        return "findings of Prowler", _VERDICTS
    if "panels" in row and ("layout" in row or "start_time" in row):
        return "a snapshot of Powerpipe (.pps), which holds results", _VERDICTS
    if {"runs", "version"} <= row.keys():
        return "findings in SARIF", _VERDICTS
    if {"groups", "summary"} <= row.keys() or {"group_id", "controls"} <= row.keys():
        return "results of a benchmark of Steampipe or Powerpipe", _VERDICTS
    if {"check_type", "results"} <= row.keys():
        return "findings of Checkov", _VERDICTS
    return None


def mistaken_text(start: bytes) -> tuple[str, str] | None:
    """What a text is, by its first line, and what to do; None where it is none of these."""
    columns = {name.strip(b'"') for name in start.partition(b"\n")[0].split(b";")}
    if {b"CHECK_ID", b"STATUS"} <= columns:
        return "findings of Prowler", _VERDICTS
    if any(pattern.match(start) for pattern in _FOR_PEOPLE):
        return "an answer of the AWS command line that is not JSON", "Save it with `--output json`."
    return None


def _of_aws(row: dict[str, Any]) -> tuple[str, str] | None:
    if row.keys() & _OF_CONFIG:
        return "results of AWS Config rules", _VERDICTS
    records = row.get("Records")
    if isinstance(records, list) and (not records or (isinstance(records[0], dict) and "eventVersion" in records[0])):
        return "records of CloudTrail", "Give them to `trailgate trace INPUT --record FILE`, beside the snapshot of the account."
    if {"ParameterKey"} <= row.keys() <= {"ParameterKey", "ParameterValue", "UsePreviousValue", "ResolvedValue"}:
        return (
            "parameters of a CloudFormation template",
            "Give them beside it: `trailgate evaluate template.yaml --parameters FILE`.",
        )
    if any(keys <= row.keys() for keys in _ROWS):
        return "rows of an answer of AWS, as `--query` cuts them out", "Save the whole answer, without `--query`."
    if "AWSTemplateFormatVersion" in row or _is_template(row.get("Resources")):
        return "a CloudFormation template", _TEMPLATE
    return None


def _is_template(resources: object) -> bool:
    return isinstance(resources, dict) and any(
        isinstance(one, dict) and str(one.get("Type", "")).startswith(("AWS::", "Custom::")) for one in resources.values()
    )


def _of_terraform(row: dict[str, Any]) -> tuple[str, str] | None:
    if "@level" in row:
        return (
            "a log stream, as `terraform plan -json` writes it",
            "Plan with `-out PLANFILE` and give the output of `terraform show -json PLANFILE`.",
        )
    return None
