"""What stands between brackets follows what it is an index of; anything else of the same name is a condition."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.readers.terraform.plan_json.addresses import Steps, parse
from trailgate_evaluator.readers.terraform.plan_json.instances import stated
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING
from trailgate_evaluator.readers.terraform.references.indexes import LOST, Indexes, Scope

TOPICS: list[dict[str, Any]] = [
    {"address": f'aws_sns_topic.s["{key}"]', "mode": "managed", "type": "aws_sns_topic", "name": "s", "index": key, "values": {}}
    for key in ("crit", "info")
] + [{"address": "aws_sns_topic.a", "mode": "managed", "type": "aws_sns_topic", "name": "a", "values": {}}]
INSTANCES = stated({"values": {"root_module": {"resources": TOPICS}}})


def key_of(scope: Scope, indexes: list[Steps], repeated_for: Any = MISSING) -> object:
    return Indexes(INSTANCES).key(scope, indexes, lambda _: repeated_for)


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (["aws_sns_topic.s", "each.key"], ["each.key"]),
        (["aws_sns_topic.s", "each.value.topic", "each.value"], ["each.value.topic"]),
        (["module.n.arns", "module.n", "each.key"], ["each.key"]),
        (["var.topics", "count.index", "aws_sns_topic.a.arn", "aws_sns_topic.a"], ["count.index"]),
        (["each.key", "aws_sns_topic.s"], []),
        (["each.key", "var.a", "var.b"], []),
        (["aws_sns_topic.a.arn", "aws_sns_topic.a", "count.index"], []),
        (['aws_sns_topic.s["crit"].arn', 'aws_sns_topic.s["crit"]', "aws_sns_topic.s", "each.key"], []),
        (["terraform.workspace", "each.key"], []),
        ([None, 1, "each.key"], []),
    ],
)
def test_an_index_is_listed_behind_what_may_have_one(listed: list[object], found: list[str]) -> None:
    assert Indexes(INSTANCES).among(Scope((), "crit", -1), listed) == {parse(one) for one in found}


@pytest.mark.parametrize(
    ("index", "repeated_for", "repetition", "key"),
    [
        ("each.key", MISSING, 0, "crit"),
        ("count.index", MISSING, 0, "crit"),
        ("each.value", MISSING, -1, "crit"),
        ("each.value.topic", MISSING, -1, LOST),
        ("each.value", MISSING, 0, LOST),
        ("each.value", {"crit": "info"}, 0, "info"),
        ("each.value.topic", {"crit": {"topic": "info"}}, 0, "info"),
        ("each.value.topic", {"crit": {}}, 0, LOST),
        ("each.value", {"crit": True}, 0, LOST),
        ("each.value", ["crit", "info"], 0, "crit"),
        ("each.value", ["info"], 0, LOST),
    ],
)
def test_the_key_is_the_value_of_the_index(index: str, repeated_for: object, repetition: int, key: object) -> None:
    steps = parse(index)
    assert steps is not None
    assert key_of(Scope((), "crit", repetition), [steps], repeated_for) == key


def test_two_indexes_that_differ_are_no_key() -> None:
    steps = [found for text in ("each.key", "each.value") if (found := parse(text)) is not None]
    assert key_of(Scope((), "crit", 0), steps, {"crit": "info"}) is LOST
    assert key_of(Scope((), "crit", 0), steps, {"crit": "crit"}) == "crit"
    assert key_of(Scope((), None, 0), steps) is LOST
