"""What the policies require of one account, read once for all of its patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine.protocol import Engine
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements


def question_of(subject: Mapping[str, Any], asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the policies need to know of a document's `subject`, and of what is `asked`, to say what they require of it."""
    return {
        "partition": str(subject["partition"]),
        "account": subject["account"],
        "enabled_regions": subject.get("enabled_regions"),
        "asked": {} if asked is None else dict(asked),
    }


def requirements_of(engine: Engine, subject: Mapping[str, Any], asked: Mapping[str, Any] | None = None) -> Requirements:
    """The records that each control that is `asked` for requires of a document's `subject`, and the ordinary ones.

    Raises:
        EngineError: the policies describe a record by what is no record model.
    """
    question = question_of(subject, asked)
    every = engine.required_records({**question, "asked": {**question["asked"], "controls": None}})
    wanted = question["asked"].get("controls")
    try:
        return requirements(every, engine.ordinary_records(question), wanted)
    except SpecError as error:
        raise EngineError(
            expected="records as policies/trailgate/record_model describes them",
            found=str(error),
            where="required_records",
            what_to_do="Correct the control's `required_records`.",
        ) from error
