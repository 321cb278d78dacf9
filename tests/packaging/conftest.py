"""A wheel and an sdist of the checkout, and an environment that holds the wheel and what it needs, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import make_release

ROOT = Path(__file__).resolve().parents[2]
MOMENT = 1_700_000_000
"""When the release of the tests is made."""


def build(kind: str, source: Path, target: Path, **environment: str) -> Path:
    """The `wheel` or `sdist` of the folder `source`, in `target`."""
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="session")
def release(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name → file of what `make release` makes of a clean clone."""
    return {path.name: path for path in make_release.release(clone, tmp_path_factory.mktemp("release"), MOMENT)}


@pytest.fixture(scope="session")
def wheel(release: dict[str, Path]) -> Path:
    """The release's."""
    (made,) = (path for name, path in release.items() if name.endswith(".whl"))
    return made


@pytest.fixture(scope="session")
def sdist(release: dict[str, Path]) -> Path:
    """The release's."""
    (made,) = (path for name, path in release.items() if re.fullmatch(r"trailgate-[\d.]+\.tar\.gz", name))
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the wheel and the dependencies that its metadata names, without extras.

    The dependencies are links to the versions that the tests run with, so that no package index is asked.
    """
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python3*/site-packages")
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True)
    (about,) = site.glob("trailgate-*.dist-info")
    for name in closure(metadata.Distribution.at(about)):
        link(metadata.distribution(name), site)
    return folder / "bin"


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git holds of this checkout, or will once it is added, and nothing that was made beside it."""
    folder = tmp_path_factory.mktemp("clean") / "clone"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """See `machine_in`."""
    return machine_in(tmp_path)


def machine_in(folder: Path) -> dict[str, str]:
    """The environment of a machine whose PATH leads to Python alone, and whose index holds what we depend on already."""
    programs = folder / "bin"
    venv.create(folder / "venv", symlinks=True, with_pip=True)
    programs.mkdir()
    index = folder / "index"
    index.mkdir()
    (about,) = metadata.Distribution.discover(name="trailgate")
    for name in {*closure(about), "hatchling", *closure(metadata.distribution("hatchling"))}:
        link(metadata.distribution(name), index)
    return {
        "PATH": f"{folder / 'venv' / 'bin'}:{programs}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(index),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def closure(distribution: metadata.Distribution) -> set[str]:
    """The names of all distributions that `distribution` needs here, extras left out."""
    needed: set[str] = set()
    pending = [distribution]
    while pending:
        for text in pending.pop().requires or []:
            requirement = Requirement(text)
            name = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if name not in needed and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                needed.add(name)
                pending.append(metadata.distribution(name))
    return needed


def link(distribution: metadata.Distribution, site: Path) -> None:
    """The modules of `distribution` can be imported from `site`."""
    tops = {file.parts[0] for file in distribution.files or [] if file.parts[0] not in {"..", "__pycache__"}}
    for top in tops:
        if not (site / top).exists():
            (site / top).symlink_to(str(distribution.locate_file(top)))
