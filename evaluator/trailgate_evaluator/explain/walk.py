"""One required record followed through the law: each rule on its way, where it stands, and the value that the engine gave it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.engine.canonical import canonical_text
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS, PLACE
from trailgate_evaluator.report.numbers import in_order, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.engine.bundle import Bundle
    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

FORMAT: Final = "trailgate/walk/v1"
_LEGEND: Final = (
    "Each rule of data.trailgate.chain, with the value that the law gave it here, what it was asked of, and its file. A route is "
    "what the record can go through from that link on: `holds`, `may` hold or does `not`, how many links hold in a row from "
    "there (run), and whether a person would hear. `nothing` is an empty set: the rule has nothing against the resource."
)


def walk(engine: Engine, bundle: Bundle, document: Json, record: str) -> Json:
    """{`format`, `record`, `account`, `controls` {CONTROL: [{link, rule, file, title, of, value}]}, `numbers` {CONTROL: NUMBER}}.

    Controls are in the order of their numbers, entries in the chain's.

    Raises:
        EngineError: no control requires the record, or the law names a rule that its METADATA do not.
    """
    law = json.loads(bundle.law.read_bytes())
    walked = engine.walk({**document, "walk": record})
    benchmark = document["asked"]["benchmark"]
    ordered = in_order(engine.controls, walked, benchmark)
    return {
        "format": FORMAT,
        "record": record,
        "account": document["subject"]["account"],
        "policies": {"digest": engine.digest},
        "controls": {control: _ordered(walked[control], law[control]) for control in ordered},
        "numbers": {control: number_of(engine.controls[control], benchmark) for control in ordered},
    }


def _ordered(entries: list[Json], files: list[Json]) -> list[Json]:
    rules = {
        f"data.{file['package'].removeprefix('data.')}.{rule['name']}": (place, number, file, rule)
        for place, file in enumerate(files)
        for number, rule in enumerate(file["rules"])
    }
    lost = sorted({entry["rule"] for entry in entries} - rules.keys())
    if lost:
        raise EngineError(
            expected="rules that the law's METADATA tell of",
            found=", ".join(lost),
            where="data.trailgate.walked",
            what_to_do="Check that these are the policies of trailgate.",
        )

    def told(entry: Json) -> Json:
        _, _, file, rule = rules[entry["rule"]]
        return {**entry, "file": f"policies/{file['file']}", "title": rule["title"]}

    return [
        told(entry) for entry in sorted(entries, key=lambda one: (PLACE[one["link"]], *rules[one["rule"]][:2], one["of"] or ""))
    ]


def walk_text(told: Json, page: Page) -> str:
    """The walk for people in a terminal: link by link, rule by rule."""
    paint = Paint(page)
    lines: list[str] = []
    called = {control: control if number is None else f"{number} ({control})" for control, number in told["numbers"].items()}
    if len(called) > 1:
        first = next(number or control for control, number in told["numbers"].items())
        lines += paint.wrap(
            f"{len(called)} controls require a record {told['record']}, and each is followed in turn: "
            f"{some(list(called.values()))}. `trailgate explain {first} --walk {told['record']} INPUT` follows it for one.",
            "",
        )
        lines.append("")
    for control, entries in told["controls"].items():
        account = "" if told["account"] is None else f" of account {told['account']}"
        lines += [
            f"{paint(told['record'], 'bold')}{account}, on its way through {called[control]}",
            *paint.wrap(_LEGEND, "  ", style="dim"),
        ]
        link = None
        for entry in entries:
            if entry["link"] != link:
                link = entry["link"]
                lines += ["", f"  {paint(LINKS[link], 'cyan')}"]
            lines += _entry(entry, paint)
        lines.append("")
    lines.append(paint(f"policies {told['policies']['digest']}", "dim"))
    return paint.fit("\n".join(lines) + "\n")


def _entry(entry: Json, paint: Paint) -> Iterator[str]:
    yield f"    {paint(entry['rule'].removeprefix('data.trailgate.chain.'), 'bold')} = {said(entry['value'])}"
    if entry["of"] is not None:
        yield f"      of {one_line(entry['of'])}"
    yield from paint.wrap(f"{entry['file']}: {entry['title']}", "      ", style="dim")


def said(value: Any) -> str:
    """A value in words: a route by what becomes of it, everything else as JSON."""
    match value:
        case {"value": str(), "run": int(), "effect": str()}:
            return _route(value)
        case []:
            return "nothing"
        case str():
            return one_line(value)
        case [*texts] if all(isinstance(text, str) for text in texts):
            return one_line(", ".join(texts))
        case _:
            return one_line(canonical_text(value))


def _route(route: Mapping[str, Any]) -> str:
    parts = [route["value"], f"run {route['run']}", f"effective {route['effect']}"]
    if route["break"] is not None:
        parts = [route["value"], f"run {route['run']}", f"breaks by {route['break']}"]
    for name in ("gaps", "weaknesses"):
        if route[name]:
            parts.append(f"{name} {', '.join(route[name])}")
    return ", ".join(parts)
