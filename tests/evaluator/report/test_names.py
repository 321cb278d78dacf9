"""What a resource is called where only its id is known."""

from __future__ import annotations

import pytest

from trailgate_evaluator.report.names import kind_and_name

LOGS = "arn:aws:logs:us-east-1:111122223333:log-group"


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("arn:aws:cloudtrail:us-east-1:111122223333:trail/org", "trail org"),
        (f"{LOGS}:cloudtrail", "log group cloudtrail"),
        (f"{LOGS}:cloudtrail:metric-filter:iam", "metric filter iam"),
        (f"{LOGS}:sns:metric-filter:cloudwatch:sns:iam", "metric filter cloudwatch:sns:iam"),
        ("arn:aws:cloudwatch:us-east-1:111122223333:alarm:sns:cloudtrail:iam", "alarm sns:cloudtrail:iam"),
        ("arn:aws:sns:us-east-1:111122223333:cloudtrail", "topic cloudtrail"),
        ("arn:aws:sns:us-east-1:111122223333:t:0b5e", "subscription t:0b5e"),
        ("arn:aws:kms:us-east-1:111122223333:key/0b5e", "0b5e"),
        ("tf:aws_sns_topic.a", "aws_sns_topic.a"),
    ],
)
def test_a_kind_is_told_by_the_service_of_an_arn_not_by_words_in_names(identity: str, said: str) -> None:
    assert kind_and_name(identity, {}) == said
