"""A control that asks for a service, on random accounts, against a judge that shares nothing with the law."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one

Json = dict[str, Any]
HUB = "security-hub-enabled"
WHOLE = Path(__file__).parents[2] / "fixtures" / "controls" / "pass_hub_everywhere" / "snapshot.json"
REGIONS = ("a-1", "b-1", "c-1")
SAID = (True, False, "unknown")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="module")
def document(engine: Engine) -> Json:
    made: Json = DocumentMaker(engine, Choices(controls=(HUB,))).documents(read_one(str(WHOLE))).after
    return made


def account(whole: Json, chance: random.Random) -> Json:
    """The account with other regions and other answers; some of another service, another account or no certain region."""
    services: Json = {}
    gaps: Json = {}
    for number in range(chance.randrange(6)):
        said = chance.choice(SAID)
        found = f"hub-{number}"
        entry: Json = {
            "id": found,
            "name": "Security Hub",
            "service": chance.choice(("securityhub", "securityhub", "securityhub", "another")),
            "account": chance.choice((whole["subject"]["account"],) * 3 + ("444455556666",)),
            "region": chance.choice((*REGIONS, *REGIONS, "tf:provider:aws")),
            "at": f"0#/{number}",
            "enabled": {"unknown": {"reason": "denied", "gap": f"{found}#enabled"}} if said == "unknown" else said,
        }
        services[found] = entry
        about = {"link": "service", "reason": "denied", "scope": None, "account": entry["account"], "region": entry["region"]}
        gaps[f"{found}#enabled"] = about | {
            **dict.fromkeys(("attribute", "call", "error", "at", "candidates", "address", "name")),
            "id": found,
            "settled_by": ["permission"],
        }
    listed = chance.choice((None, [], chance.sample(REGIONS, chance.randrange(1, 4))))
    subject = {**whole["subject"], "enabled_regions": listed}
    return {**whole, "subject": subject, "services": services, "gaps": gaps, "index": {**whole["index"], "gaps_by_scope": {}}}


def judged(document: Json) -> tuple[str, dict[str, set[str]]]:
    """The verdict, region by region: what every answer about it says, if all say one thing."""
    told: dict[str, set[str]] = {}
    for entry in document["services"].values():
        own = entry["service"] == "securityhub" and entry["account"] == document["subject"]["account"]
        if own and not entry["region"].startswith("tf:"):
            told.setdefault(entry["region"], set()).add(str(entry["enabled"]))
    answering = [region for region, said in told.items() if said & {"True", "False"}]
    listed = document["subject"]["enabled_regions"]
    regions = [*listed, *answering] if listed else [*told, "other-regions"]
    kinds = {"carried": {"True"}, "missing": {"False"}}
    found: dict[str, set[str]] = {"carried": set(), "missing": set(), "unknown": set()}
    for region in regions:
        found[next((kind for kind, said in kinds.items() if told.get(region) == said), "unknown")].add(region)
    return "fail" if found["missing"] else "unknown" if found["unknown"] else "pass", found


def test_the_law_says_what_the_judge_says(engine: Engine, document: Json) -> None:
    chance = random.Random(416)  # noqa: S311 - nothing is guarded by it
    seen = set()
    for _ in range(400):
        given = account(document, chance)
        status, found = judged(given)
        decision = engine.decide(given)[HUB]
        assert decision["status"] == status, given["services"]
        assert {kind: set(names) for kind, names in decision["records"].items()} == found
        assert {name for one in decision["breaks"] for name in one["records"]} == found["missing"]
        assert {name for one in decision["gaps"] for name in one["records"]} == found["unknown"]
        assert {name for one in decision["chains"] for name in one["records"]} == found["carried"]
        seen.add(status)
    assert seen == {"pass", "fail", "unknown"}
