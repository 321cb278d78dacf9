"""Several controls of one account on a screen: a line a control, then what stops them, each cause told once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.advice import BESIDE, fix_command, quoted
from trailgate_evaluator.report.alike import alike
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import number_of
from trailgate_evaluator.report.standing import WORDS, Standing, counted, is_beside, standing_of, worst_first
from trailgate_evaluator.report.telling import to_mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.paint import Paint

Json = dict[str, Any]

MARKS: Final = {"holds": "✓", "weak": "!", "broken": "✗", "unknown": "?", "unreached": "·"}
_OUTCOMES: Final[dict[Standing, str]] = {
    "fail": "✗", "unknown": "?", "reaches_nobody": "!", "reach_unknown": "!", "waived": "~", "attested": "~",
    "as_before": "~", "unrelated": "·", "reaches": "✓",
}  # fmt: skip
STYLES: Final = {
    "holds": "green", "weak": "yellow", "broken": "red", "unknown": "yellow", "unreached": "dim",
    "reaches": "green", "fail": "red", "unrelated": "dim", "waived": "cyan", "attested": "cyan",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Cause:
    """What stops, opens or weakens several controls, said once: `kind` is that of the finding."""

    kind: str
    sentence: str
    advice: str
    controls: list[str] = field(default_factory=list)


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
    return paint(f"{_OUTCOMES[standing]} {verdict}", STYLES.get(standing, "yellow"))


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
    for cause in causes(results, report):
        many = len(cause.controls)
        about = in_short(cause.controls) if many < len(results) else "all"
        told = f"{cause.sentence} ({about}: {many} control{'' if many == 1 else 's'})"
        yield ""
        yield from paint.wrap(told, f"  {paint(MARKS[cause.kind], STYLES[cause.kind])} ", "    ")
        yield from paint.wrap(cause.advice, "    ", "    ", style="dim")
    yield from _next(results, report, given, paint)


def _next(results: list[Json], report: Json, given: Json, paint: Paint) -> Iterator[str]:
    """The commands that lead on: what prints the changes, and what tells one control link by link."""
    mended = [(result, command) for result in results if (command := fix_command(result, given, alone=False)) is not None]
    worst = worst_first(results)[0]
    if mended:
        named = "".join(f" --control {result['control']}" for result, _ in mended) if report["selected"] else ""
        yield from ["", f"  {paint(mended[0][1] + named, 'bold')} prints what has to change."]
    if standing_of(worst) != "reaches" and given["name"] != "-":
        told = f"trailgate evaluate {quoted(given['name'])} --control {label(worst['control'], report)}"
        yield f"  {paint(told, 'bold')} tells one control link by link."


def label(control: str, report: Json) -> str:
    """What a control is called in a list: its number, else its id."""
    return number_of(report["controls"].get(control, {}), report["benchmark"]) or one_line(control)


def causes(results: list[Json], report: Json) -> list[Cause]:
    """What keeps these results from passing, each once with all controls that it is about; first what stops most."""
    found: dict[tuple[str, str], Cause] = {}
    for result in results:
        for kind, sentence, advice in _findings(result):
            cause = found.setdefault((kind, sentence), Cause(kind=kind, sentence=sentence, advice=advice))
            named = label(result["control"], report)
            if named not in cause.controls:
                cause.controls.append(named)
    order = ["broken", "unknown", "weak"]
    return sorted(found.values(), key=lambda cause: (order.index(cause.kind), -len(cause.controls)))


def _findings(result: Json) -> Iterator[tuple[str, str, str]]:
    """(kind, sentence, advice) of each finding of a result, none of one that would reach a person."""
    if is_beside(result):
        yield "broken", sentences.of_result(result), BESIDE
        return
    if result["status"] == "fail":
        for found in result["breaks"]:
            yield "broken", sentences.of_break(found, result["resources"]), orders.of_break(found, result)
    if result["status"] == "unknown":
        for one in alike(result["gaps"], result):
            yield "unknown", one.sentence, orders.of_gap(one.first, result)
    if result["status"] == "pass" and result["effective"] != "yes":
        for chain in result["chains"]:
            for weak in to_mend(chain):
                yield "weak", sentences.of_weakness(weak, result["resources"]), orders.of_weakness(weak, result)


def in_short(labels: list[str]) -> str:
    """Numbers in a row as one: `4.1 to 4.3 and 4.5`."""
    parts: list[str] = []
    run: list[str] = []
    for one in [*labels, ""]:
        if run and not _follows(run[-1], one):
            parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run  # noqa: PLR2004 - two in a row are told one by one
            run = []
        run.append(one)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _follows(one: str, other: str) -> bool:
    before, _, last = one.rpartition(".")
    after, _, following = other.rpartition(".")
    return before == after and last.isdigit() and following.isdigit() and int(following) == int(last) + 1
