"""Resource policies as statements: what is one or many is a list, and several wildcards in a row are one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailgate_evaluator.document.statements import policy_of


def statement(**parts: Any) -> dict[str, Any]:
    read: dict[str, Any] = policy_of(json.dumps({"Statement": {"Effect": "Allow", **parts}}))["statements"][0]
    return read


def test_wildcards_in_a_row_are_one() -> None:
    read = statement(Action="sns:***", NotResource=["**", "arn:aws:sns:*:*:a**b"])
    assert read["actions"] == ["sns:*"]
    assert read["not_resources"] == ["*", "arn:aws:sns:*:*:a*b"]


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("StringLike", "a*b"),
        ("StringNotLikeIfExists", "a*b"),
        ("ArnEquals", "a*b"),
        ("ForAnyValue:ArnLike", "a*b"),
        ("StringEquals", "a**b"),
        ("Bool", "a**b"),
    ],
)
def test_a_condition_that_compares_texts_keeps_them(operator: str, value: str) -> None:
    read = statement(Action="*", Condition={operator: {"aws:SourceArn": "a**b"}})
    assert read["conditions"] == [{"operator": operator, "key": "aws:SourceArn", "values": [value]}]
