"""A trace and a backtest for people in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.ladder import ladders
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.report.ladder import Step

Json = dict[str, Any]

_MARKS: Final = {"holds": "✓", "weak": "!", "broken": "✗", "unknown": "?", "unreached": "·"}
_WHERE: Final = {"carried": "✓ carried", "lost": "✗ lost", "unknown": "? cannot tell"}
_STYLES: Final = {
    "holds": "green", "weak": "yellow", "broken": "red", "unknown": "yellow", "unreached": "dim",
    "carried": "green", "lost": "red",
}  # fmt: skip
_ALL: Final = {"carried": "each reaches a person", "missing": "not each reaches a person", "unknown": "it cannot be told"}
_NAMES: Final = max(len(name) for name in LINKS.values()) + 2
_MOST_LADDERS: Final = 6
_MOST_LISTED: Final = 20
_TITLES: Final = {code: words.title for words_of in (BREAKS, GAPS, WEAKNESSES) for code, words in words_of.items()}


def trace_text(trace: Json, page: Page) -> str:
    """One record's way: what it is, link by link where it goes, and what to do about it."""
    paint, result = Paint(page), trace["result"]
    lines = [f"{paint(_WHERE[trace['where']], _STYLES.get(trace['where'], 'yellow'))}  {paint(_record(trace['record']), 'bold')}"]
    lines += paint.wrap(_end(trace), "  ")
    for name, answer in sorted(trace["required_by"].items()):
        lines += paint.wrap(f"{one_line(name)} says of all such records: {_ALL[answer]}.", "  ")
    if not trace["required_by"]:
        lines += paint.wrap("No control requires such a record of this account.", "  ")
    drawn = ladders(result)
    for ladder in drawn[:_MOST_LADDERS]:
        lines.append("")
        for step in ladder.steps:
            lines += _step(step, paint)
    if len(drawn) > _MOST_LADDERS:
        lines += ["", f"  and {len(drawn) - _MOST_LADDERS} more ways; --format json lists them all"]
    orders = advice_of(result) if trace["where"] != "carried" or trace["effective"] != "yes" else []
    if orders:
        lines += ["", f"  {paint('What to do', 'bold')}"]
    for number, order in enumerate(orders, 1):
        lines += paint.wrap(order, f"  {number}. ", "     ")
    return paint.fit("\n".join(lines) + "\n")


def backtest_text(counted: Json, page: Page) -> str:
    """Counts by API call, what stopped the others, and which they were."""
    paint = Paint(page)
    required = counted["required"]
    lines = list(_counts(counted))
    if len(counted["controls"]) > 1:
        lines += _table("Control", {name: one for name, one in counted["controls"].items() if one["records"]}, paint)
    lines += _table("API call", counted["calls"], paint)
    lines += _course(counted["course"], paint)
    if counted["causes"]:
        lines += ["", f"  {paint('What stopped them', 'bold')}"]
    for cause in counted["causes"][:_MOST_LISTED]:
        told = f"{LINKS[cause['link']]} {short_name(cause['id'], {})}: {_TITLES[cause['code']]}"
        lines += paint.wrap(f"{cause['records']}  {told} ({some(cause['calls'], 4)})", "  ", "      ")
    if counted["not_told"]:
        lines += ["", f"  {paint('Records that would have told nobody', 'bold')}"]
    lines += [_line(record, paint) for record in counted["not_told"][:_MOST_LISTED]]
    rest = required["lost"] + required["unknown"] - min(len(counted["not_told"]), _MOST_LISTED)
    if rest > 0 and counted["not_told"]:
        lines.append(f"    and {rest} more; --format json lists {len(counted['not_told'])}")
    for problem in counted["unreadable"][:_MOST_LISTED]:
        lines += paint.wrap(
            f"cannot read {one_line(problem['where'])}: {sentences.of_error(problem)}", "  ✗ ", "    ", style="red"
        )
    return paint.fit("\n".join(lines) + "\n")


