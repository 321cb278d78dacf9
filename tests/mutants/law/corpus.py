"""What kills a mutant in a second: documents with the verdicts that must come out."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.judge import access
from tests.judge.accounts import documents
from tests.judge.builder import OWN, TOPICS
from tests.judge.judge import CONTROL, Verdict, judge
from tests.laws.decisions import verdict
from tests.laws.plain import alarm_id, effects
from tests.laws.test_firing import TABLE, fired, simulated
from tests.laws.test_topic_access import ACTIONS, KEY_ACTIONS, document_of, policies
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "snapshots"
STRIDE = 1009


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A document and what must come out: the judge's verdict, each record's effectiveness, or a fixture's codes."""

    document: Json
    verdict: Verdict | None = None
    effects: dict[str, str] | None = None
    codes: Json | None = None

    def holds(self, decision: Json) -> bool:
        if self.verdict is not None:
            return verdict(decision) == self.verdict
        if self.effects is not None:
            return effects(decision) == self.effects
        return codes_of(decision) == self.codes


def codes_of(decision: Json) -> Json:
    """What fixtures claim of a decision, as far as Rego says it."""
    weaknesses = {weakness["code"] for chain in decision["chains"] for weakness in chain["weaknesses"]}
    return {
        "status": decision["status"],
        "effective": decision["effective"],
        "missing": sorted(decision["records"]["missing"]),
        "breaks": sorted({(one["link"], one["code"]) for one in decision["breaks"]}),
        "weaknesses": sorted(weaknesses),
        "gaps": sorted({(one["link"], one["reason"]) for one in decision["gaps"]}),
    }


def cases(engine: Engine) -> list[Case]:
    """Fixtures first, then cells and policies, then generated accounts; the same every time."""
    model = engine.required_records("aws", OWN)[CONTROL]
    records = sorted(model["records"])
    return [*_fixtures(engine), *_cells(records), *_policies(records), *_accounts(model)]


def _fixtures(engine: Engine) -> list[Case]:
    found = []
    for path in sorted(FIXTURES.glob("*/snapshot.json")):
        (source,) = read([str(path)])
        assert isinstance(source, Source)
        claimed = json.loads((path.parent / "expected.json").read_bytes())["results"][0]
        expected = {
            "status": claimed["status"],
            "effective": claimed["effective"],
            "missing": sorted(claimed["missing"]),
            "breaks": sorted({(one["link"], one["code"]) for one in claimed["breaks"]}),
            "weaknesses": sorted(set(claimed["weaknesses"])),
            "gaps": sorted({(one["link"], one["reason"]) for one in claimed["gaps"]}),
        }
        found.append(Case(document=DocumentMaker(engine, Choices()).documents(source).after, codes=expected))
    return found


def _cells(records: list[str]) -> list[Case]:
    cells = list(itertools.islice(itertools.product(*TABLE), 0, None, STRIDE))
    found = []
    for at in range(0, len(cells) - len(records), len(records)):
        asked = cells[at : at + len(records)]
        expected = {record: simulated(cell) for record, cell in zip(records, asked, strict=True)}
        found.append(Case(document=fired(records, asked), effects=expected))
    return found


def _policies(records: list[str]) -> list[Case]:
    topic = next(iter(TOPICS))
    publish = policies(ACTIONS, ["*", f"{topic}*", f"arn:aws:sns:*:{OWN}:*"]).map(lambda policy: {"policy": policy, "key": None})
    key = policies(KEY_ACTIONS, ["*"]).map(
        lambda policy: {"policy": None, "key": {"id": "k", "manager": "CUSTOMER", "policy": policy}}
    )
    found = []
    for asked in _drawn(st.lists(st.one_of(publish, publish, key), min_size=len(records), max_size=len(records)), 25):
        document = document_of(records, asked)
        expected = {
            record: access.reaches(document["alarms"][alarm_id(record)], document["topics"][f"{topic}-{record}"])
            for record in records
        }
        found.append(Case(document=document, effects=expected))
    return found


def _accounts(model: Json) -> list[Case]:
    drawn = _drawn(documents(model["records"]), 80) + _drawn(documents(model["records"], 4), 120)
    return [Case(document=document, verdict=judge(document, model)) for document in drawn]


def _drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    found: list[Any] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found
