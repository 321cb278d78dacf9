"""A clean clone and an sdist install where there is no OPA, no Go and no network beyond the package index."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

PASSING = ROOT / "fixtures/snapshots/pass_whole_chain/snapshot.json"


def told(command: list[str], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)


def judged(environment: dict[str, str], folder: Path) -> str:
    done = told(["trailgate", "evaluate", "--control", "4.4", "--format", "json", str(PASSING)], environment, folder)
    assert done.returncode == 0, done.stderr
    status: str = json.loads(done.stdout)["results"][0]["status"]
    return status


@pytest.mark.parametrize("options", [[], ["--editable"]], ids=["pip install .", "pip install -e ."])
def test_a_clean_clone_installs_and_judges(clone: Path, machine: dict[str, str], tmp_path: Path, options: list[str]) -> None:
    assert shutil.which("opa", path=machine["PATH"]) is None
    assert shutil.which("go", path=machine["PATH"]) is None
    done = told(["pip", "install", "--quiet", *options, str(clone)], machine, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert judged(machine, tmp_path) == "pass"


def test_an_sdist_of_a_clean_clone_installs_and_judges(clone: Path, machine: dict[str, str], tmp_path: Path) -> None:
    environment = {**os.environ, "TRAILGATE_OPA": os.devnull}
    made = told(
        [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--outdir", str(tmp_path / "dist"), str(clone)],
        environment,
        tmp_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (sdist,) = (tmp_path / "dist").iterdir()
    done = told(["pip", "install", "--quiet", str(sdist)], machine, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert judged(machine, tmp_path) == "pass"


def test_the_law_is_compiled_by_nothing_but_python() -> None:
    """As a build does in an environment of its own, where nothing that trailgate needs is installed yet."""
    source = "import sys; sys.path.insert(0, 'tools'); import compile_policies"
    done = subprocess.run([sys.executable, "-S", "-E", "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
