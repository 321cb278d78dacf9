"""A policy document as JSON, as Go writes the provider's structures: keys in their order, what is empty left out."""

from __future__ import annotations

from typing import Any, TypeAlias

from trailgate_evaluator.languages.hcl.functions.encoding import quoted
from trailgate_evaluator.languages.hcl.values.values import Glued, Symbol, glued
from trailgate_evaluator.readers.terraform.policy_documents.document import LISTS, PRINCIPALS, Document, Statement, Text, Texts

_Tree: TypeAlias = Any
"""Objects as dicts in the order in which they are written, lists, and texts."""


def json_of(document: Document, *, indent: bool) -> str | Symbol | Glued:
    """The JSON text of a document, on one line or as people read it."""
    parts: list[str | Symbol | Glued] = []
    _write(_document(document), parts, "\n" if indent else "")
    return glued(parts)


def _document(document: Document) -> _Tree:
    named = (("Version", document.version), ("Id", document.id))
    found: dict[str, _Tree] = {key: text for key, text in named if text != ""}
    if document.statements:
        found["Statement"] = [_statement(one) for one in document.statements]
    return found


def _statement(statement: Statement) -> _Tree:
    named = (("Sid", statement.sid), ("Effect", statement.effect))
    found: dict[str, _Tree] = {key: text for key, text in named if text != ""}
    found |= {key: _texts(statement.lists[key]) for key in LISTS if key in statement.lists}
    found |= {key: _principals(statement.principals[key]) for key in PRINCIPALS if statement.principals.get(key)}
    if statement.conditions:
        found["Condition"] = _conditions(statement.conditions)
    return found


def _principals(listed: tuple[tuple[str, Texts], ...]) -> _Tree:
    if len(listed) == 1 and listed[0][0] == "*" and listed[0][1] in ("*", ("*",)):
        return "*"
    found: dict[str, _Tree] = {}
    for kind, identifiers in listed:
        if kind not in found and not isinstance(identifiers, tuple):
            found[kind] = identifiers
            continue
        former = found.get(kind, [])
        found[kind] = [*(former if isinstance(former, list) else [former]), *_ordered(identifiers)]
    return {kind: found[kind] for kind in sorted(found)}


def _ordered(identifiers: Texts) -> list[Text]:
    """Several from Z to A, where all are known."""
    texts = list(identifiers) if isinstance(identifiers, tuple) else [identifiers]
    known = [text for text in texts if isinstance(text, str)]
    return [*sorted(known, reverse=True)] if len(known) == len(texts) else texts


def _conditions(listed: tuple[tuple[str, str, Texts], ...]) -> _Tree:
    found: dict[str, dict[str, list[Text]]] = {}
    for test, variable, values in listed:
        found.setdefault(test, {}).setdefault(variable, []).extend(values if isinstance(values, tuple) else (values,))
    return {
        test: {variable: values[0] if len(values) == 1 else values for variable, values in sorted(inner.items())}
        for test, inner in sorted(found.items())
    }


def _texts(texts: Texts) -> _Tree:
    return list(texts) if isinstance(texts, tuple) else texts


def _write(tree: _Tree, parts: list[str | Symbol | Glued], line: str) -> None:
    """Append the JSON of a tree; `line` ends a line and begins the next, as deep as this one, or is nothing."""
    match tree:
        case dict():
            _many([(f"{quoted(key)}:{' ' if line else ''}", inner) for key, inner in tree.items()], "{}", parts, line)
        case list():
            _many([("", inner) for inner in tree], "[]", parts, line)
        case str():
            parts.append(quoted(tree))
        case Glued(parts=inner):
            parts += ['"', *(quoted(part)[1:-1] if isinstance(part, str) else part for part in inner), '"']
        case _:
            parts += ['"', tree, '"']


def _many(items: list[tuple[str, _Tree]], brackets: str, parts: list[str | Symbol | Glued], line: str) -> None:
    deeper = f"{line}  " if line else ""
    for number, (prefix, inner) in enumerate(items):
        parts.append(f"{',' if number else brackets[0]}{deeper}{prefix}")
        _write(inner, parts, deeper)
    parts.append(f"{line}{brackets[1]}" if items else brackets)
