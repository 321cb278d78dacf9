"""Mutation testing with mutmut: each small change of a package's source must make one of its tests fail.

mutmut wants a source tree in `src/`, so one is laid out in `out/mutants/` (there `mutmut browse` and `mutmut show` work).
Prints each survivor, each mutant that was killed only by taking too long (ask those again where the machine was busy), and the
share killed. A campaign lists the survivors that no test can kill, each with the reason; any other one, or a share below its
least, is exit code 1.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.caches import after_their_functions
from tests.mutants.sampling import least_share, shuffled

ROOT = Path(__file__).resolve().parents[2]
_KILLED = frozenset({"killed", "timeout", "segfault", "caught by type check"})
_GENERATE = """
from pathlib import Path
from mutmut import __main__ as mutmut

Path("mutants").mkdir()
mutmut.copy_src_dir()
mutmut.copy_also_copy_files()
mutmut.setup_source_paths()
mutmut.create_mutants(1)
"""
"""What `mutmut run` does before it runs anything."""
_BAR = "\u01c1"
"""What mutmut puts between the name of a class and that of its method."""
_PARSER = argparse.ArgumentParser(description="Change a package in one place at a time, and see whether a test fails.")
_PARSER.add_argument("module", nargs="*", help="one of the package's modules; all where none is given")
_PARSER.add_argument("--children", type=int, default=2, help="how many mutants are asked at once (default: 2)")
_PARSER.add_argument(
    "--sample", type=int, metavar="N", help="ask N mutants of each module, drawn by `sampling.py` (default: all)"
)
_PARSER.add_argument("--function", metavar="NAME", default="", help="ask those alone whose function's name holds this")
_RESULT = re.compile(r"^ *(\S+__mutmut_\d+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Which modules of a package are mutated, the tests that must see it, and what these read besides their own folders."""

    package: str
    modules: Sequence[str]
    tests: Sequence[str]
    beside: Sequence[str] = ()
    equivalent: Mapping[str, str]
    alike: Mapping[str, str] = field(default_factory=dict)
    """Patterns of changes that are equivalent wherever they are made, with the reason."""
    unseen: Sequence[str] = ()
    """Patterns of lines that are not mutated: nothing that is promised depends on them."""
    asking: str | None = None
    """A program that asks the mutants in place of pytest, and is told the tests: see `hcl/asking.py`, `decision/asking.py`."""
    cached: bool = False
    """Whether functions with caches are mutated; who asks has to empty these."""
    least: float

    @property
    def folder(self) -> Path:
        """Where it is laid out."""
        return ROOT / "out" / "mutants" / self.package.rpartition(".")[2]

    def run(self, arguments: Sequence[str]) -> int:
        """Runs the mutants of the modules, or of all; 0 where enough were killed and every survivor is known to be equivalent."""
        asked = _PARSER.parse_args(arguments)
        self.lay_out(asked.module or self.modules)
        changes, results = self.results(str(asked.children), asked.sample, asked.function)
        for name in (name for name, status in results if status == "timeout"):
            print(f"too slow: {name}\n    {changes[name]}")
        survivors = {name: changes[name] for name, status in results if status not in _KILLED}
        unknown = {name: change for name, change in survivors.items() if not self.is_equivalent(change)}
        for name, change in unknown.items():
            print(f"survived: {name}\n    {change}")
        total, killed = len(results), len(results) - len(survivors)
        equivalent = len(survivors) - len(unknown)
        score = killed / max(total - equivalent, 1)
        print(f"{dict(Counter(status for _, status in results))}")
        print(f"{killed} of {total} mutants killed ({killed / max(total, 1):.1%})")
        print(f"{equivalent} are equivalent: {score:.1%} of the others")
        if total < len(changes):
            least = least_share(killed + equivalent, total, len(changes))
            print(f"drawn from {len(changes)}: of all, at least {least:.1%} are killed or equivalent, with 97.5 % confidence")
        return 0 if total and score >= self.least and not unknown else 1

    def results(self, children: str, sample: int | None, function: str = "") -> tuple[dict[str, str], list[tuple[str, str]]]:
        """The mutants of some functions with their changes, and what became of each, or of a sample."""
        if self.asking is None:
            assert sample is None, "pytest asks all of them"
            assert not function, "pytest asks all of them"
            self.mutmut("run", "--max-children", children, shown=True)
            return self.changes(), _RESULT.findall(self.mutmut("results", "--all", "true"))
        self.python("-c", _GENERATE)
        changes = {name: change for name, change in self.changes().items() if function in change.partition(": ")[0]}
        names = list(changes) if sample is None else _sample(changes, sample)
        told = self.python(str(ROOT / self.asking), *self.tests, given=json.dumps(names), within="mutants")
        found: dict[str, str] = json.loads(told)
        return changes, list(found.items())

    def is_equivalent(self, change: str) -> bool:
        """Whether a survivor is listed."""
        return change in self.equivalent or any(re.fullmatch(pattern, change) for pattern in self.alike)

    def lay_out(self, modules: Sequence[str]) -> None:
        """The evaluator, the tests and what they read, as mutmut wants them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        tests = {str(Path(test.partition("::")[0]).parent) for test in self.tests}
        for source in ("evaluator/trailgate_evaluator", *sorted(tests), *self.beside):
            target = (
                self.folder / source.replace("evaluator/", "src/", 1) if source.startswith("evaluator/") else self.folder / source
            )
            if (ROOT / source).is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, target)
            else:
                shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "tests" / "conftest.py", self.folder / "tests" / "conftest.py")
        only = [f"src/{self.package.replace('.', '/')}/{module}.py" for module in modules]
        for path in (self.folder / module for module in only if self.cached):
            path.write_text(after_their_functions(path.read_text("utf-8")), "utf-8")
        (self.folder / "pyproject.toml").write_text(
            f"""\
