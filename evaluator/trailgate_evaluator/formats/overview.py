"""Several controls of one account on a screen: a line a control, then what stops them, each cause told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.causes import causes, is_excused
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import by_text, fix_command, fix_together, is_joined, judged_with, quoted
from trailgate_evaluator.report.answers import differing
from trailgate_evaluator.report.exclusions import excluded
from trailgate_evaluator.report.idle import idle
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import in_short, label
from trailgate_evaluator.report.routes import other_routes
from trailgate_evaluator.report.standing import GOOD, WORDS, Standing, counted, is_beside, standing_of, worst_first
from trailgate_evaluator.report.unjudged import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.paint import Paint

Json = dict[str, Any]

MARKS: Final = {"holds": "✓", "weak": "!", "broken": "✗", "unknown": "?", "unreached": "·"}
OUTCOMES: Final[dict[Standing, str]] = {
    "fail": "✗", "unknown": "?", "reaches_nobody": "!", "reach_unknown": "!", "waived": "~", "attested": "~",
    "as_before": "~", "unrelated": "·", "holds": "✓", "reaches": "✓",
}  # fmt: skip
STYLES: Final = {
    "holds": "green", "weak": "yellow", "broken": "red", "unknown": "yellow", "unreached": "dim",
    "reaches": "green", "fail": "red", "unrelated": "dim", "waived": "cyan", "attested": "cyan",
}  # fmt: skip


def marked(result: Json, paint: Paint) -> str:
    """The verdict, coloured by what comes of a change: a pass that reaches nobody is not green."""
    standing = standing_of(result)
    verdict = result["outcome"]
    if standing in {"as_before", "unrelated"}:
        verdict = WORDS[standing]
    elif result["status"] == "pass" and result["effective"] is not None:
        verdict += f", effective {result['effective']}"
    elif result["outcome"] != result["status"]:
        verdict += f" ({result['status']})"
    return paint(f"{OUTCOMES[standing]} {verdict}", STYLES.get(standing, "yellow"))


def overview(results: list[Json], report: Json, given: Json, paint: Paint) -> Iterator[str]:
    """The lines for the results of several controls on one account."""
    said = counted({**report, "results": results, "summary": {"unreadable": 0}})
    yield f"{paint(one_line(given['name']), 'bold')}  account {account_of(results[0]['subject'])}: {said}"
    yield ""
    wide = max(len(label(result["control"], report)) for result in results)
    for result in results:
        title = one_line(str(report["controls"][result["control"]].get("title", result["control"])))
        number = label(result["control"], report)
        yield f"  {number:<{wide}}  {marked(result, paint)}  {title}"
    for told in notes(results, report):
        yield ""
        yield from paint.wrap(told, "  ", "    ")
    for cause in causes(results, report):
        yield ""
        yield from paint.wrap(cause.told(len(results)), f"  {paint(MARKS[cause.kind], STYLES[cause.kind])} ", "    ")
        yield from paint.wrap(cause.advice, "    ", "    ", style="dim")
    for told in beside(results, report):
        yield ""
        yield from paint.wrap(told, "  · ", "    ")
    yield from _next(results, report, given, paint)


def _next(results: list[Json], report: Json, given: Json, paint: Paint) -> Iterator[str]:
    """The commands that lead on: what prints the changes, and what tells one control link by link."""
    told = [
        (fix_of(results, report, given), "prints what has to change."),
        (closer(results, report, given), "tells one control link by link."),
    ]
    lines = [f"  {paint(command, 'bold')} {does}" for command, does in told if command is not None]
    yield from ["", *lines] if lines else []


def fix_of(results: list[Json], report: Json, given: Json) -> str | None:
    """The one command that prints what has to change for all of these controls; None where nothing has."""
    mended = [result for result in results if not is_excused(result) and fix_command(result, given) is not None]
    command = fix_together(mended, given)
    if command is None:
        return None
    chosen = [f" --control {one_line(result['control'])}" for result in mended] if report["selected"] else []
    return command + by_text(report["benchmark"]) + "".join(chosen)


def closer(results: list[Json], report: Json, given: Json) -> str | None:
    """The command that tells the worst of these controls link by link; None where all reach a person."""
    worst = worst_first(results)[0]
    if standing_of(worst) in GOOD or given["name"] == "-" or given["kind"] == LISTED or is_joined(worst):
        return None
    chosen = f"{by_text(report['benchmark'])} --control {label(worst['control'], report)}"
    return f"trailgate evaluate {quoted(given['name'])}{judged_with(given)}{chosen}"


def together(report: Json) -> list[list[Json]]:
    """The results of each account of each input, where a report is of several controls."""
    groups: dict[tuple[int, str | None], list[Json]] = {}
    for result in report["results"]:
        groups.setdefault((result["input"], result["subject"]["account"]), []).append(result)
    return list(groups.values())


def notes(results: list[Json], report: Json) -> list[str]:
    """What was stated of these controls, what a plan does to them, what an older text says, what was told in two ways.

    Where nothing of the account was read, that too. Each with its controls.
    """
    found: dict[str, list[str]] = {}
    resources = {identity: entry for result in results for identity, entry in result["resources"].items()}
    for result in results:
        told = [] if result["exception"] is None else [sentences.of_exception(result["exception"])]
        changes = result["changes"]
        if changes is not None and (
            changes["verdict"] in {"fixes", "breaks"}
            or changes.get("rolled_back")
            or (sentences.opens(changes) and not is_beside(result))
        ):
            told.append(sentences.of_changes(changes, resources, result["origin"]))
        beside = (sentences.of_role(result), sentences.of_older_text(result), sentences.of_unread(result))
        for one in (*told, *excluded(result), *idle(result), *differing(result), *filter(None, beside)):
            found.setdefault(one, []).append(label(result["control"], report))
    return [f"{in_short(controls)}: {one}" for one, controls in found.items()]


def beside(results: list[Json], report: Json) -> list[str]:
    """The other ways by which records of controls that do not pass may still reach somebody, each with these controls."""
    found: dict[str, list[str]] = {}
    for result in results:
        for route in other_routes(result):
            found.setdefault(route, []).append(label(result["control"], report))
    return [f"{in_short(controls)}: {route} Seen besides, and not judged." for route, controls in found.items()]
