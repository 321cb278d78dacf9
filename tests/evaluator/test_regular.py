"""Regular expressions compiled at their first use: each one compiles, and all of a module are made this way."""

from __future__ import annotations

import ast
import pickle
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import trailgate_evaluator
from trailgate_evaluator.regular import Deferred, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(trailgate_evaluator.__file__).parent


def test_every_expression_compiles() -> None:
    names = [one.name for one in pkgutil.walk_packages([str(PACKAGE)], "trailgate_evaluator.")]
    found = {id(one): one for name in names if not name.endswith("__main__") for one in _in(vars(import_module(name)))}
    for one in found.values():
        assert isinstance(one.compiled(), re.Pattern)
    assert len(found) > 200


def test_what_it_gives_is_what_the_compiled_one_gives() -> None:
    deferred, compiled = regex(r"(?P<name>[a-z]+)=(\d+)", re.ASCII | re.IGNORECASE), re.compile(r"(?P<name>[a-z]+)=(\d+)", 258)
    for _ in range(2):
        assert deferred.fullmatch("Ab=12").groups() == compiled.fullmatch("Ab=12").groups()  # type: ignore[union-attr]
        assert deferred.sub("-", "a=1 b=2") == "- -"
        assert (deferred.pattern, deferred.groups, deferred.flags) == (compiled.pattern, compiled.groups, compiled.flags)
    assert pickle.loads(pickle.dumps(deferred)).match("a=1") is not None  # noqa: S301 - our own


def test_a_mistake_in_it_shows_at_the_first_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.match("")


def test_no_module_compiles_one_when_it_is_loaded() -> None:
    texts = {path: path.read_text() for path in PACKAGE.rglob("*.py")}
    assert not [path for path, text in texts.items() if "re.compile(" in text and list(_compiled_on_loading(ast.parse(text)))]


def _in(value: Any) -> Iterator[Deferred]:
    if isinstance(value, Deferred):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _in(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _in(inner)


def _compiled_on_loading(node: ast.AST) -> Iterator[ast.Call]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "re.compile":
            yield inner
        yield from _compiled_on_loading(inner)
