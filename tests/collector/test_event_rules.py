"""Which event patterns leave a record of CloudTrail in: in doubt they do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailgate_collector.event_rules import CLOUDTRAIL_DETAIL_TYPES, may_match_cloudtrail

CALL = "AWS API Call via CloudTrail"


def of(*alternatives: Any) -> str:
    return json.dumps({"source": ["aws.iam"], "detail-type": list(alternatives)})


@pytest.mark.parametrize(
    "pattern",
    [
        *(of(kind) for kind in CLOUDTRAIL_DETAIL_TYPES),
        of("GuardDuty Finding", CALL),
        of({"prefix": "AWS API"}),
        of({"suffix": "via CloudTrail"}),
        of({"anything-but": "GuardDuty Finding"}),
        of({"anything-but": ["GuardDuty Finding"]}),
        of({"anything-but": {"prefix": "x"}}),
        of({"exists": True}),
        of({"wildcard": "*"}),
        of({"equals-ignore-case": CALL}),
        '{"source":["aws.iam"]}',
        '{"detail-type":"not a list"}',
        "[]",
        "{cut off",
        "[" * 100_000,
    ],
)
def test_a_record_may_match(pattern: str) -> None:
    assert may_match_cloudtrail(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        None,
        "",
        of("GuardDuty Finding"),
        of(),
        of({"prefix": "GuardDuty"}),
        of({"suffix": "Finding"}),
        of({"anything-but": list(CLOUDTRAIL_DETAIL_TYPES)}),
        of({"exists": False}),
        of(7, None),
    ],
)
def test_no_record_can_match(pattern: str | None) -> None:
    assert not may_match_cloudtrail(pattern)
