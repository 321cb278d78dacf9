"""`html`: one file for the auditor: readable without script or network, printable, its chains drawn."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from trailgate_evaluator.formats.html_controls import overview
from trailgate_evaluator.formats.overview import OUTCOMES
from trailgate_evaluator.formats.picture import picture
from trailgate_evaluator.plain import one_line, printable, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of, fix_command, whole_way
from trailgate_evaluator.report.alike import alike
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.dates import day, minute
from trailgate_evaluator.report.findings import counterexample
from trailgate_evaluator.report.idle import idle, unmatched
from trailgate_evaluator.report.ladder import ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.model import spec_in_words
from trailgate_evaluator.report.names import account_name, assumption, short_name
from trailgate_evaluator.report.numbers import several, titled
from trailgate_evaluator.report.routes import HEADING, other_routes
from trailgate_evaluator.report.services import is_of_service, unit
from trailgate_evaluator.report.standing import GOOD, WORDS, Standing, standing_of, standings, worst_first

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.report.ladder import Ladder

Json = dict[str, Any]

_PARTS: Final = files("trailgate_evaluator.formats") / "html_page"
_MOST_LADDERS: Final = 6
_MOST_GAPS: Final = 30
_LONGEST_PATTERN: Final = 2000
_ALWAYS: Final[tuple[Standing, ...]] = ("fail", "unknown", "reaches_nobody", "reaches")
"""Told even where there are none: the four numbers that answer the question."""

_KINDS: Final = {"aws_snapshot": "AWS snapshot", "terraform_plan": "Terraform plan", "terraform_state": "Terraform state"}


def render(report: Json, page: Page) -> str:
    """The report as one HTML document; its Content-Security-Policy admits its own style and script by hash, nothing else."""
    del page
    style, script = (_part(name) for name in ("report.css", "report.js"))
    if several(report):
        style += _part("controls.css")
    ordered = worst_first(report["results"])
    return _template().render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
        lead=_lead(report),
        unmatched=unmatched(report),
        words={standing: f"{word[0].upper()}{word[1:]}" for standing, word in WORDS.items()},
        counts=_counts(report),
        signs=OUTCOMES,
        kinds=_KINDS,
        links=LINKS,
        model=_model([result for result in report["results"] if not is_of_service(result)]),
        controls=overview(report, ordered),
        inputs=[{**entry, "said": sentences.of_error(entry["error"]) if entry["error"] else None} for entry in report["inputs"]],
        results=[_view(number, result, report) for number, result in enumerate(ordered, 1)],
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {
        "one_line": one_line, "day": day, "minute": minute, "some": some, "ticks": _ticks, "parts": _parts,
    }  # fmt: skip
    return environment.from_string(_part("report.html"))


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _ticks(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def _parts(text: str) -> Markup:
    """A name without blanks, to be broken where its parts meet, on paper and on a phone."""
    return Markup("<wbr>").join(re.split(r"(?<=[:/._,=#-])(?=[^:/._,=#-])", str(text)))


def _codes(result: Json) -> list[str]:
    """The codes of what is broken, unknown and weak, the names under which other formats list them."""
    weak = {one["code"] for chain in result["chains"] for one in chain["weaknesses"]}
    return sorted({one["code"] for one in result["breaks"]} | {one["reason"] for one in result["gaps"]} | weak)


def _lead(report: Json) -> str | None:
    """What the one control asks; None where several stand in the report."""
    descriptions = {str(about.get("description", "")) for about in report["controls"].values()}
    return one_line(descriptions.pop(), 600) if len(descriptions) == 1 else None


def _counts(report: Json) -> dict[Standing, int]:
    """How many results stand where, the worst first."""
    found = standings(report)
    return {standing: found.get(standing, 0) for standing in WORDS if standing in found or standing in _ALWAYS}


def _model(results: list[Json]) -> list[tuple[str, str]]:
    """What a required record is taken to look like, field by field: what is known of it in all results."""
    own = "each account's own" if len({result["control"] for result in results}) < 2 else "each control's own"  # noqa: PLR2004
    said: dict[str, list[str]] = {}
    for result in results:
        for name, spec in result["model"]["fields"].items():
            said.setdefault(name, []).append(spec_in_words(spec))
    return [
        (name, values[0] if len(set(values)) == 1 else own)
        for name, values in sorted(said.items())
        if len(values) == len(results)
    ]


def _view(number: int, result: Json, report: Json) -> Json:
    """What the template shows of one result, as plain text except the picture."""
    control = report["controls"].get(result["control"], {})
    drawn = ladders(result)
    said = sentences.of_result(result)
    gaps = alike(result["gaps"], result)
    return {
        "number": number,
        "raw": result,
        "standing": standing_of(result),
        "cause": cause_of(result),
        "codes": _codes(result),
        "title": titled(result["control"], report),
        "drawn": not several(report) or standing_of(result) not in GOOD,
        "benchmarks": _benchmarks(control),
        "severity": control.get("severity"),
        "source": report["inputs"][result["input"]],
        "account": account_name(result["subject"]["account"]),
        "assumed": assumption(result["subject"]),
        "said": said,
        "exception": sentences.of_exception(result["exception"]) if result["exception"] else None,
        "idle": idle(result),
        "changes": sentences.of_changes(result["changes"], result["resources"]) if result["changes"] and drawn else None,
        "picture": None if is_of_service(result) else Markup(picture(drawn, f"The chain. {said}")),  # noqa: S704 - all escaped
        "unit": unit(result),
        "ladders": [_ladder(ladder, result) for ladder in drawn[:_MOST_LADDERS]],
        "more_ladders": max(0, len(drawn) - _MOST_LADDERS),
        "gaps": [{"said": told.sentence, "raw": told.first} for told in gaps[:_MOST_GAPS]],
        "more_gaps": max(0, len(gaps) - _MOST_GAPS),
        "weaknesses": _weaknesses(result),
        "patterns": [_pattern(name, result) for name in result["patterns"]],
        "routes": other_routes(result),
        "routes_heading": HEADING,
        "advice": advice_of(result),
        "way": whole_way(result),
        "fix": fix_command(result, report["inputs"][result["input"]]),
    }


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
    return {
        "records": list(ladder.records),
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
            seen.setdefault(weak["fingerprint"], {"said": sentences.of_weakness(weak, result["resources"]), "raw": weak})
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
