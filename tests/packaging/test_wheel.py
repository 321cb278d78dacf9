from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, build

PASSING = next((ROOT / "fixtures" / "snapshots").glob("pass_*/snapshot.json"))
FAILING = next((ROOT / "fixtures" / "snapshots").glob("fail_*/snapshot.json"))


def run(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`trailgate` of the wheel, with no other program on PATH and no checkout near."""
    environment = {"PATH": str(home / "empty"), "HOME": str(home), "LC_ALL": "C.UTF-8"}
    command = [str(installed / "trailgate"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=home, env=environment, timeout=60)


def files_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@pytest.mark.parametrize(("snapshot", "code", "outcome"), [(PASSING, 0, "pass"), (FAILING, 1, "fail")])
def test_the_wheel_alone_gives_a_verdict(installed: Path, tmp_path: Path, snapshot: Path, code: int, outcome: str) -> None:
    done = run(installed, tmp_path, "evaluate", "--control", "4.4", "--format", "json", str(snapshot))
    assert done.returncode == code, done.stderr
    report = json.loads(done.stdout)
    assert [result["outcome"] for result in report["results"]] == [outcome]
    assert report["engine"] == {"name": "wasm", "version": "1.22.2", "cross_checked_by": None}
    made = json.loads((ROOT / "evaluator/trailgate_evaluator/_bundle/policy.json").read_text())
    assert report["policies"]["digest"] == made["digest"]


def test_the_wheels_other_engine_says_that_it_needs_opa(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "evaluate", "--control", "4.4", "--engine", "opa", str(PASSING))
    assert (done.returncode, done.stdout) == (5, "")
    assert "`opa`" in done.stderr
    assert "--engine wasm" in done.stderr


def test_collecting_without_the_extra_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "collect")
    assert done.returncode != 0
    (needed,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["collect"]
    assert f"pip install '{needed}'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_wheel_holds_both_packages_the_law_and_nothing_else(wheel: Path) -> None:
    files = files_of(wheel)
    tops = {name.split("/", 1)[0] for name in files}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"trailgate_collector", "trailgate_evaluator"}
    bundle = {name.removeprefix("trailgate_evaluator/_bundle/") for name in files if "/_bundle/" in name}
    assert {"policy.wasm", "policy.json", "data.json", "policies/.manifest", "policies/trailgate/trailgate.rego"} <= bundle
    assert not [name for name in files if name.endswith("_test.rego") or "__pycache__" in name]


def test_an_sdist_gives_the_same_wheel_where_there_is_no_opa(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    source = unpacked(sdist, tmp_path)
    assert not (source / ".tools").exists()
    made = build("wheel", source, tmp_path / "made", TRAILGATE_OPA=os.devnull)
    assert files_of(made) == files_of(wheel)


@pytest.mark.parametrize(("change", "complaint"), [("remove", b"found none"), ("edit", b"of the sources sha256:")])
def test_a_build_without_the_compiled_law_of_its_sources_fails_and_says_so(
    sdist: Path, tmp_path: Path, change: str, complaint: bytes
) -> None:
    source = unpacked(sdist, tmp_path)
    if change == "remove":
        shutil.rmtree(source / "evaluator/trailgate_evaluator/_bundle")
    else:
        with (source / "policies/trailgate/trailgate.rego").open("a") as law:
            law.write("\n# edited\n")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        build("wheel", source, tmp_path / "made", TRAILGATE_OPA=os.devnull)
    said = failed.value.stdout + failed.value.stderr
    assert b"make policies" in said
    assert complaint in said


def unpacked(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    return source
