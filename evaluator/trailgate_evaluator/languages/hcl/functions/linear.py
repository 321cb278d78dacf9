"""Regular expressions from an input: matched in time that grows with the text alone, whatever the expression."""

from __future__ import annotations

from typing import Any

import re2

from trailgate_evaluator.languages.hcl.values.values import RefusedError


def linear(expression: str) -> Any:
    """The expression, compiled; raises `RefusedError` where it is none, or takes too much memory."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(expression, options=options)
    except re2.error:
        raise RefusedError("a regular expression") from None
