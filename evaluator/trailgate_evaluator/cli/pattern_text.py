"""Answers of `trailgate pattern` in words."""

from __future__ import annotations

import json
from collections import defaultdict
from textwrap import fill
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.plain import printable
from trailgate_evaluator.report.numbers import in_order, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_COVERS = {"yes": "covers every record", "no": "does not cover every record", "undecided": "cannot tell"}
_CONTEXT = 60


def answer_in_words(
    answer: Mapping[str, Any],
    require: str | None = None,
    *,
    about: Mapping[str, Mapping[str, Any]] | None = None,
    benchmark: str | None = None,
) -> str:
    """The answer for one pattern, for a person at a terminal; in detail of one control alone where that is required.

    `about` are the METADATA of the controls: with them these stand in the order of their numbers, and by them.
    """
    known: Mapping[str, Mapping[str, Any]] = about or {}
    called = {
        control: " ".join(filter(None, (number_of(known.get(control, {}), benchmark), control))) for control in answer["controls"]
    }
    lines = []
    error = answer["error"]
    if error is not None:
        lines += [f"invalid: {error['message']}", *_marked(answer["pattern"], error["span"])]
        if error["line_break_text"]:
            lines.append("This is the published text with line breaks inside its words.")
        if error["suggestion"] is not None:
            lines.append(f"suggestion: {error['suggestion']}")
        return printable("\n".join(lines))
    lines.append(f"language: {answer['language']}")
    lines.append(f"canonical: {answer['canonical']}")
    controls = {control: answer["controls"][control] for control in in_order(known, answer["controls"], benchmark)}
    for classes in sorted({tuple(found["ordinary"]) for found in controls.values()}):
        lines += _floods(list(classes))
    covered = [control for control, found in controls.items() if found["covers"] == "yes"]
    told = [control for control, found in controls.items() if len(controls) == 1 or found["sought"] or control in covered]
    told = [require] if require in controls else told
    for control in told:
        found = controls[control]
        but = f" but what the settings exclude ({', '.join(found['excluding'])})" if "excluding" in found else ""
        lines += ["", f"{called[control]}: {_COVERS[found['covers']]}{but}", *_records(found["records"])]
        if found["suggestion"] is not None:
            lines.append(f"  suggestion: {found['suggestion']}")
    others = {control: found for control, found in controls.items() if control not in told}
    lines += [] if told or not others else ["", "It looks for the records of no control."]
    lines += _beside("covers every record", [called[control] for control in others if control in covered])
    others = {control: found for control, found in others.items() if control not in covered}
    lines += _beside("matches some records", [called[control] for control, found in others.items() if _matches_some(found)])
    lines += _beside("never matches a record", [called[control] for control, found in others.items() if not _matches_some(found)])
    return printable("\n".join(lines))


def _matches_some(found: Mapping[str, Any]) -> bool:
    return any(one["matched"] != "never" for one in found["records"].values())


def _beside(does: str, controls: list[str]) -> list[str]:
    """The controls for whose records the pattern is not made, in a few lines."""
    if not controls:
        return []
    text = fill(f"{does} of {', '.join(controls)}", 100, subsequent_indent="  ", break_on_hyphens=False)
    return ["", *text.split("\n")]


def _floods(classes: list[str]) -> list[str]:
    """What else than required records the pattern matches, so that an alarm on it may never rest."""
    if not classes:
        return []
    if "any" in classes:
        return [
            "floods: matches nearly every management event, so an alarm on it hardly ever rests, and acts only when that changes"
        ]
    return [f"floods: also matches routine calls ({', '.join(classes)}); see that an alarm on it rests between changes"]


def test_in_words(found: Mapping[str, Any]) -> str:
    """One line for one record that was tried."""
    said = {True: "matched", False: "not matched"}.get(found["matched"], "undecided")
    clause = f" (clause: {found['clause']['text']})" if found["clause"] else ""
    why = f": {found['why']}" if found["why"] else ""
    return printable(f"{found['record']}: {said}{why}{clause}")


def _records(records: Mapping[str, Any]) -> list[str]:
    """Records with the same answer for the same reason stand together, with one example."""
    groups: defaultdict[tuple[str, str | None, str | None], list[str]] = defaultdict(list)
    for name, found in records.items():
        clause = found["clause"]["text"] if found["clause"] else None
        why = found["why"] if found["matched"] == "undecided" or len(clause or "") <= _CONTEXT else None
        groups[found["matched"], why, clause].append(name)
    lines = []
    for (matched, why, clause), names in groups.items():
        lines.append(f"  {matched} ({len(names)}): {' '.join(names)}")
        if why is not None:
            lines.append(f"    {why}")
        if clause is not None:
            lines.append(f"    clause: {clause if len(clause) <= 2 * _CONTEXT else clause[: 2 * _CONTEXT] + ' …'}")
        example = records[names[0]]["counterexample"]
        if example is not None:
            lines.append(f"    slips through: {json.dumps(example, ensure_ascii=True, sort_keys=True)}")
    return lines


def _marked(text: str, span: list[int]) -> list[str]:
    """The part of the source round an error, with a ^~~~ below it."""
    start, end = span[0], max(span[1], span[0] + 1)
    first = max(0, start - _CONTEXT)
    shown = "".join(" " if character in "\r\n\t" else character for character in text[first : start + _CONTEXT])
    return [f"  {shown}", "  " + " " * (start - first) + "^" + "~" * (min(end, start + _CONTEXT) - start - 1)]