[tool.mutmut]
source_paths = ["src/"]
only_mutate = {only}
also_copy = {sorted({source.split("/")[0] for source in (*self.beside, "tests")})}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {list(self.tests)}
do_not_mutate_patterns = {json.dumps(list(self.unseen))}
use_git_change_detection = false
timeout_multiplier = 4.0
timeout_constant = 2.0

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
pythonpath = ["."]
filterwarnings = ["error"]
""",
            "utf-8",
        )

    def mutmut(self, *arguments: str, shown: bool = False) -> str:
        """What the command prints."""
        command = [sys.executable, "-m", "mutmut", *arguments]
        done = subprocess.run(command, cwd=self.folder, check=False, text=True, stdout=None if shown else subprocess.PIPE)
        return done.stdout or ""

    def python(self, *arguments: str, given: str = "", within: str = "") -> str:
        """What a program prints that knows the mutants instead of the package."""
        place = self.folder / within
        path = os.pathsep.join([str(place / "src"), str(place)])
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=place,
            check=True,
            text=True,
            input=given,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        return done.stdout

    def changes(self) -> dict[str, str]:
        """Each mutant as it is listed: where it is, and its line before and after."""
        found: dict[str, str] = {}
        source = self.folder / "mutants" / "src"
        for path in (source / self.package.replace(".", "/")).rglob("*.py"):
            module = ".".join(path.relative_to(source).with_suffix("").parts)
            text = path.read_text("utf-8")
            if "__mutmut_orig" not in text:
                continue
            functions = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
            lines = text.splitlines()
            bodies = {name: _renamed(lines[node.lineno - 1 : node.end_lineno], name) for name, node in functions.items()}
            for name, body in bodies.items():
                function, mutant, number = name.partition("__mutmut_")
                if mutant and number.isdecimal():
                    where = (
                        f"{module.removeprefix(f'{self.package}.')}.{function.removeprefix('x').removeprefix('_').strip(_BAR)}"
                    )
                    found[f"{module}.{name}"] = f"{where.replace(_BAR, '.')}: {_change(bodies[f'{function}__mutmut_orig'], body)}"
        return found


def _sample(changes: Mapping[str, str], count: int) -> list[str]:
    """That many mutants of each module."""
    modules: dict[str, list[str]] = {}
    for name in changes:
        modules.setdefault(name.rpartition(".")[0], []).append(name)
    return [name for names in modules.values() for name in shuffled(names, changes.__getitem__)[:count]]


def _renamed(lines: Sequence[str], name: str) -> list[str]:
    """A function as it was called before it was mutated: what changes may be its head."""
    return [line.replace(name, name.partition("__mutmut_")[0]) for line in lines]


def _change(before: Sequence[str], after: Sequence[str]) -> str:
    lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
    gone, come = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return f"{gone}  ->  {come}"
