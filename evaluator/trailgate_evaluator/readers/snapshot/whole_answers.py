"""Answers that are AWS's: a page without what AWS always sends (`always.yaml`) is none, and proves nothing."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import jmespath
import yaml
from jmespath.exceptions import JMESPathError

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json

INCOMPLETE: Final = "IncompleteAnswer"


def incomplete(operation: str, request: Json, pages: list[Json]) -> tuple[int, Json] | None:
    """The first page that is no answer of AWS's, by its number, and an error that says why; None where all are."""
    wanted = _compiled().get(operation)
    if wanted is None:
        return None
    for number, page in enumerate(pages):
        for member, compiled, when in wanted:
            if (when is None or _value(when, request)) and _value(compiled, page) is None:
                message = f"the answer has no {member}, which AWS always sends"
                return number, {"code": INCOMPLETE, "message": message}
    return None


def always_sent() -> dict[str, list[str]]:
    """The table: expressions that have a value in every page, by `service:operation`."""
    text = resources.files(__package__).joinpath("always.yaml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = yaml.safe_load(text)
    return table


@cache
def _compiled() -> dict[str, list[tuple[str, Any, Any]]]:
    return {operation: [_entry(text) for text in texts] for operation, texts in always_sent().items()}


def _entry(text: str) -> tuple[str, Any, Any]:
    member, _, when = text.partition(" when ")
    return member, jmespath.compile(member), jmespath.compile(when) if when else None


def _value(compiled: Any, page: Json) -> Any:
    try:
        return compiled.search(page)
    except JMESPathError:
        return None
