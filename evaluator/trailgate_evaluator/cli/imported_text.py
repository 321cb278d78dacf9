"""What became of each file of an export, as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.inputs.reading import Source
from trailgate_evaluator.plain import amount, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.exports.assembling import Made
    from trailgate_evaluator.exports.importing import Imported, Taken
    from trailgate_evaluator.inputs import Unreadable

NONE: Final = 4
SOME_LEFT: Final = frozenset({"whose", "unread", "contradicts"})
"""Why a file that was not taken costs something: the others tell nothing of the chain."""
_SAYS: Final = {
    "ignored": "ignored",
    "whose": "whose?",
    "unread": "cannot be read",
    "not_known": "not known",
    "contradicts": "contradicted",
}


def told(found: Imported, ours: list[Source | Unreadable], written: list[str], *, explain: bool) -> str:
    """A line for each file, and one for each snapshot that was written; with `explain` also one for each call."""
    lines = [line for one in ours for line in _of_ours(one)]
    for taken in found.files:
        lines += _of_file(taken)
    for made, path in zip(found.made, written, strict=True):
        if explain:
            lines += ["", *_calls(made)]
        lines += ["", _of_snapshot(made, path)]
    if not found.made:
        lines += ["", "No account can be told by these files, so nothing was written."]
    return "\n".join(lines).lstrip("\n") + "\n"


def _of_ours(one: Source | Unreadable) -> Iterator[str]:
    name = one_line(one.name)
    if isinstance(one, Source):
        kind = "a snapshot" if one.kind == "aws_snapshot" else "a plan or state of Terraform"
        yield f"{name}  ignored: {kind} already"
    else:
        yield f"{name}  cannot be read: {one_line(one.error.found)}. {one_line(one.error.what_to_do)}"


def _of_file(taken: Taken) -> Iterator[str]:
    name = one_line(taken.file)
    if taken.answers:
        yield f"{name}  {amount(taken.answers, 'call')}"
    for left in taken.left:
        place = f"{name}#{one_line(left.pointer)}" if left.pointer else name
        yield f"{place}  {_SAYS[left.why]}: {one_line(left.found)}.{' ' + one_line(left.what_to_do) if left.what_to_do else ''}"
    if not taken.answers and not taken.left:
        yield f"{name}  ignored: what it tells stands in another file, too"


def _of_snapshot(made: Made, path: str) -> str:
    collected = made.content["collected"]
    first, last = collected["started_at"], collected["finished_at"]
    times = f"as of {last}" if first[:10] == last[:10] else f"of {first[:10]} to {last[:10]}, judged as of the last"
    return f"{one_line(path)}  account {made.account}, {amount(len(made.answers), 'call')}, {times}"


def _calls(made: Made) -> Iterator[str]:
    for call, pages in zip(made.content["calls"], made.content["collected"]["imported"]["calls"], strict=True):
        request = json.dumps(call["request"], sort_keys=True, separators=(",", ":"))
        yield f"{call['service']}:{call['operation']} in {call['region']} {one_line(request)} {call['outcome']}"
        yield from (f"    {one_line(page.removesuffix('='))}" for page in pages)
