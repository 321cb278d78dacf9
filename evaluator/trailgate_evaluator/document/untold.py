"""What a document says of a pattern and the law tells nobody: why it misses records that it is not made for.

Of fifteen filters each misses nearly all records of the other controls, so these details are nine tenths of a document. Of such a
pattern the law asks whether it matches a record, and no more: `filter_matches.elsewhere` leaves it out where it does not, and
where nothing is known to be missed there are no details to tell (`filter_matches.mismatch`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json

_DETAILS: Final = ("clause", "counterexample", "why")
_PLAIN: Final = {"matched", *_DETAILS}


def without_untold(pattern: Json) -> Json:
    """The pattern without these details. One of which it is not said what it looks for is taken to look for all records."""
    sought = pattern.get("sought")
    if not isinstance(sought, list):
        return pattern
    coverage = {
        control: answers if control in sought else {name: _bare(answer) for name, answer in answers.items()}
        for control, answers in pattern["coverage"].items()
    }
    return {**pattern, "coverage": coverage}


def _bare(answer: Json) -> Json:
    if answer.keys() == _PLAIN:
        return {"matched": answer["matched"]}
    return answer if _is_odd(answer) else {name: said for name, said in answer.items() if name not in _DETAILS}


def _is_odd(answer: Json) -> bool:
    """Whether an answer says what is missed without saying that something is, of which the law would tell the details."""
    return "misses" in answer and answer["matched"] != "sometimes"
