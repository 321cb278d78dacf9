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

_SEVERITIES: Final = {"error": "critical", "warning": "major", "note": "info"}


def render(report: dict[str, Any], page: Page) -> str:
    """A JSON array with an issue per finding; fingerprints are unique in it, as GitLab asks."""
    del page
    seen: dict[str, int] = {}
    issues = []
    for finding in findings(report):
        again = seen.get(finding.fingerprint, 0)
        seen[finding.fingerprint] = again + 1
        whose = f"{label(finding.control, report)}: " if several(report) and finding.control else ""
        issues.append(_issue(finding, again, whose))
    return json.dumps(issues, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _issue(finding: Finding, again: int, whose: str) -> dict[str, Any]:
    place = finding.location or {"path": place_of(finding.input), "line": 1}
    named = finding.address or finding.id
    subject = f" ({one_line(named)})" if named else ""
    text = f"{finding.fingerprint}/{again}" if again else finding.fingerprint
    return {
        "type": "issue",
        "check_name": f"{finding.control}/{finding.code}".lstrip("/"),
        "description": f"{whose}{finding.sentence} {finding.advice}{finding.whose}{subject}",
        "categories": ["Security"],
        "severity": _SEVERITIES[finding.level],
        "fingerprint": hashlib.sha256(text.encode()).hexdigest() if again else text,
        "location": {"path": one_line(place["path"], 1000), "lines": {"begin": place["line"]}},
    }
