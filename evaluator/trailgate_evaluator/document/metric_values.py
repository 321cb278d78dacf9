"""What a metric filter writes for each match, as texts that every reader of numbers takes alike."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.regular import regex

_NUMBER: Final = regex(r"([-+]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+)?")
_BLANKS: Final = " \t\n\r\f\v"


def metric_value(text: str) -> str:
    """The text of a constant as JSON writes numbers (`.5` is `0.5`, `1.` is `1`); any other text as it is.

    Source: `metricValue` of the CloudWatch Logs API is a text: a number, or a field such as `$.bytes`.
    """
    match = _NUMBER.fullmatch(text.strip(_BLANKS))
    if match is None or not (match[2] or match[3]):
        return text
    fraction = f".{match[3]}" if match[3] else ""
    return f"{match[1]}{match[2] or '0'}{fraction}{match[4] or ''}"
