"""Plans judged the way the command line judges them, and the fixtures that they are."""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.asking import ASKED
from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.readers import terraform
from trailgate_evaluator.settings import NO_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.readers.terraform import PlanReading

Json = dict[str, Any]
CONTROL = "iam-policy-change-alarm"
PLANS = Path(__file__).parents[4] / "fixtures" / "plans"
SOURCE: Json = {"kind": "terraform_plan", "digest": "sha256:0", "as_of": None}


def names() -> list[str]:
    """Every fixture that has a plan."""
    return sorted(path.parent.name for path in PLANS.glob("*/plan.json"))


def load(name: str, file: str = "plan.json") -> Json:
    """One plan, a fresh copy."""
    plan: Json = json.loads((PLANS / name / file).read_bytes())
    return plan


def graph(name: str) -> str | None:
    """The graph beside a plan, if it has one."""
    path = PLANS / name / "graph.dot"
    return path.read_text() if path.exists() else None


def reading(plan: Mapping[str, Any], **options: Any) -> PlanReading:
    """The plan as the reader understands it."""
    return terraform.read(plan, source=SOURCE, **options)


@cache
def engine() -> Engine:
    """One engine for all tests of a process; it lives as long as the process."""
    return ExitStack().enter_context(open_engine())


def decide(parts: Parts) -> Json:
    """The decision on what a reader knows."""
    subject = parts.subject
    required = requirements_of(engine(), subject, ASKED)
    document = assemble(parts, settings=NO_SETTINGS, asked=ASKED, required=required)
    decision: Json = engine().decide(document)[CONTROL]
    return decision


def status(plan: Mapping[str, Any], **options: Any) -> str:
    """The verdict on a plan's world after apply."""
    return str(decide(reading(plan, **options).after)["status"])
