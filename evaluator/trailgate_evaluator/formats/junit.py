"""`junit`: JUnit XML, a test suite per input and a test case per control, as CI servers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import findings as flat
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import titled
from trailgate_evaluator.report.unjudged import said_beside, said_of

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]


def render(report: Json, page: Page) -> str:
    """A fail is a failure, an unknown and an unreadable input are errors, a waived or attested fail is skipped."""
    del page
    root = Element("testsuites", name="trailgate")
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for entry in report["inputs"]:
        results = [result for result in report["results"] if result["input"] == entry["index"]]
        counts = _suite(root, entry, results, report)
        totals = {name: totals[name] + counts[name] for name in totals}
    root.attrib.update({name: str(number) for name, number in totals.items() if name != "skipped"})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, entry: Json, results: list[Json], report: Json) -> dict[str, int]:
    suite = SubElement(root, "testsuite", name=one_line(entry["name"]))
    counts = {"tests": max(1, len(results)), "failures": 0, "errors": 0, "skipped": 0}
    if entry["error"] is not None:
        case = SubElement(suite, "testcase", name="input can be read", classname="trailgate", time="0")
        said = sentences.of_error(entry["error"], entry["name"])
        advised = f"{said} {one_line(entry['error']['what_to_do'])}"
        SubElement(case, "error", message=said, type="unreadable").text = advised
        counts["errors"] += 1
    elif "not_judged" in entry:
        case = SubElement(suite, "testcase", name="input is judged", classname="trailgate", time="0")
        SubElement(case, "skipped", message=said_of(entry))
        counts["skipped"] += 1
    elif not results:
        counts["tests"] = 0
    for told in entry.get("left_out", ()):
        named = f"account {told['account']} is judged"
        case = SubElement(suite, "testcase", name=named, classname="trailgate", time="0")
        SubElement(case, "skipped", message=said_beside(told))
        counts["skipped"] += 1
        counts["tests"] += 1
    for result in results:
        kind = _case(suite, result, entry["name"], titled(result["control"], report))
        if kind is not None:
            counts[kind] += 1
    suite.attrib.update({name: str(number) for name, number in counts.items()}, time="0")
    return counts


def _led(cause: str | None) -> str | None:
    return None if cause is None else f"{cause}."


def _case(suite: Element, result: Json, name: str, title: str) -> str | None:
    number, _, beside = account_of(result["subject"]).partition(" (")
    named = one_line(f"{title} (account {number}{f', {beside}' if beside else ')'}")
    case = SubElement(suite, "testcase", name=named, classname=f"trailgate.{result['control']}", time="0")
    said = " ".join(filter(None, (_led(cause_of(result)), sentences.of_result(result))))
    lines = [f"{found.sentence} {found.advice} [{found.code}]" for found in flat.of_result(result, name)]
    match result["outcome"]:
        case "fail":
            SubElement(case, "failure", message=said, type="fail").text = "\n".join([said, *lines])
            return "failures"
        case "unknown":
            SubElement(case, "error", message=said, type="unknown").text = "\n".join([said, *lines])
            return "errors"
        case "waived" | "attested":
            SubElement(case, "skipped", message=sentences.of_exception(result["exception"]))
            return "skipped"
        case _:
            SubElement(case, "system-out").text = "\n".join([said, *lines])
            return None
