"""What a policy document's `json` is: its own arguments between the documents that it starts from and those that override."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from trailgate_evaluator.languages.hcl.functions.registry import choices_out
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Items,
    Lazy,
    Symbol,
    Unknown,
    Value,
    doubt,
    entries,
    settled,
    spread,
)
from trailgate_evaluator.readers.terraform.policy_documents.arguments import NotKnownError, Reader
from trailgate_evaluator.readers.terraform.policy_documents.document import Document, refused
from trailgate_evaluator.readers.terraform.policy_documents.reading import read_document
from trailgate_evaluator.readers.terraform.policy_documents.writing import json_of

TYPE: Final = "aws_iam_policy_document"
JSON: Final = "json"
MADE: Final = frozenset({JSON, "minified_json"})
"""The attributes that are the document."""

_ARGUMENTS: Final = (
    "version", "policy_id", "statement", "source_json", "source_policy_documents", "override_policy_documents", "override_json",
)  # fmt: skip


def document_text(owner: Hashable, name: str, told: Callable[[str], Value]) -> Value:
    """The text of `json` or `minified_json`: each choice of the arguments by itself, symbols where they are not known.

    A symbol that means the text stands for one of which nobody knows the order.
    """
    every = _looked_through(entries("object", {argument: told(argument) for argument in _ARGUMENTS}))
    return spread(lambda chosen: _one(owner, name, chosen), choices_out(every))


def _looked_through(value: Value) -> Value:
    """The value with everything lazy in it looked up."""
    match value:
        case Lazy():
            return _looked_through(settled(value))
        case Items(kind=kind, items=items, ordered=ordered):
            return Items(kind, tuple(map(_looked_through, items)), ordered)
        case Entries(kind=shape, entries=inner):
            return Entries(shape, {key: _looked_through(item) for key, item in inner.items()})
        case _:
            return value


def _one(owner: Hashable, name: str, chosen: Value) -> Value:
    if not isinstance(chosen, Entries):
        return chosen
    made = _made(owner, chosen)
    if isinstance(made, Unknown):
        return made
    text = json_of(made, indent=name == JSON)
    return text if made.exact else Symbol(owner, (name,), plain=False, meaning=text)


def _made(owner: Hashable, chosen: Entries) -> Document | Unknown:
    try:
        own = Reader(owner).document(chosen.entries.get)
    except NotKnownError as missing:
        return missing.why
    started = _documents(chosen, "source_json", "source_policy_documents")
    overriding = _documents(chosen, "override_policy_documents", "override_json")
    if isinstance(started, Unknown):
        return started
    if isinstance(overriding, Unknown):
        return overriding
    sids = [one.sid for document in started for one in document.statements if one.sid != ""]
    if len(set(sids)) != len(sids):
        return refused("two statements of one Sid in source_policy_documents")
    found = Document()
    for document in (*started, own, *overriding):
        merged = found.merged(document)
        if isinstance(merged, Unknown):
            return merged
        found = merged
    return found


def _documents(chosen: Entries, *names: str) -> list[Document] | Unknown:
    found: list[Document] = []
    for name in names:
        told = settled(chosen.entries.get(name))
        if isinstance(told, Unknown):
            return told
        if not isinstance(told, Items | str | None):
            return doubt(told) or Unknown("known_after_apply", name)
        for item in told.items if isinstance(told, Items) else (told,):
            if settled(item) in (None, "") and not isinstance(told, Items):
                continue
            if settled(item) is None:
                continue
            document = read_document(item)
            if isinstance(document, Unknown):
                return document
            found.append(document)
    return found
