"""`github`: workflow commands that GitHub Actions shows as annotations, within its limit of ten of a kind per step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import amount, inert, one_line, printable
from trailgate_evaluator.report.findings import Finding, findings
from trailgate_evaluator.report.numbers import in_short, label, several
from trailgate_evaluator.report.places import place_of
from trailgate_evaluator.report.standing import counted
from trailgate_evaluator.report.unjudged import unjudged

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

MOST: Final = 10
"""Annotations of a kind that GitHub takes from one step; the rest would vanish without a word."""

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: dict[str, Any], page: Page) -> str:
    """A command per finding, errors first; where there are more than fit, the last of its kind says how many.

    What is found alike for several controls is one command that names them. What is not judged stands behind, a line each that
    is no annotation.
    """
    del page
    found = _alike(report)
    lines: list[str] = []
    for level, command in _COMMANDS.items():
        of_level = [(finding, controls) for finding, controls in found if finding.level == level]
        shown = of_level if len(of_level) <= MOST else of_level[: MOST - 1]
        lines += [_command(command, finding, in_short(controls)) for finding, controls in shown]
        if len(of_level) > len(shown):
            rest = f"{amount(len(of_level) - len(shown), 'more finding')} of this kind; the report lists them all"
            lines.append(f"::{command} title=trailgate::{rest}")
    lines += [f"trailgate: {inert(printable(said))}" for _, said in unjudged(report)]
    lines.append(f"trailgate: {inert(counted(report))}")
    return "\n".join(lines) + "\n"


def _alike(report: dict[str, Any]) -> list[tuple[Finding, list[str]]]:
    """Each finding with the numbers of the controls that have it, in their order; none where the report is of one control."""
    found: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for one in findings(report):
        place = tuple((one.location or {}).values())
        key = (one.level, one.code, one.sentence, one.advice, one.input, one.account, one.id, one.address, place)
        _, controls = found.setdefault(key if several(report) else (len(found),), (one, []))
        if several(report) and one.control:
            controls.append(label(one.control, report))
    return [(one, list(dict.fromkeys(controls))) for one, controls in found.values()]


def _command(command: str, finding: Finding, controls: str) -> str:
    properties = {"title": f"trailgate {controls}: {finding.headline}" if controls else f"trailgate: {finding.headline}"}
    if finding.location is not None:
        properties = {"file": finding.location["path"], "line": str(finding.location["line"]), **properties}
    elif finding.kind == "unreadable":
        properties = {"file": place_of(finding.input), **properties}
    listed = ",".join(f"{name}={one_line(value, 1000).translate(_PROPERTY)}" for name, value in properties.items())
    subject = finding.address or finding.account or finding.name
    message = f"{finding.sentence} {finding.advice}{finding.whose} [{one_line(subject)}, {finding.code}]"
    return f"::{command} {inert(listed)}::{inert(printable(message)).translate(_DATA)}"
