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


def asked_of(subject: Mapping[str, Any]) -> dict[str, Any]:
    """What the policies need to know of a document's `subject` to say what they require of it."""
    return {
        "partition": str(subject["partition"]),
        "account": subject["account"],
        "enabled_regions": subject.get("enabled_regions"),
    }


def requirements_of(engine: Engine, subject: Mapping[str, Any]) -> Requirements:
    """The records that each control requires of a document's `subject`, and the ordinary ones.

    Raises:
        EngineError: the policies describe a record by what is no record model.
    """
    asked = asked_of(subject)
    try:
        return requirements(engine.required_records(asked), engine.ordinary_records(asked))
    except SpecError as error:
        raise EngineError(
            expected="records as policies/trailgate/record_model describes them",
            found=str(error),
            where="required_records",
            what_to_do="Correct the control's `required_records`.",
        ) from error
