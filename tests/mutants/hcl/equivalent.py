"""Mutants of the evaluator of expressions that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

ALIKE: Final[dict[str, str]] = {
    r"\S+: (.*), strict=True(.*)  ->  \1(, strict=None|, strict=False|, )\2": "both are of one length: that is asked before",
}

_NO_STEP: Final = "there is a step only where the limits differ, and it is not zero"

EQUIVALENT: Final[dict[str, str]] = {
    "values.numbers.text_of_number: return f\"{'-' if value < 0 else ''}{whole}.{rest:0{digits}}\""
    "  ->  return f\"{'-' if value <= 0 else ''}{whole}.{rest:0{digits}}\"": "zero is a whole number",
    "functions.numeric._range: step = limits[2] if len(limits) > 2 else (1 if start < stop else -1)  # noqa: PLR2004 - range takes three"
    "  ->  step = limits[2] if len(limits) > 2 else (1 if start <= stop else -1)  # noqa: PLR2004 - range takes three": _NO_STEP,
    "functions.numeric._range: if not step or (step > 0) != (stop > start):"
    "  ->  if not step or (step >= 0) != (stop > start):": _NO_STEP,
    "functions.numeric._range: if not step or (step > 0) != (stop > start):"
    "  ->  if not step or (step > 0) != (stop >= start):": _NO_STEP,
    'evaluation.loops._loop: name = "" if node.key_result is None else converted(settled(evaluate(node.key_result, inner)), "string")'
    '  ->  name = "XXXX" if node.key_result is None else converted(settled(evaluate(node.key_result, inner)), "string")': (
        "no name is asked for where a list is made"
    ),
    "evaluation.loops._loop: if len(alternatives) > MOST:  ->  if len(alternatives) >= MOST:": "there are 2, 4, 8, 16 or 32 of them",
}
