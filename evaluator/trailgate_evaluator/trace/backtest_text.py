"""A backtest for people in a terminal: a line a control and an alarm, and details only of what was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.plain import amount, many, one_line, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.numbers import in_short
from trailgate_evaluator.report.weakness_words import WEAKNESSES
from trailgate_evaluator.trace.course_text import course_text
from trailgate_evaluator.trace.exclusion_words import by_whom
from trailgate_evaluator.trace.no_records import ASIDE
from trailgate_evaluator.trace.record_files import SUFFIXES
from trailgate_evaluator.trace.record_places import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

_MOST_LISTED: Final = 20
_MOST_BESIDE_OTHERS: Final = 5
"""The most records and calls that are listed where several controls share the screen."""
TITLES: Final = {code: words.title for words_of in (BREAKS, GAPS, WEAKNESSES) for code, words in words_of.items()}
_FATES: Final = ("records", "carried", "lost", "unknown")


def backtest_text(counted: Json, page: Page) -> str:
    """Counts by control, the calls that did not all reach somebody, what the alarms went through, and what stopped the rest."""
    paint = Paint(page)
    several = len(counted["controls"]) > 1
    lines = list(counts(counted))
    if several:
        lines += _controls(counted["controls"], paint)
    lines += _calls(counted["calls"], paint, several=several)
    lines += _exclusions(counted, paint)
    lines += course_text(counted["course"], paint)
    lines += _causes(counted, paint, several=several)
    lines += _records(counted, paint, _MOST_BESIDE_OTHERS if several else _MOST_LISTED)
    for problem in counted["unreadable"][:_MOST_LISTED]:
        lines += paint.wrap(f"cannot read {unread(problem)}", "  ✗ ", "    ", style="red")
    if counted["unreadable_files"] > _MOST_LISTED:
        lines.append(f"    and {amount(counted['unreadable_files'] - _MOST_LISTED, 'more file')}")
    for one in counted["no_records_in"][:_MOST_LISTED]:
        lines += paint.wrap(no_records(one), "  ? ", "    ")
    if counted["skipped_files"]:
        ends = "name ends" if counted["skipped_files"] == 1 else "names end"
        names = f"{counted['skipped_files']} whose {ends} in none of {', '.join(SUFFIXES)}"
        lines += paint.wrap(f"not read: {names}: {some(counted['skipped'])}", "  ? ", "    ")
    if left := left_aside(counted["left_aside"]):
        lines += paint.wrap(f"left aside: {left}", "  ? ", "    ")
    return paint.fit("\n".join(lines) + "\n")


def unread(problem: Json) -> str:
    """Which file cannot be read, why, and what to do."""
    return f"{one_line(problem['where'])}: {sentences.of_error(problem)} {one_line(problem['what_to_do'])}"


def no_records(one: Json) -> str:
    """Which file has values beside its records, and what the first is."""
    values = many(one["values"], "value is no record of CloudTrail", "values are no records of CloudTrail")
    first = "" if one["values"] == 1 else "the first, "
    return f"in {one_line(one['file'])} {values}: {first}number {one['first']:,}, is {one['found']}"


def left_aside(left: dict[str, int]) -> str:
    """What no record was looked for in, and why; nothing where there is none."""
    outside = left.get(OUTSIDE, 0)
    folders = [f"{amount(count, 'folder')} of {holds}" for holds, count in sorted(left.items()) if holds not in {OUTSIDE, *ASIDE}]
    files = [many(left[holds], *words) for holds, words in ASIDE.items() if holds in left]
    days = [f"{amount(outside, 'file')} outside the days and the account asked for"] if outside else []
    return some([*folders, *files, *days], len(left))


def counts(counted: Json) -> Iterator[str]:
    """How many records there were, and last how many would have told a person."""
    required = counted["required"]
    rest = f"{counted['not_required']:,} of them not required by a control that is asked for"
    yield f"{many(counted['records'], 'record')} read, {rest}"
    if counted["no_records"]:
        yield many(counted["no_records"], "is no CloudTrail record", "are no CloudTrail records")
    if counted["duplicates"]:
        were, count = ("was", "counts") if counted["duplicates"] == 1 else ("were", "count")
        yield f"{counted['duplicates']:,} {were} there before, with the same eventID, and {count} once"
    if counted["excluded"]:
        need = "needs no alarm: it is" if counted["excluded"] == 1 else "need no alarm: they are"
        yield f"{counted['excluded']:,} {need} excluded, and neither carried nor lost"
    if not required["records"]:
        yield "No required record among them: nothing was tried."
        return
    said = f"{required['carried']:,} of {many(required['records'], 'required record')} would have told a person"
    if required["effective"] != required["carried"]:
        said += f", {required['effective']:,} of them for certain"
    yield f"{said}; {required['lost']:,} lost, {required['unknown']:,} cannot be told"


def _controls(controls: Json, paint: Paint) -> Iterator[str]:
    """A line a control of which there were records, and one for all others."""
    rows = {name: one for name, one in controls.items() if one["records"] or one["excluded"]}
    numbers = {name: one["number"] or "" for name, one in controls.items()}
    wide = max((len(numbers[name]) for name in rows), default=0)
    excluded = ("excluded",) if any(one["excluded"] for one in rows.values()) else ()
    yield from _table("Control", {f"{numbers[name]:<{wide}}  {name}": one for name, one in rows.items()}, paint, excluded)
    if len(rows) < len(controls):
        yield f"  No record of {in_short([numbers[name] or name for name in controls if name not in rows])}"


def _calls(calls: Json, paint: Paint, *, several: bool) -> Iterator[str]:
    """A line an API call: of one control, all of them, those that were missed first; else those alone."""
    missed = {name: one for name, one in calls.items() if one["lost"] or one["unknown"]}
    rows = missed if several else {**missed, **calls}
    most = _MOST_BESIDE_OTHERS if several else _MOST_LISTED
    yield from _table("API call", dict(list(rows.items())[:most]), paint)
    if len(rows) > most:
        yield f"  and {len(rows) - most} more; --format json has them all"
    if several and len(missed) < len(calls):
        rest = len(calls) - len(missed)
        yield from paint.wrap(
            f"Each record of {rest} {'other ' if missed else ''}API call{'s' * (rest > 1)} would have told a person; "
            "--control tells one control's calls.", "  ",
        )  # fmt: skip


def _table(title: str, rows: Json, paint: Paint, more: tuple[str, ...] = ()) -> Iterator[str]:
    """A line for each row, with how many records it had, and what became of them."""
    columns = (*_FATES, *more)
    width = max((len(one_line(name)) for name in (title, *rows)), default=0)
    wide = max([9, *(len(f"{row['records']:,}") for row in rows.values())])
    if rows:
        yield from ["", f"  {title:<{width}}" + "".join(f"  {name:>{wide}}" for name in columns)]
    for name, row in rows.items():
        numbers = "".join(f"  {row[key]:>{wide},}" for key in columns)
        style = "red" if row["lost"] else "yellow" if row["unknown"] else "green"
        yield f"  {one_line(name):<{width}}{paint(numbers, style)}"


def _exclusions(counted: Json, paint: Paint) -> Iterator[str]:
    """A line for each exclusion: of how many records, of which controls, and by whose word."""
    found: dict[str, dict[str, int]] = {}
    for control in counted["controls"]:
        for one in counted["exclusions"].get(control, []):
            found.setdefault(by_whom(one), {})[control] = one["records"]
    if found:
        yield from ["", f"  {paint('Excluded', 'bold')}"]
    for words, records in found.items():
        yield from paint.wrap(f"{sum(records.values()):,}  {_numbers(counted, records)}: by {words}", "  ", "      ")


def _causes(counted: Json, paint: Paint, *, several: bool) -> Iterator[str]:
    causes = counted["causes"]
    if causes:
        yield from ["", f"  {paint('What stopped them', 'bold')}"]
    for cause in causes[:_MOST_LISTED]:
        told = f"{LINKS[cause['link']]} {short_name(cause['id'], {})}".rstrip()
        numbers = f"{_numbers(counted, cause['controls'])}: " if several else ""
        calls = f"({numbers}{some(cause['calls'], 4)})"
        yield from paint.wrap(f"{cause['records']:,}  {told}: {TITLES[cause['code']]} {calls}", "  ", "      ")
    rest = len(causes) + counted["causes_left_out"] - _MOST_LISTED
    if rest > 0:
        yield f"  and {amount(rest, 'more cause')}; --format json lists {len(causes)}"


def _numbers(counted: Json, controls: Iterable[str]) -> str:
    return in_short([counted["controls"][one]["number"] or one_line(one) for one in controls])


def _records(counted: Json, paint: Paint, most: int) -> Iterator[str]:
    listed, required = counted["not_told"], counted["required"]
    if listed:
        yield from ["", f"  {paint('Records that would have told nobody', 'bold')}"]
    yield from (_line(record, paint) for record in listed[:most])
    rest = required["lost"] + required["unknown"] - min(len(listed), most)
    if rest > 0 and listed:
        yield f"    and {rest:,} more; --format json lists {len(listed)}"


def _line(record: Json, paint: Paint) -> str:
    fields = (record["eventTime"], record["eventName"], record["errorCode"], record["who"], record["eventID"], record["at"])
    shown = "  ".join(one_line(field, 120) for field in fields if field)
    return f"    {paint(shown, 'dim' if record['where'] == 'unknown' else 'red')}"
