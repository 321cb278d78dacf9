"""A document is whole, checks itself, and does not depend on the order of what was answered."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.evaluator.readers.snapshot.samples import (
    ALARM,
    FILTER,
    PATTERN,
    TOPIC,
    Json,
    refused,
    snapshot,
    source,
    whole_calls,
)
from tests.records import named
from trailgate_evaluator.document.assembling import assemble, canonical
from trailgate_evaluator.document.checking import MAX_PROBLEMS, problems_of
from trailgate_evaluator.document.parts import RESOURCE_KINDS, joined_patterns, keep_pattern, pattern_id
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import Source, read
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.readers.snapshot import read_snapshot
from trailgate_evaluator.settings import NO_SETTINGS

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "policies" / "schemas"
POLICIES = named(["PutUserPolicy", "PutRolePolicy"], {"eventSource": "iam.amazonaws.com"}, {"errorCode": ["absent", "string"]})
REQUIRED = requirements({"iam-policy-change-alarm": POLICIES})
OPERATIONS = [f"{each['service']}:{each['operation']}" for each in whole_calls()]


def document(calls: list[Json] | None = None) -> Json:
    return assemble(read_snapshot(source(snapshot(calls))), settings=NO_SETTINGS, required=REQUIRED)


def test_a_document_has_the_envelope_of_its_format() -> None:
    made = document()
    before = ["format", "origin", "subject", "settings", "asked"]
    assert list(made) == [*before, *RESOURCE_KINDS, "other_routes", "gaps", "patterns", "index"]
    assert made["format"] == "trailgate/document/v1"
    assert made["origin"]["kind"] == "aws_snapshot"
    nothing = {"attestations": [], "waivers": [], "exclusions": [], "failed_calls": "required"}
    assert made["settings"] == {**nothing, "stale_after_hours": 24}


def test_each_distinct_pattern_is_described_once_against_the_required_records() -> None:
    made = document()
    coverage = made["patterns"][pattern_id(PATTERN)]["coverage"]["iam-policy-change-alarm"]
    assert {record: told["matched"] for record, told in coverage.items()} == {
        "PutUserPolicy": "always",
        "PutRolePolicy": "never",
    }
    assert made["metric_filters"][FILTER]["pattern"] == pattern_id(PATTERN)


def test_a_whole_document_has_no_problems() -> None:
    assert problems_of(document(), SCHEMAS) == []


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("outcome", ["denied", "absent", "skipped"])
def test_a_document_with_gaps_has_no_problems(operation: str, outcome: str) -> None:
    assert problems_of(document(refused(operation, outcome)), SCHEMAS) == []


@pytest.mark.parametrize("folder", ["snapshots"])
def test_the_documents_of_the_fixtures_have_no_problems(folder: str) -> None:
    read_ones = [each for each in read([str(ROOT / "fixtures" / folder)]) if isinstance(each, Source)]
    assert read_ones
    for each in read_ones:
        made = assemble(read_snapshot(each), settings=NO_SETTINGS, required=requirements({}))
        assert problems_of(made, SCHEMAS) == [], each.name


def test_shuffled_keys_and_pages_change_no_byte_but_pointers() -> None:
    def shuffled(value: Any, chance: random.Random) -> Any:
        match value:
            case dict():
                keys = list(value)
                chance.shuffle(keys)
                return {key: shuffled(value[key], chance) for key in keys}
            case list():
                return [shuffled(each, chance) for each in value]
            case _:
                return value

    whole = snapshot()
    for seed in range(5):
        other = shuffled(whole, random.Random(seed))  # noqa: S311 - a test's order, no secret
        made = assemble(read_snapshot(source(other)), settings=NO_SETTINGS, required=REQUIRED)
        assert canonical(made) == canonical(document())


def test_the_order_of_calls_changes_nothing_but_pointers() -> None:
    def without_pointers(made: Json) -> Json:
        for kind in RESOURCE_KINDS:
            for resource in made[kind].values():
                resource["at"] = "0#"
        return made

    turned = document(list(reversed(whole_calls())))
    assert canonical(without_pointers(turned)) == canonical(without_pointers(document()))


def test_canonical_json_has_sorted_keys_and_no_blanks() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


def broken(change: Any) -> list[str]:
    made = copy.deepcopy(document(refused("sns:GetTopicAttributes")))
    change(made)
    return problems_of(made, SCHEMAS)


def test_an_index_that_the_resources_do_not_make_is_a_problem() -> None:
    def change(made: Json) -> None:
        made["index"]["alarms_by_place"] = {}

    assert broken(change) == ["#/index/alarms_by_place: not what the resources make it"]


def test_an_unknown_value_without_its_gap_is_a_problem() -> None:
    def change(made: Json) -> None:
        del made["gaps"][f"{TOPIC}#policy"]

    (problem,) = broken(change)
    assert problem.startswith(f"#/topics/{TOPIC}/policy: its gap")


def test_an_unknown_value_with_another_reason_than_its_gap_is_a_problem() -> None:
    def change(made: Json) -> None:
        made["gaps"][f"{TOPIC}#policy"]["reason"] = "failed"

    (problem,) = broken(change)
    assert "is not that of its gap" in problem


def test_a_pattern_under_another_id_is_a_problem() -> None:
    def change(made: Json) -> None:
        made["patterns"][pattern_id(PATTERN)]["text"] = "{ $.a = 1 }"

    (problem,) = broken(change)
    assert "not the id of its text" in problem


def test_a_pattern_under_another_id_is_refused() -> None:
    parts = read_snapshot(source(snapshot()))
    borrowed = replace(parts, pattern_texts={pattern_id(PATTERN): "{ $.a = 1 }"})
    with pytest.raises(InputError, match="each pattern under the id of its own text"):
        assemble(borrowed, settings=NO_SETTINGS, required=REQUIRED)


def test_two_patterns_that_share_64_bits_of_their_digest_are_two() -> None:
    (source_,) = read([str(ROOT / "fixtures" / "found" / "snapshots" / "pattern_id_collision.json")])
    assert isinstance(source_, Source)
    texts = read_snapshot(source_).pattern_texts
    assert len(texts) == len(set(texts.values())) == 2
    assert len({found[:17] for found in texts}) == 1


def test_two_texts_under_one_id_are_refused() -> None:
    texts = {pattern_id("a"): "b"}
    with pytest.raises(InputError, match="one text for each pattern id"):
        keep_pattern(texts, "a")
    with pytest.raises(InputError, match="one text for each pattern id"):
        joined_patterns(texts, {pattern_id("a"): "a"})
    assert joined_patterns({"p1": "a"}, {"p1": "a", "p2": "b"}) == {"p1": "a", "p2": "b"}
    assert keep_pattern(texts, "b") == pattern_id("b")


def test_a_filter_without_its_pattern_is_a_problem() -> None:
    def change(made: Json) -> None:
        made["patterns"] = {}

    (problem,) = broken(change)
    assert problem.endswith("/pattern: not in patterns")


def test_a_value_of_another_type_is_a_problem_with_its_pointer() -> None:
    def change(made: Json) -> None:
        made["alarms"][ALARM]["firing"]["period"] = "300"

    (problem,) = broken(change)
    assert problem.startswith(f"#/alarms/{ALARM}/firing/period")


def test_of_many_problems_the_first_are_told() -> None:
    def change(made: Json) -> None:
        made["trails"] = {str(number): {} for number in range(2 * MAX_PROBLEMS)}

    assert len(broken(change)) == MAX_PROBLEMS
