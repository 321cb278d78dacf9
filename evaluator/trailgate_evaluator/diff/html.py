"""A difference as one HTML file, in the looks of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.change_words import Change
from trailgate_evaluator.diff.telling import Verdicts, told
from trailgate_evaluator.diff.text import OTHER_POLICIES, SHARING
from trailgate_evaluator.formats.html import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STANDINGS: Final = {
    "worse": "fail",
    "unclear": "unknown",
    "better": "reaches",
    "same": "holds",
    "new": "waived",
    "gone": "unknown",
}
"""The standing in whose colours a direction is shown."""


def diff_html(difference: Json) -> str:
    """The whole difference, with every account and every change of a resource."""
    found = told(difference)
    return page_of(
        "diff.html",
        title=f"trailgate diff: {found.title}",
        found=found,
        note=OTHER_POLICIES if found.other_policies else None,
        sides=[("Old", difference["old"]), ("New", difference["new"])],
        standings=STANDINGS,
        verdicts=[_view(verdicts) for verdicts in found.verdicts],
        changes=[line for change in found.changes for line in _lines(change)],
        sharing=[line for change in found.sharing for line in _lines(change)],
        of_sharing=SHARING,
    )


def _view(verdicts: Verdicts) -> Json:
    causes = [{"sign": cause.sign, "text": cause.text, "lines": [line for change in cause.changes for line in _lines(change)]}
              for cause in verdicts.causes]  # fmt: skip
    return {"standing": STANDINGS[verdicts.direction], "told": verdicts, "causes": causes}


def _lines(change: Change) -> Iterator[Json]:
    yield {"sign": change.sign, "text": change.text, "fields": change.fields}
