"""Mutation testing of the pattern decision with mutmut: each small change of its source must make a test fail.

    python -m tests.mutants.decision [MODULE…]

mutmut wants a source tree in `src/`, so one is laid out in `out/mutants/` (there `mutmut browse` and `mutmut show` work).
Prints each survivor, and the share killed. `EQUIVALENT` lists survivors that no test can kill, each with the reason; any
other one, or a share below 90 %, is exit code 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.decision.equivalent import EQUIVALENT

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "out" / "mutants"
PACKAGE = "trailgate_evaluator.languages.filter_pattern.decision"
MODULES = ("decide", "formula", "value_test")
TESTS = tuple(f"tests/evaluator/languages/filter_pattern/test_{name}.py" for name in ("decision", "bounds", "work"))
LEAST = 0.9
_KILLED = frozenset({"killed", "timeout", "segfault", "caught by type check"})
_RESULT = re.compile(r"^ *(\S+__mutmut_\d+): (.+)$", re.MULTILINE)


def main(modules: Sequence[str]) -> int:
    """Runs the mutants of the modules; 0 where enough were killed and every survivor is known to be equivalent."""
    lay_out(modules)
    mutmut("run", "--max-children", "2", shown=True)
    results = _RESULT.findall(mutmut("results", "--all", "true"))
    survivors = {name: change_of(name) for name, status in results if status not in _KILLED}
    unknown = {name: change for name, change in survivors.items() if change not in EQUIVALENT}
    for name, change in unknown.items():
        print(f"survived: {name}\n    {change}")
    total, killed = len(results), len(results) - len(survivors)
    equivalent = len(survivors) - len(unknown)
    score = killed / max(total - equivalent, 1)
    print(f"{dict(Counter(status for _, status in results))}")
    print(f"{killed} of {total} mutants killed ({killed / max(total, 1):.1%})")
    print(f"{equivalent} are equivalent: {score:.1%} of the others")
    return 0 if total and score >= LEAST and not unknown else 1


def lay_out(modules: Sequence[str]) -> None:
    """The evaluator, the tests of the decision and what they read, as mutmut wants them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for source, target in (
        ("evaluator/trailgate_evaluator", "src/trailgate_evaluator"),
        ("tests/evaluator/languages/filter_pattern", "tests/evaluator/languages/filter_pattern"),
        ("fixtures/patterns", "fixtures/patterns"),
        ("policies/schemas", "policies/schemas"),
    ):
        shutil.copytree(ROOT / source, FOLDER / target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests" / "conftest.py", FOLDER / "tests" / "conftest.py")
    (FOLDER / "pyproject.toml").write_text(
        f"""\
[tool.mutmut]
source_paths = ["src/"]
only_mutate = {[f"src/{PACKAGE.replace('.', '/')}/{module}.py" for module in modules]}
also_copy = ["fixtures", "policies", "tests"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {list(TESTS)}
use_git_change_detection = false
timeout_multiplier = 4.0
timeout_constant = 5.0

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
pythonpath = ["."]
filterwarnings = ["error"]
""",
        "utf-8",
    )


def mutmut(*arguments: str, shown: bool = False) -> str:
    """What the command prints."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=FOLDER, check=False, text=True, stdout=None if shown else subprocess.PIPE)
    return done.stdout or ""


def change_of(name: str) -> str:
    """A mutant as it is listed: where it is, and its line before and after."""
    lines = mutmut("show", name).splitlines()
    changed = {sign: " ".join(line[1:].strip() for line in lines if re.match(rf"\{sign}(?!\{sign})", line)) for sign in "-+"}
    function = (
        name.removeprefix(f"{PACKAGE}.")
        .partition("__mutmut_")[0]
        .replace("x\u01c1", "")
        .replace("\u01c1", ".")
        .replace(".x_", ".")
    )
    return f"{function}: {changed['-']}  ->  {changed['+']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
