"""The law agrees with the second judge on every control, asked for beside others, by any benchmark and in any role."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.judge.judge import judge
from tests.judge.several import several
from tests.laws.decisions import examples, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
NOT_MATCHED = {"filter_matches_sometimes", "filter_misses_failed_calls", "filter_matches_never"}


def required_by(engine: Engine) -> Callable[[Json], Json]:
    """What the policies require, asked once for each subject; of controls that require records."""

    @cache
    def answer(subject: str) -> Json:
        return {control: records for control, records in engine.required_records(json.loads(subject)).items() if records}

    return lambda subject: answer(json.dumps(subject))


def test_the_law_says_of_every_control_what_the_judge_says(engine: Engine) -> None:
    seen: Counter[str] = Counter()
    required = required_by(engine)

    @examples(600)
    @given(st.integers(0, 3).flatmap(lambda doubts: several(required, doubts)))
    def holds(drawn: tuple[Json, Json]) -> None:
        document, models = drawn
        decisions = engine.decide(document)
        assert decisions.keys() == models.keys()
        for control, model in models.items():
            found = verdict(decisions[control])
            seen[found.effective or found.status] += 1
            assert found == judge(document, model, control), control
            assert not blamed_for_others(document, control, decisions[control])

    holds()
    assert min(seen["yes"], seen["fail"], seen["no"] + seen["unknown"]) > 0, "the accounts were too much alike"


def blamed_for_others(document: Json, control: str, decision: Json) -> list[Json]:
    """The breaks that name a filter for what it does not match, though it is made for another control's records."""
    return [
        one
        for one in decision["breaks"]
        if one["code"] in NOT_MATCHED
        and control not in document["patterns"][document["metric_filters"][one["id"]]["pattern"]]["sought"]
    ]
