"""What other tools get wrong of the fourteen siblings of 4.4, each as a case with the right answer and its reason.

Where the pattern decides, it is asked alone; where the whole account does, an account with all fifteen is judged.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.judging import ROOT, Json, rows
from tests.conformance.peers import BY_NAMES, RULES, printed
from tests.conformance.peers_cases import CASES, Case
from tests.evaluator.languages.filter_pattern.oracle import verdict
from tests.evaluator.languages.filter_pattern.required import IDS, records_of, required_of
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer

EVERY_TRAIL = sorted({"4.6", *BY_NAMES} - {"4.15"})
"""Where Trivy asks of every multi-region trail, each of itself, that it has the filter."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_pattern_that_a_peer_judges_wrongly_is_judged_by_what_it_means(case: Case) -> None:
    assert RULES[case.number, case.peer](case.text) is case.passes, "the tool answers rightly: no case"
    found = answer(case.text, required_of(case.number, case.benchmark))
    control = found["controls"][IDS[case.number]]
    missed = {name: one for name, one in control["records"].items() if one["matched"] != "always"}
    assert control["covers"] == ("no" if case.passes else "yes")
    assert {name: one["matched"] for name, one in missed.items()} == case.missed
    assert (found["error"] or {}).get("kind") == case.error
    assert all(case.why in (one["why"] or "") for one in missed.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_right_answer_is_that_of_the_slow_judge(case: Case) -> None:
    meant = {name: verdict(case.text, specs) for name, specs in records_of(case.number, case.benchmark).items()}
    assert {name: how for name, how in meant.items() if how != "always"} == case.missed


def test_every_rule_of_a_peer_that_can_be_wrong_has_a_case() -> None:
    assert {(case.number, case.peer) for case in CASES} == set(RULES)
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.missed for case in CASES if case.passes)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def _judged(engine: Engine, folder: Path, change: Callable[[Json], None], *asked: str) -> dict[str, Json]:
    """The results by their controls of the account where all fifteen are right, with one thing changed."""
    snapshot = copy.deepcopy(json.loads((ROOT / "fixtures" / "controls" / "pass_all" / "snapshot.json").read_bytes()))
    change(snapshot)
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    choices = Choices(controls=tuple(IDS[number] for number in asked))
    return {result["control"]: result for result in judge(read([str(path)]), engine, choices, lambda _: None).results}


def _a_dead_trail_beside(snapshot: Json) -> None:
    trails = rows(snapshot, "DescribeTrails", "trailList")
    other = {**trails[0], "Name": "old", "TrailARN": trails[0]["TrailARN"].rpartition("/")[0] + "/old"}
    del other["CloudWatchLogsLogGroupArn"], other["CloudWatchLogsRoleArn"]
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeTrails":
            call["pages"][0]["trailList"].append(other)


def _without_kms(snapshot: Json) -> None:
    for row in rows(snapshot, "GetEventSelectors", "EventSelectors"):
        row["ExcludeManagementEventSources"] = ["kms.amazonaws.com"]


def _flooded(snapshot: Json) -> None:
    for row in rows(snapshot, "DescribeMetricFilters", "metricFilters"):
        if row["filterName"] == "cis-4.1":
            row["filterPattern"] = printed("4.1", "1.4.0", at=1)


@pytest.fixture(scope="module")
def beside_a_dead_trail(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    return _judged(engine, tmp_path_factory.mktemp("dead"), _a_dead_trail_beside, *EVERY_TRAIL)


@pytest.mark.parametrize("number", EVERY_TRAIL, ids=lambda number: f"{number} trivy, another trail of all regions has no group")
def test_one_trail_that_does_all_is_enough(number: str, beside_a_dead_trail: dict[str, Json]) -> None:
    result = beside_a_dead_trail[IDS[number]]
    assert (result["status"], result["effective"], result["breaks"], result["gaps"]) == ("pass", "yes", [], [])


@pytest.mark.parametrize("number", ["4.7"], ids=["4.7 prowler, powerpipe and trivy, the trail leaves out KMS"])
def test_a_trail_that_leaves_out_the_source_fails_the_control_that_asks_for_it(
    number: str, engine: Engine, tmp_path: Path
) -> None:
    results = _judged(engine, tmp_path, _without_kms, number, "4.8")
    breaks = results[IDS[number]]["breaks"]
    assert results[IDS[number]]["status"] == "fail"
    assert [(one["link"], one["code"], one["detail"]["sources"]) for one in breaks] == [
        ("trail", "trail_excludes_source", ["kms.amazonaws.com"])
    ]
    assert results[IDS["4.8"]]["status"] == "pass"


@pytest.fixture(scope="module")
def flooded(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Json:
    return _judged(engine, tmp_path_factory.mktemp("flooded"), _flooded, "4.1")[IDS["4.1"]]


@pytest.mark.parametrize("peer", ["prowler", "powerpipe", "cloudbeat"], ids="4.1 {}, the text of 1.3 to 3.0".format)
def test_a_text_that_matches_nearly_everything_passes_and_is_told(peer: str, flooded: Json) -> None:
    assert RULES["4.1", peer](printed("4.1", "1.4.0", at=1)), "the tool passes it without a word"
    weaknesses = {one["code"] for chain in flooded["chains"] for one in chain["weaknesses"]}
    assert (flooded["status"], flooded["effective"], weaknesses) == ("pass", "unknown", {"filter_matches_routine"})
