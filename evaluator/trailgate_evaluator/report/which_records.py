"""A sentence about `these records` where no list of them stands beside it."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import some
from trailgate_evaluator.regular import regex

Json = dict[str, Any]

_THESE: Final = regex(r"\b(?:all of )?these records\b(?! are some)")
_MOST: Final = 3


def asked_for(result: Json) -> int:
    """How many records the control surely asks for: those that hang on a role which nobody tells are not counted."""
    open_ = {name for gap in result["gaps"] if gap["reason"] == "role_unknown" for name in gap["records"]}
    return sum(len(set(names) - open_) for names in result["records"].values())


def naming(sentence: str, records: list[str], result: Json) -> str:
    """The sentence with the names of the records that it is about, where these are not all that the control requires."""
    total = asked_for(result)
    if not records or len(records) == total:
        return sentence
    named = f"{some(sorted(records), _MOST)} ({len(records)} of {total} records)"
    return _THESE.sub(lambda _: named, sentence, count=1)
