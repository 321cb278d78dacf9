"""What kills a mutant: documents with the verdicts that must come out, and the Rego tests."""

from __future__ import annotations

import functools
import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.asking import of_one
from tests.judge import access
from tests.judge.accounts import documents
from tests.judge.builder import OWN, TOPICS
from tests.judge.judge import CONTROL, Verdict, judge
from tests.laws.decisions import verdict
from tests.laws.plain import alarm_id, effects
from tests.laws.test_firing import TABLE, fired, simulated
from tests.laws.test_topic_access import ACTIONS, KEY_ACTIONS, document_of, policies
from tests.mutants.law.server import Server
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "snapshots"
STRIDE = 1009


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A document and what must come out: the judge's verdict, each record's effectiveness, or a fixture's codes."""

    name: str
    document: Json
    verdict: Verdict | None = None
    effects: dict[str, str] | None = None
    codes: Json | None = None

    def holds(self, server: Server) -> bool:
        decision = server.ask("trailgate/decision", self.body).get(CONTROL)
        return decision is not None and self.agrees(decision)

    @functools.cached_property
    def body(self) -> bytes:
        return json.dumps({"input": self.document}).encode()

    def agrees(self, decision: Json) -> bool:
        if self.verdict is not None:
            return verdict(decision) == self.verdict
        if self.effects is not None:
            return effects(decision) == self.effects
        return codes_of(decision) == self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class RegoTests:
    """A package of Rego tests, every one of which must pass."""

    path: str
    names: frozenset[str]
    folder: Path

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def holds(self, server: Server) -> bool:
        answer = server.ask(self.path, b"{}")
        return all(answer.get(name) is True for name in self.names)


Question = Case | RegoTests


def rego_tests(policies: Path) -> list[RegoTests]:
    """The packages of tests under a folder."""
    found = []
    for path in sorted(policies.rglob("*_test.rego")):
        source = path.read_text("utf-8")
        (package,) = re.findall(r"^package (.*)$", source, re.MULTILINE)
        names = frozenset(re.findall(r"^(test_\w+)", source, re.MULTILINE))
        found.append(RegoTests(path=package.replace(".", "/"), names=names, folder=path.parent.relative_to(policies)))
    return found


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
    model = engine.required_records({"partition": "aws", "account": OWN})[CONTROL]
    records = sorted(model)
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
        found.append(
            Case(name=path.parent.name, document=DocumentMaker(engine, of_one()).documents(source).after, codes=expected)
        )
    return found


def _cells(records: list[str]) -> list[Case]:
    cells = list(itertools.islice(itertools.product(*TABLE), 0, None, STRIDE))
    found = []
    for at in range(0, len(cells) - len(records), len(records)):
        asked = cells[at : at + len(records)]
        expected = {record: simulated(cell) for record, cell in zip(records, asked, strict=True)}
        found.append(Case(name="cells of the firing table", document=fired(records, asked), effects=expected))
    return found


def _policies(records: list[str]) -> list[Case]:
    topic = next(iter(TOPICS))
    publish = policies(ACTIONS, ["*", f"{topic}*", f"arn:aws:sns:*:{OWN}:*"]).map(lambda policy: {"policy": policy, "key": None})
    key = policies(KEY_ACTIONS, ["*"]).map(
        lambda policy: {"policy": None, "key": {"id": "k", "manager": "CUSTOMER", "state": "Enabled", "policy": policy}}
    )
    found = []
    for asked in _drawn(st.lists(st.one_of(publish, publish, key), min_size=len(records), max_size=len(records)), 25):
        document = document_of(records, asked)
        expected = {
            record: access.reaches(
                document["alarms"][alarm_id(record)], document["topics"][f"{topic}-{record}"], document["subject"]
            )
            for record in records
        }
        found.append(Case(name="policies", document=document, effects=expected))
    return found


def _accounts(model: Json) -> list[Case]:
    drawn = _drawn(documents(sorted(model)), 80) + _drawn(documents(sorted(model), 4), 120)
    return [Case(name="accounts", document=document, verdict=judge(document, model)) for document in drawn]


def _drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    found: list[Any] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found
