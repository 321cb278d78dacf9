"""What links and centralization rules select, by their own text: yes, no, or not told."""

from __future__ import annotations

import pytest

from trailgate_evaluator.languages.field_selection import CriteriaError, parse, selects

KNOWN = {"OrganizationId": "o-1", "AccountId": "111122223333", "LogGroupName": "aws_trail/main"}


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("*", True),
        (" * ", True),
        ("OrganizationId = 'o-1'", True),
        ("OrganizationId = 'o-2'", False),
        ("AccountId IN ('444455556666', '111122223333')", True),
        ("AccountId NOT IN ('111122223333')", False),
        ("OrganizationUnitId IN ('ou-1')", None),
        ("OrganizationId = 'o-1' AND AccountId != '111122223333'", False),
        ("LogGroupName = 'aws_trail/main'", True),
        ("LogGroupName LIKE 'aws_trail/%'", True),
        ("LogGroupName like 'aws_trail/main%'", True),
        ("LogGroupName LIKE '%'", True),
        ("LogGroupName LIKE 'aws-trail/%'", False),
        ("LogGroupName LIKE 'AWS_trail/%'", False),
        ("LogGroupName NOT LIKE 'aws_trail/%'", False),
        ("LogGroupName NOT LIKE 'other%'", True),
        ("LogGroupName LIKE 'other%' OR LogGroupName LIKE 'aws_%'", True),
        # One character in SQL; AWS does not say.
        ("LogGroupName LIKE 'aws_trail_main%'", None),
        ("LogGroupName NOT LIKE 'aws_trail_main%'", None),
        ("LogGroupName LIKE 'aws_trail_nail%'", False),
        # Only a prefix is documented.
        ("LogGroupName LIKE 'aws_trail/main'", None),
        ("LogGroupName LIKE '%main'", None),
        ("LogGroupName LIKE 'aws%/main%'", None),
        ("LogGroupName LIKE 'aws*%'", None),
        ("DataSourceName LIKE 'a%'", None),
        ("LogGroupName LIKE", None),
        ("", None),
        ("everything", None),
    ],
)
def test_what_is_selected(text: str, selected: bool | None) -> None:
    assert selects(text, KNOWN) is selected


def test_field_selection_criteria_know_no_like() -> None:
    with pytest.raises(CriteriaError):
        parse("@aws.region LIKE 'us-%'")
