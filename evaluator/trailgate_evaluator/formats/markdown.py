"""`markdown`: fits a pull-request comment: a table of verdicts, then each that needs attention, collapsed, with its chain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.markdown_controls import controls, told_alone
from trailgate_evaluator.formats.markdown_estate import answer, shared
from trailgate_evaluator.formats.markdown_text import MARKS, OUTCOMES, advised, code, escape, in_html
from trailgate_evaluator.formats.overview import together
from trailgate_evaluator.plain import amount, one_line, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of, fix_command, whole_way
from trailgate_evaluator.report.answer import are_named_alike, looks
from trailgate_evaluator.report.answers import unsaid
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.collecting import collected_by
from trailgate_evaluator.report.findings import counterexample
from trailgate_evaluator.report.idle import idle
from trailgate_evaluator.report.ladder import Ladder, ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import several, titled
from trailgate_evaluator.report.routes import HEADING, other_routes
from trailgate_evaluator.report.services import is_of_service
from trailgate_evaluator.report.standing import GOOD, WORDS, counted, is_beside, standing_of, worst_first
from trailgate_evaluator.report.unjudged import unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

MOST: Final = 65_000
"""Characters; GitHub refuses a comment of more than 65,536."""

_ROWS: Final = 200


def render(report: Json, page: Page) -> str:
    """The report in at most `MOST` characters: what does not fit is counted, worst results are shown first."""
    ordered, plain = _to_detail(report), are_named_alike(looks(report), report)
    tail = _tail(report)
    text = "\n".join([_title(report, page), *_unreadable(report), *answer(report), *_tables(report, plain=plain)]) + (
        "" if ordered else "\n"
    )
    for shown, (result, alike) in enumerate(ordered):
        block = "\n".join(_details(result, report, alike, plain=plain))
        if len(text) + len(block) + len(tail) + 200 > MOST:
            text += f"\n{amount(len(ordered) - shown, 'more is', 'more are')} not shown here; the JSON report lists them all.\n"
            break
        text += f"\n\n{block}\n"
    return f"{text}\n{tail}\n"


def _tables(report: Json, *, plain: bool) -> Iterator[str]:
    if several(report):
        return controls(report, MOST // 2, plain=plain)
    columns = 6 if len(looks(report)) < 2 else 4 if plain else 5  # noqa: PLR2004 - of one account all, else none that is the same in each row
    return _table(report, worst_first(report["results"]), columns)


def _to_detail(report: Json) -> list[tuple[Json, int]]:
    """The results to tell link by link, the worst first: of several controls those that the tables do not tell already.

    Of accounts that share a cause, or whose chains hold by the same resources, the first is an example for all: each result
    stands with how many accounts it is told of, itself included.
    """
    causes = shared(report)
    told = {id(result) for one in causes for result in one.results[0 if is_of_service(one.results[0]) else 1 :]}
    alike = {id(one.results[0]): len(one.accounts()) for one in causes}
    if several(report):
        found = [one for results in together(report) for one in told_alone(results, report)]
    else:
        found, holding = report["results"], _holding_alike(report["results"])
        told |= {id(result) for results in holding for result in results[1:]}
        alike |= {id(results[0]): len(results) for results in holding}
    return [(one, alike.get(id(one), 1)) for one in worst_first([one for one in found if id(one) not in told])]


def _holding_alike(results: list[Json]) -> list[list[Json]]:
    """The results of which nothing is left to do, those whose chains hold by the same resources together."""
    groups: dict[object, list[Json]] = {}
    for result in results:
        if standing_of(result) in GOOD:
            chains = tuple((one.records, *((step.link, step.id) for step in one.steps)) for one in ladders(result))
            groups.setdefault(chains, []).append(result)
    return list(groups.values())


def _title(report: Json, page: Page) -> str:
    return f"### {escape(one_line(page.title, 200)) if page.title else 'trailgate'}: {counted(report)}\n"


def _unreadable(report: Json) -> Iterator[str]:
    """The inputs that could not be read, and those that are not judged."""
    broken = [entry for entry in report["inputs"] if entry["error"] is not None]
    for entry in broken[:20]:
        yield f"- ❌ {code(entry['name'])} cannot be read. {escape(sentences.of_error(entry['error'], entry['name']))} \
{escape(one_line(entry['error']['what_to_do']))}"
    if len(broken) > 20:  # noqa: PLR2004 - the same number as above
        yield f"- and {len(broken) - 20} more that cannot be read"
    rest = unjudged(report)
    for _, told in rest[:20]:
        yield f"- {escape(told)}"
    if len(rest) > 20:  # noqa: PLR2004 - the same number as above
        yield f"- and {amount(len(rest) - 20, 'more that is', 'more that are')} not judged"
    if broken or rest:
        yield ""


def _table(report: Json, ordered: list[Json], columns: int) -> Iterator[str]:
    if not ordered:
        return
    heads = ["", "verdict", "why", "account", "input", "control"][:columns]
    yield f"| {' | '.join(heads).lstrip()} |"
    yield f"|{' --- |' * len(heads)}"
    room = MOST // 2
    shown = 0
    for result in ordered[:_ROWS]:
        row = f"| {' | '.join(_row(result, report)[:columns])} |"
        room -= len(row) + 1
        if room < 0:
            break
        shown += 1
        yield row
    if len(ordered) > shown:
        yield f"\n{amount(len(ordered) - shown, 'more row is', 'more rows are')} left out."


def _row(result: Json, report: Json) -> tuple[str, ...]:
    standing = standing_of(result)
    return (
        OUTCOMES[standing],
        WORDS[standing],
        escape(cause_of(result) or ""),
        code(account_of(result["subject"])),
        code(report["inputs"][result["input"]]["name"], 80),
        escape(titled(result["control"], report, 100)),
    )


def _verdict(result: Json) -> str:
    effective = f", effective {result['effective']}" if result["effective"] else ""
    return f"{result['outcome']}{effective}. {sentences.of_result(result)}"


def _details(result: Json, report: Json, alike: int, *, plain: bool) -> Iterator[str]:
    given = report["inputs"][result["input"]]
    title = titled(result["control"], report, 100)
    opened = " open" if result["outcome"] in {"fail", "unknown"} else ""
    account, source = account_of(result["subject"]), one_line(given["name"], 80)
    more = f", and {alike - 1} more alike" if alike > 1 else ""
    whose = f"{in_html(account)}{more}" if plain else f"{in_html(account)}{more}\n({in_html(source)})"
    yield f"<details{opened}><summary>{OUTCOMES[standing_of(result)]} {in_html(title)}, account {whose}</summary>\n"
    yield escape(_verdict(result))
    if result["exception"] is not None:
        yield f"\n{escape(sentences.of_exception(result['exception']))}"
    for told in idle(result):
        yield f"\n{escape(told)}"
    if result["changes"] is not None and not is_beside(result):
        yield f"\n{escape(sentences.of_changes(result['changes'], result['resources'], result['origin']))}"
    drawn = ladders(result)
    for ladder in drawn[:3]:
        yield ""
        yield from _ladder(ladder, result)
    if len(drawn) > 3:  # noqa: PLR2004 - the same number as above
        yield f"\nand {amount(len(drawn) - 3, 'more chain')}"
    notes = (note for ladder in drawn[:3] for step in ladder.steps for note in step.notes)
    yield from (f"\n{escape(told)}" for told in unsaid(result, notes))
    seen = other_routes(result)
    if seen:
        yield f"\n**{escape(HEADING)}**\n"
        yield from (f"- {escape(told)}" for told in seen[:_ROWS])
    orders = advice_of(result)
    if orders:
        yield "\n**What to do**\n"
        yield from (f"{number}. {advised(order)}" for number, order in enumerate(orders, 1))
        command, way = fix_command(result, given, report["benchmark"]), whole_way(result)
        if way:
            yield "\n**All that has to change, in order**\n"
            yield from (f"{number}. {escape(change)}" for number, change in enumerate(way, 1))
        if command:
            yield f"\n{code(command)} prints {'them' if way else 'the changes'}."
    yield "\n</details>"


def _ladder(ladder: Ladder, result: Json) -> Iterator[str]:
    if len(ladder.records) < sum(len(names) for names in result["records"].values()) and not is_of_service(result):
        yield f"{escape(some(list(ladder.records), 6))}\n"
    yield "| | link | resource | |"
    yield "| --- | --- | --- | --- |"
    for step in ladder.steps:
        if step.mark != "unreached":
            name = code(step.told, 200) if step.name else ""
            yield f"| {MARKS[step.mark]} | {LINKS[step.link]} | {name} | {escape(' '.join(step.notes))} |"
    unreached = [LINKS[step.link] for step in ladder.steps if step.mark == "unreached"]
    if unreached:
        yield f"| {MARKS['unreached']} | {some(unreached, 7)} | | not reached |"
    record = counterexample(ladder.finding, result) if ladder.finding is not None and ladder.finding.get("detail") else None
    if record is not None:
        lines = [one_line(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}", 300) for key, value in record.items()]
        yield "\nA record that slips through:\n"
        yield "````json\n{\n" + ",\n".join(lines).replace("`", "'") + "\n}\n````"


def _tail(report: Json) -> str:
    engine = report["engine"]
    said = f"policies {report['policies']['digest'][:19]}, OPA {engine['version']} ({engine['name']})"
    said += f", trailgate {report['tool']['version']}"
    told = collected_by(report["inputs"][0]) if len(report["inputs"]) == 1 else None
    said = said if told is None else f"{told} Judged with {said}"
    return f"<sub>{escape(one_line(said))}</sub>"
