"""The recipes of docs/ci.md, action.yml and the pre-commit hook do what they say, in a shell, with the real program."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.evaluator.readers.terraform.judging import PLANS

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "ci.md").read_text()
SHELLCHECK = Path(sys.executable).with_name("shellcheck")
ACTIONLINT = ROOT / ".tools" / "actionlint"
PASSING, FAILING, UNKNOWN = "01_root_pass", "06_missing_event", "unknown_cloudposse_style_locals"


def blocks(language: str, heading: str) -> list[str]:
    section = DOCUMENT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder in which `terraform` shows a fixture and `pip` has installed everything already."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program(programs / "pip", "exit 0")
    python = shlex.quote(sys.executable)
    program(programs / "python", f'if [ "$2" = pip ]; then exit 0; fi; exec {python} "$@"')
    main = "from trailgate_evaluator.cli.app import main; raise SystemExit(main())"
    program(programs / "trailgate", f'exec {python} -c "{main}" "$@"')
    program(programs / "terraform", 'case $1 in show) cat "$FIXTURE/plan.json" ;; graph) cat "$FIXTURE/graph.dot" ;; esac')
    return tmp_path


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(script: str, workspace: Path, fixture: str, **more: str) -> int:
    plan = PLANS / fixture
    (workspace / "plan.json").write_bytes((plan / "plan.json").read_bytes())
    if (plan / "src").is_dir():
        shutil.copytree(plan / "src", workspace, dirs_exist_ok=True)
    environment = {
        **os.environ,
        "PATH": f"{workspace / 'bin'}:{os.environ['PATH']}",
        "FIXTURE": str(plan),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=workspace, env=environment, capture_output=True, check=False
    )
    return done.returncode


@pytest.mark.parametrize(
    ("fixture", "code"), [("../sources/pass_notify_module", 0), ("../sources/fail_notify_module", 1), (UNKNOWN, 0)]
)
def test_the_github_step_without_the_action(workspace: Path, fixture: str, code: int) -> None:
    (script,) = blocks("sh", "GitHub Actions")
    assert run(script, workspace, fixture) == code
    assert (workspace / "trailgate.sarif").exists()


def test_the_github_plan_step_writes_what_the_action_reads(workspace: Path) -> None:
    (workflow,) = blocks("yaml", "GitHub Actions")
    steps = yaml.safe_load(workflow)["jobs"]["plan"]["steps"]
    (plan,) = [step["run"] for step in steps if step.get("name") == "Plan"]
    (use,) = [step["with"] for step in steps if str(step.get("uses", "")).endswith("/trailgate")]
    assert run(f"rm plan.json\n{plan}\ntest -s plan.json", workspace, UNKNOWN) == 0
    assert use["inputs"] in plan
    assert use["source"] == "."
    declared = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    assert set(use) <= set(declared)


@pytest.mark.skipif(not ACTIONLINT.exists(), reason="no .tools/actionlint; `make .tools/actionlint` gives it")
@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("", "", ""),
        ("inputs: plan.json", "input: plan.json", 'input "input" is not defined in action "trailgate"'),
        ("runs-on: ubuntu-latest", "runs-on: ubuntu-1804", "is unknown"),
        ("using: composite", "using: compound", "invalid runner name"),
    ],
)
def test_actionlint_accepts_the_workflow_and_the_action_and_nothing_like_them(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    (workflow,) = blocks("yaml", "GitHub Actions")
    file = tmp_path / ".github" / "workflows" / "plan.yml"
    file.parent.mkdir(parents=True)
    action = (ROOT / "action.yml").read_text()
    assert old in workflow + action
    file.write_text(workflow.replace("uses: ./vendor/trailgate", "uses: ./").replace(old, new))
    (tmp_path / "action.yml").write_text(action.replace(old, new))
    (tmp_path / ".git").mkdir()
    done = subprocess.run(
        [ACTIONLINT, "-no-color", f"-shellcheck={SHELLCHECK}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is (complaint == ""), done.stdout
    assert complaint in done.stdout


@pytest.mark.parametrize(("fixture", "code"), [(PASSING, 0), (FAILING, 1), (UNKNOWN, 3)])
def test_the_gitlab_job(workspace: Path, fixture: str, code: int) -> None:
    (job,) = blocks("yaml", "GitLab")
    assert run("\n".join(yaml.safe_load(job)["trailgate"]["script"]), workspace, fixture) == code
    assert (workspace / "trailgate.xml").exists()


@pytest.mark.parametrize(("fixture", "code"), [(PASSING, 0), (FAILING, 0), ("09_update_drops_event", 1)])
def test_the_atlantis_steps(workspace: Path, fixture: str, code: int) -> None:
    (workflow,) = blocks("yaml", "Atlantis")
    steps = yaml.safe_load(workflow)["workflows"]["default"]["plan"]["steps"]
    script = "\n".join(step["run"] for step in steps if isinstance(step, dict))
    assert run(script, workspace, fixture, PLANFILE="tfplan", SHOWFILE="shown.json") == code


@pytest.mark.parametrize(("fixture", "code"), [(PASSING, 0), (FAILING, 1), (UNKNOWN, 0)])
def test_the_plain_shell(workspace: Path, fixture: str, code: int) -> None:
    (script,) = blocks("sh", "Any shell")
    assert run(script, workspace, fixture) == code


def test_the_pre_commit_hook_is_the_one_that_the_recipe_names() -> None:
    (recipe,) = blocks("yaml", "pre-commit")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert yaml.safe_load(recipe)["repos"][0]["hooks"][0]["id"] == hook["id"]
    assert {"id", "name", "entry", "language"} <= set(hook)


def test_pre_commit_accepts_the_hook(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path)}, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
