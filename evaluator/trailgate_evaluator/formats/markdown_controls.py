"""Several controls in Markdown: a table of controls, or of accounts and controls, and what stops them, each cause told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.causes import causes
from trailgate_evaluator.formats.markdown_estate import shared, whose
from trailgate_evaluator.formats.markdown_text import MARKS, OUTCOMES, advised, code, escape
from trailgate_evaluator.formats.overview import fix_of, notes, together
from trailgate_evaluator.plain import amount
from trailgate_evaluator.report.advice import fix_estate
from trailgate_evaluator.report.answer import noun
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import in_order, label, titled
from trailgate_evaluator.report.standing import GOOD, WORDS, standing_of, standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

_MOST_CAUSES: Final = 12
_ASKING_NO_CHAIN: Final = "passes where no chain is asked for"


def controls(report: Json, room: int, *, plain: bool) -> Iterator[str]:
    """The tables and causes of a report of several controls, in about as many characters as there is room."""
    groups = together(report)
    if not groups:
        return
    if len(groups) == 1:
        yield f"{whose(groups[0], report, plain=plain)}\n"
        yield from _of_one_account(groups[0], report)
    else:
        yield from _fitting(_matrix(groups, report, plain=plain), room // 2, len(groups))
        yield f"\n{_legend(report)}"
    stated = list(_noted(groups, report, plain=plain))
    if stated:
        yield ""
        yield from _bounded(stated, room // 4)
    once = {id(result) for one in shared(report) for result in one.results}
    found = list(
        _told([[result for result in results if id(result) not in once] for results in groups], groups, report, plain=plain)
    )
    if found:
        yield "\n**What is in the way**\n"
        yield from _bounded(found, room // 4)


def told_alone(results: list[Json], report: Json) -> list[Json]:
    """Those of an account's results that its tables do not tell whole: something stops them that stops no other control of it."""
    found = causes(results, report)
    alone = {name for cause in found if len(cause.controls) == 1 for name in cause.controls}
    told = {name for cause in found for name in cause.controls}
    return [
        result
        for result in results
        if standing_of(result) not in GOOD
        and result["outcome"] not in {"waived", "attested"}
        and ((name := label(result["control"], report)) in alone or name not in told)
    ]


def _of_one_account(results: list[Json], report: Json) -> Iterator[str]:
    yield "| | control | verdict | why |"
    yield "| --- | --- | --- | --- |"
    for result in results:
        standing = standing_of(result)
        why = escape(cause_of(result) or "")
        yield f"| {OUTCOMES[standing]} | {escape(titled(result['control'], report, 100))} | {WORDS[standing]} | {why} |"


def _matrix(groups: list[list[Json]], report: Json, *, plain: bool) -> Iterator[str]:
    """A row an account, a column a control: the two lines of the head, then the rows with the worst accounts first."""
    columns = in_order(report["controls"], report["controls"], report["benchmark"])
    yield f"| account |{'' if plain else ' input |'} {' | '.join(escape(label(control, report)) for control in columns)} |"
    yield f"| --- |{'' if plain else ' --- |'}{' --- |' * len(columns)}"
    worst = list(WORDS)
    for results in sorted(groups, key=lambda found: min(worst.index(standing_of(one)) for one in found)):
        marks = {result["control"]: OUTCOMES[standing_of(result)] for result in results}
        cells = " | ".join(marks.get(control, "") for control in columns)
        name = "" if plain else f" {code(report['inputs'][results[0]['input']]['name'], 80)} |"
        yield f"| {code(account_of(results[0]['subject']))} |{name} {cells} |"


def _legend(report: Json) -> str:
    """What each sign stands for: one that stands for two, where no chain is asked for or nobody knows, says both."""
    found, meanings = standings(report), dict[str, list[str]]()
    for standing, word in WORDS.items():
        if found.get(standing):
            meanings.setdefault(OUTCOMES[standing], []).append(_ASKING_NO_CHAIN if standing == "holds" else word)
    return " · ".join(f"{sign} {' or '.join(reversed(words))}" for sign, words in meanings.items())


def _fitting(lines: Iterable[str], room: int, rows: int) -> Iterator[str]:
    """The two lines of a table's head, and as many of its rows as there is room for."""
    shown = -2
    for line in lines:
        room -= len(line) + 1
        if shown >= 0 and room < 0:
            yield f"\n{amount(rows - shown, 'more row is', 'more rows are')} left out."
            return
        shown += 1
        yield line


def _bounded(lines: list[str], room: int) -> Iterator[str]:
    for shown, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(lines) - shown} more"
            return
        yield line


def _noted(groups: list[list[Json]], report: Json, *, plain: bool) -> Iterator[str]:
    """What was stated, what a plan does and what an older text says, each once with the accounts of which it is so."""
    found: dict[str, list[list[Json]]] = {}
    for results in groups:
        for told in notes(results, report):
            found.setdefault(told, []).append(results)
    for told, so in sorted(found.items(), key=lambda one: -len(one[1])):
        many = f"{len(so)} {noun(groups)}s: " if len(so) > 1 else f"{whose(so[0], report, plain=plain)}: "
        yield f"- {'' if len(groups) == 1 else many}{escape(told)}"


def _told(alone: list[list[Json]], groups: list[list[Json]], report: Json, *, plain: bool) -> Iterator[str]:
    """What stops each account `alone`, apart from what it shares with others and is told before; then what prints the changes.

    What is broken in any of them is told before what cannot be told, and that before what is weak.
    """
    whole = fix_estate(report) if len(groups) > 1 else None
    told: dict[str, list[str]] = {"broken": [], "unknown": [], "weak": []}
    after: list[str] = []
    for own, results in zip(alone, groups, strict=True):
        named = "" if len(groups) == 1 else f"{whose(results, report, plain=plain)}: "
        found = causes(own, report)
        for cause in found[:_MOST_CAUSES]:
            told[cause.kind].append(f"- {MARKS[cause.kind]} {named}{escape(cause.told(len(results)))} {advised(cause.advice)}")
        if len(found) > _MOST_CAUSES:
            after.append(f"- {named}and {len(found) - _MOST_CAUSES} more")
        command = fix_of(results, report, report["inputs"][results[0]["input"]]) if whole is None else None
        if command is not None:
            after.append(f"- {named}{code(command, 1000)} prints what has to change.")
    yield from [*told["broken"], *told["unknown"], *told["weak"], *after]
