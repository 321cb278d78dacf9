"""Functions that read files, where these are at hand, and templates."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from trailgate_evaluator.languages.hcl.functions.linear import linear
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_template
from trailgate_evaluator.languages.hcl.syntax.tree import HclError, Node
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Items,
    RefusedError,
    Unknown,
    Value,
    settled,
    spread,
)

Evaluate = Callable[[Node, Mapping[str, Value]], Value]


class Files(Protocol):
    """The files beside a configuration; paths as `path.module` begins them."""

    def text(self, path: str) -> str | Unknown:
        """The text of a file; raises `RefusedError` where it is known that there is none."""

    def names(self, folder: str) -> list[str] | Unknown:
        """The paths of all files under a folder, with `/` between names."""


def _text(name: str, arguments: list[Value], files: Files) -> Value:
    """The text of the file that the first argument names."""
    path = converted(settled(arguments[0]), "string")
    if path is None:
        raise RefusedError(f"no null for {name}")
    if isinstance(path, Unknown):
        return path
    if not isinstance(path, str):
        return Unknown("known_after_apply", f"{name}()")
    return files.text(path)


def _whole(name: str, change: Callable[[str], Value]) -> Callable[[list[Value], Files, Evaluate], Value]:
    def call(arguments: list[Value], files: Files, _: Evaluate) -> Value:
        def one(path: Value) -> Value:
            told = _text(name, [path], files)
            return change(told) if isinstance(told, str) else told

        if len(arguments) != 1:
            raise RefusedError(f"a path for {name}")
        return spread(one, arguments[0])

    return call


def _templatefile(arguments: list[Value], files: Files, evaluate: Evaluate) -> Value:
    if len(arguments) != 2:  # noqa: PLR2004 - a path and what to put in
        raise RefusedError("a path and an object")

    def one(path: Value, names: Value) -> Value:
        text = _text("templatefile", [path], files)
        return _filled(text, names, evaluate) if isinstance(text, str) else text

    return spread(one, *arguments)


def _templatestring(arguments: list[Value], _: Files, evaluate: Evaluate) -> Value:
    if len(arguments) != 2:  # noqa: PLR2004 - a template and what to put in
        raise RefusedError("a template and an object")

    def one(template: Value, names: Value) -> Value:
        text = converted(settled(template), "string")
        if text is None:
            raise RefusedError("no null for templatestring")
        if isinstance(text, Unknown):
            return text
        return _filled(text, names, evaluate) if isinstance(text, str) else Unknown("known_after_apply", "templatestring()")

    return spread(one, *arguments)


def _filled(text: str, names: Value, evaluate: Evaluate) -> Value:
    told = settled(names)
    if isinstance(told, Unknown):
        return told
    if not isinstance(told, Entries):
        raise RefusedError("an object")
    try:
        made = evaluate(parse_template(text), told.entries)
    except HclError:
        raise RefusedError("a template") from None
    if made is None:
        raise RefusedError("a template that is not null")
    return made


def _fileexists(arguments: list[Value], files: Files, _: Evaluate) -> Value:
    if len(arguments) != 1:
        raise RefusedError("a path for fileexists")
    try:
        told = _text("fileexists", arguments, files)
    except RefusedError:
        return False
    return told if isinstance(told, Unknown) else True


def _fileset(arguments: list[Value], files: Files, _: Evaluate) -> Value:
    if len(arguments) != 2:  # noqa: PLR2004 - a folder and a pattern
        raise RefusedError("a folder and a pattern")
    folder, pattern = (converted(settled(argument), "string") for argument in arguments)
    if folder is None or pattern is None:
        raise RefusedError("no null for fileset")
    if not isinstance(folder, str) or not isinstance(pattern, str):
        return next((a for a in (folder, pattern) if isinstance(a, Unknown)), Unknown("known_after_apply", "fileset()"))
    found = files.names(folder)
    if isinstance(found, Unknown):
        return replace(found, name=f"{found.name.rstrip('/')}/")
    if re.search(r"[\\\[\]!]|\*\*[^/]|[^/]\*\*", pattern) or pattern.count("*") + pattern.count("{") > 8:  # noqa: PLR2004
        return Unknown("unreadable_expression", f"fileset() of {pattern}")
    matches = linear(_glob(pattern))
    return Items("set", tuple(sorted(name for name in found if matches.fullmatch(name))))


def _glob(pattern: str) -> str:
    """The expression of a pattern: `*` and `?` within a name, `**` over folders, `{a,b}`."""
    made: list[str] = []
    open_ = 0
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            made.append("(?:[^/]+/)*")
            at += 3
            continue
        if pattern.startswith("**", at):
            made.append(".*")
            at += 2
            continue
        sign = pattern[at]
        if sign == "/" and open_:
            raise RefusedError("a pattern whose braces stand within one name")
        within = {"}": ")", ",": "|"} if open_ else {}
        made.append({"*": "[^/]*", "?": "[^/]", "{": "(?:", **within}.get(sign, re.escape(sign)))
        open_ += 1 if sign == "{" else -1 if sign == "}" and open_ else 0
        at += 1
    if open_:
        raise RefusedError("a pattern whose braces close")
    return "".join(made)


def _digest(name: str) -> Callable[[str], Value]:
    return lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


FILES: Final[Mapping[str, Callable[[list[Value], Files, Evaluate], Value]]] = {
    "file": _whole("file", lambda text: text),
    "filebase64": _whole("filebase64", lambda text: base64.b64encode(text.encode()).decode()),
    "fileexists": _fileexists,
    "filemd5": _whole("filemd5", _digest("md5")),
    "fileset": _fileset,
    "filesha256": _whole("filesha256", _digest("sha256")),
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
