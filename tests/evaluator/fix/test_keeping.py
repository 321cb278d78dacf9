"""What stands in the account when a fix is run stays: what was read is merged into, and at anything else the script stops."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from tests.aws.builder import good_chain
from tests.evaluator.fix.judging import decision, document_of
from tests.evaluator.fix.simulated import collected, emptied, run
from tests.evaluator.fix.test_commands import check, fix
from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.fix import Wishes, plan_fix, written
from trailgate_evaluator.fix.account.existing_alarm import COMPOSITE, METRIC
from trailgate_evaluator.fix.writing import filter_requests
from trailgate_evaluator.inputs import read_one

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.builder import Account
    from tests.aws.server import Aws
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
DENY = {"Sid": "ClientDeny", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
BUCKET = "cloudtrail-111122223333-us-east-1"
ROLE = "cloudtrail-to-cloudwatch-logs"
TOPIC = "arn:aws:sns:us-east-1:111122223333:security-alarms"
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/org"
DENIED = json.dumps(
    {"Version": "2012-10-17", "Statement": [{**DENY, "Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}]}
)


@dataclass(frozen=True, kw_only=True)
class Beforehand:
    """Something that stands there, or came after the snapshot: how it is made, and how it is seen."""

    name: str
    build: Callable[[Account], None]
    come: Callable[[Account], object]
    seen: Callable[[Account], Any]
    told: str
    effective: bool = False


def bucket(account: Account) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=DENIED)


def role(account: Account, **changes: Any) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": [{**DENY, "Action": "sts:AssumeRole"}]})
    account.client("iam").create_role(**{"RoleName": ROLE, "AssumeRolePolicyDocument": trust, **changes})


def role_policy(account: Account) -> None:
    trusted = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role(account, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trusted]}))
    own = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
    name = "-aws-cloudtrail-management-events"
    account.client("iam").put_role_policy(RoleName=ROLE, PolicyName=name, PolicyDocument=json.dumps(own))


def role_policy_seen(account: Account) -> Any:
    name = "-aws-cloudtrail-management-events"
    return account.client("iam").get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"]


def trail(account: Account) -> None:
    account.log_group("elsewhere")
    account.trail("management-events", CloudWatchLogsLogGroupArn=account.group_arn("elsewhere"))


def composite(account: Account) -> None:
    account.alarm(actions=[], AlarmName="x")
    account.composite("iam-policy-change", "ALARM(x)")


def nothing(account: Account) -> None:
    del account


def alarm_seen(account: Account) -> Any:
    told = account.client("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    return [
        {name: value for name, value in row.items() if not name.startswith(("State", "AlarmConfiguration", "ResponseMetadata"))}
        for row in (*told["MetricAlarms"], *told["CompositeAlarms"])
    ]


def filters_seen(account: Account) -> Any:
    return account.client("logs").describe_metric_filters(logGroupName="org-trail")["metricFilters"]


def selected(account: Account) -> None:
    good_chain(account, selectors={"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]})


def selectors_seen(account: Account) -> Any:
    return account.client("cloudtrail").get_event_selectors(TrailName=TRAIL)["EventSelectors"]


def topic_policy(account: Account, *statements: Json) -> None:
    publish = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": TOPIC}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [publish, *statements]})
    account.client("sns").set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=policy)


def refusing(account: Account) -> None:
    good_chain(account)
    topic_policy(account)


def attribute(name: str) -> Callable[[Account], Any]:
    return lambda account: account.client("sns").get_topic_attributes(TopicArn=TOPIC)["Attributes"].get(name)


def encrypted(account: Account) -> None:
    key = account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    good_chain(account, topic={"KmsMasterKeyId": key})


def key_of(account: Account) -> str:
    return str(attribute("KmsMasterKeyId")(account))


def key_policy(account: Account) -> None:
    policy = key_seen(account)
    account.key_policy(
        key_of(account), {**policy, "Statement": [*policy["Statement"], {**DENY, "Action": "kms:ScheduleKeyDeletion"}]}
    )


def key_seen(account: Account) -> Any:
    return json.loads(account.client("kms").get_key_policy(KeyId=key_of(account), PolicyName="default")["Policy"])


def key_named(account: Account) -> None:
    kms = account.client("kms")
    key = kms.create_key(Description="the client's own")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/iam-policy-change", TargetKeyId=key)


def topic_of_others(account: Account) -> None:
    account.subscription(account.topic("iam-policy-change"), endpoint="others@example.com")


def subscribed(account: Account) -> Any:
    told = account.client("sns").list_subscriptions()["Subscriptions"]
    return sorted(one["Endpoint"] for one in told)


def quiet(account: Account) -> None:
    good_chain(account, without=frozenset({"subscription"}))


def delivered_elsewhere(account: Account) -> None:
    account.log_group("elsewhere")
    role = f"arn:aws:iam::{account.id}:role/trail-to-logs"
    account.client("cloudtrail").update_trail(
        Name=TRAIL, CloudWatchLogsLogGroupArn=account.group_arn("elsewhere"), CloudWatchLogsRoleArn=role
    )


def trails_seen(account: Account) -> Any:
    return [
        (one["Name"], one.get("CloudWatchLogsLogGroupArn")) for one in account.client("cloudtrail").describe_trails()["trailList"]
    ]


THERE = [
    Beforehand(
        name="the_policy_of_the_bucket",
        build=bucket,
        come=nothing,
        seen=lambda account: account.client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"],
        told=f"the policy of bucket {BUCKET} is there",
    ),
    Beforehand(
        name="a_role_of_the_name",
        build=role,
        come=nothing,
        seen=lambda account: account.client("iam").list_role_policies(RoleName=ROLE)["PolicyNames"],
        told=f"role {ROLE} is there",
    ),
    Beforehand(
        name="a_policy_of_the_role",
        build=role_policy,
        come=nothing,
        seen=role_policy_seen,
        told=f"policy -aws-cloudtrail-management-events of role {ROLE} is there",
    ),
    Beforehand(name="a_trail_of_the_name", build=nothing, come=trail, seen=trails_seen, told="trail management-events is there"),
    Beforehand(
        name="an_alarm_of_the_name",
        build=lambda account: good_chain(account, without=frozenset({"alarm"})),
        come=lambda account: account.alarm(actions=[], AlarmName="iam-policy-change", Namespace="Shop"),
        seen=alarm_seen,
        told="alarm iam-policy-change is there",
    ),
    Beforehand(
        name="a_composite_of_the_name",
        build=lambda account: good_chain(account, without=frozenset({"alarm"})),
        come=composite,
        seen=alarm_seen,
        told="alarm iam-policy-change is there",
    ),
    Beforehand(
        name="a_filter_of_the_name",
        build=lambda account: good_chain(account, without=frozenset({"metric_filter"})),
        come=lambda account: account.metric_filter("{ $.x = 1 }", filterName="iam-policy-change"),
        seen=filters_seen,
        told="metric filter iam-policy-change is there",
    ),
    Beforehand(
        name="a_filter_that_was_changed",
        build=lambda account: good_chain(account, metric_filter={"pattern": "{ $.eventName = PutUserPolicy }"}),
        come=lambda account: account.metric_filter("{ $.eventName = PutUserPolicy || $.eventName = CreateRole }"),
        seen=filters_seen,
        told="metric filter iam-policy-changes is there",
    ),
    Beforehand(
        name="an_alarm_that_was_changed",
        build=lambda account: good_chain(account, alarm={"actions": []}),
        come=lambda account: account.alarm(actions=[], OKActions=[TOPIC], AlarmDescription="changed since"),
        seen=alarm_seen,
        told="alarm iam-policy-changes is there",
    ),
    Beforehand(
        name="selectors_that_were_changed",
        build=selected,
        come=lambda account: account.selectors(
            TRAIL,
            EventSelectors=[
                {
                    "ReadWriteType": "ReadOnly",
                    "IncludeManagementEvents": True,
                    "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
                }
            ],
        ),
        seen=selectors_seen,
        told="the event selectors of trail org is there",
    ),
    Beforehand(
        name="a_topic_policy_that_was_changed",
        build=refusing,
        come=lambda account: topic_policy(account, {**DENY, "Action": "sns:Subscribe", "Resource": TOPIC}),
        seen=attribute("Policy"),
        told=f"the policy of topic {TOPIC} is there",
        effective=True,
    ),
    Beforehand(
        name="a_key_policy_that_was_changed",
        build=encrypted,
        come=key_policy,
        seen=key_seen,
        told="the policy of key",
        effective=True,
    ),
    Beforehand(
        name="a_key_of_the_name",
        build=lambda account: good_chain(account, topic={"KmsMasterKeyId": "alias/aws/sns"}),
        come=key_named,
        seen=attribute("KmsMasterKeyId"),
        told="key alias/iam-policy-change is there",
        effective=True,
    ),
    Beforehand(
        name="a_topic_of_the_name_that_tells_others",
        build=lambda account: good_chain(account, without=frozenset({"topic", "alarm"})),
        come=topic_of_others,
        seen=subscribed,
        told="topic iam-policy-change is there",
    ),
    Beforehand(
        name="a_trail_that_was_sent_elsewhere",
        build=lambda account: good_chain(account, trail={"CloudWatchLogsLogGroupArn": None}),
        come=delivered_elsewhere,
        seen=trails_seen,
        told="the log group of trail org is there",
    ),
]


@pytest.mark.parametrize("there", THERE, ids=lambda one: one.name)
def test_what_the_input_did_not_show_stays_and_a_copy_is_kept(
    engine: Engine, aws: Aws, client: Path, tmp_path: Path, there: Beforehand
) -> None:
    account = emptied(aws)
    there.build(account)
    _, found, script = fix(engine, aws, tmp_path, effective=there.effective)
    assert found.changes
    check(script)
    there.come(account)
    before = there.seen(account)
    kept = client / "kept"
    for path in kept.glob("*.json"):
        path.unlink()
    done = run(script, aws, client)
    assert done.returncode == 1, done.stderr
    assert there.told in done.stderr
    assert there.seen(account) == before
    assert any(path.stat().st_size > 10 for path in kept.glob("*.json"))


def test_what_the_input_showed_is_merged_into(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    encrypted(account)
    key_policy(account)
    topic_policy(account, {**DENY, "Action": "sns:DeleteTopic", "Resource": TOPIC})
    keys, topics = key_seen(account)["Statement"], json.loads(attribute("Policy")(account))["Statement"]
    _, found, script = fix(engine, aws, tmp_path, effective=True)
    assert {change.kind for change in found.changes} == {"put_topic_policy", "put_key_policy"}
    for _ in range(2):
        done = run(script, aws, client)
        assert done.returncode == 0, done.stderr
    assert key_seen(account)["Statement"][:-1] == keys
    assert json.loads(attribute("Policy")(account))["Statement"][:-1] == topics
    told = decision(engine, document_of(engine, collected(aws, tmp_path)))
    assert (told["status"], told["effective"]) == ("pass", "yes")


def test_advanced_selectors_keep_what_is_not_to_blame(engine: Engine, aws: Aws, client: Path, tmp_path: Path) -> None:
    account = emptied(aws)
    data = {
        "Name": "objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::secret/"]},
        ],
    }
    managed = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "eventName", "NotEquals": ["PutUserPolicy"]}]
    good_chain(account, selectors={"AdvancedEventSelectors": [{"Name": "all", "FieldSelectors": managed}, data]})
    _, found, script = fix(engine, aws, tmp_path)
    assert [change.kind for change in found.changes] == ["put_event_selectors"]
    assert run(script, aws, client).returncode == 0
    first, kept = account.client("cloudtrail").get_event_selectors(TrailName=TRAIL)["AdvancedEventSelectors"]
    assert kept == data
    assert first == {"Name": "all", "FieldSelectors": managed[:1]}


@pytest.mark.parametrize("operation", ["GetKeyPolicy", "GetTopicAttributes"])
def test_what_was_not_read_is_not_written(engine: Engine, aws: Aws, tmp_path: Path, operation: str) -> None:
    account = emptied(aws)
    encrypted(account)
    topic_policy(account)
    source = collected(aws, tmp_path)
    found, form = plan_fix(engine, document_of(engine, source), Wishes(effective=True), "aws-cli")
    assert {change.kind for change in found.changes} == {"put_topic_policy", "put_key_policy"}
    snapshot = json.loads((tmp_path / "snapshot.json").read_bytes())
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != operation]
    (tmp_path / "less.json").write_text(json.dumps(snapshot))
    with pytest.raises(UnwritableError, match=operation):
        written(found, form, read_one(str(tmp_path / "less.json")))


def test_every_member_that_a_put_replaces_is_put_back() -> None:
    session = botocore.session.Session()
    cloudwatch, logs = session.get_service_model("cloudwatch"), session.get_service_model("logs")
    for operation, members in (("PutMetricAlarm", METRIC), ("PutCompositeAlarm", COMPOSITE)):
        taken = cloudwatch.operation_model(operation).input_shape
        assert taken is not None
        assert set(members) == set(taken.members) - {"Tags"}, "tags stay as they are where an alarm is put again"
    taken = logs.operation_model("PutMetricFilter").input_shape
    assert taken is not None
    assert set(filter_requests.MEMBERS) == set(taken.members)
