"""The arguments of a policy document as a document: defaults, sets in the provider's order, and what is not known as a symbol."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from msgspec import Struct

from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    glued,
    settled,
)
from trailgate_evaluator.readers.terraform.policy_documents.document import Document, Statement, Text, Texts, distinct, refused

_LISTS: Final = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_WITH_VARIABLES: Final = frozenset({"resources", "not_resources"})
_PRINCIPALS: Final = {"principals": "Principal", "not_principals": "NotPrincipal"}
_VERSION: Final = "2012-10-17"
_OLD_VERSION: Final = "2008-10-17"
_EFFECTS: Final = frozenset({"Allow", "Deny"})
_TERRAFORMS: Final = "&{"
"""How a configuration writes the beginning of IAM's own `${`."""


class NotKnownError(Exception):
    """Something that the document cannot be made without is not known."""

    def __init__(self, why: Unknown) -> None:
        super().__init__(why.name)
        self.why = why


class Reader(Struct):
    """Reads the arguments of one document; `owner` is whose symbols stand for what is not known."""

    owner: Hashable
    version: str = _VERSION
    exact: bool = True

    def document(self, told: Callable[[str], Value]) -> Document:
        """The document of its own arguments, not merged with any; raises `NotKnownError`."""
        version = self._word(told("version"), ("version",))
        self.version = version or _VERSION
        written = settled(told("statement"))
        statements = tuple(
            self._statement(block, ("statement", number)) for number, block in enumerate(self._blocks(written, ("statement",)))
        )
        sids = [one.sid for one in statements if isinstance(one.sid, str) and one.sid]
        if len(set(sids)) != len(sids):
            raise NotKnownError(refused("two statements of one Sid"))
        return Document(
            version=self.version, id=self._text(told("policy_id"), ("policy_id",)), statements=statements, exact=self.exact
        )

    def _statement(self, block: Entries, path: tuple[str | int, ...]) -> Statement:
        inner = block.entries
        effect = self._word(inner.get("effect"), (*path, "effect")) or "Allow"
        if effect not in _EFFECTS:
            raise NotKnownError(refused(f"the effect {effect}"))
        lists = {
            key: told
            for name, key in _LISTS.items()
            if (told := self._set(inner.get(name), (*path, name), variables=name in _WITH_VARIABLES)) is not None
        }
        principals = {
            key: named for name, key in _PRINCIPALS.items() if (named := self._principals(inner.get(name), (*path, name)))
        }
        conditions = self._conditions(inner.get("condition"), (*path, "condition"))
        sid = self._text(inner.get("sid"), (*path, "sid"))
        return Statement(sid=sid, effect=effect, lists=lists, principals=principals, conditions=conditions)

    def _principals(self, value: Value, path: tuple[str | int, ...]) -> tuple[tuple[str, Texts], ...]:
        found: list[tuple[str, Texts]] = []
        for number, block in enumerate(self._blocks(settled(value), path)):
            kind = self._word(block.entries.get("type"), (*path, number, "type"))
            identifiers = self._set(block.entries.get("identifiers"), (*path, number, "identifiers"), variables=True)
            if kind in [one for one, _ in found]:
                self.exact = False  # the provider goes through them in the order of a set
            found.append((kind, () if identifiers is None else identifiers))
        return tuple(found)

    def _conditions(self, value: Value, path: tuple[str | int, ...]) -> tuple[tuple[str, str, Texts], ...]:
        found: list[tuple[str, str, Texts]] = []
        for number, block in enumerate(self._blocks(settled(value), path)):
            test = self._word(block.entries.get("test"), (*path, number, "test"))
            variable = self._word(block.entries.get("variable"), (*path, number, "variable"))
            listed = self._list(block.entries.get("values"), (*path, number, "values"))
            values = tuple(self._replaced(text) for text in listed)
            if (test, variable) in [one[:2] for one in found]:
                self.exact = False
            found.append((test, variable, values))
        return tuple(found)

    def _set(self, value: Value, path: tuple[str | int, ...], *, variables: bool) -> Texts | None:
        """A set of texts as the provider writes it: one by itself, several from Z to A; None where it is empty."""
        texts = distinct(self._list(value, path))
        if not texts:
            return None
        if len(texts) == 1:
            return self._replaced(texts[0]) if variables else texts[0]
        known = [text for text in texts if isinstance(text, str)]
        if len(known) == len(texts):
            texts = [*sorted(known, reverse=True)]
        else:
            self.exact = False
        return tuple(self._replaced(text) if variables else text for text in texts)

    def _list(self, value: Value, path: tuple[str | int, ...]) -> list[Text]:
        told = settled(value)
        match told:
            case None:
                return []
            case Items(items=items):
                return [self._required(item, (*path, number)) for number, item in enumerate(items)]
            case Unknown() | Symbol() | Either():
                self.exact = False
                return [self._required(told, path)]
            case _:
                raise NotKnownError(refused(f"{path[-1]} that are no list"))

    def _blocks(self, value: Value, path: tuple[str | int, ...]) -> list[Entries]:
        match value:
            case None:
                return []
            case Items(items=items):
                blocks = [settled(item) for item in items]
            case Unknown():
                raise NotKnownError(value)
            case Either(because=why):
                raise NotKnownError(why)
            case _:
                raise NotKnownError(_called(self.owner, path))
        found = [block for block in blocks if isinstance(block, Entries)]
        if len(found) != len(blocks):
            raise NotKnownError(_called(self.owner, path))
        return found

    def _text(self, value: Value, path: tuple[str | int, ...]) -> Text:
        """A text that may be left out."""
        told = settled(value)
        return "" if told is None else self._required(told, path)

    def _required(self, value: Value, path: tuple[str | int, ...]) -> Text:
        """A text; a symbol of ours for one that nobody knows."""
        told = settled(value)
        if told is None:
            raise NotKnownError(refused(f"null among {path[-2] if len(path) > 1 else path[-1]}"))
        if isinstance(told, Unknown):
            return Symbol(self.owner, path, plain=False, meaning=told)
        if isinstance(told, Either):
            return Symbol(self.owner, path, plain=False, meaning=told.because)
        try:
            made = converted(told, "string")
        except RefusedError:
            raise NotKnownError(refused(f"{path[-1]} that is no text")) from None
        return made if isinstance(made, str | Symbol | Glued) else Symbol(self.owner, path, plain=False, meaning=made)

    def _word(self, value: Value, path: tuple[str | int, ...]) -> str:
        """A text that has to be known."""
        told = self._text(value, path)
        if isinstance(told, str):
            return told
        symbol = next(part for part in (told.parts if isinstance(told, Glued) else (told,)) if isinstance(part, Symbol))
        why = symbol.meaning
        raise NotKnownError(why if isinstance(why, Unknown) else _called(symbol.owner, symbol.path))

    def _replaced(self, text: Text) -> Text:
        """The text with IAM's own variables as IAM writes them."""
        parts = text.parts if isinstance(text, Glued) else (text,)
        if any(isinstance(part, str) and _TERRAFORMS in part for part in parts) and self.version == _OLD_VERSION:
            raise NotKnownError(refused(f"{_TERRAFORMS} in version {_OLD_VERSION}"))
        return glued([part.replace(_TERRAFORMS, "${") if isinstance(part, str) else part for part in parts])


def _called(owner: Hashable, path: tuple[str | int, ...]) -> Unknown:
    return Unknown("known_after_apply", ".".join(map(str, (owner, *path))))
