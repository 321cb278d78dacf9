"""`yamldecode`: YAML as go-cty-yaml reads it; a scalar that YAML 1.1 and 1.2 read differently is not known."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

import yaml

from trailgate_evaluator.languages.hcl.functions.decoding import decoding
from trailgate_evaluator.languages.hcl.functions.registry import Functions
from trailgate_evaluator.languages.hcl.values.numbers import plain
from trailgate_evaluator.languages.hcl.values.values import Items, RefusedError, Unknown, Value, composed, entries
from trailgate_evaluator.regular import regex

_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER: Final = regex(r"-?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?", re.ASCII)
_PLAIN_TEXT: Final = regex(r"[A-Za-z/*\u00c0-\uffff$({][^\t]*|-[^\d.].*", re.DOTALL)
_OPEN: Final = regex(r"(?:y|yes|n|no|on|off|\.?inf|\.?nan|[-+]?\.?(?:inf|nan))", re.IGNORECASE)
_DOUBT: Final = Unknown("unreadable_expression", "yamldecode() of a scalar that readers differ about")
_MOST: Final = 200_000
_DEEPEST: Final = 60


class _Reader:
    def __init__(self) -> None:
        self._left = _MOST

    def value(self, node: yaml.Node, depth: int) -> Value:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return Unknown("unreadable_expression", "YAML that is very large")
        match node:
            case yaml.ScalarNode():
                return _scalar(node)
            case yaml.SequenceNode():
                return Items("tuple", tuple(self.value(inner, depth + 1) for inner in node.value))
            case yaml.MappingNode():
                return self._mapping(node, depth)
            case _:
                raise RefusedError("YAML")

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Value:
        found: dict[str, Value] = {}
        for key, inner in node.value:
            name = _scalar(key) if isinstance(key, yaml.ScalarNode) else _DOUBT
            if not isinstance(name, str) or name == "<<":
                return _DOUBT
            found[name] = self.value(inner, depth + 1)
        return entries("object", found)


def _scalar(node: yaml.ScalarNode) -> Value:
    text = node.value
    if node.style is not None:
        return composed(str(text))
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text in _NULL:
        return None
    if _NUMBER.fullmatch(text):
        return plain(Fraction(text))
    if _OPEN.fullmatch(text) or not _PLAIN_TEXT.fullmatch(text):
        return _DOUBT
    return composed(str(text))


class _Loader(yaml.SafeLoader):
    """Composes nodes without resolving what they are."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own table


def _yamldecode(text: str) -> Value:
    if text.count("\n---") > 1 or len(text) > _MOST * 10:
        return _DOUBT
    loader = _Loader(text)
    try:
        if "!" in text and any(isinstance(token, yaml.TagToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):
            return _DOUBT
        node = loader.get_single_node()
        if node is None:
            raise RefusedError("a YAML document")
        return _Reader().value(node, 0)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise RefusedError("YAML") from None
    finally:
        loader.dispose()


YAML: Final[Functions] = {"yamldecode": decoding(_yamldecode, lambda symbol: "," in symbol.lacks)}
"""An ARN without commas is a scalar of its own, and a text."""
