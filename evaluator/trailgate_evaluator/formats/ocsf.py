"""`ocsf`: OCSF Compliance Findings (class 2003, schema 1.5.0) with the cloud profile, a JSON array of one per result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.alike import said_of
from trailgate_evaluator.report.answers import unsaid
from trailgate_evaluator.report.model import constants_of
from trailgate_evaluator.report.names import account_name

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

VERSION: Final = "1.5.0"
_CLASS: Final = 2003
_CREATE: Final = 1
_SEVERITIES: Final = {"low": (2, "Low"), "medium": (3, "Medium"), "high": (4, "High"), "critical": (5, "Critical")}
_COMPLIANCE: Final = {
    "pass": (1, "Pass"), "fail": (3, "Fail"), "unknown": (2, "Warning"), "waived": (3, "Fail"), "attested": (1, "Pass"),
}  # fmt: skip
_STATUS: Final = {
    "pass": (4, "Resolved"), "fail": (1, "New"), "unknown": (1, "New"), "waived": (3, "Suppressed"), "attested": (4, "Resolved"),
}  # fmt: skip
_CLOUDS: Final = "AWS"


def render(report: Json, page: Page) -> str:
    """The findings in the report's order; times are those of the input, never of the clock."""
    del page
    found = [_finding(result, report["controls"].get(result["control"], {}), report) for result in report["results"]]
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _finding(result: Json, control: Json, report: Json) -> Json:
    time = (result["as_of"] or 0) * 1000
    title = one_line(str(control.get("title", result["control"])))
    severity_id, severity = _severity(result, control)
    status_id, status = _STATUS[result["outcome"]]
    source = report["inputs"][result["input"]]
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_name": "Findings",
        "category_uid": 2,
        "class_name": "Compliance Finding",
        "class_uid": _CLASS,
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Compliance Finding: Create",
        "time": time,
        "message": sentences.of_result(result),
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": result["outcome"],
        "status_detail": _detail(result),
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "event_code": result["control"],
            "product": {
                "name": "trailgate",
                "vendor_name": "trailgate",
                "version": report["tool"]["version"],
                "uid": "trailgate",
            },
            "uid": result["fingerprint"],
        },
        "cloud": _cloud(result),
        "compliance": _compliance(result, control),
        "finding_info": {
            "uid": result["fingerprint"],
            "title": title,
            "desc": one_line(str(control.get("description", title)), 2000),
            "created_time": time,
            "modified_time": time,
            "types": ["Software and Configuration Checks"],
            "data_sources": [one_line(source["name"])],
        },
        "remediation": {"desc": " ".join(advice_of(result)) or "Nothing is needed."},
        "resources": [_resource(entry) for entry in result["resources"].values()],
        "unmapped": {
            "effective": result["effective"],
            **({"account_by": result["subject"]["account_by"]} if "account_by" in result["subject"] else {}),
            "outcome_by": result["outcome_by"],
            "policies": report["policies"]["digest"],
            "input_digest": source["digest"],
        },
    }


def _severity(result: Json, control: Json) -> tuple[int, str]:
    if result["outcome"] in {"pass", "attested"}:
        return 1, "Informational"
    return _SEVERITIES.get(str(control.get("severity")), _SEVERITIES["medium"])


def _compliance(result: Json, control: Json) -> Json:
    status_id, status = _COMPLIANCE[result["outcome"]]
    benchmarks = sorted(control.get("benchmarks", {}).items())
    return {
        "control": result["control"],
        "standards": [name for name, _ in benchmarks],
        "requirements": [f"{name}:{number}" for name, number in benchmarks],
        "status_id": status_id,
        "status": status,
    }


def _cloud(result: Json) -> Json:
    cloud: Json = {"provider": _CLOUDS}
    account, region = result["subject"]["account"], constants_of(result["model"]["fields"]).get("awsRegion")
    if account is not None:
        name = account_name(result["subject"])
        cloud["account"] = {"uid": one_line(account), "type": "AWS Account", "type_id": 10} | ({"name": name} if name else {})
    if isinstance(region, str):
        cloud["region"] = region
    return cloud


def _detail(result: Json) -> str:
    said = said_of(result)[:20]
    differ = unsaid(result, said)
    return " ".join([*(said or [sentences.of_result(result)]), *differ])


def _resource(entry: Json) -> Json:
    region = entry.get("region")
    return {
        "uid": one_line(str(entry["id"]), 1000),
        "name": one_line(str(entry.get("name") or entry["id"])),
        "region": one_line(str(region)) if isinstance(region, str) else "unknown",
        "namespace": one_line(str(entry.get("account"))),
    }
