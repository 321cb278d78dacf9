"""What the HTML page tells of one account: its controls, what stops them, and the evidence, once for all that show the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup
from msgspec.structs import replace

from trailgate_evaluator.formats.causes import causes
from trailgate_evaluator.formats.html_estate import codes_of
from trailgate_evaluator.formats.overview import fix_of, notes
from trailgate_evaluator.formats.picture import picture
from trailgate_evaluator.plain import one_line, printable, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of, whole_way
from trailgate_evaluator.report.alike import alike
from trailgate_evaluator.report.answer import worst_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.findings import counterexample
from trailgate_evaluator.report.idle import idle
from trailgate_evaluator.report.ladder import ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import account_name, account_number, assumption, short_name
from trailgate_evaluator.report.numbers import in_short, label, several, titled
from trailgate_evaluator.report.routes import HEADING, other_routes
from trailgate_evaluator.report.services import is_of_service, named_regions, unit
from trailgate_evaluator.report.standing import GOOD, counted, standing_of
from trailgate_evaluator.report.template_words import settlers

if TYPE_CHECKING:
    from trailgate_evaluator.report.ladder import Ladder

Json = dict[str, Any]

_MOST_LADDERS: Final = 6
_MOST_GAPS: Final = 30
_LONGEST_PATTERN: Final = 2000


def account_view(number: int, results: list[Json], report: Json, *, proven: bool) -> Json:
    """What the template shows of one account; without `proven` nothing but the verdict of what is as it should be."""
    subject, given = results[0]["subject"], report["inputs"][results[0]["input"]]
    many = several(report)
    shown = [result for result in results if proven or standing_of(result) not in GOOD]
    return {
        "number": number,
        "standing": worst_of(results),
        "account": account_number(subject["account"]),
        "name": account_name(subject),
        "assumed": assumption(subject),
        "source": given,
        "sources": results[0]["sources"],
        "one": None if many else _of_one(results[0], report),
        "counted": counted({"results": results, "summary": {"unreadable": 0}}),
        "notes": notes(results, report) if many else [],
        "causes": _causes(results, report) if many else [],
        "fix": fix_of(results, report, given),
        "controls": [_control(result, report) for result in results] if many else [],
        "evidence": _together([_evidence(result, report) for result in shown]),
        "unproven": len(results) - len(shown),
    }


def _of_one(result: Json, report: Json) -> Json:
    """What is told of the one control that was asked for."""
    control = report["controls"].get(result["control"], {})
    return {
        "cause": cause_of(result),
        "said": sentences.of_result(result),
        "exception": sentences.of_exception(result["exception"]) if result["exception"] else None,
        "idle": idle(result),
        "changes": sentences.of_changes(result["changes"], result["resources"], result["origin"])
        if result["changes"] and ladders(result)
        else None,
        "raw": result,
        "codes": codes_of(result),
        "benchmarks": _benchmarks(control),
        "severity": control.get("severity"),
        "unit": unit(result),
    }


def _control(result: Json, report: Json) -> Json:
    return {"standing": standing_of(result), "title": titled(result["control"], report), "cause": cause_of(result)}


def _causes(results: list[Json], report: Json) -> list[Json]:
    asked = len(results)
    return [{"mark": one.kind, "told": one.told(asked), "advice": one.advice} for one in causes(results, report)]


def _evidence(result: Json, report: Json) -> Json:
    """The chain of one result, and what was found along it, as plain text except the picture."""
    drawn = ladders(result)
    gaps = alike(result["gaps"], result)
    good = standing_of(result) in GOOD and several(report)
    return {
        "labels": [label(result["control"], report)],
        "standing": standing_of(result),
        "held": good,
        "drawn": [] if good or is_of_service(result) else drawn,
        "said": sentences.of_result(result),
        "unit": unit(result),
        "asked": sum(len(names) for names in result["records"].values()),
        "open": result["outcome"] != "pass" and not several(report),
        "ladders": [_ladder(ladder, result) for ladder in drawn[:_MOST_LADDERS]],
        "more_ladders": max(0, len(drawn) - _MOST_LADDERS),
        "gaps": [
            {"said": told.sentence, "raw": told.first, "settled_by": settlers(told.first, result)} for told in gaps[:_MOST_GAPS]
        ],
        "more_gaps": max(0, len(gaps) - _MOST_GAPS),
        "weaknesses": _weaknesses(result),
        "patterns": [_pattern(name, result) for name in result["patterns"]],
        "routes": other_routes(result),
        "routes_heading": HEADING,
        "advice": [] if several(report) else advice_of(result),
        "way": whole_way(result),
    }


def _together(views: list[Json]) -> list[Json]:
    """The views, those of several controls that show the same as one: whose records they are about aside."""
    groups: dict[str, list[Json]] = {}
    for view in views:
        groups.setdefault(_looks_like(view), []).append(view)
    return [_of_all(group) for group in groups.values()]


def _looks_like(view: Json) -> str:
    """All that is shown but the records' names, as one text."""
    steps = [
        [[(step.link, step.mark, step.id, step.name, step.notes) for step in ladder["steps"]], ladder["record"]]
        for ladder in view["ladders"]
    ]
    found = [gap["said"] for gap in view["gaps"]], [weak["said"] for weak in view["weaknesses"]]
    return json.dumps([view["standing"], view["unit"], steps, found, view["patterns"], view["routes"], view["way"]], default=str)


