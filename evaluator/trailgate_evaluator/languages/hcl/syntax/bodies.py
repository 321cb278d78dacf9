"""A configuration file as attributes and blocks, each taken apart only when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct, field

from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
from trailgate_evaluator.languages.hcl.syntax.scanning import (
    BLANK_LINES,
    BLANKS,
    IDENTIFIER,
    after_expression,
    after_string,
    behind,
)
from trailgate_evaluator.languages.hcl.syntax.tree import HclError, Node


class Expression(Struct):
    """An expression as it is written, where, and its tree on demand."""

    path: str
    text: str
    start: int
    end: int
    tree: Node | None = None

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def written(self) -> str:
        """Its text, in one line."""
        return " ".join(self.text[self.start : self.end].split())

    def node(self) -> Node:
        """Its tree; raises `HclError`."""
        if self.tree is None:
            self.tree = parse_expression(self.text, self.start, self.end)
        return self.tree


class Body(Struct):
    """What stands between the braces of a block, or in a file."""

    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def is_json_block(self, name: str) -> bool:
        """Whether a name stands for nested blocks too, as JSON writes them: only the schema tells which it is."""
        return name in self.attributes and any(block.kind == name for block in self.blocks)

    def of_type(self, kind: str) -> Iterator[Block]:
        """The nested blocks of a type, in their order."""
        return (block for block in self.blocks if block.kind == kind)


class Block(Struct):
    """A block: its type, its labels, and its body on demand."""

    kind: str
    labels: tuple[str, ...]
    path: str
    text: str
    start: int
    end: int
    read: Body | None = None

    @property
    def line(self) -> int:
        """The line on which its body begins, from 1."""
        return self.text.count("\n", 0, self.start) + 1

    def body(self) -> Body:
        """Its body; raises `HclError`."""
        if self.read is None:
            self.read = _body(self.path, self.text, self.start, self.end)
        return self.read


def parse_file(path: str, text: str) -> Body:
    """The body of a file in HCL's native syntax; raises `HclError`."""
    return _body(path, text, 0, len(text))


def _body(path: str, text: str, start: int, end: int) -> Body:
    found = Body()
    at = start
    while True:
        at = behind(BLANK_LINES, text, at)
        if at >= end:
            return found
        name = IDENTIFIER.match(text, at)
        if name is None:
            raise HclError("a name", at)
        at = behind(BLANKS, text, name.end())
        if text[at : at + 1] == "=":
            begin = behind(BLANKS, text, at + 1)
            at = min(after_expression(text, begin), end)
            found.attributes[name.group()] = Expression(path, text, begin, at)
            continue
        labels, at = _labels(text, at, end)
        stop = after_expression(text, at + 1, nested=True)
        if text[stop : stop + 1] != "}":
            raise HclError("`}`", stop)
        found.blocks.append(Block(name.group(), labels, path, text, at + 1, stop))
        at = stop + 1


def _labels(text: str, at: int, end: int) -> tuple[tuple[str, ...], int]:
    """The labels that stand at a position, and where the brace behind them is."""
    labels: list[str] = []
    while at < end and text[at] != "{":
        if text[at] == '"':
            start, at = at, after_string(text, at)
            try:
                labels.append(json.loads(text[start:at]))
            except ValueError:
                raise HclError("a label", start) from None
        elif (name := IDENTIFIER.match(text, at)) is not None:
            labels.append(name.group())
            at = name.end()
        else:
            raise HclError("`{` or `=`", at)
        at = behind(BLANKS, text, at)
    if at >= end:
        raise HclError("`{`", at)
    return tuple(labels), at
