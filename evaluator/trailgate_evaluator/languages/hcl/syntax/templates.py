"""Templates: quoted strings, heredocs and whole files, with their strip markers, indents, conditions and loops."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from trailgate_evaluator.languages.hcl.syntax.scanning import BLANK_LINES, IDENTIFIER, after_sequence
from trailgate_evaluator.languages.hcl.syntax.tree import Conditional, HclError, Node, Template, TemplateFor, Text
from trailgate_evaluator.regular import regex

ParseExpression = Callable[[str, int, int], Node]
"""The expression of a text between two positions."""

_RUN: Final = regex(r"(?:[^$%]++|\$\$\{|%%\{|\$(?!\{)|%(?!\{))++")
_LINE: Final = regex(r"(?:[$%][^\n]|[^\n$%])*[$%]\r(?=\n)|[^\n]*\n|[^\n]+")
"""What a strip marker strips goes no further than the line; HCL's scanner cuts one off behind such a sign, too."""
_ESCAPE: Final = regex(
    r'\\(?:([nrt"\\])|u((?![dD][89a-fA-F])[0-9a-fA-F]{4})|U((?!0000[dD][89a-fA-F])00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|.?)',
    re.DOTALL,
)
"""Half of a surrogate pair is no sign."""
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_BLANK: Final = BLANK_LINES.pattern
_DIRECTIVE: Final = regex(rf"{_BLANK}(if|else|endif|for|endfor)\b")
_LOOP: Final = regex(rf"{_BLANK}({IDENTIFIER.pattern}){_BLANK}(?:,{_BLANK}({IDENTIFIER.pattern}){_BLANK})?\bin\b")


class _Piece(Struct):
    """A text, an interpolation, or a directive by its word."""

    text: str | None = None
    word: str = ""
    node: Node | None = None
    key: str | None = None
    value: str = ""


def quoted(text: str, start: int, end: int, parse: ParseExpression) -> Node:
    """The template of a quoted string's content."""
    return _template(_pieces(text, start, end, parse, quoted=True))


def heredoc(text: str, start: int, end: int, parse: ParseExpression, *, flush: bool) -> Node:
    """The template of a heredoc's content; `flush` takes out the indent that all lines share."""
    pieces = _pieces(text, start, end, parse, quoted=False)
    if flush:
        _unindent(pieces)
    return _template(pieces)


def whole(text: str, parse: ParseExpression) -> Node:
    """The template that a file is."""
    return _template(_pieces(text, 0, len(text), parse, quoted=False))


def _pieces(text: str, start: int, end: int, parse: ParseExpression, *, quoted: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    strip_next = False
    at = start
    while at < end:
        run = _RUN.match(text, at, end)
        if run is not None:
            at = run.end()
            for line in _LINE.findall(run.group()):
                told = line.replace("$${", "${").replace("%%{", "%{")
                told = _unescaped(told, at) if quoted else told
                pieces.append(_Piece(text=told.lstrip() if strip_next else told))
                strip_next = False
            continue
        inner, behind = at + 2, after_sequence(text, at + 2)
        stop = behind - 1
        if text[inner : inner + 1] == "~":
            inner += 1
            if pieces and (before := pieces[-1].text) is not None:
                pieces[-1].text = before.rstrip()
        strip_next = text[stop - 1] == "~"
        stop -= strip_next
        pieces.append(_sequence(text, inner, stop, parse, directive=text[at] == "%"))
        at = behind
    return pieces


def _sequence(text: str, start: int, stop: int, parse: ParseExpression, *, directive: bool) -> _Piece:
    if not directive:
        return _Piece(node=parse(text, start, stop))
    word = _DIRECTIVE.match(text, start)
    if word is None:
        raise HclError("if, else, endif, for or endfor", start)
    match word.group(1):
        case "if":
            return _Piece(word="if", node=parse(text, word.end(), stop))
        case "for":
            loop = _LOOP.match(text, word.end())
            if loop is None:
                raise HclError("for NAME in", start)
            first, second = loop.groups()
            return _Piece(word="for", node=parse(text, loop.end(), stop), key=first if second else None, value=second or first)
        case other:
            return _Piece(word=other)


def _unescaped(text: str, position: int) -> str:
    def one(match: re.Match[str]) -> str:
        simple, short, long = match.groups()
        if simple is not None:
            return _ESCAPED[simple]
        if (short or long) is None:
            raise HclError("an escape that HCL knows", position)
        return chr(int(short or long, 16))

    return _ESCAPE.sub(one, text) if "\\" in text else text


def _unindent(pieces: list[_Piece]) -> None:
    least: int | None = None
    adjusted: list[_Piece] = []
    newline = True
    for piece in pieces:
        told = piece.text
        if newline:
            newline = False
            if told is None:
                least = 0
            elif told.strip() or not told.endswith("\n"):
                adjusted.append(piece)
                spaces = len(told) - len(told.lstrip())
                least = spaces if least is None else min(least, spaces)
        if told is not None and told.endswith("\n"):
            newline = True
    for piece in adjusted:
        piece.text = (piece.text or "")[least or 0 :]


def _template(pieces: list[_Piece]) -> Node:
    if len(pieces) == 1 and pieces[0].node is not None and not pieces[0].word:
        return pieces[0].node  # "${x}" alone is x itself, whatever its type
    rest = iter(pieces)
    found, closing = _until(rest, frozenset())
    if closing is not None:
        raise HclError("no end of what was not begun", 0)
    if all(isinstance(part, str) for part in found.parts):
        return Text("".join(part for part in found.parts if isinstance(part, str)))
    return found


def _until(rest: Iterator[_Piece], closing: frozenset[str], depth: int = 0) -> tuple[Template, str | None]:
    """The parts up to one of the closing words, and which that was."""
    if depth > 100:  # noqa: PLR2004 - nobody nests so deep
        raise HclError("a template that nests less", 0)
    parts: list[str | Node] = []
    for piece in rest:
        if piece.text is not None:
            parts.append(piece.text)
        elif piece.word in {"else", "endif", "endfor"}:
            if piece.word not in closing:
                raise HclError("no end of what was not begun", 0)
            return Template(tuple(parts)), piece.word
        elif piece.word == "if" and piece.node is not None:
            then, word = _until(rest, frozenset({"else", "endif"}), depth + 1)
            otherwise = _until(rest, frozenset({"endif"}), depth + 1)[0] if word == "else" else Template(())
            parts.append(Conditional(piece.node, then, otherwise))
        elif piece.word == "for" and piece.node is not None:
            body, _ = _until(rest, frozenset({"endfor"}), depth + 1)
            parts.append(TemplateFor(piece.key, piece.value, piece.node, body))
        elif piece.node is not None:
            parts.append(piece.node)
    if closing:
        raise HclError(" or ".join(sorted(closing)), 0)
    return Template(tuple(parts)), None
