"""Answers that tell otherwise of one thing: neither counts, and both files are named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.export_codes import DIFFER
from trailgate_evaluator.exports.answer import Answer, Left

if TYPE_CHECKING:
    from collections.abc import Iterator


def differing(answer: Answer, other: Answer) -> Answer:
    """The answer, which counts for nothing since another tells otherwise."""
    error = {"code": DIFFER, "message": f"{answer.place} and {other.place} answer one question in two ways"}
    pointers, files = answer.pointers[:1], answer.files[:1]
    return replace(answer, outcome="failed", pages=(), error=error, pointers=pointers, files=files, lacks=frozenset())


def contradicted(answer: Answer, other: Answer) -> Left:
    """What becomes of its file."""
    return Left(
        file=answer.file,
        pointer=answer.pointers[0].removesuffix("=") if answer.pointers else "",
        why="contradicts",
        found=f"another answer to {answer.name} in {answer.region} than in {other.place}",
        what_to_do="Leave out the one that is not true any more, or say in manifest.json what each was asked (`request`).",
    )


def rows(answer: Answer, key: str) -> Iterator[dict[str, Any]]:
    """The rows of a list of all pages that are objects."""
    for page in answer.pages:
        listed: Any = page.get(key)
        yield from (row for row in (listed if isinstance(listed, list) else ()) if isinstance(row, dict))
