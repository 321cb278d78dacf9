"""What a pattern of the document says of one real record, in the words in which it speaks of a control's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import SpacePattern

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


def coverage(pattern: Json, record: Json, required: Mapping[str, list[str]]) -> Json:
    """The coverage of the record, which is one of these records by control.

    What a pattern says of all that is left of a kind tells nothing of a record that is excluded, so that none of these is.
    """
    nothing: Json = {"clause": None, "counterexample": None, "why": None}
    if not pattern["valid"]:
        return {**nothing, "matched": "never"}
    said = [pattern["coverage"].get(control, {}).get(one, {}) for control, ids in required.items() for one in ids]
    if any(one.get("matched") == "always" for one in said):
        return {**nothing, "matched": "always"}
    if isinstance(parse(pattern["text"]), SpacePattern):
        return {**nothing, "matched": "undecided", "why": "unsupported: where the fields of JSON text end depends on its blanks"}
    tried = trial(pattern["text"], record)
    found = {**nothing, "clause": tried["clause"], "why": tried["why"]}
    match tried["matched"]:
        case True:
            return {**found, "matched": "always"}
        case False:
            return {**found, **_missed(said)}
        case _:
            return {**found, "matched": "undecided"}


def is_named(pattern: Json, member: Mapping[str, list[str]]) -> bool:
    """Whether the pattern asks by name for one of these records by control."""
    named = pattern.get("named", {})
    return any(one in named.get(control, ()) for control, ids in member.items() for one in ids)


def is_sought(pattern: Json, member: Mapping[str, list[str]]) -> bool:
    """Whether the pattern is made for such a record; of one that no control requires nothing is held against it."""
    sought = pattern.get("sought")
    return sought is None or not member or any(control in sought for control in member)


def _missed(said: list[Json]) -> Json:
    """`sometimes` where other records of its kind are matched, so that the break has the name that reports give it."""
    found = next((one for one in said if one.get("matched") == "sometimes"), None)
    return {"matched": "never"} if found is None else {name: found[name] for name in ("matched", "misses") if name in found}
