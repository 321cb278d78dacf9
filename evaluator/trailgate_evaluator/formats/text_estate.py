"""Many accounts in a terminal: the answer, the accounts under what is so of them, and each cause once with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.overview import MARKS, OUTCOMES, STYLES, beside, fix_of, notes
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.advice import fix_estate
from trailgate_evaluator.report.answer import looks, noun, sentence, subject, worst_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import in_order, in_short, label, several
from trailgate_evaluator.report.shared import TO_MEND, Shared, shared_causes
from trailgate_evaluator.report.standing import GOOD, WORDS, Standing, counted_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.formats.paint import Paint

Json = dict[str, Any]

_MOST_CAUSES: Final = 20
_MOST_NAMED: Final = 4
_WIDEST: Final = 44
"""Columns of an account with its name; what is longer moves its own line alone."""


def estate(report: Json, paint: Paint) -> list[str]:
    """The blocks of a report of more than one account."""
    found = looks(report)
    title = one_line(paint.page.title, 200) if paint.page.title else subject(report)
    blocks = ["\n".join([paint(title, "bold"), *paint.wrap(sentence(report), "")])]
    causes = shared_causes(report)
    where = {id(result): one.where for one in causes for result in one.results}
    blocks.append("\n".join(_groups(found, where, report, paint)))
    told = [line for number, one in enumerate(causes[:_MOST_CAUSES], 1) for line in _cause(number, one, report, paint)]
    if len(causes) > _MOST_CAUSES:
        told.append(f"  and {len(causes) - _MOST_CAUSES} more; --details tells each account, --format json all")
    if told:
        blocks.append("\n".join([paint("What to do, the gravest first", "bold"), *told]))
    besides = list(_besides(found, report, paint))
    if besides:
        blocks.append("\n".join([paint("Besides", "bold"), *besides]))
    return [*blocks, "\n".join(_next(found, report, paint))]


def _groups(found: list[list[Json]], where: Mapping[int, str], report: Json, paint: Paint) -> Iterator[str]:
    """Each verdict with its cause, and under it the accounts of which all of it is so, a line each.

    `where` says whose resource is the cause of a result, where several accounts have one that is called alike.
    """
    accounts = [account_of(results[0]["subject"]) for results in found]
    room = min(_WIDEST, max(map(len, accounts)))
    alike: dict[tuple[Standing, str], list[str]] = {}
    for results, account in zip(found, accounts, strict=True):
        name = one_line(report["inputs"][results[0]["input"]]["name"], 200)
        alike.setdefault((worst_of(results), _told(results, where, report)), []).append(f"    {account:<{room}}  {name}")
    for (standing, told), lines in alike.items():
        yield from paint.wrap(told, f"{paint(OUTCOMES[standing], STYLES.get(standing, 'yellow'))} ", "  ")
        yield from lines


def _told(results: list[Json], where: Mapping[int, str], report: Json) -> str:
    """The worst verdict of an account, of how many controls, and its cause: `fails (15 of 16): trail: No trail (4.1 to 4.15)`.

    Then how many causes more are of that verdict, and what else is not good: `, and 1 more; 3 cannot be told`.
    """
    worst = worst_of(results)
    bad = [result for result in results if standing_of(result) == worst]
    share = "" if len(results) == 1 or worst in GOOD else f" ({len(bad)} of {len(results)})"
    if bad[0]["outcome"] in {"waived", "attested"}:
        return f"{WORDS[worst]}{share}: {sentences.of_exception(bad[0]['exception'])}"
    cause = cause_of(bad[0])
    if cause is None:
        return f"{WORDS[worst]}{share}{_beside(results, worst)}"
    alike = [result["control"] for result in bad if cause_of(result) == cause]
    others = len({cause_of(result) for result in bad} - {cause})
    about = f" ({in_short(_labels(alike, report))})" if several(report) else ""
    more = f", and {others} more" if others else ""
    return f"{WORDS[worst]}{share}: {cause}{where.get(id(bad[0]), '')}{about}{more}{_beside(results, worst)}"


def _beside(results: list[Json], worst: Standing) -> str:
    """What of an account is less bad than the worst and not good either, counted: `; 15 cannot be told`."""
    rest = [result for result in results if standing_of(result) in TO_MEND - {worst}]
    return f"; {counted_of(rest)}" if rest else ""


def _labels(controls: list[str], report: Json) -> list[str]:
    return [label(control, report) for control in in_order(report["controls"], controls, report["benchmark"])]


def _cause(number: int, one: Shared, report: Json, paint: Paint) -> Iterator[str]:
    accounts = one.accounts()
    each = one.about_each(report) if several(report) else [(subject, None) for subject in accounts]
    named = some([account_of(subject) + (f" [{of_it}]" if of_it else "") for subject, of_it in each], _MOST_NAMED)
    whose = f"account {named}" if len(accounts) == 1 else f"{len(accounts)} accounts"
    about = f" ({one.about(report)})" if several(report) else ""
    first = f"  {number}. "
    rest = " " * len(first)
    yield from paint.wrap(f"{whose}: {one.told}{about}", f"{first}{paint(MARKS[one.mark], STYLES[one.mark])} ", rest)
    yield from paint.wrap(" ".join(filter(None, [one.once(), one.order()])), rest, style="dim")
    if len(accounts) > 1:
        yield from paint.wrap(named, rest, style="dim")


def _besides(found: list[list[Json]], report: Json, paint: Paint) -> Iterator[str]:
    """What was stated, what a plan does, what was told in two ways, and other routes, each once with whose it is."""
    told: dict[str, list[str]] = {}
    for results in found:
        for note in (*notes(results, report), *beside(results, report)):
            told.setdefault(note, []).append(account_of(results[0]["subject"]))
    for note, accounts in list(told.items())[:_MOST_CAUSES]:
        whose = f"account {accounts[0]}" if len(accounts) == 1 else f"{len(accounts)} {noun(found)}s"
        yield from paint.wrap(f"{whose}: {note}", "  - ", "    ")
    if len(told) > _MOST_CAUSES:
        yield f"    and {len(told) - _MOST_CAUSES} more; --details tells each {noun(found)}"


def _next(found: list[list[Json]], report: Json, paint: Paint) -> Iterator[str]:
    """The commands that lead on: what mends all accounts, or the first that can be mended, and what tells all of them."""
    whole = fix_estate(report)
    if whole is not None:
        yield f"{paint(whole, 'bold')} writes what has to change, a text for each account."
    for results in found if whole is None else []:
        command = fix_of(results, report, report["inputs"][results[0]["input"]])
        if command is not None:
            yield f"{paint(command, 'bold')} prints what has to change in this {noun(found)}."
            break
    yield f"With {paint('--details', 'bold')} each {noun(found)} is told by itself."
