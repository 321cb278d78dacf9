"""`text`: for people in a terminal. One line a control, then its chain link by link, then what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.overview import MARKS, STYLES, marked, overview, together
from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.formats.text_estate import estate
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of, fix_command, whole_way
from trailgate_evaluator.report.alike import alike
from trailgate_evaluator.report.answers import unsaid
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.collecting import collected_by
from trailgate_evaluator.report.findings import counterexample
from trailgate_evaluator.report.idle import idle, unmatched
from trailgate_evaluator.report.ladder import Ladder, Step, ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import label, title_of, titled
from trailgate_evaluator.report.routes import HEADING, other_routes
from trailgate_evaluator.report.services import is_of_service
from trailgate_evaluator.report.shared import place_of
from trailgate_evaluator.report.standing import counted, is_beside, worst_first
from trailgate_evaluator.report.unjudged import unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

_MOST_LADDERS: Final = 3
_MOST_GAPS: Final = 8
_NAMES: Final = max(len(name) for name in LINKS.values()) + 2


def render(report: Json, page: Page) -> str:
    """The report as text; with `page.quiet` one line per input and control; many accounts as a table, unless `page.details`."""
    paint = Paint(page)
    blocks = [_unreadable(entry, paint) for entry in report["inputs"] if entry["error"] is not None]
    blocks += [f"{paint('·', 'dim')} {told}" for _, told in unjudged(report)]
    if len({place_of(result) for result in report["results"]}) > 1 and not (page.quiet or page.details):
        return paint.fit("\n\n".join([*blocks, *estate(report, paint), _foot(report, paint)]) + "\n")
    inputs = {entry["index"]: entry for entry in report["inputs"]}
    for results in _together(report, page):
        given = inputs[results[0]["input"]]
        if len(results) > 1:
            blocks.append("\n".join(overview(results, report, given, paint)))
            continue
        head = _head(results[0], report, given["name"], paint)
        blocks.append(head if page.quiet else "\n".join([head, *_body(results[0], given, report["benchmark"], paint)]))
    if page.quiet:
        return paint.fit("\n".join(blocks) + "\n" if blocks else "")
    return paint.fit("\n\n".join([*blocks, _foot(report, paint)]) + "\n")


def _together(report: Json, page: Page) -> list[list[Json]]:
    """Results told in one block: those of several controls on one input; alone and the worst first, where one was asked for."""
    if page.quiet or len(report["controls"]) == 1:
        return [[result] for result in worst_first(report["results"])]
    return together(report)


def _unreadable(entry: Json, paint: Paint) -> str:
    said = f"{sentences.of_error(entry['error'], entry['name'])} {one_line(entry['error']['what_to_do'])}"
    return f"{paint('✗ cannot read', 'red')}  {paint(one_line(entry['name']), 'bold')}  {said}"


def _head(result: Json, report: Json, name: str, paint: Paint) -> str:
    mark = marked(result, paint)
    account = account_of(result["subject"])
    title = titled(result["control"], report) if not paint.page.quiet else title_of(result["control"], report)
    cause = cause_of(result) if paint.page.quiet else None
    subject = paint(title if cause is None else cause, "bold")
    line = f"{mark}  {subject}  {one_line(name)}  account {account}"
    if len(report["controls"]) < 2:  # noqa: PLR2004 - of one it goes without saying
        return line
    called = " ".join(dict.fromkeys([label(result["control"], report), one_line(result["control"])]))
    return f"{line}  {paint(called, 'dim')}"


def _body(result: Json, given: Json, benchmark: str | None, paint: Paint) -> Iterator[str]:
    yield from paint.wrap(sentences.of_result(result), "  ")
    if result["exception"] is not None:
        yield from paint.wrap(sentences.of_exception(result["exception"]), "  ")
    for told in idle(result):
        yield from paint.wrap(told, "  ")
    if result["changes"] is not None and not is_beside(result):
        yield from paint.wrap(sentences.of_changes(result["changes"], result["resources"], result["origin"]), "  ")
    drawn = ladders(result)
    for ladder in drawn[:_MOST_LADDERS]:
        yield ""
        yield from _ladder(ladder, result, paint)
    if len(drawn) > _MOST_LADDERS:
        yield from ["", f"  and {len(drawn) - _MOST_LADDERS} more; --format json lists them all"]
    yield from _gaps(result, drawn[:_MOST_LADDERS], paint)
    yield from _differing(result, drawn[:_MOST_LADDERS], paint)
    yield from _besides(result, paint)
    advice = advice_of(result)
    if advice:
        yield from ["", f"  {paint('What to do', 'bold')}"]
        for number, order in enumerate(advice, 1):
            yield from paint.wrap(order, f"  {number}. ", "     ")
        yield from _changes(result, given, benchmark, paint)


def _changes(result: Json, given: Json, benchmark: str | None, paint: Paint) -> Iterator[str]:
    """The command that prints what has to change; all of it in short, where the first step is not the last."""
    command, way = fix_command(result, given, benchmark), whole_way(result)
    if way:
        yield from ["", f"  {paint('All that has to change, in order', 'bold')}"]
        for number, change in enumerate(way, 1):
            yield from paint.wrap(change, f"  {number}. ", "     ")
    if command:
        yield f"  {paint(command, 'bold')} prints {'them' if way else 'the changes'}."


def _differing(result: Json, drawn: list[Ladder], paint: Paint) -> Iterator[str]:
    """What accounts were told in two ways, but for what the ladders have said already."""
    for told in unsaid(result, (note for ladder in drawn for step in ladder.steps for note in step.notes)):
        yield from ["", *paint.wrap(told, "  ")]


def _besides(result: Json, paint: Paint) -> Iterator[str]:
    seen = other_routes(result)
    if seen:
        yield from ["", *paint.wrap(HEADING, "  ", style="bold")]
    for told in seen:
        yield from paint.wrap(told, "  - ", "    ")


def _ladder(ladder: Ladder, result: Json, paint: Paint) -> Iterator[str]:
    total = sum(len(names) for names in result["records"].values())
    if len(ladder.records) < total and not is_of_service(result):
        yield from paint.wrap(f"{len(ladder.records)} of {total} records: {some(list(ladder.records), 6)}", "  ")
    for step in ladder.steps:
        yield from _step(step, paint)
        if step.mark == "broken" and ladder.finding is not None:
            yield from _slips_through(ladder.finding, result, paint)


def _step(step: Step, paint: Paint) -> Iterator[str]:
    style = STYLES[step.mark]
    name = step.told or ("(none)" if step.mark == "broken" else "")
    line = f"  {paint(MARKS[step.mark], style)} {LINKS[step.link]:<{_NAMES}}{name}".rstrip()
    yield paint(line, "dim") if step.mark == "unreached" else line
    for note in step.notes:
        yield from paint.wrap(note, "    ", style=style if step.mark != "holds" else "dim")


def _slips_through(found: Json, result: Json, paint: Paint) -> Iterator[str]:
    record = counterexample(found, result)
    if record is None:
        return
    deciding = found["detail"]["counterexample"]
    yield f"    {paint('A record that slips through (» marks what decides)', 'bold')}"
    for field, value in record.items():
        line = paint.cut(one_line(f"{json.dumps(field)}: {json.dumps(value, ensure_ascii=False)}", 2000), 6)
        yield f"    {paint('» ' + line, 'red') if field in deciding else paint('  ' + line, 'dim')}"


def _gaps(result: Json, drawn: list[Ladder], paint: Paint) -> Iterator[str]:
    """What could not be known, but for what the ladders have said already and no answer of AWS's adds to."""
    said = {note for ladder in drawn for step in ladder.steps for note in step.notes}
    every = alike(result["gaps"], result)
    told = [one for one in every if one.first["error"] is not None or one.sentence not in said]
    if not told:
        return
    heading = "What could not be known" if len(told) == len(every) else "What else could not be known"
    yield from ["", f"  {paint(heading, 'bold')}"]
    for one in told[:_MOST_GAPS]:
        error = one.first["error"]
        answer = f" {one_line(str(error.get('code')))}: {one_line(str(error.get('message')), 160)}" if error else ""
        yield from paint.wrap(f"{one.sentence}{answer}", "  ? ", "    ")
    if len(told) > _MOST_GAPS:
        yield f"    and {len(told) - _MOST_GAPS} more; --format json lists them all"


def _foot(report: Json, paint: Paint) -> str:
    said = counted(report)
    engine = report["engine"]
    checked = f", cross-checked by {engine['cross_checked_by']}" if engine["cross_checked_by"] else ""
    digest = one_line(str(report["policies"]["digest"]))[:19]
    tail = f"policies {digest}  OPA {engine['version']} ({engine['name']}{checked})  trailgate {report['tool']['version']}"
    return "\n".join(
        [*unmatched(report), paint(said, "bold"), *(paint(one, "dim") for one in _collected(report)), paint(tail, "dim")]
    )


def _collected(report: Json) -> Iterator[str]:
    """Who collected the snapshot, where there is one alone; of many the page and the JSON tell it."""
    told = collected_by(report["inputs"][0]) if len(report["inputs"]) == 1 else None
    if told is not None:
        yield one_line(told)
