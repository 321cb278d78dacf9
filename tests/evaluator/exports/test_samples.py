"""Exports that real tools made of a simulated account, one that passes and one that fails each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluator.exports.dumps import judged
from trailgate_evaluator.engine import Engine

SAMPLES = Path(__file__).parents[3] / "fixtures/exports"


@pytest.mark.parametrize("how", ["script", "by_hand"])
def test_what_the_aws_command_line_printed(engine: Engine, how: str) -> None:
    passing = judged(SAMPLES / f"aws_cli_{how}_pass", engine, region="us-east-1")
    assert (passing["status"], passing["gaps"]) == ("pass", [])
    failing = judged(SAMPLES / f"aws_cli_{how}_fail", engine, region="us-east-1")
    assert (failing["status"], [one["code"] for one in failing["breaks"]]) == ("fail", ["actions_none"])
