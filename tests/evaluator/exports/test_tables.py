"""What exports know of the calls is what the collector asks, and what botocore makes times of."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from trailgate_collector.call_table import ASSUME_ROLE, CALLS
from trailgate_collector.partitions import IAM_REGIONS
from trailgate_evaluator import partitions
from trailgate_evaluator.exports import calls, placing
from trailgate_evaluator.exports.aws_answers.shapes import SHAPES
from trailgate_evaluator.exports.aws_answers.times import TIMES


def test_the_calls_and_their_order_are_the_collectors() -> None:
    assert list(calls.CALLS) == [f"{call.service}:{call.operation}" for call in (ASSUME_ROLE, *CALLS)]
    assert {name: absent for name, absent in calls.CALLS.items() if absent} == {
        f"{call.service}:{call.operation}": call.absent for call in CALLS if call.absent
    }


def test_each_call_has_a_shape() -> None:
    shared = {"sts:AssumeRole", "sns:ListSubscriptionsByTopic"}
    assert {shape.call for shape in SHAPES} == calls.CALLS.keys() - shared


def test_each_region_is_one_and_its_partition_is_known() -> None:
    session = botocore.session.get_session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("cloudtrail", partition):
            assert placing.REGION.fullmatch(region), region
            assert partitions.partition_of(region) == partition
    assert {"aws": "us-east-1", **partitions.IAM_REGIONS} == IAM_REGIONS


def test_times_are_those_of_the_models() -> None:
    session = botocore.session.get_session()
    found: set[str] = set()
    for name in calls.CALLS:
        service, _, operation = name.partition(":")
        if name == "sts:AssumeRole":
            continue
        _times(session.get_service_model(service).operation_model(operation).output_shape, found, ())
    assert found <= TIMES


def _times(shape: Any, found: set[str], above: tuple[str, ...]) -> None:
    if shape.name in above:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if member.type_name == "timestamp":
                found.add(name)
            else:
                _times(member, found, (*above, shape.name))
    elif shape.type_name in {"list", "map"}:
        _times(shape.member if shape.type_name == "list" else shape.value, found, (*above, shape.name))


@pytest.mark.parametrize("path", ["a/111122223333/us-east-1/x.json", "acme-111122223333/describe-trails_us-east-1.json"])
def test_a_path_tells_account_and_region(path: str) -> None:
    from trailgate_evaluator.exports.answer import Answer, Given

    answer = Answer(service="cloudtrail", operation="GetTrailStatus", request={}, file=path, pointers=("",))
    (found,) = placing.placed([answer], Given())
    assert isinstance(found, Answer)
    assert (found.account, found.region) == ("111122223333", "us-east-1")


@pytest.mark.parametrize("path", ["a/b.json", "us-east-1-eu-west-1/x.json", "1111222233334444/us-east-11/x.json"])
def test_a_path_that_tells_none_or_two_tells_nothing(path: str) -> None:
    from trailgate_evaluator.exports.answer import Answer, Given, Left

    answer = Answer(
        service="cloudtrail", operation="GetTrailStatus", request={}, file=path, pointers=("",), account="111122223333"
    )
    (found,) = placing.placed([answer], Given())
    assert isinstance(found, Left)
    assert "--region" in found.what_to_do
