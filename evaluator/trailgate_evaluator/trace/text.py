"""The way of one record for people in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact
from trailgate_evaluator.plain import amount, one_line, some
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.ladder import ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.trace.exclusion_words import by_whom
from trailgate_evaluator.trace.nearest_text import nearest_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.report.ladder import Step

Json = dict[str, Any]

_MARKS: Final = {"holds": "✓", "weak": "!", "broken": "✗", "unknown": "?", "unreached": "·"}
_WHERE: Final = {"carried": "✓ carried", "lost": "✗ lost", "unknown": "? cannot tell"}
_EXCUSED: Final = "· excluded"
_STYLES: Final = {
    "holds": "green", "weak": "yellow", "broken": "red", "unknown": "yellow", "unreached": "dim",
    "carried": "green", "lost": "red",
}  # fmt: skip
_ALL: Final = {"carried": "each reaches a person", "missing": "not each reaches a person", "unknown": "it cannot be told"}
_NAMES: Final = max(len(name) for name in LINKS.values()) + 2
_MOST_LADDERS: Final = 6


def trace_text(trace: Json, page: Page, numbers: Mapping[str, str | None] | None = None) -> str:
    """One record's way: what it is, link by link where it goes, and what to do about it; `numbers` are those of controls."""
    paint, result = Paint(page), trace["result"]
    excused = bool(trace["excluded_by"]) and not trace["required_by"]
    fate = paint(_EXCUSED, "dim") if excused else paint(_WHERE[trace["where"]], _STYLES.get(trace["where"], "yellow"))
    lines = [f"{fate}  {paint(_record(trace['record']), 'bold')}"]
    lines += paint.wrap(_end(trace), "  ")
    lines += _belonging(trace, paint, numbers or {})
    lines += nearest_text(trace, paint)
    drawn = ladders(result)
    for ladder in drawn[:_MOST_LADDERS]:
        lines.append("")
        for step in ladder.steps:
            lines += _step(step, paint)
    if len(drawn) > _MOST_LADDERS:
        lines += ["", f"  and {amount(len(drawn) - _MOST_LADDERS, 'more way')}; --format json lists them all"]
    reaches = trace["where"] == "carried" and trace["effective"] == "yes"
    orders = advice_of(result) if trace["required_by"] and not reaches else []
    if orders:
        lines += ["", f"  {paint('What to do', 'bold')}"]
    for number, order in enumerate(orders, 1):
        lines += paint.wrap(order, f"  {number}. ", "     ")
    return paint.fit("\n".join(lines) + "\n")


def _belonging(trace: Json, paint: Paint, numbers: Mapping[str, str | None]) -> Iterator[str]:
    """To which controls the record belongs, and what they say of all such records, or who excluded it."""
    order = list(numbers)

    def placed(name: str) -> tuple[int, str]:
        return order.index(name) if name in numbers else len(order), name

    def called(name: str) -> str:
        return one_line(f"{numbers.get(name) or ''} {name}".strip())

    for name, answer in sorted(trace["required_by"].items(), key=lambda one: placed(one[0])):
        yield from paint.wrap(f"{called(name)} says of all such records: {_ALL[answer]}.", "  ")
    for name, exclusions in sorted(trace["excluded_by"].items(), key=lambda one: placed(one[0])):
        for one in exclusions:
            yield from paint.wrap(f"{called(name)} need not hear of it: it is excluded by {by_whom(one)}.", "  ")
    if trace["not_asked_for_by"]:
        whose = some([called(name) for name in sorted(trace["not_asked_for_by"], key=placed)])
        yield from paint.wrap(f"It belongs to {whose}, which is not asked for here.", "  ")
    elif not trace["required_by"] and not trace["excluded_by"]:
        yield from paint.wrap("No control requires such a record of this account.", "  ")


def _record(record: Json) -> str:
    who = record.get("userIdentity")
    by = f" by {who['arn']}" if isinstance(who, dict) and isinstance(who.get("arn"), str) else ""
    code = f", {record['errorCode']}" if isinstance(record.get("errorCode"), str) else ""
    return one_line(f"{record['eventName']}{by}{code}", 300)


def _end(trace: Json) -> str:
    match trace["where"], trace["effective"]:
        case "carried", "yes":
            return "This record reaches a person."
        case "carried", "unknown":
            return "This record reaches a subscription; whether a person is really told cannot be known."
        case "carried", _:
            return "This record reaches a confirmed subscription, yet nobody would be told: see the mark !."
        case "lost", _:
            return "This record reaches nobody."
        case _:
            return "Whether this record reaches a person cannot be told."


def _step(step: Step, paint: Paint) -> Iterator[str]:
    style = _STYLES[step.mark]
    name = step.told or ("(none)" if step.mark == "broken" else "")
    line = f"  {paint(_MARKS[step.mark], style)} {LINKS[step.link]:<{_NAMES}}{name}".rstrip()
    yield paint(line, "dim") if step.mark == "unreached" else line
    for note in step.notes:
        yield from paint.wrap(note, "    ", style="dim" if step.mark == "holds" else style)


def as_json(value: Json) -> str:
    """The value as one line of JSON in ASCII: whatever a record holds, the line can be read back."""
    return compact(value, sort_keys=True, ensure_ascii=True) + "\n"
