"""Several controls of one account on a screen: a line a control, then what stops them, each cause told once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.advice import BESIDE, by_text, fix_command, fix_together, is_joined, judged_with, quoted
from trailgate_evaluator.report.alike import alike, alike_breaks
from trailgate_evaluator.report.answers import differing
from trailgate_evaluator.report.exclusions import excluded
from trailgate_evaluator.report.idle import idle
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import in_short, label
from trailgate_evaluator.report.standing import GOOD, WORDS, Standing, counted, is_beside, standing_of, worst_first
from trailgate_evaluator.report.telling import to_mend
from trailgate_evaluator.report.unjudged import LISTED
from trailgate_evaluator.report.which_records import naming

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


_INSTANCE: Final = re.compile(r'(?<=\w)\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
"""Which instance of a block with `count` or `for_each` an address names."""


class Cause(Struct, kw_only=True):
    """What stops, opens or weakens several controls, said once: `kind` is that of the finding."""

    kind: str
    sentence: str
    advice: str
    controls: list[str] = field(default_factory=list)

    def told(self, asked: int) -> str:
        """The sentence, with the controls that it is about, of so many that were asked for."""
        many = len(self.controls)
        about = in_short(self.controls) if many < asked else "all"
        return f"{self.sentence} ({about}: {many} control{'' if many == 1 else 's'})"


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
    mended = [result for result in results if not _excused(result) and fix_command(result, given) is not None]
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


def causes(results: list[Json], report: Json) -> list[Cause]:
    """What keeps these results from passing, each once with all controls that it is about; first what stops most.

    What is so of several instances of one block is told once of them all.
    """
    found: dict[tuple[str, str], Cause] = {}
    for result in results:
        for kind, sentence, advice in _findings(result):
            of_all = _INSTANCE.sub("[*]", sentence)
            cause = found.setdefault((kind, of_all), Cause(kind=kind, sentence=sentence, advice=advice))
            if cause.sentence != sentence:
                cause.sentence = of_all
            named = label(result["control"], report)
            if named not in cause.controls:
                cause.controls.append(named)
    order = ["broken", "unknown", "weak"]
    return sorted(found.values(), key=lambda cause: (order.index(cause.kind), -len(cause.controls)))


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
            changes["verdict"] in {"fixes", "breaks"} or (sentences.opens(changes) and not is_beside(result))
        ):
            told.append(sentences.of_changes(changes, resources, result["origin"]))
        beside = (sentences.of_role(result), sentences.of_older_text(result), sentences.of_unread(result))
        for one in (*told, *excluded(result), *idle(result), *differing(result), *filter(None, beside)):
            found.setdefault(one, []).append(label(result["control"], report))
    return [f"{in_short(controls)}: {one}" for one, controls in found.items()]


def _excused(result: Json) -> bool:
    """Whether somebody answers for what is found, so that it stands in nobody's way."""
    return result["outcome"] in {"waived", "attested"}


def _findings(result: Json) -> Iterator[tuple[str, str, str]]:
    """(kind, sentence, advice) of each finding of a result, none of one that reaches a person or that somebody answers for."""
    if _excused(result):
        return
    if is_beside(result):
        yield "broken", sentences.of_result(result), BESIDE
        return
    if result["status"] == "fail":
        for told in alike_breaks(result["breaks"], result):
            yield "broken", naming(told.sentence, told.first["records"], result), orders.of_break(told.first, result)
    if result["status"] == "unknown":
        for one in alike(result["gaps"], result):
            yield "unknown", naming(one.sentence, one.first["records"], result), orders.of_gap(one.first, result)
    if result["status"] == "pass" and result["effective"] != "yes":
        for chain in result["chains"]:
            for weak in to_mend(chain):
                yield "weak", sentences.of_weakness(weak, result), orders.of_weakness(weak, result)
