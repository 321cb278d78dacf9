"""Mutation testing of the decision: each small change to its source must make a test fail.

    python -m tests.mutants.mutate [MODULE…] [--jobs N]

Each mutant is a change of one place in the syntax tree (a comparison, a connective, a condition, a number, a statement left out),
run in a process of its own against `TESTS`. Prints the survivors, and the share killed
of the mutants that change anything; exit 1 below `--least` percent.
`EQUIVALENT` lists survivors that no test can kill, each with the reason.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.equivalent import EQUIVALENT

PACKAGE = "trailgate_evaluator.filter_pattern.decision"
MODULES = ("decide", "formula")
TESTS = ("tests/evaluator/filter_pattern/test_decision.py",)
SECONDS = 90
_NO_BEHAVIOUR = ("assert", "raise BoundReached", "@dataclass", "if TYPE_CHECKING")
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed module: where, what was changed, and the new source."""

    module: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        """How it is listed: module, the text of its line, and the change."""
        return f"{self.module}: {self.change}"


def unchanged(module: str) -> Mutant:
    """The module as it is, as a mutant: it must survive."""
    found = importlib.util.find_spec(f"{PACKAGE}.{module}")
    assert found is not None
    assert found.origin is not None
    return Mutant(module=module, line=0, change="nothing", source=Path(found.origin).read_text(encoding="utf-8"))


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of a module of the decision."""
    source = unchanged(module).source
    tree = ast.parse(source)
    lines = source.splitlines()
    for index, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", 0)
        text = lines[line - 1].strip() if line else ""
        if "spend(" in text or "lru_cache" in text or text.startswith(_NO_BEHAVIOUR) or _is_type(node):
            continue
        for number, what in enumerate(_changes(node)):
            changed = copy.deepcopy(tree)
            target = next(one for place, one in enumerate(ast.walk(changed)) if place == index)
            _apply(target, number)
            ast.fix_missing_locations(changed)
            yield Mutant(module=module, line=line, change=f"{text} [{what}]", source=ast.unparse(changed))


def _is_type(node: ast.AST) -> bool:
    """Whether it is an alternative of types such as `str | None`."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _ends_in_type(node.right)


def _ends_in_type(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or (isinstance(node, ast.Name) and node.id[:1].isupper())


def _changes(node: ast.AST) -> list[str]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            return [f"{type(op).__name__} becomes {_COMPARISONS[type(op)].__name__}"]
        case ast.BoolOp(op=op):
            return ["or" if isinstance(op, ast.And) else "and"]
        case ast.UnaryOp(op=ast.Not()):
            return ["not left out"]
        case ast.IfExp() | ast.If() | ast.While():
            return ["condition negated"]
        case ast.Constant(value=bool()):
            return ["other truth"]
        case ast.Constant(value=int()):
            return ["one more"]
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.Add() | ast.BitXor()):
            return ["left operand alone"]
        case ast.Expr(value=ast.Call()) | ast.Continue() | ast.Break() | ast.AugAssign():
            return ["left out"]
        case _:
            return []


def _apply(node: ast.AST, number: int) -> None:
    del number
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [_COMPARISONS[type(op)]()]
        case ast.BoolOp(op=op):
            node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _become(node, ast.Call(func=ast.Name(id="bool", ctx=ast.Load()), args=[operand], keywords=[]))
        case ast.IfExp(test=test) | ast.If(test=test) | ast.While(test=test):
            node.test = ast.UnaryOp(op=ast.Not(), operand=test)
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.BinOp(left=left):
            _become(node, left)
        case _:
            _become(node, ast.Pass())


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__
    for name in list(vars(node)):
        if name not in {"lineno", "col_offset", "end_lineno", "end_col_offset"}:
            delattr(node, name)
    for name, value in ast.iter_fields(other):
        setattr(node, name, value)


def killed(mutant: Mutant) -> bool:
    """Whether the tests fail (or do not end) with the mutant in the module's place."""
    child = os.fork()
    if child == 0:
        os._exit(_run(mutant))
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def _run(mutant: Mutant) -> int:
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    name = f"{PACKAGE}.{mutant.module}"

    class Loader:
        """Finds the mutant where the module is asked for."""

        @staticmethod
        def find_spec(wanted: str, path: object = None, target: object = None) -> object:
            del path, target
            return importlib.util.spec_from_loader(name, Loader()) if wanted == name else None  # type: ignore[arg-type]

        @staticmethod
        def create_module(spec: object) -> None:
            del spec

        @staticmethod
        def exec_module(module: object) -> None:
            exec(compile(mutant.source, name, "exec"), vars(module))  # noqa: S102 - the mutant is our own source

    for loaded in [one for one in sys.modules if one.startswith("trailgate_evaluator.filter_pattern")]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, Loader)  # type: ignore[arg-type]
    with contextlib.suppress(SystemExit):
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest", *TESTS]))
    return 1


def main() -> int:
    """Runs every mutant; 0 where enough were killed and every survivor is known to be equivalent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--least", type=float, default=90.0)
    asked = parser.parse_args()
    for module in asked.modules:
        if killed(unchanged(module)):
            print(f"the tests fail on {module} as it is")
            return 1
    survivors: list[Mutant] = []
    total = 0
    for module in asked.modules:
        for mutant in mutants_of(module):
            total += 1
            if not killed(mutant):
                survivors.append(mutant)
                print(f"survived: {mutant.module}.py:{mutant.line}: {mutant.change}", flush=True)
    unknown = [mutant for mutant in survivors if mutant.name not in EQUIVALENT]
    equivalent = len(survivors) - len(unknown)
    killed_ones = total - len(survivors)
    score = 100 * killed_ones / (total - equivalent)
    print(f"{killed_ones} of {total} mutants killed, {equivalent} are equivalent: {score:.1f} % of the others")
    return 0 if score >= asked.least and not unknown else 1


if __name__ == "__main__":
    sys.exit(main())
