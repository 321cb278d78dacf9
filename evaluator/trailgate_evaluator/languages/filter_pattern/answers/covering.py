"""What a pattern says of a required record of which some need no alarm: of each part that is left, and of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel


def covering(text: str, record: RequiredRecord, *, accepted: bool = False) -> Coverage:
    """The answer for a valid pattern: `always` where it matches every part always, never where it matches none."""
    return of_parts(text, record.parts, accepted=accepted)


def of_parts(text: str, parts: Iterable[RecordModel], *, accepted: bool = False) -> Coverage:
    """The answer for all of these records together. A part that is missed settles that not all are matched."""
    answers = [coverage(text, part, accepted=accepted) for part in parts]
    if len(answers) == 1:
        return answers[0]
    steps = sum(one.steps for one in answers)
    matched = {one.matched for one in answers}
    missed = next((one for one in answers if one.matched == "sometimes"), None)
    missed = missed or next((one for one in answers if one.matched == "never"), None)
    hopeless = next((one for one in answers if one.hopeless), None)
    undecided = next((one for one in answers if one.matched == "undecided"), None)
    open_ = hopeless or undecided
    if missed is None:
        return replace(open_ or answers[0], steps=steps)
    if matched & {"always", "sometimes"}:
        return replace(missed, matched="sometimes", steps=steps)
    if open_ is None:
        return replace(missed, steps=steps)
    return replace(missed, matched="undecided", hopeless=True, why=open_.why, steps=steps)
