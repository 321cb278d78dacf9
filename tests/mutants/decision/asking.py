"""Asks each mutant the tests that reach the function it changes, until one fails. Run beside the mutants.

First come those that failed for most other mutants of the function, then those that did for most of all, then the quickest.
pytest collects the tests once, and this process forks for each mutant; what was worked out before the fork is forgotten. Where a
function is called while modules are imported, the fork has pytest collect anew. Processor time is what is bounded, test by test,
so a busy machine kills nothing. Standard output has what became of each mutant, standard error how far it is.
"""

from __future__ import annotations

import functools
import gc
import json
import math
import os
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation import trampoline

OURS = ("tests.", "trailgate_evaluator")
LEAST_SECONDS = 2
"""What a test may take at any rate."""
KEPT = frozenset({"every_record"})
"""Caches of what no mutant changes: what the policies say."""
MANY_TIMES = 5
"""How many times as long as without a mutant a test may take."""


@dataclass(slots=True)
class Asking:
    """A plugin that runs the tests mutant by mutant, in the place of pytest's own loop."""

    mutants: Sequence[str]
    told: dict[str, str] = field(default_factory=dict)
    reach: dict[str, list[pytest.Item]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)
    hits: set[str] = field(default_factory=set)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a test failed for mutants of a function, and of any, ""."""

    def hit(self, name: str, caller: str | None = None) -> None:
        """A function is called."""
        self.hits.add(name)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Each test once without a mutant, then each mutant."""
        imported = set(self.hits)
        for item in session.items:
            self.hits.clear()
            forget()
            started = process_time()
            assert is_passed(item), f"fails without any mutant: {item.nodeid}"
            self.seconds[item.nodeid] = process_time() - started
            for name in self.hits:
                self.reach[name].append(item)
        trampoline.set_mutant_under_test("")
        for module in {name.rpartition(".")[0] for name in self.mutants}:
            if module in sys.modules:
                assert str(sys.modules[module].__file__).startswith(str(Path.cwd())), "not the mutants"
        gc.freeze()  # what is here already is not looked through in every fork, which would copy it
        for number, mutant in enumerate(self.mutants, 1):
            function = mutant.rpartition("__mutmut_")[0]
            self.told[mutant] = self.tried(mutant, function, anew=function in imported)
            sys.stderr.write(f"{number} of {len(self.mutants)}: {mutant}: {self.told[mutant]}\n")
        return True

    def tried(self, mutant: str, function: str, *, anew: bool) -> str:
        """What becomes of a mutant in a process of its own."""
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            trampoline.set_mutant_under_test(mutant)
            failed = self.fails_anew() if anew else self.fails(sorted(self.reach[function], key=partial(self.rank, function)))
            os.write(tell, (failed or "").encode())
            os._exit(0 if failed is None else 1)
        os.close(tell)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(told, encoding="utf-8") as stream:
            test = stream.read()
        self.failed.update([(function, test), ("", test)])
        return {0: "survived", 1: "killed"}.get(status, "timeout")

    def rank(self, function: str, item: pytest.Item) -> tuple[float, ...]:
        """Where a test comes among those that reach a function."""
        name = item.nodeid
        return -self.failed[function, name], -self.failed["", name], self.seconds[name]

    def fails(self, items: Sequence[pytest.Item]) -> str | None:
        """The first of these tests that fails while a mutant is switched on."""
        for item in items:
            forget()
            allow(self.seconds[item.nodeid])
            if not is_passed(item):
                return item.nodeid
        return None

    def fails_anew(self) -> str | None:
        """The first that fails where all is imported once more; "" where that cannot be."""
        for name in [name for name in sys.modules if name.startswith(OURS)]:
            del sys.modules[name]
        ordered = Ordered(partial(self.rank, ""), self.seconds)
        code = pytest.main(["-x", *SETTINGS, *sys.argv[1:]], plugins=[ordered])
        return None if code == 0 else next(iter(ordered.failed), "")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A plugin that has tests run in an order, and keeps which failed."""

    rank: Callable[[pytest.Item], tuple[float, ...]]
    seconds: dict[str, float]
    failed: list[str] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Puts them in order."""
        items.sort(key=self.rank)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps one that failed."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Bounds it."""
        allow(self.seconds[item.nodeid])


SETTINGS = ("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:terminal", "--assert=plain")
"""Nobody is shown why a test fails, and to work that out takes longer than the test."""


def is_passed(item: pytest.Item) -> bool:
    """Whether a test passes, with its fixtures set up for it alone."""
    return all(report.passed or report.skipped for report in runtestprotocol(item, log=False, nextitem=None))


@functools.cache
def caches() -> list[Any]:
    """All caches of ours."""
    found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    return [one for one in found if str(one.__module__).startswith(OURS) and one.__name__ not in KEPT]


def forget() -> None:
    """Empties them, so that nothing is told from before."""
    for cached in caches():
        cached.cache_clear()


def allow(seconds: float) -> None:
    """Bounds the processor time until the next test."""
    most = math.ceil(process_time() + LEAST_SECONDS + MANY_TIMES * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def main() -> None:
    """The names of mutants come in as JSON, what became of each goes out; the tests are the arguments."""
    asking = Asking(json.load(sys.stdin))
    out = os.dup(1)
    os.dup2(2, 1)
    sys.setrecursionlimit(4 * sys.getrecursionlimit())  # a mutant is called through others
    vars(trampoline)["record_trampoline_hit"] = asking.hit
    trampoline.set_mutant_under_test("stats")
    code = pytest.main([*SETTINGS, *sys.argv[1:]], plugins=[asking])
    assert code == 0, f"expected tests that pass without any mutant, found pytest's exit code {code}"
    with os.fdopen(out, "w", encoding="utf-8") as stream:
        json.dump(asking.told, stream)


if __name__ == "__main__":
    main()
