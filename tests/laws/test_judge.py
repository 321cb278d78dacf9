"""The law agrees with the second judge, and with every hidden world."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.judge.accounts import documents
from tests.judge.judge import judge
from tests.judge.worlds import choices, worlds
from tests.laws.decisions import decided, examples, verdict
from trailgate_evaluator.engine import Engine

MOST_WORLDS = 32


def test_the_law_says_what_the_judge_says_of_known_accounts(engine: Engine, model: dict[str, Any]) -> None:
    seen: Counter[str] = Counter()

    @examples(400)
    @given(documents(sorted(model)))
    def holds(document: dict[str, Any]) -> None:
        found = verdict(decided(engine, document))
        seen[found.effective or found.status] += 1
        assert found == judge(document, model)

    holds()
    assert min(seen["yes"], seen["fail"], seen["no"] + seen["unknown"]) > 0, "the accounts were too much alike"


def test_the_law_says_what_the_judge_says_of_accounts_with_gaps(engine: Engine, model: dict[str, Any]) -> None:
    @examples(400)
    @given(st.integers(1, 5).flatmap(lambda doubts: documents(sorted(model), doubts)))
    def holds(document: dict[str, Any]) -> None:
        assert verdict(decided(engine, document)) == judge(document, model)

    holds()


def test_no_hidden_world_contradicts_a_pass_or_a_fail(engine: Engine, model: dict[str, Any]) -> None:
    few = {record: model[record] for record in sorted(model)[::7]}
    seen: Counter[tuple[str, bool]] = Counter()

    @examples(120)
    @given(documents(sorted(model), 3, unusual=False))
    def holds(document: dict[str, Any]) -> None:
        assume(1 < math.prod(len(point) for point in choices(document)) <= MOST_WORLDS)
        found = verdict(decided(engine, document))
        settled = [judge(world, few) for world in worlds(document)]
        assert not any(one.unknown for one in settled)
        for record in sorted(few):
            outcomes = {record in one.carried for one in settled}
            seen[found.status, len(outcomes) == 2] += 1
            assert record not in found.carried or outcomes == {True}
            assert record not in found.missing or outcomes == {False}

    holds()
    assert seen["unknown", True] > 0, "no gap mattered"


def test_an_unknown_record_is_carried_in_one_hidden_world_and_missing_in_another(engine: Engine, model: dict[str, Any]) -> None:
    """Where every doubt is a hidden resource, none of which excludes another, the law is exact."""
    few = {record: model[record] for record in sorted(model)[::7]}

    @examples(100)
    @given(documents(sorted(model), 3, unusual=False))
    def holds(document: dict[str, Any]) -> None:
        only_hidden = all(gap["scope"] for gap in document["gaps"].values())
        assume(only_hidden and 1 < math.prod(len(point) for point in choices(document)) <= MOST_WORLDS)
        found = verdict(decided(engine, document))
        settled = [judge(world, few) for world in worlds(document)]
        for record in found.unknown & few.keys():
            assert {record in one.carried for one in settled} == {True, False}

    holds()
