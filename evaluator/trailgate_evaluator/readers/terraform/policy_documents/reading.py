"""A policy's JSON read back, as the provider reads the documents that it merges."""

from __future__ import annotations

import json
from typing import Any, Final

from trailgate_evaluator.languages.hcl.values.values import Glued, Symbol, Unknown, Value, glued, settled
from trailgate_evaluator.readers.terraform.policy_documents.document import (
    LISTS,
    PRINCIPALS,
    Document,
    Statement,
    Text,
    Texts,
    refused,
)
from trailgate_evaluator.readers.terraform.policy_documents.marks import MARK, marked

_WORDS: Final = frozenset({"Version", "Id", "Statement"})
_PARTS: Final = frozenset({"Sid", "Effect", "Condition", *PRINCIPALS, *LISTS})


class NotReadError(Exception):
    """The provider would refuse it, or reads something into it that is not plain."""


def read_document(value: Value) -> Document | Unknown:
    """The document of a JSON text, which may have symbols in its texts."""
    told = settled(value)
    exact = True
    if isinstance(told, Symbol) and isinstance(told.meaning, str | Glued):
        told, exact = told.meaning, False
    if not isinstance(told, str | Glued):
        return told if isinstance(told, Unknown) else Unknown("known_after_apply", "a policy document that is merged in")
    plain = marked(told)
    if plain is None:
        return refused("signs of private use")
    text, symbols = plain
    try:
        return _Reader(symbols).document(json.loads(text), exact=exact)
    except (ValueError, RecursionError):
        return refused("a document to merge that is not JSON")
    except NotReadError as problem:
        return refused(str(problem))


class _Reader:
    def __init__(self, symbols: list[Symbol]) -> None:
        self._symbols = symbols

    def document(self, content: Any, *, exact: bool) -> Document:
        if not isinstance(content, dict) or not content.keys() <= _WORDS:
            raise NotReadError("a document to merge with other keys than a policy's")
        statements = [] if content.get("Statement") is None else content["Statement"]
        if not isinstance(statements, list):
            raise NotReadError("a Statement that is no list")
        version = content.get("Version", "")
        if not isinstance(version, str):
            raise NotReadError("a Version that is no text")
        return Document(
            version=version,
            id=self._text(content.get("Id", "")),
            statements=tuple(map(self._statement, statements)),
            exact=exact,
        )

    def _statement(self, content: Any) -> Statement:
        if not isinstance(content, dict) or not content.keys() <= _PARTS or not isinstance(content.get("Effect", ""), str):
            raise NotReadError("a statement with other keys than a policy's")
        return Statement(
            sid=self._text(content.get("Sid", "")),
            effect=content.get("Effect", ""),
            lists={key: self._texts(content[key]) for key in LISTS if content.get(key) is not None},
            principals={key: told for key in PRINCIPALS if key in content and (told := self._principals(content[key]))},
            conditions=self._conditions(content.get("Condition")),
        )

    def _principals(self, content: Any) -> tuple[tuple[str, Texts], ...]:
        if isinstance(content, str):
            return (("*", ("*",)),)
        if not isinstance(content, dict):
            raise NotReadError("a Principal that is neither a text nor an object")
        return tuple((kind, self._texts(value)) for kind, value in content.items())

    def _conditions(self, content: Any) -> tuple[tuple[str, str, Texts], ...]:
        if content is None:
            return ()
        if not isinstance(content, dict) or not all(isinstance(inner, dict) for inner in content.values()):
            raise NotReadError("a Condition that is not operators with keys")
        found: list[tuple[str, str, Texts]] = []
        for test, inner in content.items():
            for variable, values in inner.items():
                told = self._texts(values)
                found.append((test, variable, told if isinstance(told, tuple) else (told,)))
        return tuple(found)

    def _texts(self, content: Any) -> Texts:
        return tuple(map(self._text, content)) if isinstance(content, list) else self._text(content)

    def _text(self, content: Any) -> Text:
        if not isinstance(content, str):
            raise NotReadError("a value that is no text")
        found: list[str | Symbol | Glued] = [
            part if number % 2 == 0 else self._symbols[int(part)] for number, part in enumerate(MARK.split(content))
        ]
        return glued(found)
