"""Many accounts in Markdown: the answer in a sentence, and each cause that they share once, with one fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.markdown_text import MARKS, advised, code, escape
from trailgate_evaluator.plain import amount
from trailgate_evaluator.report.advice import fix_estate
from trailgate_evaluator.report.answer import looks, sentence, subject
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.numbers import several
from trailgate_evaluator.report.shared import Shared, shared_causes

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_MOST_CAUSES: Final = 12
_MOST_NAMED: Final = 6


def answer(report: Json) -> Iterator[str]:
    """The answer, and what to do first; of one account nothing, since what follows says it as shortly."""
    if len(looks(report)) < 2:  # noqa: PLR2004 - one account
        return
    yield f"**{escape(subject(report))}**\n"
    yield f"{escape(sentence(report))}\n"
    causes = shared(report)
    if not causes:
        return
    yield "**What to do first**\n"
    for number, one in enumerate(causes[:_MOST_CAUSES], 1):
        yield f"{number}. {_told(one, report)}"
    if len(causes) > _MOST_CAUSES:
        rest = amount(len(causes) - _MOST_CAUSES, "more cause that stops", "more causes that stop")
        yield f"\nand {rest} more than one account"
    command = fix_estate(report)
    if command is not None:
        yield f"\n{code(command, 1000)} writes what has to change, a text for each account."
    yield ""


def shared(report: Json) -> list[Shared]:
    """The causes that stop more than one account, the gravest first."""
    return [one for one in shared_causes(report) if len(one.accounts()) > 1]


def _told(one: Shared, report: Json) -> str:
    accounts = one.accounts()
    about = f" ({one.about(report)})" if several(report) else ""
    each = one.about_each(report) if several(report) else [(subject, None) for subject in accounts]
    names = ", ".join(code(account_of(subject)) + (f" ({of_it})" if of_it else "") for subject, of_it in each[:_MOST_NAMED])
    rest = f" and {len(accounts) - _MOST_NAMED} more" if len(accounts) > _MOST_NAMED else ""
    said = escape(" ".join(filter(None, [one.sentence, one.once()])))
    told = " ".join(filter(None, [said, advised(one.order())]))
    return f"{MARKS[one.mark]} **{len(accounts)} accounts: {escape(one.told)}**{about}. {told} {names}{rest}"


def whose(results: list[Json], report: Json, *, plain: bool) -> str:
    """The account of these results, with the input that shows it where that does not go without saying."""
    account = code(account_of(results[0]["subject"]))
    if plain:
        return account
    return f"{code(report['inputs'][results[0]['input']]['name'], 80)}, account {account}"
