"""A Python that is too old gets one sentence at once: from pip, from make, and from a checkout."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

SENTENCE = re.compile(r"trailgate needs Python 3\.11 or newer(?: and pip 20 or newer)?; this is Python 3\.\d+ \(.+\)\.\n")
FILES = [
    ROOT / "evaluator/trailgate_evaluator/__init__.py",
    ROOT / "collector/trailgate_collector/__init__.py",
    ROOT / "tools/build_backend.py",
    ROOT / "setup.py",
]
PRETENDING = """\
import collections, sys
version = collections.namedtuple("version", "major minor micro releaselevel serial")
sys.version_info = version(3, 10, 13, "final", 0)
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"))
"""


def old_pythons() -> list[str]:
    """Those of this machine, if any."""
    names = [f"python3.{minor}" for minor in range(11)]
    folders = [Path(found).parent for name in names if (found := shutil.which(name))]
    folders += [path.parent for path in Path.home().glob(".pyenv/versions/3.*/bin/python3")]
    here = [
        str(folder / name) for folder in folders for name in names if (folder / name).exists() and "shims" not in folder.parts
    ]
    return sorted(set(here))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_first_file_that_is_read_says_it(file: Path) -> None:
    done = subprocess.run([sys.executable, "-S", "-c", PRETENDING, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert SENTENCE.fullmatch(done.stderr), done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_old_python_can_read_it(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign | ast.JoinedStr)]
    for python in old_pythons():
        done = subprocess.run([python, "-S", str(file)], capture_output=True, text=True, check=False)
        assert (done.returncode, bool(SENTENCE.fullmatch(done.stderr))) == (1, True), done.stderr


def test_nothing_is_fetched_for_an_old_python() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]
    assert all(one.endswith("; python_version >= '3.11'") for one in build["requires"])
    assert (build["build-backend"], build["backend-path"]) == ("build_backend", ["tools"])


@pytest.mark.parametrize(
    ("program", "found"), [('echo "3.10"', "is 3.10"), ("exit 127", "is not there")], ids=["too old", "none"]
)
@pytest.mark.parametrize("goal", ["setup", "run", "policies", "docs", "release"])
def test_make_says_it_before_it_makes_anything(tmp_path: Path, program: str, found: str, goal: str) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{program}\n")
    python.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={python}", goal],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"needs Python 3.11 or newer; {python} {found}" in done.stderr
    assert f"make PYTHON=python3.13 {goal}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Makefile", "python"]


def test_help_needs_no_python(tmp_path: Path) -> None:
    done = subprocess.run(["make", f"PYTHON={tmp_path}/none", "help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "docs" in done.stdout
