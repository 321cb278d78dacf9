"""A release is the same bytes whoever builds it, and what it consists of is what it says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from referencing import Registry, Resource

from tests.packaging.conftest import MOMENT, ROOT, build
from tools import make_release

ABOUT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NAME = f"trailgate-{ABOUT['version']}"
PINS = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
}
WORKFLOW = ROOT / ".github/workflows/release.yml"
HADOLINT = Path(sys.executable).with_name("hadolint")
CONTAINERFILE = (ROOT / "Containerfile").read_text()


def context(release: dict[str, Path], folder: Path) -> Path:
    with tarfile.open(release[f"{NAME}-container.tar.gz"]) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_two_builds_in_other_places_at_other_times_give_the_same_bytes(
    clone: Path, release: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "a place with another name"
    shutil.copytree(clone, elsewhere)
    for path in (elsewhere / "evaluator").rglob("*.py"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    made = make_release.release(elsewhere, tmp_path / "made", MOMENT)
    assert [path.name for path in made] == list(release)
    for path in made:
        assert path.read_bytes() == release[path.name].read_bytes(), path.name


def test_another_commit_gives_other_bytes(release: dict[str, Path]) -> None:
    """Two that are equal say something only if two that differ are told apart."""
    paths = [ROOT / name for name in make_release.CONTEXT]
    packed = make_release._archive([*paths, release[f"{NAME}-py3-none-any.whl"]], MOMENT)
    assert packed == release[f"{NAME}-container.tar.gz"].read_bytes()
    assert packed != make_release._archive([*paths, release[f"{NAME}-py3-none-any.whl"]], MOMENT + 1)


def test_the_checksums_are_of_every_file(release: dict[str, Path]) -> None:
    listed = [line.split("  ") for line in release["SHA256SUMS"].read_text().splitlines()]
    assert {name for _, name in listed} == {name for name in release if name != "SHA256SUMS"}
    for digest, name in listed:
        assert hashlib.sha256(release[name].read_bytes()).hexdigest() == digest


def test_the_container_context_is_the_wheel_and_what_is_pinned(release: dict[str, Path], tmp_path: Path) -> None:
    folder = context(release, tmp_path)
    assert {path.name for path in folder.iterdir()} == {"Containerfile", "requirements.txt", f"{NAME}-py3-none-any.whl"}
    assert (folder / f"{NAME}-py3-none-any.whl").read_bytes() == release[f"{NAME}-py3-none-any.whl"].read_bytes()


def test_what_is_pinned_is_what_the_tests_run_with() -> None:
    developed = (ROOT / "requirements-dev.txt").read_text()
    for name, version in PINS.items():
        assert f"\n{name}=={version} " in f"\n{developed}", name
    wanted = [Requirement(one) for one in (*ABOUT["dependencies"], *ABOUT["optional-dependencies"]["collect"])]
    for requirement in wanted:
        assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)]), requirement


def test_the_bill_of_materials_keeps_to_the_schema_and_names_every_pin(release: dict[str, Path]) -> None:
    bill: dict[str, Any] = json.loads(release[f"{NAME}.cdx.json"].read_text())
    folder = resources.files("cyclonedx.schema") / "_res"
    registry: Registry[Any] = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}", Resource.from_contents(json.loads((folder / name).read_text())))
        for name in ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
    )
    schema = json.loads((folder / "bom-1.6.SNAPSHOT.schema.json").read_text())
    jsonschema.Draft7Validator(schema, registry=registry).validate(bill)
    assert {one["name"]: one["version"] for one in bill["components"]} == PINS
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in bill["dependencies"]}
    reached: set[str] = set()
    waiting = {bill["metadata"]["component"]["bom-ref"]}
    while waiting:
        reached |= waiting
        waiting = {need for ref in waiting for need in needs[ref]} - reached
    assert reached == set(needs)  # nothing is pinned that nobody needs
    files = {one["url"]: one["hashes"][0]["content"] for one in bill["metadata"]["component"]["externalReferences"]}
    assert files == {
        name: hashlib.sha256(release[name].read_bytes()).hexdigest() for name in (f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz")
    }


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint's wheel is for Linux on x86-64")
def test_hadolint_has_no_complaint_about_the_containerfile() -> None:
    done = subprocess.run([HADOLINT, ROOT / "Containerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_container_runs_as_nobody_and_is_the_program() -> None:
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["trailgate"\]$', last, re.MULTILINE)
    assert not re.search(r"^(RUN|ADD|VOLUME|EXPOSE|HEALTHCHECK)", last, re.MULTILINE)  # nothing is fetched or opened there
    assert "slim" in CONTAINERFILE.partition("\nFROM ")[0]


RECORDER = """\
#!/bin/sh
printf '%s\\n' "$*" >> "$RECORD"
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi
"""


@pytest.mark.parametrize("kind", ["the context of a release", "a clone"])
def test_the_step_of_the_containerfile_installs_the_pins_and_then_trailgate_alone(
    kind: str, release: dict[str, Path], tmp_path: Path
) -> None:
    """There is no container builder where tests run: a shell runs the step, with a Python that notes what it is asked for."""
    build = tmp_path / "build"
    build.mkdir()
    if kind == "the context of a release":
        context(release, build)
    (step,) = re.findall(r"^RUN ((?:.*\\\n)*.*)", CONTAINERFILE, re.MULTILINE)
    program(tmp_path / "bin" / "python", RECORDER)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "RECORD": str(tmp_path / "record")}
    script = step.replace("/opt/trailgate", str(tmp_path / "opt"))
    subprocess.run(["/bin/sh", "-euc", script], cwd=build, env=environment, check=True)
    made, pins, own, compiled, pip = (tmp_path / "record").read_text().splitlines()
    assert made == f"-m venv {tmp_path / 'opt'}"
    assert "--require-hashes --requirement requirements.txt" in pins
    assert own.endswith(f"--no-deps {f'{NAME}-py3-none-any.whl' if kind == 'the context of a release' else '.'}")
    assert compiled == "-m trailgate_evaluator.precompile"
    assert pip == "-m pip uninstall --quiet --yes pip"


def program(path: Path, script: str) -> None:
    path.parent.mkdir()
    path.write_text(script)
    path.chmod(0o755)


def test_what_the_ignore_file_leaves_of_a_clone_gives_the_same_wheel(clone: Path, wheel: Path, tmp_path: Path) -> None:
    source = tmp_path / "build"
    for name in kept_by_the_ignore_file(clone):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(clone / name, source / name)
    made = build("wheel", source, tmp_path / "made", SOURCE_DATE_EPOCH=str(MOMENT))
    assert made.read_bytes() == wheel.read_bytes()


def kept_by_the_ignore_file(folder: Path) -> list[str]:
    """What `.dockerignore`, a list of what is not ignored, leaves of git's files."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    kept = tuple(line.removeprefix("!") for line in lines if line.startswith("!") and "*" not in line)
    assert lines[0] == "*"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return [name for name in names if name.startswith(tuple(f"{one}/" for one in kept)) or name in kept]


def test_the_release_workflow_is_one_that_actionlint_accepts() -> None:
    done = subprocess.run(
        [ROOT / ".tools" / "actionlint", "-no-color", "-shellcheck", Path(sys.executable).with_name("shellcheck"), WORKFLOW],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_every_action_of_a_workflow_is_pinned_by_its_commit() -> None:
    workflows = [*(ROOT / ".github/workflows").glob("*.yml")]
    used = [one for path in workflows for one in re.findall(r"uses: *(.+)", path.read_text())]
    assert used
    for one in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_only_the_job_that_publishes_may_ask_for_a_token_of_the_index() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    publishing = {name for name, job in jobs.items() if any("pypi-publish" in str(step.get("uses")) for step in job["steps"])}
    assert publishing == {"index"}
    assert (jobs["index"]["permissions"], jobs["index"]["environment"]["name"]) == ({"id-token": "write"}, "pypi")
    for step in jobs["index"]["steps"]:
        assert set(step.get("with", {})).isdisjoint({"user", "password", "repository-url"})
    assert {name for name, job in jobs.items() if "id-token" in job["permissions"]} == {"index", "attest"}
