"""Every command of the documentation is run, or where it needs another place, is one that there is."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws import run_demo
from tests.aws.server import Aws, aws_server
from tests.docs.commands import ROOT, Command, run_in, told_in
from tests.evaluator.fix import simulated
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cli.program import app_command

PAGES = [*sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")), "README.md", "CONTRIBUTING.md"]
# These are run, one after another, by tests of their own.
RUN_ELSEWHERE = {
    "README.md": "tests/test_readme.py",
    "docs/audit.md": "tests/test_audit_doc.py",
    "docs/law.md": "tests/policies/test_law_page.py",
}
TUTORIAL = "docs/tutorial-audit.md"
PLAIN = [
    "docs/backtest.md", "docs/cloudformation.md", "docs/estates.md", "docs/fix.md", "docs/query.md", "docs/reports.md",
    "docs/tutorial-gate.md",
]  # fmt: skip
SHELL = set("|<>;&$")
PROGRAMS = {
    ".venv/bin/python", "case", "docker", "esac", "export", "fpath", "make", "mkdir", "pip", "podman", "python3", "terraform",
    "trailgate", "~/.trailgate/bin/pip", "~/.trailgate/bin/trailgate",
}  # fmt: skip


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a clone to a page's commands, with an `out/` of its own, and the program on PATH."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    for name in ("out", "bin"):
        (tmp_path / name).mkdir()
    source = "import sys; import trailgate_evaluator.cli.app as app; sys.exit(app.main())"
    (tmp_path / "bin" / "trailgate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{source}" "$@"\n')
    (tmp_path / "bin" / "trailgate").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("TRAILGATE_CONTROL", raising=False)
    monkeypatch.delenv("TRAILGATE_NO_JOIN", raising=False)
    return tmp_path


def run(command: Command) -> None:
    """In this process where no shell has a say in it, which saves half a second each time."""
    words = shlex.split(command.line)
    if words[0] == "trailgate" and not SHELL & set(command.line):
        assert main(words[1:]) == command.code, command.line
        return
    done = subprocess.run(["/bin/sh", "-c", command.line], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == command.code, f"{command.line}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr


def test_every_page_with_commands_is_run_by_some_test() -> None:
    assert {page for page in PAGES if run_in(page)} == {*RUN_ELSEWHERE, *PLAIN, TUTORIAL}
    for page, test in RUN_ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text()


@pytest.mark.parametrize("page", PLAIN)
def test_every_command_of_the_page_exits_as_it_says(page: str, workplace: Path) -> None:
    commands = run_in(page)
    assert commands
    for command in commands:
        run(command)


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with aws_server() as running:
        yield running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which `aws` is the real client."""
    with simulated.client(tmp_path_factory.mktemp("aws")) as folder:
        yield folder


def test_the_tutorial_leads_to_a_deliverable(workplace: Path, aws: Aws, client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_demo.lacking(aws)
    for line in run_demo.exports(aws).splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{client}{os.pathsep}{os.environ['PATH']}")
    for command in run_in(TUTORIAL):
        run(command)
    text = (ROOT / TUTORIAL).read_text()
    for made in re.findall(r"`((?:before|after|what-changed)\.\w+)`", text):
        assert (workplace / "out" / made).stat().st_size > 0, made
    assert "PutUserPolicy" in (workplace / "out" / "what-changed.txt").read_text()


def test_the_tutorials_variables_are_those_that_the_simulator_prints(aws: Aws) -> None:
    port = f"http://127.0.0.1:{run_demo.PORT}"
    printed = run_demo.exports(aws).replace(aws.url, port).splitlines()
    assert [
        f"export {words[1]}" for words in told_in(TUTORIAL) if words[:1] == ["export"] and words[1].startswith("AWS_")
    ] == printed


@pytest.mark.parametrize("page", [page for page in PAGES if told_in(page)])
def test_a_command_that_needs_another_place_is_one_that_there_is(page: str) -> None:
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    program = app_command()
    context = program.make_context("trailgate", ["evaluate"], resilient_parsing=True)
    for words in told_in(page):
        first = re.sub(r"=.*", "", words[0])
        if first not in PROGRAMS:
            assert page == "docs/ci.md", words  # a loop of the shell, run by tests/packaging/test_ci_recipes.py
            continue
        if first == "make":
            assert {word for word in words[1:] if "=" not in word} <= goals, words
        if Path(first).name == "trailgate":
            command = program.get_command(context, words[1])
            assert command is not None, words
            options = {option for parameter in command.get_params(context) for option in parameter.opts}
            assert {word for word in words[2:] if re.match(r"--?[a-z]", word)} <= options, words


def test_no_page_installs_by_a_name_that_is_not_ours() -> None:
    named = re.compile(r"\bpip(?:3|x)? install\b.*[\s\"']trailgate(\[\w+\])?(==\S+)?[\"'\s]*$", re.MULTILINE)
    assert named.search("pip install 'trailgate[collect]'\n")
    for page in PAGES:
        assert not named.search((ROOT / page).read_text(encoding="utf-8")), page
