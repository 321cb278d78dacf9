"""An address that `trailgate fix` needs is asked for: without one no detour is made, and the command of a report names it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.estates.judging import judged
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.report.advice import fix_estate

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "estates"
DETOURS = (
    "monitoring_account_without_a_link",
    "collected_monitoring_account_without_a_link",
    "collected_centralized_logs_without_a_filter",
)
"""A trail records every account; what is missing stands in one of them, and lacks whoever is to be told."""


@pytest.mark.parametrize("name", DETOURS)
def test_no_trail_is_made_beside_one_that_an_address_would_mend(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = ["fix", str(ROOT / name / "snapshots"), "--control", "iam-policy-change-alarm", "--output"]
    assert main([*given, str(tmp_path / "without")]) == 3
    assert not list((tmp_path / "without").iterdir())
    told = capsys.readouterr().err.splitlines()
    assert told
    assert all(line.startswith("trailgate: not for account ") and "Give --email ADDRESS" in line for line in told)
    assert main([*given, str(tmp_path / "with"), "--email", "a@example.com"]) == 0
    (text,) = (tmp_path / "with").iterdir()
    assert "create-trail" not in text.read_text()


@pytest.mark.parametrize("name", [*DETOURS, "member_lacks_the_trail", "collected_own_trails"])
def test_the_command_of_a_report_asks_for_the_address_that_it_needs(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = fix_estate(judged([str(ROOT / name / "snapshots")], remedies=True))
    assert command is not None
    assert " --email ADDRESS --output FOLDER" in command
    named = command.replace("ADDRESS", "a@example.com").replace("FOLDER", shlex.quote(str(tmp_path / "out")))
    assert main(shlex.split(named)[1:]) == 0
    assert "not for" not in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir())
