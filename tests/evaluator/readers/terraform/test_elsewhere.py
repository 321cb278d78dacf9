"""What a plan without a region touches by a name may be what the account has by that name anywhere; nothing else is doubted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.readers.terraform.world.elsewhere import doubt_namesakes

Json = dict[str, Any]
OWN, EAST, SYMBOL = "111122223333", "us-east-1", "tf:provider:aws"
KINDS = ("trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions")
GROUP, OTHER_GROUP, PLANNED_GROUP = "arn:group", "arn:other", "tf:aws_cloudwatch_log_group.g"


def entry(found: str, name: str | None, **more: Any) -> Json:
    return {"id": found, "name": name, "account": OWN, "region": EAST, "at": "1#/x", **more}


def planned(found: str, name: str | None, **more: Any) -> Json:
    return entry(found, name, region=SYMBOL, address=found) | more


def resources(**kinds: list[Json]) -> dict[str, dict[str, Json]]:
    return {kind: {one["id"]: one for one in kinds.get(kind, [])} for kind in KINDS}


def standing() -> dict[str, dict[str, Json]]:
    """What the account has: one of each kind, called `x`, and a topic that an alarm tells."""
    return resources(
        trails=[entry("trail", "x", logging=True)],
        log_groups=[entry(GROUP, "g", **{"class": "STANDARD"}), entry(OTHER_GROUP, "h", **{"class": "STANDARD"})],
        metric_filters=[entry("filter", "x", log_group=GROUP)],
        alarms=[entry("alarm", "x", actions=["topic"]), entry("other", "y", actions=["topic"])],
        topics=[entry("topic", "x")],
    )


def doubted(before: dict[str, dict[str, Json]], after: dict[str, dict[str, Json]], *untouched: str) -> set[str]:
    """The ids of what is doubted when a plan has these before and after."""
    stood = standing()
    gaps: dict[str, Json] = {}
    old: Any = SimpleNamespace(resources=before)
    new: Any = SimpleNamespace(resources=after)
    doubt_namesakes(stood, old, new, gaps, frozenset(untouched))
    assert all(gap["reason"] == "place_unknown" for gap in gaps.values())
    looked_at = {"trails": "logging", "log_groups": "class", "metric_filters": "log_group"}
    found = {one["id"] for kind, name in looked_at.items() for one in stood[kind].values() if is_unknown(one[name])}
    return found | {one["id"] for one in stood["alarms"].values() if any(map(is_unknown, one["actions"]))}


NOTHING = resources()


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (resources(trails=[planned("tf:t", "x")]), {"trail"}),
        (resources(trails=[planned("tf:t", "another")]), set()),
        (resources(trails=[planned("tf:t", None)]), {"trail"}),
        (resources(log_groups=[planned(PLANNED_GROUP, "g")]), {GROUP}),
        (resources(alarms=[planned("tf:a", "x")]), {"alarm"}),
        (resources(topics=[planned("tf:s", "x")]), {"alarm", "other"}),
        (resources(subscriptions=[planned("tf:s", "x")]), set()),
    ],
)
def test_what_has_the_name_of_something_that_the_plan_touches_is_doubted(made: Any, expected: set[str]) -> None:
    assert doubted(NOTHING, made) == expected
    assert doubted(made, NOTHING) == expected


def test_what_stays_as_it_is_and_what_has_a_region_touch_nothing_elsewhere() -> None:
    assert doubted(NOTHING, resources(trails=[planned("tf:t", "x")]), "tf:t") == set()
    assert doubted(NOTHING, resources(trails=[planned("tf:t", "x", region="eu-west-1")])) == set()
    outside = planned("tf:t", "x")
    del outside["address"]
    assert doubted(NOTHING, resources(trails=[outside])) == set()


def test_a_filter_is_meant_on_the_group_of_its_own_groups_name() -> None:
    for name, expected in (("g", {"filter", GROUP}), ("h", {OTHER_GROUP})):
        group = planned(PLANNED_GROUP, name, **{"class": "STANDARD"})
        made = resources(log_groups=[group], metric_filters=[planned("tf:f", "x", log_group=PLANNED_GROUP)])
        assert doubted(NOTHING, made) == expected


def test_a_filter_whose_group_is_not_known_may_be_on_any() -> None:
    untold = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
    assert doubted(NOTHING, resources(metric_filters=[planned("tf:f", "x", log_group=untold)])) == {"filter"}


def test_what_the_plan_itself_manages_is_not_doubted() -> None:
    stood = standing()
    stood["trails"]["trail"]["address"] = "aws_cloudtrail.t"
    old: Any = SimpleNamespace(resources=NOTHING)
    new: Any = SimpleNamespace(resources=resources(trails=[planned("tf:t", "x")]))
    doubt_namesakes(stood, old, new, {}, frozenset())
    assert stood["trails"]["trail"]["logging"] is True
