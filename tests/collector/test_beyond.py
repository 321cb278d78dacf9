"""What is asked on demand alone: what ties accounts together, and topics that no alarm names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.builder import Account, good_chain
from tests.aws.server import Aws, aws_server
from tests.collector.conftest import Collector, Snapshot, calls_of, outcomes_of
from tests.collector.test_snapshot_schema import VALIDATOR
from trailgate_collector.call_kinds import Group
from trailgate_collector.snapshot import Asked

MANAGEMENT, MEMBER, WATCHER = "777788889999", "111122223333", "444455556666"
METRICS = "AWS::CloudWatch::Metric"


def beyond(*groups: Group) -> Asked:
    return Asked(beyond=frozenset(groups))


def pages_of(snapshot: Snapshot, operation: str) -> list[dict[str, Any]]:
    return [page for call in calls_of(snapshot, operation) for page in call["pages"]]


@pytest.fixture
def organization(aws: Aws) -> Any:
    """The client of Organizations of a management account with one member."""
    client = aws.client("organizations", "us-east-1", MANAGEMENT)
    client.create_organization(FeatureSet="ALL")
    client.create_account(AccountName="log-archive", Email="logs@example.com")
    return client


def test_the_management_account_is_told_its_accounts_page_by_page(organization: Any, collector: Collector, aws: Aws) -> None:
    aws.layer.state.page_size = 1
    snapshot = collector.snapshot(MANAGEMENT, asked=beyond("cross_account"))
    (call,) = calls_of(snapshot, "ListAccounts")
    assert (call["request"], call["outcome"], len(call["pages"])) == ({}, "answered", 2)
    rows = [row for page in call["pages"] for row in page["Accounts"]]
    assert {(row["Name"], row["State"]) for row in rows} == {("master", "ACTIVE"), ("log-archive", "ACTIVE")}
    assert snapshot["organization"] == {
        "id": call["pages"][0]["Accounts"][0]["Arn"].split("/")[1],
        "management_account": MANAGEMENT,
    }
    VALIDATOR.validate(snapshot)


def test_a_member_is_refused_them(organization: Any, collector: Collector) -> None:
    (member,) = (row["Id"] for row in organization.list_accounts()["Accounts"] if row["Name"] != "master")
    snapshot = collector.snapshot(member, asked=beyond("cross_account"))
    assert outcomes_of(snapshot, "ListAccounts") == ["denied"]
    assert outcomes_of(snapshot, "ListCentralizationRulesForOrganization") == ["denied"]


def test_who_may_do_what_the_management_account_may_is_asked_of_that_alone(organization: Any, collector: Collector) -> None:
    (member,) = (row["Id"] for row in organization.list_accounts()["Accounts"] if row["Name"] != "master")
    bare = collector.snapshot(MANAGEMENT, asked=beyond("cross_account"))
    assert [page["DelegatedAdministrators"] for page in pages_of(bare, "ListDelegatedAdministrators")] == [[]]
    assert outcomes_of(bare, "DescribeResourcePolicy") == ["absent"]
    organization.register_delegated_administrator(AccountId=member, ServicePrincipal="cloudtrail.amazonaws.com")
    organization.put_resource_policy(Content='{"Version": "2012-10-17", "Statement": []}')
    snapshot = collector.snapshot(MANAGEMENT, asked=beyond("cross_account"))
    (call,) = calls_of(snapshot, "ListDelegatedAdministrators")
    assert call["request"] == {"ServicePrincipal": "cloudtrail.amazonaws.com"}
    assert [row["Id"] for page in call["pages"] for row in page["DelegatedAdministrators"]] == [member]
    (page,) = pages_of(snapshot, "DescribeResourcePolicy")
    assert page["ResourcePolicy"]["Content"] == '{"Version": "2012-10-17", "Statement": []}'
    VALIDATOR.validate(snapshot)
    for asked in (collector.snapshot(member, asked=beyond("cross_account")), collector.snapshot(MANAGEMENT)):
        assert not calls_of(asked, "ListDelegatedAdministrators")
        assert not calls_of(asked, "DescribeResourcePolicy")


def test_an_account_tells_its_alias(account: Account, collector: Collector) -> None:
    account.client("iam").create_account_alias(AccountAlias="acme-production")
    (page,) = pages_of(collector.snapshot(asked=beyond("cross_account")), "ListAccountAliases")
    assert page["AccountAliases"] == ["acme-production"]


def test_links_stand_with_who_shares_and_with_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    with aws_server(regions=("us-east-1", "us-west-2")) as aws:
        good_chain(Account(aws=aws, region="us-west-2"))
        watcher = Account(aws=aws, id=WATCHER, region="us-west-2")
        sink = watcher.client("oam").create_sink(Name="audit")["Arn"]
        watcher.alarm(actions=[])
        link = aws.client("oam", "us-west-2", MEMBER).create_link(
            LabelTemplate="$AccountName",
            ResourceTypes=[METRICS],
            SinkIdentifier=sink,
            LinkConfiguration={"MetricConfiguration": {"Filter": "Namespace = 'CISBenchmark'"}},
        )["Arn"]
        collector = Collector(aws=aws, monkeypatch=monkeypatch)
        sharing = collector.snapshot(MEMBER, asked=beyond("cross_account"))
        watching = collector.snapshot(WATCHER, asked=beyond("cross_account"))
        alone = collector.snapshot(WATCHER)
    (row,) = pages_of(sharing, "ListLinks")[0]["Items"]
    assert (row["Arn"], row["SinkArn"], row["ResourceTypes"]) == (link, sink, [METRICS])
    (whole,) = pages_of(sharing, "GetLink")
    assert whole["LinkConfiguration"]["MetricConfiguration"]["Filter"] == "Namespace = 'CISBenchmark'"
    assert [call["region"] for call in calls_of(sharing, "ListSinks")] == ["us-east-1", "us-west-2"]
    (attached,) = calls_of(watching, "ListAttachedLinks")
    assert attached["request"] == {"SinkIdentifier": sink}
    assert [row["LinkArn"] for row in attached["pages"][0]["Items"]] == [link]
    (alarms,) = calls_of(watching, "DescribeAlarms")
    assert (alarms["region"], len(alarms["pages"][0]["MetricAlarms"])) == ("us-west-2", 1)
    assert calls_of(alone, "DescribeAlarms") == []
    for snapshot in (sharing, watching):
        assert {call["outcome"] for call in snapshot["calls"]} <= {"answered", "absent", "denied"}
        VALIDATOR.validate(snapshot)


def test_rules_that_copy_log_groups_are_read_where_they_were_made(
    organization: Any, monkeypatch: pytest.MonkeyPatch, aws: Aws
) -> None:
    aws.layer.state.regions = ("us-east-1", "eu-west-1")
    rule = {
        "Source": {"Regions": ["us-east-1"], "SourceLogsConfiguration": {"EncryptedLogGroupStrategy": "SKIP"}},
        "Destination": {"Region": "eu-west-1", "Account": WATCHER},
    }
    client = aws.client("observabilityadmin", "eu-west-1", MANAGEMENT)
    arn = client.create_centralization_rule_for_organization(RuleName="logs", Rule=rule)["RuleArn"]
    snapshot = Collector(aws=aws, monkeypatch=monkeypatch).snapshot(MANAGEMENT, asked=beyond("cross_account"))
    (listed,) = calls_of(snapshot, "ListCentralizationRulesForOrganization")
    assert (listed["region"], listed["request"]) == ("us-east-1", {"AllRegions": True})
    (read,) = calls_of(snapshot, "GetCentralizationRuleForOrganization")
    assert (read["region"], read["request"], read["outcome"]) == ("eu-west-1", {"RuleIdentifier": arn}, "answered")
    assert read["pages"][0]["CentralizationRule"]["Destination"] == {"Region": "eu-west-1", "Account": WATCHER}


def copying(account: str, region: str, backup: str | None = None) -> dict[str, Any]:
    """A rule that copies every log group of us-east-1 to this account and region."""
    into = {} if backup is None else {"BackupConfiguration": {"Region": backup}}
    return {
        "Source": {
            "Regions": ["us-east-1"],
            "SourceLogsConfiguration": {"LogGroupSelectionCriteria": "*", "EncryptedLogGroupStrategy": "SKIP"},
        },
        "Destination": {"Region": region, "Account": account, "DestinationLogsConfiguration": into},
    }


def made_rule(aws: Aws, rule: dict[str, Any], name: str = "logs", account: str = MANAGEMENT) -> None:
    client = aws.client("observabilityadmin", "us-east-1", account)
    client.create_centralization_rule_for_organization(RuleName=name, Rule=rule)


def test_whoever_is_told_that_log_groups_are_copied_to_it_is_asked_what_watches_there(
    organization: Any, collector: Collector, aws: Aws
) -> None:
    """No trail names a copy, so that all filters of its region are asked for, and the groups on which some stand."""
    aws.layer.state.regions = ("us-east-1", "eu-west-1", "eu-west-3")
    aws.layer.state.delegated[WATCHER] = MANAGEMENT
    archive = Account(aws=aws, id=WATCHER, region="eu-west-1")
    good_chain(archive, without=frozenset({"trail"}))
    archive.log_group("nobody-watches-it")
    made_rule(aws, copying(WATCHER, "eu-west-1", backup="eu-west-3"))
    made_rule(aws, copying(MEMBER, "us-west-2"), "elsewhere")
    snapshot = collector.snapshot(WATCHER, asked=beyond("cross_account", "all_topics"))
    told = [(call["region"], call["request"]) for call in calls_of(snapshot, "DescribeMetricFilters")]
    assert told == [("eu-west-1", {}), ("eu-west-3", {})]
    (listed,) = calls_of(snapshot, "DescribeLogGroups")
    assert (listed["region"], listed["request"]) == ("eu-west-1", {"logGroupNamePrefix": "org-trail"})
    for operation in ("DescribeAlarms", "ListAlarmMuteRules", "ListLinks", "ListSubscriptions", "ListTopics"):
        assert [call["region"] for call in calls_of(snapshot, operation)] == ["eu-west-1", "eu-west-3"], operation
    assert len(calls_of(snapshot, "ListSubscriptionsByTopic")) == 1
    VALIDATOR.validate(snapshot)
    usual = collector.snapshot(WATCHER)
    assert calls_of(usual, "DescribeMetricFilters") == calls_of(usual, "DescribeAlarms") == []


def test_copies_that_go_to_others_call_for_nothing_and_copied_metrics_for_alarms_alone(
    organization: Any, collector: Collector, aws: Aws
) -> None:
    aws.layer.state.regions = ("us-east-1", "eu-west-1", "eu-west-3")
    made_rule(aws, copying(WATCHER, "us-east-1"))
    profiles, metrics = copying(MANAGEMENT, "us-east-1"), copying(MANAGEMENT, "eu-west-1")
    profiles["Source"] = {"Regions": ["us-east-1"], "SourceProfilesConfiguration": {"ProfilesSelectionCriteria": "*"}}
    metrics["Source"] = {"Regions": ["us-east-1"], "SourceMetricsConfiguration": {"MetricsSelectionCriteria": "*"}}
    metrics["Destination"]["DestinationMetricsConfiguration"] = {"BackupConfiguration": {"Region": "eu-west-3"}}
    made_rule(aws, profiles, "profiles")
    made_rule(aws, metrics, "metrics")
    snapshot = collector.snapshot(MANAGEMENT, asked=beyond("cross_account"))
    assert outcomes_of(snapshot, "GetCentralizationRuleForOrganization") == ["answered", "answered", "answered"]
    assert calls_of(snapshot, "DescribeMetricFilters") == []
    assert [call["region"] for call in calls_of(snapshot, "DescribeAlarms")] == ["eu-west-1", "eu-west-3"]


def test_topics_that_no_alarm_names_are_asked_about_where_alarms_are(account: Account, collector: Collector) -> None:
    good_chain(account)
    other = account.topic("nobody-names-it")
    account.subscription(other, endpoint="other@example.com")
    usual, every = collector.snapshot(), collector.snapshot(asked=beyond("all_topics"))
    assert [call["request"]["TopicArn"] for call in calls_of(usual, "GetTopicAttributes")] == [
        account.arn("sns", "security-alarms")
    ]
    (listed,) = pages_of(every, "ListTopics")
    topics = sorted(row["TopicArn"] for row in listed["Topics"])
    assert topics == sorted([other, account.arn("sns", "security-alarms")])
    for operation in ("GetTopicAttributes", "ListSubscriptionsByTopic"):
        assert sorted(call["request"]["TopicArn"] for call in calls_of(every, operation)) == topics
    assert outcomes_of(every, "GetSubscriptionAttributes") == ["answered", "answered"]
    assert {call["operation"] for call in every["calls"]} - {call["operation"] for call in usual["calls"]} == {"ListTopics"}
    assert every["collected"]["asked"] == {"regions": None, "beyond": ["all_topics"], "named": []}


def test_the_own_subscriptions_are_listed(account: Account, collector: Collector) -> None:
    good_chain(account)
    (page,) = pages_of(collector.snapshot(asked=beyond("cross_account")), "ListSubscriptions")
    (row,) = page["Subscriptions"]
    assert (row["TopicArn"], row["Owner"]) == (account.arn("sns", "security-alarms"), account.id)


def test_a_key_that_anothers_topic_names_barely_is_not_taken_for_ones_own(
    account: Account, collector: Collector, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = account.of(WATCHER).topic("central", KmsMasterKeyId="alias/alarms")
    key = account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    account.client("kms").create_alias(AliasName="alias/alarms", TargetKeyId=key)
    good_chain(account, topic={"KmsMasterKeyId": "alias/alarms"})
    account.alarm(actions=[foreign], AlarmName="central")
    monkeypatch.setattr("tests.aws.sns_layer._expect_own", lambda _request: None)
    snapshot = collector.snapshot()
    assert sorted(outcomes_of(snapshot, "GetTopicAttributes")) == ["answered", "answered"]
    keys = calls_of(snapshot, "DescribeKey")
    assert [(call["request"]["KeyId"], call["outcome"]) for call in keys] == [
        ("alias/alarms", "answered"),
        ("alias/alarms", "skipped"),
    ]
    assert WATCHER in keys[1]["error"]["message"]
