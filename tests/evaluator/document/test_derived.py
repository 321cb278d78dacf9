"""What a document says of a filter because of the filters beside it."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.derived import flooded

Json = dict[str, Any]
PATTERNS: Json = {
    "narrow": {"ordinary": []},
    "open": {"ordinary": [], "ordinary_undecided": ["any"]},
    "reads": {"ordinary": ["iam.amazonaws.com:Get"]},
    "all": {"ordinary": ["any"]},
}


def one(name: str, pattern: Any, **change: Any) -> Json:
    written = {"namespace": "N", "name": "M", "value": "1", "dimensions": {}, "system_dimensions": []}
    return {
        "id": name,
        "pattern": pattern,
        "account": "1",
        "region": "r",
        "log_group": "g",
        "transformations": [{**written, **change.pop("written", {})}],
        **change,
    }


def by(*filters: Json) -> dict[str, str | None]:
    made = flooded({each["id"]: each for each in filters}, PATTERNS)
    return {name: entry.get("flooded_by") for name, entry in made.items()}


def test_a_filter_on_the_metric_of_one_that_floods_is_flooded_by_it() -> None:
    assert by(one("a", "narrow"), one("b", "all")) == {"a": "b", "b": None}


def test_what_matches_everything_floods_more_than_what_matches_reads() -> None:
    assert by(one("a", "reads"), one("b", "all"), one("c", "reads")) == {"a": "b", "b": None, "c": "b"}
    assert by(one("a", "all"), one("b", "all")) == {"a": None, "b": None}
    assert by(one("a", "reads"), one("b", "reads")) == {"a": None, "b": None}


def test_what_is_not_decided_may_flood_and_does_so_last() -> None:
    assert by(one("a", "narrow"), one("b", "open")) == {"a": "b", "b": None}
    assert by(one("a", "narrow"), one("b", "open"), one("c", "reads")) == {"a": "c", "b": "c", "c": None}
    assert by(one("a", "open"), one("b", "open")) == {"a": None, "b": None}


def test_a_filter_of_another_group_floods_the_metric_too() -> None:
    assert by(one("a", "narrow"), one("b", "all", log_group="other")) == {"a": "b", "b": None}
    assert by(one("a", "narrow"), one("b", "all", log_group="other"), one("c", "all")) == {"a": "c", "b": None, "c": None}


def test_what_writes_zeros_floods_less_than_what_writes_something() -> None:
    zeros = one("b", "all", written={"value": "0.0"})
    assert by(one("a", "narrow"), zeros) == {"a": "b", "b": None}
    assert by(one("a", "narrow"), zeros, one("c", "reads", log_group="other")) == {"a": "c", "b": None, "c": None}


def test_another_metric_place_or_dimension_is_another_matter() -> None:
    apart: list[Json] = [
        one("b", "all", written={"name": "O"}),
        one("b", "all", written={"namespace": "O"}),
        one("b", "all", written={"dimensions": {"d": "$.x"}}),
        one("b", "all", account="2"),
        one("b", "all", region="s"),
        one("b", "all", log_group={"unknown": {}}),
        one("b", "all", written={"name": {"unknown": {}}}),
        one("b", {"unknown": {}}),
        one("b", "all", transformations={"unknown": {}}),
    ]
    for other in apart:
        assert by(one("a", "narrow"), other) == {"a": None, "b": None}


def test_what_was_said_before_is_not_kept() -> None:
    assert by(one("a", "narrow", flooded_by="gone")) == {"a": None}
