"""What the policies require of the accounts of a run: asked and read once for all of which only the number differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from trailgate_evaluator.engine.requirements import as_said, of_every_control, requirements_by
from trailgate_evaluator.languages.filter_pattern.answers.of_account import ANY_ACCOUNT, OfAnyAccount, said_of
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.model import told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

Json = dict[str, Any]
_Answer = TypeVar("_Answer")

_NUMBER: Final = regex(r"[0-9]{12}", re.ASCII)
_MOST_KEPT: Final = 64
"""Accounts of a fleet differ in the regions that they have enabled, and little else that is asked about."""


class Requiring:
    """Asks an engine, and keeps the answers by the whole question.

    The packaged law does nothing with an account's number but to require it of records; tests ask it about many accounts and
    compare. What another law does with it, such as one that a user edits, nobody knows, and settings may exclude records of some
    accounts alone. So these are asked for each account, and so is one that has no number.
    """

    def __init__(self, engine: Engine) -> None:
        """The engine is asked when it is first needed."""
        self._engine = engine
        self._said: _Kept[Json] = _Kept()
        self._told: _Kept[Json] = _Kept()
        self._read: _Kept[OfAnyAccount] = _Kept()
        self._alone: _Kept[OfAnyAccount] = _Kept()

    def of(self, question: Mapping[str, Any]) -> Requirements:
        """The records of every control that is asked for, and the ordinary ones; raises what `requirements_of` raises."""
        return self._of(question, self._read, lambda asked: requirements_by(self._engine, asked, self._asked))

    def alone(self, question: Mapping[str, Any]) -> Requirements:
        """The same without the ordinary ones, and without what other controls require."""
        return self._of(question, self._alone, lambda asked: as_said(self._asked(asked)))

    def told(self, question: Mapping[str, Any], control: str, whole: Collection[str] = ()) -> Json:
        """The records that a control requires, as `report.model.told` has them.

        `whole` are those of which exclusions leave nothing: they are not required, unless nothing else would be.
        """
        asked = self._of_any(question)
        if whole:
            every = self._every(asked)[control]
            return told({name: record for name, record in every.items() if name not in whole} or every)
        known = self._told.of(asked, lambda: {name: told(records) for name, records in self._every(asked).items()})
        model: Json = said_of(known[control], question["account"])
        return model

    def said(self, question: Mapping[str, Any]) -> Json:
        """The records of every control that is asked for, as the policies say them."""
        told: Json = said_of(self._asked(self._of_any(question)), question["account"])
        return told

    def _of(
        self, question: Mapping[str, Any], kept: _Kept[OfAnyAccount], read: Callable[[Mapping[str, Any]], Requirements]
    ) -> Requirements:
        asked = self._of_any(question)
        found = kept.of(asked, lambda: OfAnyAccount(required=read(asked)))
        return found.required if asked is question else found.of(question["account"])

    def _every(self, question: Mapping[str, Any]) -> Json:
        return self._asked(of_every_control(question))

    def _asked(self, question: Mapping[str, Any]) -> Json:
        return self._said.of(question, lambda: self._engine.required_records(question))

    def _of_any(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """The question about any account in the place of this one, where the answers are known to differ in the number alone."""
        account = question["account"]
        numbered = isinstance(account, str) and _NUMBER.fullmatch(account) is not None
        return (
            {**question, "account": ANY_ACCOUNT} if numbered and self._engine.is_ours and "settings" not in question else question
        )


class _Kept(Generic[_Answer]):
    """Some answers, by what was asked."""

    def __init__(self) -> None:
        self._answers: dict[str, _Answer] = {}

    def of(self, question: Mapping[str, Any], ask: Callable[[], _Answer]) -> _Answer:
        """The answer, asked for if it is not there."""
        key = repr(question)
        if key not in self._answers:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            self._answers[key] = ask()
        return self._answers[key]