def _of_all(group: list[Json]) -> Json:
    first = group[0]
    whose = in_short([name for view in group for name in view["labels"]])
    many = [{**ladder, "records": [], "of": f"{len(group)} controls"} for ladder in first["ladders"]]
    return {**first, "ladders": first["ladders"] if len(group) == 1 else many, "whose": whose, "picture": _picture(group, whose)}


def _picture(group: list[Json], whose: str) -> Markup | None:
    """The chain that all of these show, with the records of all of them."""
    first = group[0]
    if not first["drawn"]:
        return None
    if len(group) == 1:
        return Markup(picture(first["drawn"], f"The chain. {first['said']}"))  # noqa: S704 - all escaped
    ladders = [
        replace(ladder, records=tuple(f"{view['labels']} {name}" for view in group for name in view["drawn"][place].records))
        for place, ladder in enumerate(first["drawn"])
    ]
    return Markup(picture(ladders, f"The chain of controls {whose}."))  # noqa: S704 - all escaped


def _benchmarks(control: Json) -> str:
    """The control's number in each benchmark, versions that agree together: `4.4 in CIS AWS 1.3.0 and 1.4.0`."""
    versions: dict[tuple[str, str], list[str]] = {}
    for name, number in sorted(control.get("benchmarks", {}).items()):
        family, _, version = one_line(str(name)).rpartition("_")
        known = version[:1].isdigit()
        key = (one_line(str(number)), family if known else one_line(str(name)))
        versions.setdefault(key, []).extend([version] if known else [])
    return "; ".join(
        f"{number} in {_family(family)} {some(listed, 20)}".rstrip() for (number, family), listed in versions.items()
    )


def _family(name: str) -> str:
    return name.replace("_", " ").replace("cis", "CIS").replace("aws", "AWS")


def _ladder(ladder: Ladder, result: Json) -> Json:
    found = ladder.finding
    record = counterexample(found, result) if found is not None and found.get("detail") else None
    deciding = found["detail"]["counterexample"] if found is not None and record is not None else {}
    listed, others = named_regions(ladder.records)
    records = listed if others is None else [*listed, others]
    return {
        "records": records,
        "of": records[0] if len(records) == 1 else f"{len(records)} {unit(result)}",
        "steps": ladder.steps,
        "unreached": [LINKS[step.link] for step in ladder.steps if step.mark == "unreached"],
        "record": None if record is None else [(_json(key), _json(value), key in deciding) for key, value in record.items()],
    }


def _json(value: object) -> str:
    return printable(json.dumps(value, ensure_ascii=False))


def _weaknesses(result: Json) -> list[Json]:
    seen: dict[str, Json] = {}
    for chain in result["chains"]:
        for weak in chain["weaknesses"]:
            seen.setdefault(weak["fingerprint"], {"said": sentences.of_weakness(weak, result), "raw": weak})
    return list(seen.values())


def _pattern(name: str, result: Json) -> Json:
    pattern = result["patterns"][name]
    text = printable(pattern["text"])
    used = [short_name(key, result["resources"]) for key, entry in result["resources"].items() if entry.get("pattern") == name]
    alike: dict[tuple[str, str], list[str]] = {}
    for record, entry in sorted(pattern["coverage"].get(result["control"], {}).items()):
        alike.setdefault((str(entry["matched"]), _why(entry)), []).append(record)
    return {
        "filters": used,
        "text": text if len(text) <= _LONGEST_PATTERN else f"{text[:_LONGEST_PATTERN]}…",
        "coverage": [(matched, why, records) for (matched, why), records in sorted(alike.items())],
    }


def _why(entry: Json) -> str:
    clause = entry.get("clause")
    return one_line(str(clause["text"] if isinstance(clause, dict) else entry.get("why") or ""), 200)
