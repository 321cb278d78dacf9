"""Event selectors, classic and advanced, as the conditions that each of them makes; what is not known of them, either way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.event_selectors.conditions import UNWANTED, WANTED, Condition, condition, of_class
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Selector = tuple[Condition, ...]
"""All of them have to hold."""
_CATEGORY: Final = "eventCategory"


def selectors(said: Mapping[str, Any], *, hopeful: bool) -> list[Selector]:
    """Those of a trail that take anything: `said` is {kind, classic or advanced: [selector]}.

    What is not known of a selector counts against it, or with `hopeful` for it, as much as it could.
    """
    read = _classic if said["kind"] == "classic" else _advanced
    found = (read(one, hopeful=hopeful) for one in said[said["kind"]])
    return [one for one in found if one is not None]


def _classic(said: Mapping[str, Any], *, hopeful: bool) -> Selector | None:
    if _is_unknown(said):
        return () if hopeful else None
    managed, excluded = said["management_events"], said["excluded_sources"]
    if not (managed is True or (hopeful and _is_unknown(managed))):
        return None
    of_type = _of_type(said["read_write_type"], hopeful=hopeful)
    listed = [] if _is_unknown(excluded) else excluded
    known = [one for one in listed if not _is_unknown(one)]
    if of_type is None or (not hopeful and (_is_unknown(excluded) or len(known) < len(listed))):
        return None
    return (*of_type, *((condition("eventSource", "not_equals", known),) if known else ()))


def _of_type(said: Any, *, hopeful: bool) -> Selector | None:
    if _is_unknown(said):
        return () if hopeful else None
    kinds = {"ReadOnly": Kind.TRUE, "WriteOnly": Kind.FALSE}
    return () if said == "All" else (of_class(kinds[said]),) if said in kinds else None


def _advanced(said: Mapping[str, Any], *, hopeful: bool) -> Selector | None:
    """None where it names no category, without which it takes nothing."""
    if _is_unknown(said) or _is_unknown(said["fields"]):
        return () if hopeful else None
    named = any(one.get("equals") and (one["field"] == _CATEGORY or _is_unknown(one["field"])) for one in said["fields"])
    made: list[Condition] = []
    for one in said["fields"]:
        found = list(_conditions(one, hopeful=hopeful))
        if None in found:
            return None
        made += [each for each in found if each is not None]
    return tuple(made) if named else None


def _conditions(said: Mapping[str, Any], *, hopeful: bool) -> Iterator[Condition | None]:
    """Those of one field; None for one that takes nothing, as far as is known, or says nothing."""
    if _is_unknown(said["field"]):
        yield from () if hopeful else (None,)
        return
    operators = [name for name in (*WANTED, *UNWANTED) if name in said]
    if not operators:
        yield None
    for operator in operators:
        values = said[operator]
        listed = [] if _is_unknown(values) else values
        known = [one for one in listed if not _is_unknown(one)]
        sure = not _is_unknown(values) and len(known) == len(listed)
        if not sure and not hopeful:
            yield None
        elif sure or operator in UNWANTED:
            yield condition(said["field"], operator, known)


def _is_unknown(value: object) -> bool:
    return isinstance(value, dict) and "unknown" in value