def _table(title: str, rows: Json, paint: Paint) -> Iterator[str]:
    """A line a control or a call, with how many records it had, and what became of them."""
    width = max((len(name) for name in (title, *rows)), default=0)
    if rows:
        yield from ["", f"  {title:<{width}}  {'records':>9}  {'carried':>9}  {'lost':>9}  {'unknown':>9}"]
    for name, row in rows.items():
        numbers = "".join(f"  {row[key]:>9}" for key in ("records", "carried", "lost", "unknown"))
        style = "red" if row["lost"] else "yellow" if row["unknown"] else "green"
        yield f"  {one_line(name):<{width}}{paint(numbers, style)}"


def _course(course: Json, paint: Paint) -> Iterator[str]:
    """What the records did to each alarm: one that never leaves ALARM tells nobody of what comes meanwhile."""
    alarms = course["alarms"]
    if course["undated"]:
        yield from ["", f"  Without an eventTime that can be read, moving no alarm: {course['undated']}"]
    if not alarms:
        return
    yield from ["", f"  {paint('What they did to the alarms', 'bold')}, from {course['from']} to {course['to']}"]
    yield from paint.wrap(
        "These records are taken for all that the trail's log group got. Unseen came while it was in ALARM.", "  "
    )
    told = [one for one in alarms if one["cannot_tell"] is None][:_MOST_LISTED]
    width = max((len(one_line(one["name"], 60)) for one in (*told, {"name": "Alarm"})), default=0)
    if told:
        yield f"  {'Alarm':<{width}}  {'periods':>9}  {'in ALARM':>9}  {'required':>9}  {'unseen':>9}"
    for one in told:
        share = _share(one["in_alarm"], one["periods"])
        style = "red" if one["unseen"] else "yellow" if one["in_alarm"] * 2 > one["periods"] else "green"
        numbers = f"  {one['periods']:>9}  {share:>9}  {one['required']:>9}  {one['unseen']:>9}"
        yield f"  {one_line(one['name'], 60):<{width}}{paint(numbers, style)}"
    for one in [one for one in alarms if one["cannot_tell"] is not None][:_MOST_LISTED]:
        yield from paint.wrap(f"{one_line(one['name'], 60)}: cannot tell, since {one['cannot_tell']}.", "  ? ", "    ")


def _share(part: int, whole: int) -> str:
    percent = 100 * part // whole if whole else 0
    return "< 1 %" if part and not percent else f"{percent} %"


def _counts(counted: Json) -> Iterator[str]:
    required = counted["required"]
    yield f"{counted['records']} records read, {counted['not_required']} of them not required by any control"
    if counted["no_records"]:
        yield f"{counted['no_records']} are no CloudTrail records"
    if not required["records"]:
        yield "No required record among them: nothing was tried."
        return
    said = f"{required['carried']} of {required['records']} required records would have told a person"
    if required["effective"] != required["carried"]:
        said += f", {required['effective']} of them for certain"
    yield f"{said}; {required['lost']} lost, {required['unknown']} cannot be told"


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
            return "This record reaches a confirmed subscription; whether a person is really told cannot be known."
        case "carried", _:
            return "This record reaches a confirmed subscription, yet nobody would be told: see the mark !."
        case "lost", _:
            return "This record reaches nobody."
        case _:
            return "Whether this record reaches a person cannot be told."


def _step(step: Step, paint: Paint) -> Iterator[str]:
    style = _STYLES[step.mark]
    name = step.name or ("(none)" if step.mark == "broken" else "")
    line = f"  {paint(_MARKS[step.mark], style)} {LINKS[step.link]:<{_NAMES}}{name}".rstrip()
    yield paint(line, "dim") if step.mark == "unreached" else line
    for note in step.notes:
        yield from paint.wrap(note, "    ", style="dim" if step.mark == "holds" else style)


def _line(record: Json, paint: Paint) -> str:
    fields = (record["eventTime"], record["eventName"], record["errorCode"], record["who"], record["eventID"], record["at"])
    shown = "  ".join(one_line(field, 120) for field in fields if field)
    return f"    {paint(shown, 'dim' if record['where'] == 'unknown' else 'red')}"


def as_json(value: Json) -> str:
    """The value as one line of JSON in ASCII: whatever a record holds, the line can be read back."""
    return compact(value, sort_keys=True, ensure_ascii=True) + "\n"
