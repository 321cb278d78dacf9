"""Whether field selection criteria admit the log events that CloudTrail itself writes to a group: yes, no, or not told.

The system fields of an event name the account and the region that it comes from. What CloudTrail delivers to a group comes
from the group's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, assert_never

from trailgate_evaluator.languages.field_selection.criteria import Criteria, CriteriaError, Joined, OneOf, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACCOUNT: Final = re.compile(r"[0-9]{12}", re.ASCII)
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]", re.ASCII)


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


def _holds(criteria: Criteria, known: Mapping[str, str]) -> bool | None:
    match criteria:
        case OneOf():
            return _has(criteria, known)
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
