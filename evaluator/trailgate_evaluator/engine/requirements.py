"""What the policies require of one account, read once for all of its patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import EngineError, InputError
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import SpecError
from trailgate_evaluator.languages.filter_pattern.decision.remainder import MOST_PARTS
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from trailgate_evaluator.engine.protocol import Engine
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements


def question_of(
    subject: Mapping[str, Any],
    asked: Mapping[str, Any] | None,
    settings: Mapping[str, Any] | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """What the policies need to know to say what they require of a document's `subject`.

    `settings` are those of a document, and `as_of` its time: they say which records need no alarm.
    """
    excluding = {name: settings[name] for name in ("exclusions", "failed_calls") if name in settings} if settings else {}
    counts = bool(excluding.get("exclusions")) or excluding.get("failed_calls") == "accepted"
    return {
        "partition": str(subject["partition"]),
        "account": subject["account"],
        "enabled_regions": subject.get("enabled_regions"),
        "asked": {} if asked is None else dict(asked),
        **({"settings": excluding, "origin": {"as_of": as_of}} if counts else {}),
    }


def requirements_of(
    engine: Engine,
    subject: Mapping[str, Any],
    asked: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    as_of: int | None = None,
) -> Requirements:
    """The records that each control that is `asked` for requires of a document's `subject`, and the ordinary ones.

    `settings` and `as_of` are as in `question_of`.

    Raises:
        InputError: the exclusions split a record into more than can be judged.
        EngineError: the policies describe a record by what is no record model.
    """
    return requirements_by(engine, question_of(subject, asked, settings, as_of))


def requirements_by(
    engine: Engine, question: Mapping[str, Any], required: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
) -> Requirements:
    """The same by the question; see `requirements_of`. `required` answers in the engine's place what records are required."""
    every = (required or engine.required_records)(of_every_control(question))
    return as_said(every, engine.ordinary_records(question), question["asked"].get("controls"))


def of_every_control(question: Mapping[str, Any]) -> dict[str, Any]:
    """The question about every control, also those that are not asked for: a pattern may be made for one of these."""
    return {**question, "asked": {**question["asked"], "controls": None}}


def as_said(
    every: Mapping[str, Any], ordinary: Mapping[str, Any] | None = None, wanted: Sequence[str] | None = None
) -> Requirements:
    """What policies answered, read; of all controls those that are wanted.

    Raises what `requirements_of` raises.
    """
    try:
        return requirements(every, ordinary, wanted)
    except BoundReached as reached:
        raise InputError(
            expected=f"exclusions that leave of each record at most {MOST_PARTS} parts",
            found=reached.bound,
            where="exclusions",
            what_to_do="Say several values of one field in one exclusion, by `one_of` or `like`.",
        ) from reached
    except SpecError as error:
        raise EngineError(
            expected="records as policies/trailgate/record_model describes them",
            found=str(error),
            where="required_records",
            what_to_do="Correct the control's `required_records`.",
        ) from error
