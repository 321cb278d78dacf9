"""`gitlab`: GitLab's code quality report, which a merge request shows beside the changed lines."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.findings import Finding, findings
from trailgate_evaluator.report.numbers import label, several
from trailgate_evaluator.report.places import place_of

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

_SEVERITIES: Final = {"low": "minor", "medium": "major", "high": "critical", "critical": "blocker"}
"""GitLab's words for how grave a control is, as the other formats tell it."""
_UNREADABLE: Final = "critical"


def render(report: dict[str, Any], page: Page) -> str:
    """A JSON array with an issue per finding; fingerprints are unique in it, as GitLab asks."""
    del page
    seen: dict[str, int] = {}
    issues = []
    for finding in findings(report):
        again = seen.get(finding.fingerprint, 0)
        seen[finding.fingerprint] = again + 1
        whose = f"{label(finding.control, report)}: " if several(report) and finding.control else ""
        issues.append(_issue(finding, again, whose, _severity(finding, report)))
    return json.dumps(issues, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _severity(finding: Finding, report: dict[str, Any]) -> str:
    """That of the control where it fails; what cannot be told is a step below, and what sets no exit code is told only."""
    if finding.level == "note":
        return "info"
    if not finding.control:
        return _UNREADABLE
    grave = _SEVERITIES.get(str(report["controls"].get(finding.control, {}).get("severity")), _SEVERITIES["medium"])
    words = list(_SEVERITIES.values())
    return grave if finding.level == "error" else words[max(0, words.index(grave) - 1)]


def _issue(finding: Finding, again: int, whose: str, severity: str) -> dict[str, Any]:
    place = finding.location or {"path": place_of(finding.input), "line": 1}
    named = finding.address or finding.id
    subject = f" ({one_line(named)})" if named else ""
    text = f"{finding.fingerprint}/{again}" if again else finding.fingerprint
    return {
        "type": "issue",
        "check_name": f"{finding.control}/{finding.code}".lstrip("/"),
        "description": f"{whose}{finding.sentence} {finding.advice}{finding.whose}{subject}",
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": hashlib.sha256(text.encode()).hexdigest() if again else text,
        "location": {"path": one_line(place["path"], 1000), "lines": {"begin": place["line"]}},
    }
