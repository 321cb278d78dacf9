"""What a plan, or somebody, names is asked about though nothing in the account leads there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.builder import Account, good_chain
from tests.collector.conftest import Collector, calls_of, read
from trailgate_collector.errors import UsageError
from trailgate_collector.followups import Reach
from trailgate_collector.named import expect_log_group, expect_topic, questions_about
from trailgate_collector.plan_file import names_in_plan

TOPIC = "arn:aws:sns:us-east-1:111122223333:security-alarms"
OTHERS = "arn:aws:sns:us-east-1:444455556666:central.fifo"
REACH = Reach(account="111122223333", iam_region="us-east-1")
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/new"


def plan(*texts: str) -> dict[str, Any]:
    """A plan in which an alarm to be made has these actions."""
    values = {"alarm_actions": list(texts)}
    return {"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"values": values}]}}}


def written(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def asked(*arns: str) -> list[tuple[str, str, dict[str, Any]]]:
    found = questions_about(arns, account="111122223333", partition="aws", reach=REACH)
    return [(question.call.operation, question.region, question.request) for question in found]


def test_a_topic_is_asked_about_as_if_an_alarm_named_it() -> None:
    assert asked(TOPIC, TOPIC) == [
        ("GetTopicAttributes", "us-east-1", {"TopicArn": TOPIC}),
        ("ListSubscriptionsByTopic", "us-east-1", {"TopicArn": TOPIC}),
    ]
    assert len(asked(OTHERS)) == 2


@pytest.mark.parametrize("arn", [GROUP, f"{GROUP}:*"])
def test_a_log_group_is_asked_about_as_if_a_trail_delivered_to_it(arn: str) -> None:
    operations = [(operation, region) for operation, region, _ in asked(arn)]
    assert operations == [
        ("DescribeLogGroups", "eu-west-1"),
        ("DescribeMetricFilters", "eu-west-1"),
        ("DescribeAlarms", "eu-west-1"),
        ("ListAlarmMuteRules", "eu-west-1"),
    ]
    assert asked(arn)[0][2] == {"logGroupNamePrefix": "/aws/cloudtrail/new"}


def test_what_cannot_be_asked_with_these_credentials_is_not() -> None:
    assert asked(GROUP.replace("111122223333", "444455556666"), TOPIC.replace("arn:aws:", "arn:aws-cn:")) == []


@pytest.mark.parametrize(
    "text",
    [
        "alarms",
        "arn:aws:sns:us-east-1:111122223333:a:b",
        "arn:aws:sqs:us-east-1:111122223333:q",
        "arn:aws:sns:us-east-1::x",
        TOPIC + "\n",
    ],
)
def test_what_is_no_topic_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="expected an ARN such as"):
        expect_topic(text)
    expect_topic(OTHERS)


@pytest.mark.parametrize(
    "text", ["cloudtrail", TOPIC, GROUP.replace("log-group", "destination"), f"{GROUP}:log-stream:a", GROUP + "\n"]
)
def test_what_is_no_log_group_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="expected an ARN such as"):
        expect_log_group(text)
    expect_log_group(GROUP)


def test_a_log_group_that_somebody_names_is_asked_about_with_all_that_watches_it(
    account: Account, collector: Collector, tmp_path: Path
) -> None:
    """As of a copy that a rule of another account makes: no trail that this account is shown delivers there."""
    good_chain(account, without=frozenset({"trail"}))
    path = tmp_path / "snapshot.json"
    done = collector.command("--log-group", account.group_arn(), "-o", str(path))
    assert done.exit_code == 0, done.output
    snapshot = read(path)
    assert calls_of(snapshot, "DescribeMetricFilters")[0]["request"] == {"logGroupName": "org-trail"}
    assert len(calls_of(snapshot, "GetSubscriptionAttributes")) == 1
    assert snapshot["collected"]["asked"]["named"] == [account.group_arn()]
    assert "nothing was asked about it" not in done.stderr
    others = collector.command("--log-group", GROUP.replace("111122223333", "444455556666"), "-o", str(path))
    assert "it is account 444455556666's, and this is account" in others.stderr
    assert "Collect account 444455556666 with it." in others.stderr
    wrong = collector.command("--log-group", "cloudtrail", "-o", str(path))
    assert (wrong.exit_code, "--log-group 'cloudtrail' is no log group" in wrong.stderr) == (2, True)


def test_names_are_found_wherever_they_stand_in_a_plan(tmp_path: Path) -> None:
    content = {
        **plan(TOPIC, "arn:aws:sqs:us-east-1:111122223333:q", f"{TOPIC}:0f3a5c1e"),
        "prior_state": {"values": {"root_module": {"child_modules": [{"resources": [{"values": {"arn": OTHERS}}]}]}}},
        "variables": {"group": {"value": f"{GROUP}:*"}},
    }
    assert names_in_plan(written(tmp_path / "plan.json", content)) == sorted([TOPIC, OTHERS, f"{GROUP}:*"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("PK\x03\x04rest", "is a binary plan"),
        ("Terraform will perform the following actions:", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ([], "no object"),
        ({"format": "trailgate/snapshot/v1"}, "says that it is 'trailgate/snapshot/v1'"),
        ({"resource": {}}, "has no format_version"),
    ],
)
def test_another_file_is_wrong_usage_and_named(content: Any, says: str, tmp_path: Path) -> None:
    path = written(tmp_path / "tfplan", content)
    with pytest.raises(UsageError, match=says) as refusal:
        names_in_plan(path)
    assert path in str(refusal.value)
    assert "terraform show -json" in str(refusal.value)


def test_a_plan_that_is_not_there_is_wrong_usage(collector: Collector, tmp_path: Path) -> None:
    done = collector.command("--plan", str(tmp_path / "nowhere.json"), "-o", str(tmp_path / "x.json"))
    assert (done.exit_code, "cannot be read: No such file" in done.stderr) == (2, True)
    done = collector.command("--topic", "alarms", "-o", str(tmp_path / "x.json"))
    assert (done.exit_code, "is no topic" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--plan", "--topic"])
def test_the_program_asks_about_a_topic_that_no_alarm_names(
    option: str, account: Account, collector: Collector, tmp_path: Path
) -> None:
    good_chain(account, without=frozenset({"alarm"}))
    value = written(tmp_path / "plan.json", plan(TOPIC)) if option == "--plan" else TOPIC
    path = tmp_path / "snapshot.json"
    assert collector.command(option, value, "-o", str(path)).exit_code == 0
    snapshot = read(path)
    assert [call["outcome"] for call in calls_of(snapshot, "GetTopicAttributes")] == ["answered"]
    assert [call["outcome"] for call in calls_of(snapshot, "GetSubscriptionAttributes")] == ["answered"]
    assert collector.command("-o", str(path)).exit_code == 0
    assert calls_of(read(path), "GetTopicAttributes") == []
