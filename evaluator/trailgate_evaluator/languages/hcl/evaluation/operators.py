"""Operators, with three values: what one side alone decides is decided."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from trailgate_evaluator.languages.hcl.values.equality import equals
from trailgate_evaluator.languages.hcl.values.numbers import ROUNDED, computed
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import Either, RefusedError, Unknown, Value, settled, spread


def truth(value: Value) -> bool | Unknown:
    """The boolean that a value is, or why it is not known; raises `RefusedError` where it is none."""
    told = converted(settled(value), "bool")
    if isinstance(told, Either):
        return told.because
    if not isinstance(told, bool | Unknown):
        raise RefusedError("true or false, not null")
    return told


def negated(operator: str, value: Value) -> Value:
    """`!value` or `-value`."""
    return spread(lambda one: _negated(operator, one), value)


def _negated(operator: str, value: Value) -> Value:
    if operator == "!":
        told = truth(value)
        return not told if isinstance(told, bool) else told
    number = converted(settled(value), "number")
    if isinstance(number, Unknown):
        return number
    if not isinstance(number, int | Fraction):
        raise RefusedError("a number")
    return -number or ROUNDED  # Terraform has a zero below zero, and writes it so


def combined(operator: str, left: Value, right: Value) -> Value:
    """`left operator right`."""
    match operator:
        case "==":
            return equals(left, right)
        case "!=":
            told = equals(left, right)
            return negated("!", told)
        case "&&" | "||":
            return spread(lambda one, other: _logical(operator, one, other), left, right)
        case _:
            return spread(lambda one, other: _computed(operator, one, other), left, right)


def _logical(operator: str, left: Value, right: Value) -> Value:
    one, other = truth(left), truth(right)
    decisive = operator == "||"
    if decisive in [told for told in (one, other) if isinstance(told, bool)]:
        return decisive
    return next((told for told in (one, other) if isinstance(told, Unknown)), not decisive)


def _computed(operator: str, left: Value, right: Value) -> Value:
    one, other = converted(settled(left), "number"), converted(settled(right), "number")
    for told in (one, other):
        if isinstance(told, Unknown):
            return told
    if not isinstance(one, int | Fraction) or not isinstance(other, int | Fraction):
        raise RefusedError("numbers")
    return _number(operator, one, other)


def _number(operator: str, one: Any, other: Any) -> Value:  # noqa: C901, PLR0912 - one case for each operator
    match operator:
        case "+":
            return computed(Fraction(one) + other)
        case "-":
            return computed(Fraction(one) - other)
        case "%" if other == 0:
            return computed(Fraction(one))  # as Terraform's numbers have it
        case "/" if one == other == 0:
            raise RefusedError("a number other than zero")
        case "/" if other == 0:
            return ROUNDED  # Terraform's numbers have infinity
        case "*" | "/" if not one * other and min(one, other) < 0:
            return ROUNDED  # a zero below zero
        case "*":
            return computed(Fraction(one) * other)
        case "/":
            return computed(Fraction(one) / other)
        case "%" if one < 0 and not one % other:
            return ROUNDED  # the same
        case "%":
            return computed(Fraction(one) - other * math.trunc(Fraction(one) / other))
        case "<":
            return bool(one < other)
        case ">":
            return bool(one > other)
        case "<=":
            return bool(one <= other)
        case _:
            return bool(one >= other)
