"""Inputs as documents, and documents judged, the way `trailgate fix` does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.asking import of_one
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.fix import Wishes, plan_fix
from trailgate_evaluator.fix.account.change import applied
from trailgate_evaluator.inputs import Source, read_one

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix import Plan
    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]
CONTROL = "iam-policy-change-alarm"
FIXTURES = Path(__file__).parents[3] / "fixtures"
EMAIL = "security@example.com"
RESOURCES = ("trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions")


HIDDEN = frozenset(
    (
        "snapshots_fail_alarms_refused_but_unreachable",
        "snapshots_fail_wall_behind_dead_trail",
        "snapshots_fail_composites_not_asked",
    )
)
"""What is behind the break was refused or not asked, so no change can be shown to help."""


def inputs(status: str) -> list[Path]:
    """Every input of the fixtures whose claimed verdict is this one, with no settings."""
    found = []
    for folder in sorted(one for one in FIXTURES.glob("*/*/") if not (one / "settings.yaml").exists()):
        claim = folder / "expected.json"
        expected = json.loads(claim.read_bytes()) if claim.exists() else {}
        results = expected.get("results", [])
        told_of = results if isinstance(results, list) else []  # else they are of every control
        told = expected.get("status") or next((one["status"] for one in told_of), None)
        found += [path for name in ("snapshot.json", "plan.json") if told == status and (path := folder / name).exists()]
    return found


def label(path: Path) -> str:
    return f"{path.parent.parent.name}_{path.parent.name}"


def source_of(path: Path | str) -> Source:
    return read_one(str(path))


def document_of(engine: Engine, source: Source, **choices: Any) -> Json:
    return DocumentMaker(engine, of_one(**choices)).documents(source).after


def plan(engine: Engine, document: Json, form: Any = None, **wishes: Any) -> Plan:
    return plan_fix(engine, document, Wishes(**{"email": EMAIL, **wishes}), form)[0]


def decision(engine: Engine, document: Json) -> Json:
    decided: Json = engine.decide(document)[CONTROL]
    return decided


def after(engine: Engine, document: Json, changes: Iterable[Change]) -> Json:
    subject = document["subject"]
    return applied(document, changes, requirements_of(engine, subject))
