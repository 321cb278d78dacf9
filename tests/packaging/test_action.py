"""action.yml, its steps run as GitHub's runner runs them, from a clean clone, where no index has our name."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import ROOT, machine_in
from tests.packaging.github_runner import Runner

PLANS = ROOT / "fixtures" / "plans"
PASSING, FAILING, UNKNOWN = "01_root_pass", "06_missing_event", "unknown_cloudposse_style_locals"
NOT_FOR_A_PIPELINE = {
    "engine": "the embedded engine needs nothing",
    "opa-url": "a server's law is not this checkout's",
    "opa-token": "goes with --opa-url",
    "policies": "needs OPA",
    "format": "what the log shows is text; `reports` takes every format",
    "output": "`reports`",
    "exit-zero": "`continue-on-error` of the step",
    "quiet": "the log is folded anyway",
    "details": "the log is folded anyway",
    "title": "of a deliverable, which a person makes",
    "client-logo": "of a deliverable, which a person makes",
    "no-join": "a pipeline judges plans, each over its own baseline",
    "max-spread": "a pipeline judges plans, each over its own baseline",
    "jobs": "a pipeline judges one plan",
    "resume": "a pipeline judges one plan",
    "scheduler": "a pipeline judges one plan",
    "help": "",
}


STALE = "::error::of an earlier step\n"


def runner_of(clone: Path, machine: dict[str, str], folder: Path, **done: dict[str, str]) -> Runner:
    workspace = folder / "workspace"
    left = workspace / ".runner"
    left.mkdir(parents=True)
    for name in ("trailgate.annotations", "trailgate.md"):
        (left / name).write_text(STALE)
    return Runner(
        action=clone,
        workspace=workspace,
        environment={**machine, "PATH": f"{machine['PATH']}:/usr/bin:/bin", "PYTHONSAFEPATH": "1"},
        done=done,
    )


@pytest.fixture(scope="module")
def installed_once(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner that has run the whole action, so that what it installed is there."""
    folder = tmp_path_factory.mktemp("action")
    first = runner_of(clone, machine_in(folder), folder)
    named = first.workspace / "a plan.json"
    named.write_bytes((PLANS / FAILING / "plan.json").read_bytes())
    other = first.workspace / "other.json"
    other.write_bytes((PLANS / PASSING / "plan.json").read_bytes())
    reports = "html=report.html\njunit=report.xml"
    assert first.run(inputs=f"{named.name}\n{other.name}\n", reports=reports, sarif="found.sarif") == 1, first.log
    return first


@pytest.fixture
def runner(installed_once: Runner, tmp_path: Path) -> Runner:
    """Another job, with a workspace of its own, on a machine where the step that installs has been run."""
    install = installed_once.outputs["install"]
    return runner_of(installed_once.action, installed_once.environment, tmp_path, install=install)


def test_the_action_installs_itself_and_tells_everything(installed_once: Runner) -> None:
    runner = installed_once
    assert runner.outputs["evaluate"] == {"exit-code": "1"}
    assert Path(runner.outputs["install"]["programs"]).is_dir()
    assert json.loads((runner.workspace / "found.sarif").read_text())["version"] == "2.1.0"
    assert {"report.html", "report.xml"} <= {file.name for file in runner.workspace.iterdir()}
    assert "1 fails, 1 passes" in runner.summary
    assert runner.summary.count("### trailgate: ") == 1
    between = re.search(r"^::stop-commands::(\S+)$(.*)^::\1::$(.*)", runner.log, re.MULTILINE | re.DOTALL)
    assert between is not None, runner.log
    assert "fail" in between[2]
    assert between[3].lstrip().startswith("::error ")


@pytest.mark.parametrize(
    ("fixture", "inputs", "code", "told"),
    [
        (PASSING, {}, 0, "0"),
        (UNKNOWN, {"summary": "false", "annotations": "false"}, 3, "3"),
        (UNKNOWN, {"allow_unknown": "true"}, 0, "3"),
        (FAILING, {"summary": "false"}, 1, "1"),
        (FAILING, {"fail_on": "regression"}, 0, "0"),
        (FAILING, {"as_of": "yesterday"}, 2, "2"),
    ],
)
def test_the_exit_code_is_passed_on(runner: Runner, fixture: str, inputs: dict[str, str], code: int, told: str) -> None:
    (runner.workspace / "plan.json").write_bytes((PLANS / fixture / "plan.json").read_bytes())
    assert runner.run(inputs="plan.json", **inputs) == code, runner.log
    assert runner.outputs["evaluate"] == {"exit-code": told}
    assert bool(runner.summary) is (inputs.get("summary") != "false" and told != "2")
    assert STALE not in runner.log + runner.summary


def test_every_option_of_evaluate_is_an_input_or_has_a_reason() -> None:
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    helped = subprocess.run(
        [str(ROOT / ".venv/bin/trailgate"), "evaluate", "--help"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    options = set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", helped, re.MULTILINE))
    assert len(options) > 10
    assert options - NOT_FOR_A_PIPELINE.keys() == options & set(action["inputs"])
    assert NOT_FOR_A_PIPELINE.keys() <= options
