"""Mistakes that people make where an operator is due: each one named, with a repair where it is plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError, Repair
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Span
    from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor

_CONNECTIVES = {"AND": "&&", "and": "&&", "And": "&&", "OR": "||", "or": "||", "Or": "||"}
_OPERATORS = {"EXISTS", "exists", "IN", "in", "LIKE", "like", "CONTAINS", "contains", "BETWEEN", "EQ", "NE"}
_KEYWORD = regex(r"(?:is|not|does)\b|(?:is|not)(?:null|true|false|exists?)\b", re.IGNORECASE)
_IS_NOT_NULL = regex(r"IS[ \t\r\n]+NOT[ \t\r\n]+NULL\b", re.IGNORECASE)
_LIKE_NOT_EXISTS = regex(r"(?:does[ \t\r\n]+)?not[ \t\r\n]*exists?\b", re.IGNORECASE)
_JOINED = regex(r"[A-Za-z0-9_](?P<keyword>NOT(?=[ \t\r\n]+EXISTS\b)|IS(?=[ \t\r\n]+(?:NULL|TRUE|FALSE)\b))")
_SUPPORTED = {
    spelling: regex(spelling.replace(" ", r"[ \t\r\n]+") + r"\b", re.IGNORECASE)
    for spelling in ("IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS")
}
_WORD_OF_NAME = regex(r"[A-Za-z0-9_-]")
_WORDS = regex(r"[^(){}&|=<>!\"\\%$]+")
_WORD_OF_VALUE = regex(r"[A-Za-z0-9_.*-]")


def after_selector(cursor: Cursor, selector: Span, operator: re.Match[str] | None) -> PatternError:
    """What is wrong where = != < > <= >= IS or NOT EXISTS is expected."""
    if operator is not None:
        end = cursor.at
        while cursor.source[end : end + 1] in {"=", "<", ">"}:
            end += 1
        written = cursor.source[operator.start() : end]
        repair = Repair(start=operator.start(), end=end, text=written[:-1]) if written in {"==", "!=="} else None
        message = f"expected an operator = != < > <= >=, found {written}"
        return cursor.error("bad_operator", message, start=operator.start(), end=end, repair=repair)
    if _KEYWORD.match(cursor.source, cursor.at):
        return _keyword(cursor)
    word = cursor.sees("name")
    repair = _in_selector(cursor, selector, word)
    apart = cursor.at > selector[1] and _WORD_OF_NAME.match(cursor.source[selector[1] - 1]) is not None
    if repair is None and word and apart and word[0] not in _OPERATORS | set(_CONNECTIVES):
        return _blank_in_word(cursor, selector[1], "a selector holds no blank")
    end = word.end() if word else cursor.at + 1
    message = "expected an operator: = != < > <= >= IS NULL, IS TRUE, IS FALSE or NOT EXISTS"
    return cursor.error("bad_operator", message, end=end, repair=repair)


def _in_selector(cursor: Cursor, selector: Span, word: re.Match[str] | None) -> Repair | None:
    """The plain edit of a selector without its dot, as in $name, or one to which a keyword is joined, as in $.nameNOT EXISTS."""
    written = cursor.source[slice(*selector)]
    if word is not None and written == "$" and word.start() == selector[1]:
        return Repair(start=selector[1], end=selector[1], text=".")
    joined = _JOINED.search(written + cursor.source[selector[1] :])
    if joined is not None and joined.start("keyword") < len(written) <= joined.end("keyword"):
        at = selector[0] + joined.start("keyword")
        return Repair(start=at, end=at, text=" ")
    return None


def after_operand(cursor: Cursor) -> PatternError:
    """What is wrong where && || ) or } is expected."""
    source, at = cursor.source, cursor.at
    if word := cursor.sees("name"):
        if word[0] in _CONNECTIVES:
            repair = Repair(start=at, end=word.end(), text=_CONNECTIVES[word[0]])
            return cursor.error("word_operator", f"expected && or ||, found {word[0]}", end=word.end(), repair=repair)
        before = len(source[:at].rstrip(" \t\r\n"))
        if before < at and _WORD_OF_VALUE.match(source[before - 1]):
            return _blank_in_word(cursor, before, "an unquoted value holds no blank", otherwise=_in_quotes(source, before))
    if source[at] == '"' and _WORD_OF_VALUE.match(source[at - 1]):
        repair = Repair(start=at, end=at + 1, text="")
        return cursor.error("unexpected_text", "this quote ends a value that none begins", repair=repair)
    if source[at] in "|&":
        end = at + 1
        repair = Repair(start=at, end=end, text=source[at] * 2)
        return cursor.error("single_operator", f"expected {source[at] * 2}, found {source[at]}", repair=repair)
    if source[at] in "$(":
        return cursor.error("missing_operator", "expected && or || between two conditions")
    if source[at] == ")":
        return cursor.error("unopened_parenthesis", "this ) closes no (")
    return cursor.error("unexpected_text", f"expected && || ) or }}, found {source[at]!r}")


def _keyword(cursor: Cursor) -> PatternError:
    for spelling, rule in _SUPPORTED.items():
        if found := rule.match(cursor.source, cursor.at):
            repair = Repair(start=cursor.at, end=found.end(), text=spelling)
            return cursor.error("keyword_case", f"expected {spelling}, in capitals", end=found.end(), repair=repair)
    if found := _LIKE_NOT_EXISTS.match(cursor.source, cursor.at):
        repair = Repair(start=cursor.at, end=found.end(), text="NOT EXISTS")
        return cursor.error("bad_keyword", "expected NOT EXISTS", end=found.end(), repair=repair)
    if found := _IS_NOT_NULL.match(cursor.source, cursor.at):
        repair = Repair(start=cursor.at, end=found.end(), text="= *")
        return cursor.error("is_not", "IS NOT is not supported", end=found.end(), repair=repair)
    word = cursor.sees("name")
    end = cursor.at + 2 if word is None else word.end()
    return cursor.error("bad_keyword", "expected IS NULL, IS TRUE, IS FALSE or NOT EXISTS", end=end)


def _blank_in_word(cursor: Cursor, before: int, message: str, *, otherwise: Repair | None = None) -> PatternError:
    repair = Repair(start=before, end=cursor.at, text="")
    return cursor.error("blank_in_word", message, start=before, end=cursor.at, repair=repair, otherwise=otherwise)


def _in_quotes(source: str, before: int) -> Repair | None:
    """The words of a value, of which the first one ends there, in double quotes."""
    start = before
    while start and _WORD_OF_VALUE.match(source[start - 1]):
        start -= 1
    words = _WORDS.match(source, start)
    written = "" if words is None else words[0].rstrip()
    return Repair(start=start, end=start + len(written), text=f'"{written}"') if written else None
