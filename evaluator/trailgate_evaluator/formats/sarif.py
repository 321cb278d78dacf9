"""`sarif`: SARIF 2.1.0, as code scanning reads it; plans point at Terraform addresses and, where known, file and line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from msgspec.structs import replace

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.exclusions import CODE, WORDS
from trailgate_evaluator.report.export_words import are_exports, in_its_words
from trailgate_evaluator.report.findings import Finding, findings
from trailgate_evaluator.report.gap_words import APART_ADVICE, APART_TITLE, GAPS
from trailgate_evaluator.report.numbers import label, several, titled
from trailgate_evaluator.report.places import place_of
from trailgate_evaluator.report.premises import PREMISES
from trailgate_evaluator.report.services import named_regions
from trailgate_evaluator.report.template_words import are_templates, retold
from trailgate_evaluator.report.template_words import in_its_words as of_template
from trailgate_evaluator.report.unjudged import unjudged
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.report.words import Words

Json = dict[str, Any]

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"break": "error", "gap": "warning", "weakness": "note", "exclusion": "none", "premise": "none"}
_SECURITY: Final = {"critical": "9.0", "high": "8.0", "medium": "5.5", "low": "3.0"}


def render(report: Json, page: Page) -> str:
    """One run with a result per finding; inputs that could not be read or are not judged are notifications of the invocation."""
    del page
    found = list(findings(report))
    results = [finding for finding in found if finding.kind != "unreadable"]
    told: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for finding in results:
        told.setdefault((finding.control, finding.kind, finding.code), set()).add((finding.title, finding.advice))
    rules = sorted(told)
    index = {rule: place for place, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "trailgate",
                "version": report["tool"]["version"],
                "semanticVersion": report["tool"]["version"],
                "rules": [_rule(*rule, report, told[rule]) for rule in rules],
                "properties": {"policies": report["policies"]["digest"], "engine": report["engine"]},
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(entry) for entry in report["inputs"]],
        "invocations": [
            {
                "executionSuccessful": len(results) == len(found),
                "toolExecutionNotifications": [*_notifications(found, report)],
            }
        ],
        "results": [_result(finding, index[finding.control, finding.kind, finding.code]) for finding in results],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _notifications(found: Sequence[Finding], report: Json) -> Iterator[Json]:
    """What cannot be read, and what to do about it; then what is not judged, and why."""
    for finding in found:
        if finding.kind == "unreadable":
            yield {"level": "error", "message": {"text": f"{finding.name}: {finding.sentence} {finding.advice}"}}
    for _, said in unjudged(report):
        yield {"level": "note", "message": {"text": said}}


def _rule_id(control: str, code: str) -> str:
    return f"{control}/{code}"


def _rule(control: str, kind: str, code: str, report: Json, told: set[tuple[str, str]]) -> Json:
    """The rule of one code; `told` are title and advice of all that it found: what all are called the rule is called, too."""
    every = {"break": BREAKS, "gap": GAPS, "weakness": WEAKNESSES, "exclusion": {CODE: WORDS}, "premise": PREMISES}
    words: Words = every[kind][code]
    titles = {title for title, _ in told}
    if len(titles) == 1 and (called := next(iter(titles))) != retold(words.title, report["results"][0]):
        every_advice = {APART_ADVICE} if called == APART_TITLE else {advice for _, advice in told}
        words = replace(words, title=called, advice=min(every_advice) if len(every_advice) == 1 else words.advice)
    title, advice = words.title, words.advice
    if are_exports(report["results"]):
        advice = in_its_words(advice, None)
    if are_templates(report["results"]):
        title, advice = of_template(title), of_template(advice)
    about = report["controls"].get(control, {})
    whose = f"{label(control, report)}: " if several(report) else ""
    severity = str(about.get("severity", "medium"))
    tags = ["security", *(f"{name}:{number}" for name, number in sorted(about.get("benchmarks", {}).items()))]
    return {
        "id": _rule_id(control, code),
        "name": "".join(part.capitalize() for part in code.split("_")),
        "shortDescription": {"text": f"{whose}{title}"},
        "fullDescription": {"text": f"{titled(control, report)}: {title}."},
        "help": {"text": advice},
        "defaultConfiguration": {"level": _LEVELS[kind]},
        "properties": {"tags": tags, "security-severity": _SECURITY.get(severity, "5.5"), "kind": kind},
    }


def _artifact(entry: Json) -> Json:
    artifact: Json = {"location": {"uri": _uri(place_of(entry["name"]))}}
    if entry["digest"]:
        artifact["hashes"] = {"sha-256": entry["digest"].removeprefix("sha256:")}
    return artifact


def _result(finding: Finding, rule_index: int) -> Json:
    place = finding.location or {"path": place_of(finding.input), "line": 1}
    logical = [
        {"fullyQualifiedName": one_line(name, 1000), "kind": "resource"} for name in [finding.address or finding.id] if name
    ]
    records = f" Records: {_records(finding.records)}." if finding.records else ""
    result: Json = {
        "ruleId": _rule_id(finding.control, finding.code),
        "ruleIndex": rule_index,
        **(
            {"level": "none", "kind": "informational"}
            if finding.kind in {"exclusion", "premise"}
            else {"level": finding.level, "kind": "fail"}
        ),
        "message": {"text": f"{finding.sentence}{records} {finding.advice}{finding.whose}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(place["path"])}, "region": {"startLine": place["line"]}},
                **({"logicalLocations": logical} if logical else {}),
            }
        ],
        "partialFingerprints": {"trailgate/v1": finding.fingerprint},
        "properties": {
            "account": finding.account,
            **({} if finding.assumed is None else {"accountAssumed": finding.assumed}),
            "link": finding.link,
            "outcome": finding.outcome,
            "at": None if finding.at is None else one_line(finding.at),
        },
    }
    if finding.outcome in {"waived", "attested"}:
        result["suppressions"] = [{"kind": "external", "justification": finding.outcome}]
    return result


def _records(records: Sequence[str]) -> str:
    listed, others = named_regions(records)
    return ", ".join(listed) + (f"{' and ' if listed else ''}{others}" if others else "")


def _uri(name: str) -> str:
    return "stdin" if name == "-" else quote(one_line(name.replace("\\", "/"), 2000), safe="/.-_~")
