"""No format tells of a plan or an apply where a template was judged."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.formats.showing import shown
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.formats.table import FORMATS

TEMPLATES = Path(__file__).parents[3] / "fixtures" / "templates"
JUDGED = ("fail_fifteen_accelerator_broken", "fail_other_alarm_refused", "unknown_condition", "fail_no_chain", "pass_plain")
DATA = {"json", "jsonl", "parquet", "ocsf", "asff", "csv"}
"""Codes stand in them, which are one for plans and templates."""
_OF_PLANS = re.compile(r".{0,60}\b(?:[Tt]erraform|(?:[Tt]his|[Tt]he|[Aa]) plan|[Aa]pply|applied)\b.{0,60}")


@cache
def report(name: str) -> dict[str, Any]:
    path = next(path for path in (TEMPLATES / name).glob("template.*"))
    return evaluate_inputs([str(path)], Choices())


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("written", sorted(set(FORMATS) - DATA))
def test_a_template_is_told_of_in_its_own_words(written: str, name: str) -> None:
    assert _OF_PLANS.findall(shown(written, report(name))) == []
