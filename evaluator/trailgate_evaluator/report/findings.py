"""Every finding of a report as one flat list, for formats that know no chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.plain import one_line
from trailgate_evaluator.report.record import whole_record
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Kind = Literal["break", "gap", "weakness", "unreadable"]
Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to tell of one control in one input.

    `code` is the break's or weakness's code, or the gap's reason. `level` follows the outcome: what an exception
    or an old state excuses is a note. `location` is {path, line} in the Terraform sources, where known.
    """

    kind: Kind
    level: Level
    code: str
    title: str
    sentence: str
    advice: str
    control: str
    input: str
    account: str | None
    link: str | None
    id: str | None
    name: str
    at: str | None
    address: str | None
    records: tuple[str, ...]
    outcome: str
    fingerprint: str
    location: Json | None
    raw: Json


def findings(report: Json) -> Iterator[Finding]:
    """The findings of a report: unreadable inputs first, then result by result in the report's order."""
    for entry in report["inputs"]:
        if entry["error"] is not None:
            yield _unreadable(entry)
    names = {entry["index"]: entry["name"] for entry in report["inputs"]}
    for result in report["results"]:
        yield from of_result(result, names[result["input"]])


def of_result(result: Json, input_name: str) -> Iterator[Finding]:
    """The findings of one result: breaks, gaps, then the weaknesses of its chains, each once."""
    excused = result["outcome"] not in {"fail", "unknown"}
    resources = result["resources"]
    seen: set[str] = set()
    for found in result["breaks"]:
        words = BREAKS[found["code"]]
        yield _finding("break", "note" if excused else "error", found["code"], words.title, sentences.of_break(found, resources),
                       words.advice, found, result, input_name)  # fmt: skip
    for gap in result["gaps"]:
        words = GAPS[gap["reason"]]
        level: Level = "note" if excused else "warning"
        yield _finding(
            "gap",
            level,
            gap["reason"],
            words.title,
            sentences.of_gap(gap, result),
            words.advice,
            gap,
            result,
            input_name,
        )
    for chain in result["chains"]:
        for weak in chain["weaknesses"]:
            if weak["fingerprint"] not in seen:
                seen.add(weak["fingerprint"])
                yield _weakness(weak, chain, result, input_name)


def counterexample(found: Json, result: Json) -> Json | None:
    """The whole record that slips through a broken filter, or None where the break has none."""
    deciding = found["detail"].get("counterexample") if isinstance(found.get("detail"), dict) else None
    if not isinstance(deciding, dict):
        return None
    name = result["resources"].get(found["id"], {}).get("pattern")
    pattern = result["patterns"].get(name) if isinstance(name, str) else None
    return whole_record(deciding, model=result["model"], pattern=pattern, as_of=result.get("as_of"))


def _weakness(weak: Json, chain: Json, result: Json, input_name: str) -> Finding:
    words = WEAKNESSES[weak["code"]]
    level: Level = "note"
    if result["outcome_by"] == "effective" and weak["effect"] != "none":
        level = "error" if weak["effect"] == "no" else "warning"
    about = {**weak, "link": _link_of(weak["id"], chain), "records": chain["records"]}
    said = sentences.of_weakness(weak, result["resources"])
    return _finding("weakness", level, weak["code"], words.title, said, words.advice, about, result, input_name)


def _link_of(identity: str | None, chain: Json) -> str | None:
    return next((step["link"] for step in chain["links"] if step["id"] == identity), None)


def _finding(kind: Kind, level: Level, code: str, title: str, sentence: str, advice: str, about: Json, result: Json,
             input_name: str) -> Finding:  # fmt: skip
    identity = about["id"]
    address = about.get("address") or result["resources"].get(identity, {}).get("address")
    return Finding(
        kind=kind, level=level, code=code, title=title, sentence=sentence, advice=advice,
        control=result["control"], input=input_name, account=result["subject"]["account"],
        link=about["link"], id=identity, name=short_name(identity, result["resources"]),
        at=about["at"], address=address if isinstance(address, str) else None,
        records=tuple(about["records"]), outcome=result["outcome"], fingerprint=about["fingerprint"],
        location=result.get("locations", {}).get(address), raw=about,
    )  # fmt: skip


def _unreadable(entry: Json) -> Finding:
    error = entry["error"]
    from trailgate_evaluator.report.fingerprint import fingerprint

    return Finding(
        kind="unreadable", level="error", code="unreadable", title="Input cannot be read",
        sentence=sentences.of_error(error), advice=one_line(error["what_to_do"]),
        control="", input=entry["name"], account=None, link=None, id=None, name=one_line(entry["name"]), at=None, address=None,
        records=(), outcome="unreadable", fingerprint=fingerprint("unreadable", {}, entry["name"]), location=None, raw=entry,
    )  # fmt: skip
