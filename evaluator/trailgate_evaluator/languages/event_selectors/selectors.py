"""Event selectors, classic and advanced, as the conditions that each of them makes; what is not known of them, either way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.event_selectors.conditions import OPERATORS, Condition, condition, of_class
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
    return (*of_type, *((condition("eventSource", {"equals": known}, excludes=True),) if known else ()))


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
    """Those of one field, what includes and what excludes; None for what takes nothing, as far as is known, or says nothing."""
    if _is_unknown(said["field"]):
        yield from () if hopeful else (None,)
        return
    if not any(f"{opposite}{operator}" in said for operator in OPERATORS for opposite in ("", "not_")):
        yield None
    for excludes, opposite in ((False, ""), (True, "not_")):
        given = {operator: said[f"{opposite}{operator}"] for operator in OPERATORS if f"{opposite}{operator}" in said}
        known = {operator: _known(values) for operator, values in given.items()}
        sure = all(not _is_unknown(values) and len(known[operator]) == len(values) for operator, values in given.items())
        if excludes and not sure and not hopeful:
            yield None
        elif given and (sure or excludes is hopeful):
            yield condition(said["field"], known, excludes=excludes)


def _known(values: Any) -> list[str]:
    return [] if _is_unknown(values) else [one for one in values if not _is_unknown(one)]


def _is_unknown(value: object) -> bool:
    return isinstance(value, dict) and "unknown" in value
