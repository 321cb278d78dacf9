"""`asff`: AWS Security Hub's finding format, ready for `aws securityhub batch-import-findings --findings file://…`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.alike import said_of
from trailgate_evaluator.report.answers import unsaid
from trailgate_evaluator.report.model import constants_of
from trailgate_evaluator.report.names import account_name

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

_COMPLIANCE: Final = {"pass": "PASSED", "fail": "FAILED", "unknown": "WARNING", "waived": "FAILED", "attested": "PASSED"}
_ACCOUNT: Final = regex(r"[0-9]{12}")
_REGION: Final = regex(r"[a-z0-9-]{1,16}")
_SEVERITIES: Final = {"low": "LOW", "medium": "MEDIUM", "high": "HIGH", "critical": "CRITICAL"}


def render(report: Json, page: Page) -> str:
    """A JSON array with a finding per result; results of an account that is not known are left out: nobody could import them.

    Times are those of the input, never of the clock, so that the same input gives the same finding.
    """
    del page
    controls = report["controls"]
    found = [
        _finding(result, controls.get(result["control"], {}), report)
        for result in report["results"]
        if _ACCOUNT.fullmatch(str(result["subject"]["account"]))
    ]
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _finding(result: Json, control: Json, report: Json) -> Json:
    account, partition = result["subject"]["account"], result["subject"]["partition"] or "aws"
    region = constants_of(result["model"]["fields"]).get("awsRegion")
    region = region if isinstance(region, str) and _REGION.fullmatch(region) else "us-east-1"
    when = datetime.fromtimestamp(result["as_of"] or 0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title = str(control.get("title", result["control"]))
    finding: Json = {
        "SchemaVersion": "2018-10-08",
        "Id": f"trailgate/{account}/{result['fingerprint']}",
        "ProductArn": f"arn:{partition}:securityhub:{region}:{account}:product/{account}/default",
        "ProductName": "trailgate",
        "CompanyName": "trailgate",
        "GeneratorId": _cut(f"trailgate/{result['control']}", 512),
        "AwsAccountId": account,
        **({} if (name := account_name(result["subject"])) is None else {"AwsAccountName": _cut(name, 50)}),
        "Region": region,
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards/CIS AWS Foundations Benchmark"],
        "CreatedAt": when,
        "UpdatedAt": when,
        "Severity": {"Label": "INFORMATIONAL" if result["outcome"] in {"pass", "attested"} else _severity(control)},
        "Title": _cut(title, 256),
        "Description": _cut(_description(result), 1024),
        "Remediation": {"Recommendation": {"Text": _cut(" ".join(advice_of(result)) or "Nothing is needed.", 512)}},
        "Resources": _resources(result, account, partition, region),
        "Compliance": {
            "Status": _COMPLIANCE[result["outcome"]],
            "RelatedRequirements": [
                _cut(f"{name}/{number}", 64) for name, number in sorted(control.get("benchmarks", {}).items())[:32]
            ],
        },
        "ProductFields": {
            "trailgate/Version": _cut(report["tool"]["version"], 2048),
            "trailgate/Policies": _cut(report["policies"]["digest"], 2048),
            "trailgate/Outcome": result["outcome"],
            **({"trailgate/AccountBy": result["subject"]["account_by"]} if "account_by" in result["subject"] else {}),
            "trailgate/Effective": result["effective"] or "not judged",
        },
        "RecordState": "ACTIVE",
        "Workflow": {"Status": _workflow(result)},
    }
    if not finding["Compliance"]["RelatedRequirements"]:
        del finding["Compliance"]["RelatedRequirements"]
    return finding


def _cut(text: str, longest: int) -> str:
    """The text on one line, within what Security Hub takes, which is never nothing.

    Source: Security Hub user guide, "Required top-level ASFF attributes" and "Optional top-level ASFF attributes".
    """
    line = one_line(text, 4 * longest).strip() or "-"
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _severity(control: Json) -> str:
    return _SEVERITIES.get(str(control.get("severity")), "MEDIUM")


def _workflow(result: Json) -> str:
    if result["outcome"] == "waived":
        return "SUPPRESSED"
    return "RESOLVED" if result["outcome"] in {"pass", "attested"} else "NEW"


def _description(result: Json) -> str:
    said = list(dict.fromkeys([sentences.of_result(result), *said_of(result)]))
    return " ".join([*said, *unsaid(result, said)])


def _resources(result: Json, account: str, partition: str, region: str) -> list[Json]:
    """The account, and the resources at which the chain breaks; Security Hub takes at most 32."""
    shared = {"Partition": partition, "Region": region}
    broken = sorted({found["id"] for found in result["breaks"] if found["id"] and found["id"].startswith("arn:")})
    account_itself = {"Type": "AwsAccount", "Id": f"AWS::::Account:{account}", **shared}
    return [
        account_itself,
        *({"Type": "Other", "Id": _cut(name, 512), **shared, "Region": _region_in(name) or region} for name in broken[:31]),
    ]


def _region_in(arn: str) -> str | None:
    """The region that an ARN names; None of a global service."""
    parts = arn.split(":")
    return parts[3] if len(parts) > 5 and _REGION.fullmatch(parts[3]) else None  # noqa: PLR2004 - the parts of an ARN
