"""A difference for people in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.change_words import Change
from trailgate_evaluator.diff.telling import Verdicts, told
from trailgate_evaluator.formats.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

STYLES: Final = {"worse": "red", "unclear": "yellow", "better": "green", "same": "dim", "new": "cyan", "gone": "yellow"}
OTHER_POLICIES: Final = "The policies differ too: some of this may be the law's change, not the account's."
SHARING: Final = "What alarms see of other accounts"
_MOST: Final = 40


def diff_text(difference: Json, page: Page) -> str:
    """Each verdict with its causes, then every change of a resource."""
    paint, found = Paint(page), told(difference)
    lines = [found.title, *(paint.wrap(found.answer, "") if found.answer else [])]
    for verdicts in found.verdicts:
        lines += ["", *_verdicts(verdicts, paint)]
    if found.same:
        lines += ["", *paint.wrap(found.same, "", "  ", style="dim")]
    if found.other_policies:
        lines += ["", *paint.wrap(OTHER_POLICIES, "  ")]
    lines += ["", f"  {paint('Resources', 'bold')}  {found.changed} changed" if found.changed else "  No resource changed."]
    for change in found.changes[:_MOST]:
        lines += _change(change, paint, "  ")
    if len(found.changes) > _MOST:
        lines.append(f"  and {len(found.changes) - _MOST} more; --format json lists them all")
    if found.sharing:
        lines += ["", f"  {paint(SHARING, 'bold')}"]
    for change in found.sharing[:_MOST]:
        lines += _change(change, paint, "  ")
    if len(found.sharing) > _MOST:
        lines.append(f"  and {len(found.sharing) - _MOST} more; --format json lists them all")
    return paint.fit("\n".join(lines) + "\n")


def _verdicts(verdicts: Verdicts, paint: Paint) -> Iterator[str]:
    head = paint(f"{verdicts.direction}: {verdicts.head}", STYLES[verdicts.direction])
    yield from paint.wrap(f"{verdicts.controls}  {verdicts.accounts}", f"{head}  ", "  ")
    for line in verdicts.records:
        yield from paint.wrap(line, "  ")
    for cause in verdicts.causes:
        yield from paint.wrap(cause.text, f"  {cause.sign} ", "    ")
        for change in cause.changes:
            yield from _change(change, paint, "      ")


def _change(change: Change, paint: Paint, indent: str) -> Iterator[str]:
    yield from paint.wrap(change.text, f"{indent}{change.sign} ", f"{indent}    ")
    for line in change.fields:
        yield from paint.wrap(line, f"{indent}    ", f"{indent}      ")
