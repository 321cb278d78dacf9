"""The classes of ordinary records of which a pattern matches every one, or may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage, record_model
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import STEPS, representatives, texts_like
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern


def floods(text: str, required: Iterable[Mapping[str, Any]], *, accepted: bool = False) -> tuple[list[str], list[str]]:
    """The classes that the pattern always matches, and those of which that cannot be told.

    They stand beside the controls' required records. Most patterns do not match the class's own example, which settles
    it; only for the others the class is decided. A pattern that AWS accepted and we cannot read may match them all.
    """
    classes = {name: asked for control in required for name, asked in control.get("ordinary", {}).items()}
    try:
        pattern = parse(text)
    except PatternError:
        return [], sorted(classes) if accepted else []
    matched = {name: _matched(text, pattern, asked, accepted=accepted) for name, asked in classes.items()}
    always, undecided = (sorted(name for name, each in matched.items() if each == answer) for answer in ("always", "undecided"))
    return always, undecided


def _matched(text: str, pattern: Pattern, asked: Mapping[str, Any], *, accepted: bool) -> str:
    example = {path: value for path, value in asked["example"].items() if not isinstance(value, dict)}
    try:
        if len(example) == len(asked["example"]) and not matches(pattern, _whole(example, asked["typed"])):
            return "sometimes"
    except BoundReached:
        return "undecided"
    for named in _some_of(pattern, asked):
        model = record_model(None, {**asked["constants"], **named}, asked["typed"])
        if coverage(text, model, accepted=accepted).matched in {"never", "sometimes"}:
            return "sometimes"
    return coverage(text, record_model(None, asked["constants"], asked["typed"]), accepted=accepted).matched


def _some_of(pattern: Pattern, asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the constants that the records of the class do not share may be: a text for each way to tell them apart.

    The example has one of them; a constant that nobody knows is no value there either.
    """
    varying = {
        path: texts_like(value["unknown"].get("like"))
        for path, value in asked["constants"].items()
        if isinstance(value, dict) and not isinstance(asked["example"][path], dict)
    }
    try:
        if isinstance(pattern, JsonPattern):
            return representatives(pattern.condition, varying)
        texts = {path: common_text([like], Work(STEPS)) for path, like in varying.items() if like is not None}
    except BoundReached:
        return []
    return [{path: text for path, text in texts.items() if text is not None}]


def _whole(example: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The example with what is never absent."""
    present = {path: {} if "object" in kinds else "x" for path, kinds in typed.items() if "absent" not in kinds}
    return {**present, **example}
