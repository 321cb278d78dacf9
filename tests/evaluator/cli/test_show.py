"""`trailgate show` prints the very document that is judged: stock OPA gives the same decision on it."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.document.assembling import canonical
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.canonical import canonical_decision
from trailgate_evaluator.engine.opa_command import find_opa

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures" / "snapshots"
WHOLE = str(FIXTURES / "pass_whole_chain" / "snapshot.json")


def shown(capfdbinary: pytest.CaptureFixture[bytes], *args: str) -> bytes:
    assert main(["show", *args]) == 0
    return capfdbinary.readouterr().out


@pytest.mark.parametrize("name", ["pass_whole_chain", "fail_one_event_missing", "pass_composite_or"])
def test_stock_opa_gives_the_same_decision_on_what_show_prints(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = shown(capfdbinary, str(FIXTURES / name / "snapshot.json"), "--check")
    path = tmp_path / "document.json"
    path.write_bytes(text)
    command = [str(find_opa()), "eval", "-b", "policies", "-i", str(path), "-f", "raw", "data.trailgate.decision"]
    by_hand = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60).stdout)

    with open_engine("wasm") as engine:
        assert canonical_decision(by_hand) == engine.decide(json.loads(text))


def test_what_is_printed_is_canonical_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = shown(capfdbinary, WHOLE)
    assert text == canonical(json.loads(text)) + b"\n"


def test_one_input_packed_or_not_gives_one_document(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    packed = tmp_path / "snapshot.json.gz"
    packed.write_bytes(gzip.compress(Path(WHOLE).read_bytes()))
    assert shown(capfdbinary, str(packed)) == shown(capfdbinary, WHOLE)


@pytest.mark.parametrize(
    ("expression", "found"),
    [("subject.account", "111122223333"), ("keys(gaps)", []), ("length(alarms)", 1), ("nothing.here", None)],
)
def test_select_prints_only_what_it_finds(expression: str, found: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert json.loads(shown(capfdbinary, WHOLE, "--select", expression)) == found


def test_settings_and_the_clock_stand_in_the_document(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text("stale_after_hours: 2\n")
    expression = "[settings.stale_after_hours, origin.as_of]"
    args = ["--settings", str(settings), "--as-of", "2026-01-01T00:00:00Z", "--select", expression]
    assert json.loads(shown(capfdbinary, WHOLE, *args)) == [2, 1767225600]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["absent.json"], 4, "no such file"),
        ([str(FIXTURES)], 4, "a folder with"),
        ([WHOLE, "--select", "a["], 2, "JMESPath"),
        ([WHOLE, "--select", "length(subject.touches_chain)"], 2, "fits the document"),
        ([WHOLE, "--select", "(" * 5000], 2, "JMESPath"),
        ([WHOLE, "--select", "&subject"], 2, "fits the document"),
        ([WHOLE, "--select", "subject.regions[::0]"], 2, "fits the document"),
        ([WHOLE, "--settings", "absent.yaml"], 4, "no such file"),
        ([WHOLE, "--as-of", "yesterday"], 2, "--as-of"),
    ],
)
def test_what_cannot_be_shown_has_its_exit_code_and_prints_nothing(
    args: list[str], code: int, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *args]) == code
    printed = capfd.readouterr()
    assert printed.out == ""
    assert told in printed.err


def test_the_summary_counts_resources_gaps_and_what_patterns_match(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["show", WHOLE, "--summary", "--check"]) == 0
    lines = [" ".join(line.split()) for line in capfd.readouterr().out.splitlines()]
    assert "account 111122223333 (aws)" in lines
    assert "alarms 111122223333 us-east-1 1" in lines
    assert "nothing is unknown" in lines
    assert any("iam-policy-change-alarm 16 0 0 0" in line for line in lines)
    assert main(["show", str(FIXTURES / "unknown_alarms_refused" / "snapshot.json"), "--summary"]) == 0
    assert "alarm may be hidden: denied (cloudwatch:DescribeAlarms)" in capfd.readouterr().out


def test_a_summary_of_a_selection_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["show", WHOLE, "--summary", "--select", "gaps"]) == 2
    assert "--summary and --select" in capfd.readouterr().err
