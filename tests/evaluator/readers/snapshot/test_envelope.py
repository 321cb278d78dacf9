"""A snapshot that is not whole is refused with a pointer; the rest of what it says is read as it stands."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.readers.snapshot.samples import ACCOUNT, AS_OF, REGION, Json, call, read_chain, snapshot, source, whole_calls
from trailgate_evaluator.errors import InputError


def test_the_envelope_becomes_the_subject() -> None:
    content = snapshot(regions=["us-west-2", REGION, REGION])
    content["organization"] = {"id": "o-1", "management_account": "999988887777"}
    content["collected"]["finished_at"] = "2026-11-23T02:12:58Z"
    parts = read_chain(source(content))
    assert parts.subject == {
        "account": ACCOUNT,
        "partition": "aws",
        "regions": [REGION, "us-west-2"],
        "enabled_regions": None,
        "organization": {"id": "o-1", "management_account": "999988887777"},
        "touches_chain": True,
    }
    assert parts.as_of == AS_OF
    assert parts.sources == ({"kind": "aws_snapshot", "digest": "sha256:" + "0" * 64, "as_of": AS_OF},)
    assert parts.kind == "aws_snapshot"


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    match value:
        case dict():
            below = [place for key in value for place in places(value[key], (*at, key))]
        case list():
            below = [place for number, each in enumerate(value) for place in places(each, (*at, number))]
        case _:
            below = []
    return [at, *below] if at else below


WHOLE = snapshot()
PLACES = places(WHOLE)


def replaced(at: tuple[str | int, ...], value: Any) -> Json:
    content = copy.deepcopy(WHOLE)
    inner: Any = content
    for step in at[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[at[-1]]
    else:
        inner[at[-1]] = value
    return content


@settings(max_examples=600)
@given(
    at=st.sampled_from(PLACES),
    value=st.sampled_from([..., None, True, 7, -1.5, "", "x", "arn:aws:sns", [], ["x"], [[]], [None], {}, {"x": 1}]),
)
def test_whatever_is_wrong_in_a_snapshot_is_read_or_refused_with_a_place(at: tuple[str | int, ...], value: Any) -> None:
    where = ""
    try:
        parts = read_chain(source(replaced(at, value)))
        json.dumps([parts.resources, parts.gaps])
    except InputError as error:
        where = error.where
    assert where == "" or where.startswith("acme.json#/")


@pytest.mark.parametrize(
    ("at", "value", "pointer"),
    [
        (("account",), "x", "#/account"),
        (("account", "id"), 111122223333, "#/account/id"),
        (("account", "id"), "11112222333", "#/account/id"),
        (("account", "partition"), "azure", "#/account/partition"),
        (("collected", "finished_at"), "yesterday", "#/collected/finished_at"),
        (("collected", "finished_at"), True, "#/collected/finished_at"),
        (("regions",), None, "#/regions"),
        (("organization",), "o-1", "#/organization"),
        (("calls",), {}, "#/calls"),
        (("calls", 3), 7, "#/calls/3"),
        (("calls", 3, "service"), None, "#/calls/3/service"),
        (("calls", 3, "outcome"), "maybe", "#/calls/3/outcome"),
        (("calls", 3, "request"), ..., "#/calls/3/request"),
        (("calls", 3, "pages"), [], "#/calls/3/pages"),
        (("calls", 3, "pages", 0), [], "#/calls/3/pages/0"),
        (("calls", 3, "outcome"), "denied", "#/calls/3/error"),
        (("calls", 0, "pages", 0, "trailList"), {}, "#/calls/0/pages/0/trailList"),
        (("calls", 0, "pages", 0, "trailList", 0, "TrailARN"), "main", "#/calls/0/pages/0/trailList/0"),
        (("calls", 0, "pages", 0, "trailList", 0, "IsMultiRegionTrail"), "true", "#/calls/0/pages/0/trailList/0"),
        (("calls", 1, "pages", 0, "LatestCloudWatchLogsDeliveryTime"), "soon", "#/calls/1/pages/0"),
        (("calls", 5, "pages", 0, "MetricAlarms", 0, "Dimensions"), [{"Name": 1}], "Dimensions/0"),
        (("calls", 5, "pages", 0, "MetricAlarms", 0, "Threshold"), "NaN", "#/calls/5/pages/0/MetricAlarms/0"),
        (("calls", 5, "pages", 0, "MetricAlarms", 0, "AlarmActions"), ["x", 1], "#/calls/5/pages/0/MetricAlarms/0"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_pointer(at: tuple[str | int, ...], value: Any, pointer: str) -> None:
    with pytest.raises(InputError) as refused:
        read_chain(source(replaced(at, value)))
    assert refused.value.where.startswith("acme.json")
    assert pointer in refused.value.where


def test_a_filter_of_no_group_is_refused() -> None:
    row = {"filterName": "x", "filterPattern": "", "metricTransformations": []}
    with pytest.raises(InputError, match="name of the log group"):
        read_chain(source(snapshot([call("logs:DescribeMetricFilters", {}, {"metricFilters": [row]})])))


def test_calls_that_the_law_does_not_need_are_left_alone() -> None:
    extra = [call("ec2:DescribeRegions", {}, {"Regions": 7}), call("iam:ListUsers", {}, {})]
    assert read_chain(source(snapshot([*whole_calls(), *extra]))).gaps == {}
