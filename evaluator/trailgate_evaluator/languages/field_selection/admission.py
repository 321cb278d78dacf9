"""Whether field selection criteria admit the log events that CloudTrail itself writes to a group: yes, no, or not told.

The system fields of an event name the account and the region that it comes from. What CloudTrail delivers to a group comes
from the group's own. What centralization rules select, by organization, account and log group, is decided alike.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, assert_never

from trailgate_evaluator.languages.field_selection.criteria import Criteria, CriteriaError, Joined, Like, OneOf, parse
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACCOUNT: Final = regex(r"[0-9]{12}", re.ASCII)
_REGION: Final = regex(r"[a-z]{2,4}(-[a-z]+)+-[0-9]", re.ASCII)


def admits(text: str, *, account: str, region: str) -> bool | None:
    """Whether events of this account and region are looked at.

    None where the text cannot be read, where what decides is another field than `@aws.account` and `@aws.region` or a
    wildcard, where the account or region is not known by its own name, or where AND and OR stand side by side and their order
    decides.
    """
    try:
        criteria = parse(text)
    except CriteriaError:
        return None
    known: dict[str, str] = {}
    if _ACCOUNT.fullmatch(account):
        known["@aws.account"] = account
    if _REGION.fullmatch(region):
        known["@aws.region"] = region
    return _holds(criteria, known)


def selects(text: str, known: Mapping[str, str]) -> bool | None:
    """Whether something with these fields is selected by a link's or a rule's text; `*` selects everything.

    None where the text cannot be read, or what decides is a field that is not known.
    """
    if text.strip() == "*":
        return True
    try:
        return _holds(_selection(text), known)
    except CriteriaError:
        return None


@lru_cache(maxsize=256)
def _selection(text: str) -> Criteria:
    """One rule is asked about each of many groups."""
    return parse(text, like=True)


def _holds(criteria: Criteria, known: Mapping[str, str]) -> bool | None:
    match criteria:
        case OneOf():
            return _has(criteria, known)
        case Like():
            return _is_like(criteria, known)
        case Joined():
            values = [_holds(part, known) for part in criteria.parts]
            bound, in_a_row = _and_first(values, criteria.operators), _in_a_row(values, criteria.operators)
            return bound if bound == in_a_row else None
        case _:
            assert_never(criteria)


def _has(test: OneOf, known: Mapping[str, str]) -> bool | None:
    value = known.get(test.field)
    if value is None:
        return None
    if value in test.values:
        return not test.negated
    return None if any("*" in one or "%" in one for one in test.values) else test.negated


def _is_like(test: Like, known: Mapping[str, str]) -> bool | None:
    """Only a prefix and % is documented; that _ stands for one character, as in SQL, is not, nor that it does not."""
    value, prefix = known.get(test.field), test.text.removesuffix("%")
    if value is None or prefix == test.text or "%" in prefix or "*" in prefix:
        return None
    if value.startswith(prefix):
        return not test.negated
    any_character = re.compile("".join("." if one == "_" else re.escape(one) for one in prefix), re.DOTALL)
    return None if any_character.match(value) else test.negated


def _and_first(values: list[bool | None], operators: tuple[str, ...]) -> bool | None:
    """AND binds more tightly than OR."""
    alternatives = [[values[0]]]
    for operator, value in zip(operators, values[1:], strict=True):
        if operator == "AND":
            alternatives[-1].append(value)
        else:
            alternatives.append([value])
    return _any(list(map(_all, alternatives)))


def _in_a_row(values: list[bool | None], operators: tuple[str, ...]) -> bool | None:
    """Each operator joins all before it with what follows."""
    found = values[0]
    for operator, value in zip(operators, values[1:], strict=True):
        found = _all([found, value]) if operator == "AND" else _any([found, value])
    return found


def _all(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _any(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False
