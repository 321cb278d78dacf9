"""The classes of ordinary records of which a pattern matches every one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage, record_model
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern


def floods(text: str, required: Iterable[Mapping[str, Any]], *, accepted: bool = False) -> list[str]:
    """The classes that the pattern always matches, of those that stand beside the controls' required records.

    Most patterns do not match the class's own example, which settles it; only for the others the class is decided.
    """
    try:
        pattern = parse(text)
    except PatternError:
        return []
    classes = {name: asked for control in required for name, asked in control.get("ordinary", {}).items()}
    return sorted(name for name, asked in classes.items() if _floods(text, pattern, asked, accepted=accepted))


def _floods(text: str, pattern: Pattern, asked: Mapping[str, Any], *, accepted: bool) -> bool:
    example = {path: value for path, value in asked["example"].items() if not isinstance(value, dict)}
    try:
        if len(example) == len(asked["example"]) and not matches(pattern, _whole(example, asked["typed"])):
            return False
    except BoundReached:
        return False
    return coverage(text, record_model(None, asked["constants"], asked["typed"]), accepted=accepted).matched == "always"


def _whole(example: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The example with what is never absent."""
    present = {path: {} if "object" in kinds else "x" for path, kinds in typed.items() if "absent" not in kinds}
    return {**present, **example}
