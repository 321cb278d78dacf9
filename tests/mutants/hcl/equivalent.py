"""Mutants of the evaluator of expressions that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

ALIKE: Final[dict[str, str]] = {
    r"\S+: (.*), strict=True(.*)  ->  \1(, strict=None|, strict=False|, )\2": "both are of one length: that is asked before",
}

EQUIVALENT: Final[dict[str, str]] = {
    "values.numbers.text_of_number: return f\"{'-' if value < 0 else ''}{whole}.{rest:0{digits}}\""
    "  ->  return f\"{'-' if value <= 0 else ''}{whole}.{rest:0{digits}}\"": "zero is a whole number",
}
