"""A difference as Markdown, for a pull request: what got worse first, causes in lists, resources folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.change_words import Change
from trailgate_evaluator.diff.comparison import counted
from trailgate_evaluator.diff.telling import Verdicts, told
from trailgate_evaluator.diff.text import OTHER_POLICIES, SHARING
from trailgate_evaluator.formats.markdown import MOST
from trailgate_evaluator.formats.markdown_text import code, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_SIGNS: Final = {"worse": "❌", "unclear": "❔", "better": "✅", "same": "▫️", "new": "🆕", "gone": "🗑️"}


def diff_markdown(difference: Json) -> str:
    """The difference in at most as many characters as a comment may have; what does not fit is counted."""
    found = told(difference)
    lines = [f"### trailgate diff: {counted(difference)}\n", f"{escape(found.title)}\n"]
    if found.answer:
        lines.append(f"{escape(found.answer)}\n")
    if found.other_policies:
        lines.append(f"{OTHER_POLICIES}\n")
    room = MOST - 2000 - sum(map(len, lines))
    blocks = [list(_verdicts(verdicts)) for verdicts in found.verdicts]
    blocks += [[f"\n{escape(found.same)}"]] if found.same else []
    blocks += [["\n<details><summary>Resources that changed</summary>\n"]] if found.changes else [["\nNo resource changed."]]
    blocks += [list(_change(change, "")) for change in found.changes]
    if found.sharing:
        closed = "\n</details>\n" if found.changes else ""
        blocks += [[f"{closed}\n<details><summary>{SHARING}</summary>\n"]]
    blocks += [list(_change(change, "")) for change in found.sharing]
    for shown, block in enumerate(blocks):
        room -= sum(len(line) + 1 for line in block)
        if room < 0:
            lines.append(f"\n- and {len(blocks) - shown} more; `--format json` lists them all")
            break
        lines += block
    if any("<details" in line for line in lines):
        lines.append("\n</details>")
    return "\n".join(lines) + "\n"


def _verdicts(verdicts: Verdicts) -> Iterator[str]:
    head = f"{verdicts.direction}: {verdicts.head}"
    yield f"\n{_SIGNS[verdicts.direction]} **{escape(head)}** {escape(verdicts.controls)}, {escape(verdicts.accounts)}\n"
    yield from (f"- {escape(line)}" for line in verdicts.records)
    for cause in verdicts.causes:
        yield f"- {escape(cause.text)}"
        for change in cause.changes:
            yield from _change(change, "  ")


def _change(change: Change, indent: str) -> Iterator[str]:
    yield f"{indent}- {code(change.sign)} {escape(change.text)}"
    yield from (f"{indent}  - {code(line, 400)}" for line in change.fields)
