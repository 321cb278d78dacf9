"""An input that asks too much of engine or machine is its own error; the others are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from tests.benchmarks.accounts import write_account
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine.limits import Limits
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.evaluation import evaluate_inputs

PASS = "fixtures/snapshots/pass_whole_chain/snapshot.json"
FAIL = "fixtures/snapshots/fail_one_event_missing/snapshot.json"


@pytest.fixture
def large(tmp_path: Path) -> str:
    return str(write_account(tmp_path, 2_000, watching=1))


@pytest.mark.parametrize("limit", ["memory", "fuel"])
def test_an_input_beyond_the_engines_limit_costs_only_itself(limit: str, large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = {
        "memory": Limits(memory=32 << 20, memory_per_byte=0),
        "fuel": Limits(fuel=200_000_000, fuel_per_byte=0),
    }[limit]
    begin = WasmEngine.__init__
    monkeypatch.setattr(WasmEngine, "__init__", lambda self, bundle, **others: begin(self, bundle, **others, limits=narrow))
    report = evaluate_inputs([PASS, large, FAIL], of_one())
    assert report["summary"]["unreadable"] == 1
    assert [result["status"] for result in report["results"]] == ["pass", "fail"]
    error = report["inputs"][1]["error"]
    assert error["expected"].startswith("an evaluation within")
    assert "--engine opa" in error["what_to_do"]
    assert main(["evaluate", PASS, large]) == 4


def test_an_input_that_the_machine_has_no_memory_for_costs_only_itself(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = WasmEngine.decide

    def out_of_memory(self: WasmEngine, document: dict[str, Any]) -> dict[str, Any]:
        if len(document["alarms"]) > 100:
            raise MemoryError
        return decide(self, document)

    monkeypatch.setattr(WasmEngine, "decide", out_of_memory)
    report = evaluate_inputs([large, PASS], of_one())
    assert [result["status"] for result in report["results"]] == ["pass"]
    assert "memory" in report["inputs"][0]["error"]["expected"]


def test_every_alarm_that_watches_has_memory_and_work_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Limits(memory=48 << 20, fuel=1_000_000_000)
    begin = WasmEngine.__init__
    monkeypatch.setattr(WasmEngine, "__init__", lambda self, bundle, **others: begin(self, bundle, **others, limits=few))
    watched = str(write_account(tmp_path, 1_000, watching=1))
    assert evaluate_inputs([watched], of_one())["summary"]["pass"] == 1


def test_the_default_limits_leave_a_large_account_room(large: str) -> None:
    assert evaluate_inputs([large], of_one())["summary"]["pass"] == 1
