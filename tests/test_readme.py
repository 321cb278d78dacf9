"""Every command of the README does what the README says."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^\$ (?P<command>.+?)(?:\s+# exits (?P<code>\d+))?$", re.MULTILINE)


def commands() -> list[tuple[str, int]]:
    """Each command of a `console` block with the exit code that stands behind it, or 0."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [(found["command"], int(found["code"] or 0)) for block in blocks for found in COMMAND.finditer(block)]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the checkout to the README's commands, with an `out/` of its own."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("fixtures", ".tools"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "policies", folder / "policies")  # OPA follows no link to a bundle
    (folder / "out").mkdir()
    return folder


@pytest.mark.parametrize(("command", "code"), commands(), ids=[command for command, _ in commands()])
@pytest.mark.xdist_group("readme")
def test_a_command_of_the_readme_exits_as_it_says(command: str, code: int, workplace: Path) -> None:
    environment = {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
    environment.pop("TRAILGATE_CONTROL", None)
    environment.pop("TRAILGATE_NO_JOIN", None)
    wanted = [path for path in re.findall(r"out/[\w.-]+", command) if not (workplace / path).exists()]
    earlier = itertools.takewhile(lambda other: other != command, (other for other, _ in commands()))
    for other in [other for other in earlier if any(path in other for path in wanted)]:  # another worker ran it elsewhere
        subprocess.run(["/bin/sh", "-c", other], cwd=workplace, env=environment, capture_output=True, timeout=120, check=False)
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=workplace, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr


def test_commands_that_need_an_account_or_make_are_of_this_program() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines() if line]
    assert lines
    assert {line[0] for line in lines} <= {"export", "make", "pip", "trailgate"}
    for line in lines:
        if line[0] == "trailgate":
            helped = subprocess.run(
                [str(ROOT / ".venv" / "bin" / "trailgate"), line[1], "--help"],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
            for option in (word for word in line if word.startswith("-")):
                assert option in helped.stdout, (line, option)


def test_the_exit_codes_of_the_help_text_stand_in_the_readme() -> None:
    helped = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "trailgate"), "evaluate", "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    told = set(re.findall(r"^\s+(\d+)  ", helped.stdout, re.MULTILINE))
    written = set(re.findall(r"^\| (\d+) \|", README, re.MULTILINE))
    assert told
    assert told <= written
