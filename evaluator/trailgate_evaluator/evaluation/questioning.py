"""What is asked of an account: which controls, by which text, in which role, as of when; and the documents that ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.document.parts import ANY_MEMBER, role_of
from trailgate_evaluator.engine.requirements import question_of
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation.asking import selected
from trailgate_evaluator.evaluation.requiring import Requiring
from trailgate_evaluator.report.numbers import in_order
from trailgate_evaluator.settings import NO_SETTINGS, read_settings

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.document_pair import Documents

Json = dict[str, Any]

_OF_MEMBERS: Final = frozenset({"delegated_administrator", "member"})
"""The roles that may be given of an account that is told to be a member."""
_ROLES: Final = {
    "management": "the management account of its organization",
    "member": "a member of its organization that its management account delegates nothing to",
    ANY_MEMBER: "a member of its organization",
    "outside": "in no organization",
}


class Questioning:
    """The questions of one run; the settings are read once."""

    def __init__(self, engine: Engine, choices: Choices, *, of_several: bool) -> None:
        """Raises `InputError` where the settings cannot be read, `UsageError` where no control is what is asked for.

        `of_several` says whether several accounts are asked together.
        """
        self._engine = engine
        self._of_several = of_several
        self._choices = choices
        self._settings = NO_SETTINGS if choices.settings is None else read_settings(choices.settings)
        self._chosen = selected(engine.controls, choices.controls, choices.benchmark)
        self._requiring = Requiring(engine)

    @property
    def controls(self) -> list[str]:
        """The ids of the controls that are asked for, in the order of their numbers."""
        every = in_order(self._engine.controls, self._engine.controls, self._choices.benchmark)
        return every if self._chosen is None else self._chosen

    def by_text_of(self, benchmark: str, control: str, documents: Documents) -> Json:
        """The document of the same parts that asks for one control, by the text of a benchmark; enough for its status.

        Patterns are described by its records alone, so neither floods nor what a pattern may have been made for instead stands
        in it.
        """
        parts, reached = self._dated(documents.parts), documents.reached if self._engine.is_ours else documents.after
        parts = replace(parts, resources={**parts.resources, "alarms": reached["alarms"]})
        asked, settings = self._asked(parts, [control], benchmark), self._settings_for(parts)
        required = self._requiring.alone(self._question(parts, asked))
        return assemble(parts, settings=settings, asked=asked, required=required, index=reached["index"])

    def required_by(self, benchmark: str | None, control: str, parts: Parts) -> Json:
        """The records that a control requires of the account of these parts by the text of a benchmark, or by the newest."""
        parts = self._dated(parts)
        required: Json = self._requiring.said(self._question(parts, self._asked(parts, [control], benchmark)))[control]
        return required

    def role_given(self, control: str, documents: Documents) -> str | None:
        """The role that was given of an account of which the input tells none, where the control asks for other records by it."""
        given, told = self._choices.role, role_of(documents.parts.subject)
        if given is None or given == told:
            return None
        parts = self._dated(documents.parts)
        asked = self._asked(parts, [control], self._choices.benchmark)
        by_both = (self._requiring.said(self._question(parts, asked | {"role": role}))[control] for role in (given, told))
        return given if next(by_both) != next(by_both) else None

    def told(self, control: str, document: Json, decision: Json) -> Json:
        """The records that a control requires by a document that was made here, as a report tells them.

        Of a control that requires none, what stands in their place in the decision.
        """
        question = question_of(document["subject"], document["asked"], self._settings, document["origin"]["as_of"])
        model = self._requiring.told(question, control, document.get("exclusions", {}).get(control, {}).get("whole", ()))
        if not model["records"]:
            model["records"] = {name: {} for names in decision["records"].values() for name in names}
        return model

    def document(self, parts: Parts) -> Json:
        """The document of these parts that asks for the controls that are asked for."""
        parts = self._dated(parts)
        asked = self._asked(parts, self._chosen, self._choices.benchmark)
        required = self._requiring.of(self._question(parts, asked))
        return assemble(parts, settings=self._settings_for(parts), asked=asked, required=required)

    def _settings_for(self, parts: Parts) -> Json:
        """The settings, with how far the snapshots, or the answers, of one chain may lie apart where there are several."""
        several = parts.kind == "aws_snapshot" and (len(parts.sources) > 1 or any("spread" in one for one in parts.sources))
        return {**self._settings, **({"max_spread_hours": self._choices.most_apart / 3600} if several else {})}

    def _dated(self, parts: Parts) -> Parts:
        return parts if self._choices.as_of is None else replace(parts, as_of=self._choices.as_of)

    def _question(self, parts: Parts, asked: Json) -> Json:
        return question_of(parts.subject, asked, self._settings, parts.as_of)

    def _asked(self, parts: Parts, controls: list[str] | None, benchmark: str | None) -> Json:
        return {"controls": controls, "benchmark": benchmark, "role": self._role(parts.subject)}

    def _role(self, subject: Json) -> str | None:
        """The account's role as its input tells it, else as it was given; raises `UsageError` where both do, differently.

        Of several accounts a role is given for those of which nobody tells it.
        """
        given, told = self._choices.role, role_of(subject)
        if given is None or told is None or given == told or (told == ANY_MEMBER and given in _OF_MEMBERS):
            return given or told
        if self._of_several:
            return told
        raise UsageError(
            expected=f"the role that the input tells: account {subject['account']} is {_ROLES[told]}",
            found=f"'{given}'",
            where="--role",
            what_to_do="Leave --role out: it is for inputs that do not tell the role.",
        )
