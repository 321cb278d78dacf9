"""What records did to the alarms, for people: a line an alarm, and one a reason for which it cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import amount, one_line, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.paint import Paint

Json = dict[str, Any]

_MOST_LISTED: Final = 20
_LONGEST: Final = 60


def course_text(course: Json, paint: Paint) -> Iterator[str]:
    """An alarm that never leaves ALARM tells nobody of what comes meanwhile."""
    alarms = course["alarms"]
    if course["undated"]:
        yield from ["", f"  Without an eventTime that can be read, moving no alarm: {course['undated']:,}"]
    if not alarms:
        return
    yield from ["", f"  {paint('What they did to the alarms', 'bold')}, from {course['from']} to {course['to']}"]
    unwritten = f"; {course['unwritten']:,} of them no trail writes to where these alarms look" if course["unwritten"] else ""
    yield from paint.wrap(
        f"These records are taken for all that CloudTrail wrote meanwhile{unwritten}. Unseen came while it was in ALARM.", "  "
    )
    known = [one for one in alarms if one["cannot_tell"] is None]
    told = [one for one in known if one["in_alarm"] or one["required"]]
    still = [one_line(one["name"], _LONGEST) for one in known if not one["in_alarm"] and not one["required"]]
    yield from _table(told[:_MOST_LISTED], paint)
    if len(told) > _MOST_LISTED:
        rest = amount(len(told) - _MOST_LISTED, "more, which was", "more, which were")
        yield f"  and {rest} in ALARM for less of the time; --format json has them all"
    sliding = [one_line(one["name"], _LONGEST) for one in told if one["sliding"]]
    if sliding:
        whose = "each" if len(sliding) == len(told) else some(sliding)
        yield from paint.wrap(
            f"Periods are taken as they begin by the clock. CloudWatch moves the window of {whose} on every minute, so that it "
            "may go into ALARM a little sooner.", "  ",
        )  # fmt: skip
    if still:
        yield from paint.wrap(f"Never in ALARM, and no required record came to {some(still)}.", "  ")
    untold: dict[str, list[str]] = {}
    for one in alarms:
        if one["cannot_tell"] is not None:
            untold.setdefault(one["cannot_tell"], []).append(one_line(one["name"], _LONGEST))
    for reason, names in list(untold.items())[:_MOST_LISTED]:
        yield from paint.wrap(f"{some(names)}: cannot tell, since {reason}.", "  ? ", "    ")
    if len(untold) > _MOST_LISTED:
        yield f"    and {amount(len(untold) - _MOST_LISTED, 'more reason')}; --format json has them all"


def _table(alarms: list[Json], paint: Paint) -> Iterator[str]:
    width = max((len(one_line(one["name"], _LONGEST)) for one in (*alarms, {"name": "Alarm"})), default=0)
    wide = max([9, *(len(f"{one[name]:,}") for one in alarms for name in ("periods", "required"))])
    if alarms:
        yield f"  {'Alarm':<{width}}  {'periods':>{wide}}  {'in ALARM':>{wide}}  {'required':>{wide}}  {'unseen':>{wide}}"
    for one in alarms:
        part = share(one["in_alarm"], one["periods"])
        style = "red" if one["unseen"] else "yellow" if one["in_alarm"] * 2 > one["periods"] else "green"
        numbers = f"  {one['periods']:>{wide},}  {part:>{wide}}  {one['required']:>{wide},}  {one['unseen']:>{wide},}"
        yield f"  {one_line(one['name'], _LONGEST):<{width}}{paint(numbers, style)}"


def share(part: int, whole: int) -> str:
    """So many of so many, in percent."""
    percent = 100 * part // whole if whole else 0
    return "< 1 %" if part and not percent else f"{percent} %"
