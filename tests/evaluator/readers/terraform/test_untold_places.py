"""An alarm whose metric some filter writes in a place that only a symbol tells has no certain place; no other has a doubt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.readers.terraform.resources.untold_places import doubt

Json = dict[str, Any]
OWN, EAST, WEST, SYMBOL = "111122223333", "us-east-1", "us-west-2", "tf:provider:aws"
UNTOLD: Json = {"unknown": {"reason": "known_after_apply", "gap": "g"}}


def writing(region: str, name: Any = "m", account: str = OWN) -> Json:
    return {"account": account, "region": region, "transformations": [{"name": name}]}


def watching(region: str, name: Any = "m", account: str = OWN, *, math: bool = False) -> Json:
    metric = {"account": account, "region": region, "name": name}
    told: Json = (
        {"kind": "math", "queries": {"q": {"metric": metric}, "e": {"metric": None}}}
        if math
        else {"kind": "metric", "metric": metric}
    )
    return {"id": "a", "at": "0#/a", "account": account, "region": region} | told


def doubted(alarm: Json, *filters: Json) -> tuple[list[str] | None, list[str] | None]:
    """The candidates of the metric's account and region, None where it is certain."""
    world: Any = SimpleNamespace(gaps={})
    doubt(world, dict(enumerate(filters)), {"a": alarm})  # type: ignore[arg-type]
    metric = alarm["metric"] if alarm["kind"] == "metric" else alarm["queries"]["q"]["metric"]
    parts = [metric["account"], metric["region"]]
    for part in parts:
        if is_unknown(part):
            assert world.gaps[part["unknown"]["gap"]]["reason"] == "place_unknown"
    account, region = (part["unknown"]["candidates"] if is_unknown(part) else None for part in parts)
    return account, region


def test_a_symbol_may_be_any_region_and_a_region_any_symbol() -> None:
    assert doubted(watching(SYMBOL), writing(EAST)) == (None, [SYMBOL, EAST])
    assert doubted(watching(EAST), writing(SYMBOL)) == (None, sorted([SYMBOL, EAST]))


def test_a_symbol_may_be_any_account() -> None:
    assert doubted(watching(EAST, account="tf:account"), writing(EAST)) == ([OWN, "tf:account"], None)


@pytest.mark.parametrize(
    ("alarm", "filters"),
    [
        (watching(SYMBOL), [writing(SYMBOL), writing(EAST)]),
        (watching(EAST), [writing(WEST)]),
        (watching(SYMBOL), [writing(EAST, "other")]),
        (watching(SYMBOL), []),
        (watching(SYMBOL, account=OWN), [writing(EAST, account="444455556666")]),
    ],
    ids=["its own place too", "two regions that are told", "another name", "nothing", "another account"],
)
def test_there_is_no_doubt_without_a_writer_that_may_be_in_the_same_place(alarm: Json, filters: list[Json]) -> None:
    assert doubted(alarm, *filters) == (None, None)


def test_a_name_that_is_not_known_may_be_the_metrics() -> None:
    assert doubted(watching(SYMBOL), writing(EAST, UNTOLD))[1] == [SYMBOL, EAST]
    assert doubted(watching(SYMBOL, UNTOLD), writing(EAST))[1] == [SYMBOL, EAST]


def test_every_metric_of_an_expression_is_looked_at() -> None:
    assert doubted(watching(SYMBOL, math=True), writing(EAST))[1] == [SYMBOL, EAST]


def test_a_place_that_is_unknown_stays_as_it_is() -> None:
    alarm = watching(SYMBOL)
    alarm["metric"]["account"] = UNTOLD
    world: Any = SimpleNamespace(gaps={})
    doubt(world, {"f": writing(EAST)}, {"a": alarm})
    assert (alarm["metric"]["region"], world.gaps) == (SYMBOL, {})


def test_what_is_neither_a_metric_nor_an_expression_has_no_place() -> None:
    world: Any = SimpleNamespace(gaps={})
    alarm = {"id": "c", "kind": "composite", "account": OWN, "region": SYMBOL, "at": "0#/c"}
    doubt(world, {"f": writing(EAST)}, {"c": alarm})
    assert world.gaps == {}
