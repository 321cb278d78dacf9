"""Caches said otherwise, so that what is cached is mutated, too: mutmut leaves every decorated function as it is."""

from __future__ import annotations

import ast
from typing import Final

_CACHES: Final = frozenset({"cache", "lru_cache", "cached_property"})


def after_their_functions(source: str) -> str:
    """The module with `name = lru_cache(…)(name)` below a function in the place of the decorator above it."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or len(node.decorator_list) != 1 or node.end_lineno is None:
            continue
        (decorator,) = node.decorator_list
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(named, ast.Name) and named.id in _CACHES:
            lines[decorator.lineno - 1] = ""
            lines[node.end_lineno - 1] += f"\n{' ' * node.col_offset}{node.name} = {ast.unparse(decorator)}({node.name})"
    return "\n".join(lines) + "\n"
