"""Asks each mutant what reaches the function that it changes, until one answer is another. Run beside the mutants.

What is asked are the expressions that are written down, and the tests of this package. One process holds all of it, and forks
for each mutant: that is ten times as fast as a run of pytest. Where a function is called while modules are imported, the fork
imports them anew. Processor time is what is bounded, so a busy machine kills nothing.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from mutmut.mutation import trampoline

HERE = "tests.evaluator.languages.hcl"
OURS = ("tests.evaluator", "trailgate_evaluator")
OPENED = Path("tests/evaluator/languages/hcl/opened.json")
TESTS = ("types", "values", "limits", "bodies", "unknown", "syntax", "grammar")
Question = Callable[[], bool]
"""Whether the answer is as it should be."""


def questions() -> Iterator[Question]:
    """Each expression that is written down, and each test."""
    oracle, table, opened = (importlib.import_module(f"{HERE}.{name}") for name in ("oracle", "table", "opened"))
    for row in table.rows():
        yield partial(_is_told, oracle.ours, table.shown, row.expression, row.told)
    for expression, answer in json.loads(OPENED.read_text(encoding="utf-8")).items():
        yield partial(_is_told, opened.told, table.shown, expression, answer)
    for name in TESTS:
        yield from tests(importlib.import_module(f"{HERE}.test_{name}"))


def _is_told(ask: Callable[[str], Any], shown: Callable[[Any], str], expression: str, answer: str) -> bool:
    return shown(ask(expression)) == answer


def tests(module: ModuleType) -> Iterator[Question]:
    """Each test of a module with each of its parameters, as pytest would call it."""
    for name, test in vars(module).items():
        if name.startswith("test_"):
            for given in product(*map(_parameters, getattr(test, "pytestmark", []))):
                yield partial(_passes, test, {k: v for one in given for k, v in one.items()})


def _parameters(mark: Any) -> list[dict[str, Any]]:
    names = [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else list(mark.args[0])
    return [dict(zip(names, value if len(names) > 1 else (value,), strict=True)) for value in mark.args[1]]


def _passes(test: Callable[..., None], given: dict[str, Any]) -> bool:
    test(**given)
    return True


def is_right(question: Question) -> bool:
    """Whether the answer is as it should be; whatever is raised is none."""
    try:
        return question()
    except BaseException:  # noqa: BLE001 - pytest's failures are no exceptions of the usual kind
        return False


@dataclass(slots=True)
class Reaching:
    """What reaches a function, and how many seconds that takes; whether importing it does."""

    questions: list[Question] = field(default_factory=list)
    seconds: float = 0
    imports: bool = False


def reached() -> dict[str, Reaching]:
    """The questions by the functions that they reach."""
    found: dict[str, Reaching] = defaultdict(Reaching)
    hits: set[str] = set()
    vars(trampoline)["record_trampoline_hit"] = lambda name, caller=None: hits.add(name)
    trampoline.set_mutant_under_test("stats")
    asked = list(questions())
    for name in hits:
        found[name].imports = True
    for question in asked:
        hits.clear()
        started = process_time()
        assert is_right(question), f"told otherwise without any mutant: {question}"
        for name in hits:
            found[name].questions.append(question)
            found[name].seconds += process_time() - started
    trampoline.set_mutant_under_test("")
    return found


def anew() -> Iterator[Question]:
    """The questions to modules that are imported once more."""
    for name in [name for name in sys.modules if name.startswith(OURS)]:
        del sys.modules[name]
    return questions()


def is_killed(asked: Reaching) -> bool:
    """Whether something is told otherwise while a mutant is switched on."""
    try:
        return not all(map(is_right, anew() if asked.imports else asked.questions))
    except BaseException:  # noqa: BLE001 - nor can it be imported
        return True


def tried(mutant: str, asked: Reaching, whole: float) -> str:
    """What becomes of a mutant in a process of its own, which may take three times as long."""
    child = os.fork()
    if not child:
        most = 2 + math.ceil(3 * (whole if asked.imports else asked.seconds))
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        trampoline.set_mutant_under_test(mutant)
        os._exit(1 if is_killed(asked) else 0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "survived", 1: "killed"}.get(status, "timeout")


def main() -> None:
    """The names of mutants come in as JSON, what became of each goes out."""
    mutants = json.load(sys.stdin)
    sys.setrecursionlimit(4 * sys.getrecursionlimit())  # a mutant is called through others
    started = process_time()
    by_function = reached()
    whole = process_time() - started
    for module in {name.rpartition(".")[0] for name in mutants}:
        assert str(sys.modules[module].__file__).startswith(str(Path.cwd())), "not the mutants"
    json.dump({name: tried(name, by_function[name.rpartition("__mutmut_")[0]], whole) for name in mutants}, sys.stdout)


if __name__ == "__main__":
    main()
