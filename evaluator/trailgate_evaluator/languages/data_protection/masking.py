"""Whether a data identifier may mask a text of a record, so that a filter pattern that asks for it no longer finds it.

Masking replaces what an identifier finds by asterisks before metric filters see the event ("masked at all egress points,
including CloudWatch Logs Insights, metric filters, and subscription filters": CloudWatch Logs user guide).
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, of_regex
from trailgate_evaluator.languages.filter_pattern.decision.witness import contains
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import CharacterClass

_NO_NUMBERS: Final = frozenset(
    {
        "Address",
        "AwsSecretKey",
        "EmailAddress",
        "IpAddress",
        "LatLong",
        "Name",
        "OpenSshPrivateKey",
        "PgpPrivateKey",
        "PkcsPrivateKey",
        "PuttyPrivateKey",
        "VehicleIdentificationNumber",
    }
)
"""Managed identifiers that find no bare number. All others may find the twelve digits of an account."""


def may_mask(identifier: dict[str, str], text: str) -> bool:
    """Whether the identifier may find something in this text of a record, a name of AWS's or an account's number.

    A managed identifier finds numbers, and none of the names that AWS gives to its calls, services and regions. A custom
    one finds what its expression finds in the text, and anything where it may reach across the quotes around it.
    """
    managed = identifier.get("managed")
    if managed is not None:
        return text.isdecimal() and managed not in _NO_NUMBERS
    try:
        found = of_regex(RegexParser(identifier["regex"], 0).parse(), frozenset())
        if not isinstance(found, TextSet) or not isinstance(found.among, Expression):
            return found is not False
        return _crosses_quotes(found.among) or contains(found, text)
    except (PatternError, BoundReached):
        return True


def _crosses_quotes(expression: Expression) -> bool:
    steps = (repeat.one for alternative in expression.alternatives for repeat in alternative)
    return any(isinstance(one, CharacterClass) and (('"' in one.characters) != one.negated) for one in steps)
