"""A share of the fuzzing: mutated inputs never crash the program, nothing improves by taking away, both engines agree."""

from __future__ import annotations

from random import Random

from tests.fuzz import silence
from tests.fuzz.corpora import documents, snapshots
from tests.fuzz.mutating import at, mutated, places, with_other, without
from tests.fuzz.mutations import fuzz, status_of
from trailgate_evaluator.engine import open_engine

ROUNDS = 60
WHOLE = "snapshots/pass_whole_chain"
MEMBERS = 2


def test_mutated_inputs_keep_what_is_promised() -> None:
    assert fuzz(ROUNDS) == []


def test_nothing_holds_from_silence() -> None:
    dice = Random("silence")  # noqa: S311 - nothing secret
    with open_engine() as engine:
        known = documents(engine)
        seen = silence.values_seen(known)
        wrong = list(silence.improvements(engine, WHOLE, known[WHOLE], seen))
        for name, document in known.items():
            found = list(silence.members(document))
            wrong += silence.improvements(engine, name, document, seen, dice.sample(found, MEMBERS))
    assert wrong == []


def test_a_mutation_is_known_by_its_seed_and_leaves_the_original_alone() -> None:
    value = {"a": [1, {"b": "text"}], "c": {"d": True}}
    before = repr(value)
    for seed in range(200):
        assert mutated(value, Random(seed)) == mutated(value, Random(seed))  # noqa: S311 - nothing secret
    assert repr(value) == before
    assert list(places({"a": [1]})) == [("a",), ("a", 0)]
    assert without(value, ("a", 1, "b")) == {"a": [1, {}], "c": {"d": True}}
    assert with_other(value, ("c", "d"), 0) == {"a": [1, {"b": "text"}], "c": {"d": 0}}
    assert at(value, ("a", 1, "b")) == "text"


def test_a_mask_that_was_refused_is_not_forgotten_where_the_listing_of_groups_is_missing() -> None:
    """Found by fuzzing: the listing tells that there is a policy, and without it nothing did."""
    snapshot = snapshots()["unknown_masks_refused"]
    unlisted = {**snapshot, "calls": [call for call in snapshot["calls"] if call["operation"] != "DescribeLogGroups"]}
    with open_engine() as engine:
        assert [status_of(engine, one) for one in (snapshot, unlisted)] == ["unknown", "unknown"]
