"""Nobody is reached only where that is proven: accounts with a chain that holds and reaches nobody, beside whatever else."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.judge.accounts import documents
from tests.judge.builder import NEAR, OWN, hidden
from tests.judge.judge import judge
from tests.judge.worlds import choices, worlds
from tests.laws.decisions import changed, decided, examples, reindexed, verdict
from tests.laws.plain import FIRING, WRITTEN

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
MOST_WORLDS = 16
PLACE: Json = {"account": OWN, "region": NEAR, "at": "0#/idle", "name": "idle"}
GROUP, TOPIC = f"arn:aws:logs:{NEAR}:{OWN}:log-group:idle", f"arn:aws:sns:{NEAR}:{OWN}:idle"
METRIC: Json = {"namespace": "Idle", "name": "Idle", "dimensions": {}}
IDLE: Json = {
    "trails": {"multi_region": True, "logging": True, "global_services": True, "organization": False, "log_group": GROUP}
    | {"selectors": {"kind": "default"}, "delivery": None},
    "log_groups": {"id": GROUP, "class": "STANDARD", "transformer": False},
    "metric_filters": {"log_group": GROUP, "pattern": "p_all", "transformed": False, "scope": None, "writers_listed": True}
    | {"transformations": [WRITTEN | METRIC]},
    "alarms": {"kind": "metric", "metric": {"account": OWN, "region": NEAR} | METRIC, "firing": FIRING | {"threshold": 9}}
    | {"evaluation": {"state": None, "warm_up": None, "window": "sliding"}, "actions": [TOPIC], "actions_enabled": True}
    | {"state": "OK", "muted_by": []},
    "topics": {"id": TOPIC, "policy": None, "key": None, "fifo": False, "max_message_size": None},
    "subscriptions": {"topic": TOPIC, "protocol": "email", "endpoint": "a@example.com", "state": "confirmed"}
    | {"filter_policy": False},
}
"""A whole chain whose alarm never goes off, one resource of each kind."""


def accounts(model: Json, *, unusual: bool = True) -> st.SearchStrategy[Json]:
    """Any account, with the chain that reaches nobody in it."""
    drawn = st.integers(0, 4).flatmap(lambda doubts: documents(sorted(model), doubts, unusual=unusual))
    return drawn.map(with_idle).filter(lambda document: "plan" not in scopes(document))


def with_idle(document: Json) -> Json:
    for kind, one in IDLE.items():
        entry = PLACE | {"id": f"idle-{kind}"} | one
        document[kind][entry["id"]] = entry
    return reindexed(document)


def scopes(document: Json) -> set[str]:
    return {gap["scope"] for gap in document["gaps"].values() if gap["scope"]}


def test_the_law_says_whom_the_judge_says_is_reached(engine: Engine, model: Json) -> None:
    seen: Counter[tuple[str | None, bool]] = Counter()

    @examples(200)
    @given(accounts(model))
    def holds(document: Json) -> None:
        decision = decided(engine, document)
        seen[decision["effective"], bool(decision["gaps"])] += 1
        assert verdict(decision) == judge(document, model)

    holds()
    assert seen.keys() >= {("no", False), ("yes", False), ("unknown", True)}, "the accounts were too much alike"
    assert seen.keys() <= {("no", False), ("yes", False), ("unknown", False), ("unknown", True)}, "a gap that leaves nothing open"


def test_no_hidden_world_contradicts_that_nobody_or_somebody_is_reached(engine: Engine, model: Json) -> None:
    seen: Counter[str | None] = Counter()

    @examples(60)
    @given(accounts(model, unusual=False))
    def holds(document: Json) -> None:
        assume(1 < math.prod(len(point) for point in choices(document)) <= MOST_WORLDS)
        found = verdict(decided(engine, document))
        seen[found.effective] += 1
        for world in worlds(document) if found.effective in {"no", "yes"} else ():
            assert judge(world, model).effective == found.effective

    holds()
    assert seen["no"] > 0, "no account reached nobody beside something hidden"


def test_one_more_refused_call_never_decides_whether_anybody_is_reached(engine: Engine, model: Json) -> None:
    seen: Counter[tuple[str | None, str | None]] = Counter()
    calls = [("alarm", f"alarm|{OWN}|{NEAR}"), ("alarm", f"composite|{OWN}|{NEAR}"), ("subscription", f"subscription|{TOPIC}")]
    calls += [("metric_filter", f"metric_filter|{GROUP}"), ("trail", f"trail|{OWN}")]

    @examples(60)
    @given(accounts(model), st.sampled_from(calls))
    def holds(document: Json, refused: tuple[str, str]) -> None:
        link, scope = refused
        less = changed(document)
        less["gaps"][scope] = hidden(link, scope, OWN, NEAR)
        before, after = decided(engine, document)["effective"], decided(engine, reindexed(less))["effective"]
        seen[before, after] += 1
        assert after in {before, "unknown"}

    holds()
    assert seen["no", "unknown"] > 0, "nothing that was refused mattered"
