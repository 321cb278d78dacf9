"""What trials found wrong stays right, on both engines: fixtures/found/cases.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.cli.app import main

FOUND = Path(__file__).resolve().parents[2] / "fixtures" / "found"
CASES: list[dict[str, Any]] = json.loads((FOUND / "cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['input']} [{case['kind']}]")
@pytest.mark.xdist_group("found")
def test_what_was_found_wrong_is_right(case: dict[str, Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report, text = tmp_path / "report.json", tmp_path / "report.txt"
    asked = case.get("args", [])
    engine = () if "--engine" in asked else ("--engine", "both")
    arguments = [str(FOUND / case["input"]), *asked, *engine, "-o", str(report), "-o", str(text)]
    code = main(["evaluate", *arguments])
    assert code in {0, 1, 3}, capfd.readouterr().err
    (result,) = json.loads(report.read_bytes())["results"]
    said = " ".join(text.read_text("utf-8").split())
    for key in ("status", "effective"):
        assert result[key] in case.get(key, [result[key]]), case["why"]
        assert result[key] not in case.get(f"not_{key}", []), case["why"]
    if "says" in case:
        assert any(word in said for word in case["says"]), said
    assert [word for word in case.get("says_not", []) if word in said] == []


def test_every_input_is_tried() -> None:
    tried = {case["input"] for case in CASES}
    assert {f"{path.parent.name}/{path.name}" for path in FOUND.glob("*/*.json")} == tried
