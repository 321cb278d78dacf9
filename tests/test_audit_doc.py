"""Every command of docs/audit.md does what the page says, one after another in one folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from trailgate_evaluator.engine.opa_command import find_opa

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")


class Command(NamedTuple):
    line: str
    code: int
    shown: list[str]


def commands() -> list[Command]:
    """The commands of all `console` blocks, each with its exit code and the lines that stand below it."""
    found: list[Command] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                command, _, code = line[2:].partition("    # exits ")
                found.append(Command(command, int(code or 0), []))
            elif line:
                found[-1].shown.append(line)
    return found


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder like a clone with `mkdir -p out` done; OPA follows no link to a bundle, so the policies are copied."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    for name in ("out", "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin" / "opa").symlink_to(find_opa())
    (tmp_path / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program = "import sys; import trailgate_evaluator.cli.app as app; sys.exit(app.main())"
    (tmp_path / "bin" / "trailgate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{program}" "$@"\n')
    for name in ("python", "trailgate"):
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def test_the_page_has_commands_for_every_step() -> None:
    assert len(commands()) > 25
    assert {command.line.split()[0] for command in commands()} >= {"trailgate", "opa", "sha256sum", "cmp"}


def test_every_command_of_the_page_exits_and_answers_as_it_says(workplace: Path) -> None:
    environment = {**os.environ, "PATH": f"{workplace / 'bin'}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "150"}
    environment.pop("TRAILGATE_CONTROL", None)
    environment.pop("TRAILGATE_NO_JOIN", None)
    for command in commands():
        done = subprocess.run(
            ["/bin/sh", "-c", command.line],
            cwd=workplace,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == command.code, f"{command.line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        for line in command.shown:
            assert line in done.stdout, command.line


def test_a_changed_law_has_another_digest_and_other_bytes(workplace: Path) -> None:
    """The checks of the policies can fail."""
    law = workplace / "policies" / "trailgate" / "chain" / "topic" / "subscriptions.rego"
    law.write_text(law.read_text().replace("confirmed", "pending"))
    environment = {**os.environ, "PATH": f"{workplace / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("TRAILGATE_CONTROL", None)
    environment.pop("TRAILGATE_NO_JOIN", None)
    codes = {
        command.line: subprocess.run(
            ["/bin/sh", "-c", command.line], cwd=workplace, env=environment, capture_output=True, timeout=120, check=False
        ).returncode
        for command in commands()
    }
    failed = [line for line, code in codes.items() if (line.startswith("cmp ") or "law.sha256" in line) and code != 0]
    assert len(failed) == 2
