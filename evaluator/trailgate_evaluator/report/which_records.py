"""A sentence about `these records` where no list of them stands beside it."""

from __future__ import annotations

import re
from typing import Any, Final

from trailgate_evaluator.plain import some

Json = dict[str, Any]

_THESE: Final = re.compile(r"\b(?:all of )?these records\b(?! are some)")
_MOST: Final = 3


def naming(sentence: str, records: list[str], result: Json) -> str:
    """The sentence with the names of the records that it is about, where these are not all that the control requires."""
    total = sum(len(names) for names in result["records"].values())
    if not records or len(records) == total:
        return sentence
    named = f"{some(sorted(records), _MOST)} ({len(records)} of {total} records)"
    return _THESE.sub(lambda _: named, sentence, count=1)
