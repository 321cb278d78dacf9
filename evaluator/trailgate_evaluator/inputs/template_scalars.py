"""What CloudFormation makes of the single values of a template, and of the tags that are short forms of its functions."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.regular import regex

YAML: Final = "tag:yaml.org,2002:"
"""Begins YAML's own tags."""
NOT_TAKEN: Final = frozenset({"binary", "omap", "pairs", "set"})
"""YAML's own types that CloudFormation does not take."""
_INT: Final = regex(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT: Final = regex(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_TRUE: Final = frozenset({"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
_FALSE: Final = frozenset({"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_NAMES: Final = frozenset({"Ref", "Condition"})


def function_of(tag: str) -> str:
    """The long name of the function whose short form a tag is."""
    called = tag.removeprefix("!").removeprefix("Fn::")
    return called if called in _PLAIN_NAMES else f"Fn::{called}"


def argument(function: str, value: Any) -> Any:
    """What a function is given: `!GetAtt A.B` is the list of its two names."""
    return value.split(".", 1) if function == "Fn::GetAtt" and isinstance(value, str) else value


def resolved(text: str) -> Any:
    """The value of a plain scalar: numbers and words as CloudFormation takes them, dates the texts that they are."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text) and len(text) < 16:  # noqa: PLR2004 - longer ones are no numbers that a double holds
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) < 32 else text  # noqa: PLR2004 - the same
