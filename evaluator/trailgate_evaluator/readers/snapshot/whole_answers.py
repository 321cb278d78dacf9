"""Answers that are AWS's: a page without what AWS always sends (`always.yaml`) is none, and proves nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from trailgate_evaluator.readers.snapshot.expressions import lenient
from trailgate_evaluator.readers.snapshot.tables import table

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.expressions import Pick

_EACH: Final = "each "
INCOMPLETE: Final = "IncompleteAnswer"


def incomplete(
    operation: str, request: Json, pages: list[Json], left_out: frozenset[str] = frozenset()
) -> tuple[int, Json] | None:
    """The first page that is no answer of AWS's, by its number, and an error that says why; None where all are.

    `left_out` are members that an export leaves out, though AWS sends them.
    """
    wanted = [entry for entry in _compiled(operation) if entry.member not in left_out]
    for number, page in enumerate(pages):
        for entry in wanted:
            if entry.lacks(request, page):
                message = f"the answer has no {entry.member}, which AWS always sends"
                return number, {"code": INCOMPLETE, "message": message}
    return None


@cache
def always_sent() -> dict[str, list[str]]:
    """The table: expressions that have a value in every page, by `service:operation`."""
    return table("always.yaml")


@cache
def _compiled(operation: str) -> tuple[_Entry, ...]:
    return tuple(map(_entry, always_sent().get(operation, ())))


class _Entry(Struct, frozen=True, kw_only=True):
    """One line of the table: a member of the page, or of every element of a list in it."""

    member: str
    value: Pick
    rows: Pick | None = None
    when: Pick | None = None

    def lacks(self, request: Json, page: Json) -> bool:
        """Whether AWS would have sent it in answer to this request, and the page does not have it."""
        if self.when is not None and not self.when(request):
            return False
        if self.rows is None:
            return self.value(page) is None
        rows = self.rows(page)
        return isinstance(rows, list) and any(self.value(row) is None for row in rows)


def _entry(text: str) -> _Entry:
    if text.startswith(_EACH):
        rows, _, member = text.removeprefix(_EACH).partition(" has ")
        return _Entry(member=f"{rows.removesuffix('[]')}[].{member}", value=lenient(member), rows=lenient(rows))
    member, _, when = text.partition(" when ")
    return _Entry(member=member, value=lenient(member), when=lenient(when) if when else None)
