"""Numbers are exact; where Terraform's 512 bits would round one, it is not known."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from trailgate_evaluator.languages.hcl.values.values import RefusedError, Unknown
from trailgate_evaluator.regular import regex

_NUMBER: Final = regex(r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_WIDEST: Final = 10**60
_MOST_DIGITS: Final = 200
"""No fraction as narrow as that has more digits, unless they never end."""


def number_of_text(text: str) -> int | Fraction | Unknown:
    """The number that a text is; raises `RefusedError` where it is none."""
    if not _NUMBER.fullmatch(text):
        raise RefusedError("a number")
    found = plain(Fraction(text))
    return ROUNDED if found == 0 and text.startswith("-") else found  # Terraform has a zero below zero


def text_of_number(value: int | Fraction) -> str | Unknown:
    """A number as text, without an exponent; unknown where its digits never end."""
    if isinstance(value, int):
        return str(value)
    digits = next((count for count in range(_MOST_DIGITS) if 10**count % value.denominator == 0), None)
    if digits is None:
        return ROUNDED
    whole, rest = divmod(abs(value.numerator) * 10**digits // value.denominator, 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{digits}}"


ROUNDED: Final = Unknown("unreadable_expression", "a number that is rounded")


def plain(value: Fraction) -> int | Fraction | Unknown:
    """The number, an integer where it is one; unknown where it is longer than Terraform keeps exactly."""
    if abs(value.numerator) > _WIDEST or value.denominator > _WIDEST:
        return ROUNDED
    return value.numerator if value.denominator == 1 else value


def computed(value: Fraction) -> int | Fraction | Unknown:
    """The result of an operation: exact where it is a whole number, or one that binary digits end for."""
    if value.denominator & (value.denominator - 1):
        return ROUNDED
    return plain(value)
