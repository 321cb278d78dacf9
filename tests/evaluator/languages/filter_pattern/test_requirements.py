"""What the policies require, as it is read: which controls are asked for, and what exclusions leave of their records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records import FAILED_OR_NOT, named
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements, requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import SpecError, of_values, record_model

Json = dict[str, Any]


def excluding(*exclusions: Json, names: tuple[str, ...] = ("a", "b")) -> Requirements:
    """What is left of two records without these."""
    told = named(names, {"p": {"one_of": ["x", "y"]}})
    for one in told.values():
        one["excluded"] = [{"id": f"id{at}", "fields": fields} for at, fields in enumerate(exclusions)]
    return requirements({"c": told})


def test_of_all_controls_those_are_read_that_are_asked_for() -> None:
    told = {"one": named(["a", "b"], {}), "two": named(["c"], {}), "three": named(["d"], {})}
    every = requirements(told)
    assert ({*every.controls}, every.beside, every.others) == ({"one", "two", "three"}, {}, {})
    some = requirements(told, asked=["two", "none"])
    assert {control: {*records} for control, records in some.controls.items()} == {"two": {"c"}}
    assert some.beside == {"one": told["one"], "three": told["three"]}
    assert some.others == {control: every.controls[control] for control in ("one", "three")}
    assert requirements(told, asked=[]).controls == {}
    assert every.ordinary == {}


def test_ordinary_classes_are_read_with_their_example() -> None:
    read = requirements({}, {"reads": {"fields": {"readOnly": {"is": True}}, "example": {"readOnly": True}}}).ordinary
    assert read["reads"].model == record_model({"readOnly": {"is": True}})
    assert read["reads"].example == {"readOnly": True}
    with pytest.raises(SpecError, match=r"^readOnly: "):
        requirements({}, {"reads": {"fields": {"readOnly": {}}, "example": {}}})


@pytest.mark.parametrize(
    ("said", "expected"), [({}, False), ({"global_service": True}, True), ({"global_service": False}, False)]
)
def test_a_record_says_whether_its_service_has_no_region(said: Json, *, expected: bool) -> None:
    fields = {"eventName": {"is": "a"}, "eventSource": {"is": "s"}}
    read = requirements({"c": {"r": {"fields": fields, **said}}}).controls["c"]["r"]
    assert read.global_service is expected
    assert (read.name, read.source, read.model, read.parts) == ("a", "s", record_model(fields), (record_model(fields),))
    assert (read.excluded, read.excluding, read.succeeded) == ((), [], ())


def test_a_record_says_as_what_it_is_recorded() -> None:
    fields = {"eventName": {"is": "a"}}
    for read_only, values in (("true", [True]), ("false", [False]), ("both", [False, True])):
        said = {"readOnly": read_only, "eventCategory": "Management"}
        read = requirements({"c": {"r": {"fields": fields, "recorded_as": said}}}).controls["c"]["r"]
        assert read.recorded_as == (("eventCategory", of_values(["Management"])), ("readOnly", of_values(values)))
    assert requirements({"c": {"r": {"fields": fields}}}).controls["c"]["r"].recorded_as == ()


@pytest.mark.parametrize(
    "spec", [{"one_of": ["a", "b"]}, {"like": "a.*"}, {"is": 1}, {"is": "a", "absent": True}, {"unknown": {}}], ids=str
)
def test_what_is_not_always_the_same_text_is_no_name(spec: Json) -> None:
    read = requirements({"c": {"r": {"fields": {"eventName": spec, "eventSource": spec}}}}).controls["c"]["r"]
    assert (read.name, read.source) == (None, None)


def test_those_parts_succeed_that_may() -> None:
    told = named(["a"], {}, succeeded=FAILED_OR_NOT)
    told["a"]["excluded"] = [{"id": "x", "fields": {"errorCode": {"kinds": ["absent"]}, "p": {"is": "x"}}}]
    (read,) = requirements({"c": told}).controls["c"].values()
    assert [sorted(path for path, _ in part.fields) for part in read.parts] == [["errorCode", "eventName"], ["eventName", "p"]]
    (only,) = read.succeeded
    assert {"eventName", "p", "errorCode", "errorMessage"} == {path for path, _ in only.fields}
    (all_,) = requirements({"c": named(["a"], {}, succeeded={})}).controls["c"].values()
    assert all_.succeeded == all_.parts == (all_.model,)


def test_exclusions_that_take_nothing_away_are_none() -> None:
    read = excluding({"p": {"is": "x"}}, {"q": {"is": "z"}, "p": {"is": "z"}}, {"p": {"is": "x"}, "q": {"is": "q"}})
    record = read.controls["c"]["a"]
    assert record.excluding == ["id0", "id2"]
    assert sorted(identity for identity, _ in record.excluded) == ["id0", "id2"]
    assert [dict(part.fields)["p"].constants for part in record.parts] == [("y",)]
    assert read.exclusions == {"c": {"of": {"id0": ["a", "b"], "id2": ["a", "b"]}, "whole": []}}
    assert read.spared == {}


def test_the_order_in_which_exclusions_are_said_makes_no_other_parts() -> None:
    two = {"p": {"is": "x"}, "q": {"is": "q"}}, {"r": {"is": "r"}, "p": {"is": "y"}}
    for ids in ("id", "id"), ("one", "two"):
        told = [named(["a"], {"p": {"one_of": ["x", "y"]}}) for _ in range(2)]
        for one, said in zip(told, (two, two[::-1]), strict=True):
            one["a"]["excluded"] = [{"id": ids[two.index(fields)], "fields": fields} for fields in said]
        first, second = (requirements({"c": one}).controls["c"]["a"] for one in told)
        assert first == second


def test_a_record_of_which_nothing_is_left_is_spared() -> None:
    read = excluding({"eventName": {"is": "a"}}, {"eventName": {"is": "b"}, "p": {"is": "x"}})
    assert ({*read.controls["c"]}, {*read.spared["c"]}) == ({"b"}, {"a"})
    assert read.spared["c"]["a"].parts == ()
    assert read.exclusions == {"c": {"of": {"id0": ["a"], "id1": ["b"]}, "whole": ["a"]}}


def test_a_control_of_which_nothing_would_be_left_requires_all() -> None:
    read = excluding({"p": {"like": "."}})
    assert {name: (one.parts, one.excluded) for name, one in read.controls["c"].items()} == {
        name: ((one.model,), ()) for name, one in read.controls["c"].items()
    }
    assert {*read.controls["c"]} == {"a", "b"}
    assert read.exclusions == {"c": {"of": {"id0": ["a", "b"]}, "whole": ["a", "b"]}}


def test_controls_of_one_source_share_it_whether_they_are_asked_for_or_not() -> None:
    told = {
        "one": named(["a"], {"eventSource": "s"}) | {"b": named(["b"], {"eventSource": "t"})["b"]},
        "two": named(["c"], {"eventSource": "t"}),
        "three": named(["d"], {"eventSource": "u"}),
        "none": named(["e"], {}),
        "nothing": named(["f"], {}),
        "perhaps": named(["g"], {"eventSource": {"like": ".*"}}),
    }
    assert requirements(told).shared == {"one", "two"}
    assert requirements(told, asked=["one", "three", "none"]).shared == {"one"}
    assert requirements(told, asked=["two", "perhaps"]).shared == {"two"}
    assert requirements(told, asked=["three", "none"]).shared == frozenset()
