"""Organizations that are built in the simulated AWS and collected: whose trail, log group, alarms and topic are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from tests.aws.builder import Account, good_chain
from tests.aws.claims_controls import HUB, PRESCRIBED
from tests.aws.claims_weaknesses import statement
from tests.aws.events import EVENTS, any_of
from tests.aws.faults import Fault
from tests.estates.claim import EstateClaim, fails, passes, unknown
from tests.estates.organization import Organization, collected


def _trail(management: Account, group_of: Account) -> None:
    """The organization's trail, which writes into a log group of that account."""
    role = f"arn:aws:iam::{group_of.id}:role/trail-to-logs"
    management.trail(
        IsOrganizationTrail=True, CloudWatchLogsLogGroupArn=group_of.group_arn(), CloudWatchLogsRoleArn=role
    )  # fmt: skip


def _every_control(account: Account) -> None:
    """A topic, and the benchmark's own filter and an alarm for each of the fifteen controls."""
    account.log_group()
    topic = account.topic()
    account.subscription(topic)
    for number, text in PRESCRIBED.items():
        account.metric_filter(text, filterName=f"cis-{number}", transformation={"metricName": f"cis-{number}"})
        account.alarm(actions=[topic], AlarmName=f"cis-{number}", MetricName=f"cis-{number}")


def central_log_archive(made: Organization, watch: Callable[[Account], None] = _every_control) -> None:
    """All that watches in a log archive; one account is new, one locked, one closed, and one not collected."""
    management, archive, payments = (made.account(name) for name in ("management", "log-archive", "payments"))
    made.account("new")
    locked, closed = made.account("locked"), made.account("closed")
    made.account("left-out")
    watch(archive)
    _trail(management, archive)
    for account in (management, archive, payments):
        account.security_hub()
    made.client.close_account(AccountId=closed.id)
    made.left_out = ("left-out",)
    made.aws.layer.faults.order(Fault(kind="deny", operation="sts:AssumeRole", about=locked.id))


def _in_management(made: Organization) -> None:
    management, member = made.account("management"), made.account("member")
    good_chain(management, trail={"IsOrganizationTrail": True})
    good_chain(member, without=frozenset({"trail"}), metric_filter={"pattern": any_of(EVENTS[1:])})


def _own_trails(made: Organization) -> None:
    for name in ("good", "lacking", "empty"):
        made.account(name)
    good_chain(made.account("good"))
    good_chain(made.account("lacking"), metric_filter={"pattern": any_of(EVENTS[:-1])})


def _delegated(made: Organization) -> None:
    management, security = made.account("management"), made.account("security")
    made.account("member")
    good_chain(security, without=frozenset({"trail"}))
    _trail(management, security)
    made.aws.layer.state.delegated[security.id] = management.id
    made.asker = "security"


def _monitored(made: Organization) -> tuple[Account, Account]:
    """Filters in the log archive, alarms in an audit account that sees its metrics, a topic in a third."""
    management, archive, audit, alerts = (made.account(name) for name in ("management", "log-archive", "audit", "alerts"))
    made.account("member")
    archive.log_group()
    archive.metric_filter()
    _trail(management, archive)
    topic = alerts.topic()
    policy = statement("cloudwatch.amazonaws.com", "sns:Publish", topic)
    policy["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceAccount": audit.id}}
    alerts.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    alerts.subscription(topic)
    watched = {"Namespace": "CISBenchmark", "MetricName": "IAMPolicyChanges", "Dimensions": []}
    stat = {"Metric": watched, "Period": 300, "Stat": "Sum"}
    audit.alarm(
        actions=[topic], MetricName=None, Namespace=None, Statistic=None, Period=None,
        Metrics=[{"Id": "m1", "AccountId": archive.id, "MetricStat": stat, "ReturnData": True}],
    )  # fmt: skip
    return archive, audit


def _with_links(made: Organization) -> None:
    """The archive shares its metrics, and every topic is asked about, as nothing in the topic's account names it."""
    archive, audit = _monitored(made)
    sink = audit.client("oam").create_sink(Name="monitoring")["Arn"]
    archive.client("oam").create_link(
        LabelTemplate="$AccountName", ResourceTypes=["AWS::CloudWatch::Metric"], SinkIdentifier=sink
    )  # fmt: skip
    made.beyond = frozenset({"cross_account", "all_topics"})


def _without_topics(made: Organization) -> None:
    _with_links(made)
    made.beyond = frozenset({"cross_account"})


def _without_links(made: Organization) -> None:
    _monitored(made)
    made.beyond = frozenset({"cross_account", "all_topics"})


def copied_to_audit(made: Organization, *, without: frozenset[str] = frozenset()) -> None:
    """The trail delivers to a group that nobody watches; a rule copies it, by name, to an audit account that has the rest."""
    management, audit = made.account("management"), made.account("audit")
    made.account("member")
    management.log_group()
    _trail(management, management)
    good_chain(audit, without=without | {"trail"})
    rule = {
        "Source": {
            "Regions": ["us-east-1"],
            "Scope": f"OrganizationId = '{made.client.describe_organization()['Organization']['Id']}'",
            "SourceLogsConfiguration": {
                "LogGroupSelectionCriteria": "LogGroupName LIKE 'org-%'",
                "EncryptedLogGroupStrategy": "SKIP",
            },
        },
        "Destination": {"Region": "us-east-1", "Account": audit.id},
    }
    management.client("observabilityadmin").create_centralization_rule_for_organization(RuleName="central", Rule=rule)


def _copied_unwatched(made: Organization) -> None:
    copied_to_audit(made, without=frozenset({"metric_filter"}))


def _rules_refused(made: Organization) -> None:
    copied_to_audit(made)
    made.aws.layer.faults.order(Fault(kind="deny", operation="observabilityadmin:ListCentralizationRulesForOrganization"))


_COPIED: Final = ("management", "audit", "member")
_MONITORED: Final = ("management", "log-archive", "audit", "alerts", "member")
_ENABLED: Final = {"*": passes(), HUB: passes(effective=None)}

_UNREAD = ("subscription_filtered", "topic_key_unread", "topic_policy_unclear")
"""What stands on a chain whose last links are known by a subscriber alone."""

COLLECTED: Final = (
    EstateClaim(
        name="collected_central_log_archive",
        says="All is in a log archive; of the rest one is new, one refuses the role, one is closed, and one is left out.",
        make=collected(central_log_archive),
        every_control=True,
        verdicts={
            "management": _ENABLED,
            "log-archive": _ENABLED,
            "payments": _ENABLED,
            "new": {"*": passes(), HUB: fails(("service", "service_not_enabled"))},
            "locked": {"*": passes(), HUB: unknown(("service", "denied", "locked"))},
            "left-out": {
                "*": unknown(("trail", "account_not_collected", "left-out")),
                HUB: unknown(("service", "account_not_collected", "left-out")),
            },
        },
        not_judged={"closed": "account_closed"},
    ),
    EstateClaim(
        name="collected_trail_in_management",
        says="The management account has all there is; a member's own filter and alarm, of which nobody hears, change nothing.",
        make=collected(_in_management),
        verdicts={name: {"*": passes()} for name in ("management", "member")},
    ),
    EstateClaim(
        name="collected_own_trails",
        says="No trail of the organization: one account has a chain of its own, one lacks an event, two have nothing.",
        make=collected(_own_trails),
        verdicts={
            "good": {"*": passes()},
            "lacking": {"*": fails(("metric_filter", "filter_matches_never"))},
            "empty": {"*": fails(("trail", "trail_none"))},
            "management": {"*": fails(("trail", "trail_none"))},
        },
    ),
    EstateClaim(
        name="collected_by_a_delegated_administrator",
        says="The trail is the management account's and writes into the account of its delegated administrator, who collected.",
        make=collected(_delegated),
        verdicts={name: {"*": passes()} for name in ("management", "security", "member")},
    ),
    EstateClaim(
        name="collected_monitoring_account",
        says="Filters in a log archive, alarms in an audit account that its links lead to, and a topic in a fourth account.",
        make=collected(_with_links),
        verdicts={name: {"*": passes()} for name in _MONITORED},
    ),
    EstateClaim(
        name="collected_without_all_topics",
        says="The same, collected without --all-topics: nobody asked about the topic in the account that owns it, which lists "
        "its own subscription.",
        make=collected(_without_topics),
        verdicts={name: {"*": passes(*_UNREAD, effective="unknown")} for name in _MONITORED},
    ),
    EstateClaim(
        name="collected_centralized_logs",
        says="Nobody watches the trail's own log group; a centralization rule copies it to an audit account, where what watches "
        "is asked for, since the rule says so.",
        make=collected(copied_to_audit),
        verdicts={name: {"*": passes("log_group_copied")} for name in _COPIED},
    ),
    EstateClaim(
        name="collected_centralized_logs_without_a_filter",
        says="The same, and no metric filter stands on the copy either.",
        make=collected(_copied_unwatched),
        verdicts={name: {"*": fails(("metric_filter", "filter_none"))} for name in _COPIED},
    ),
    EstateClaim(
        name="collected_centralization_rules_refused",
        says="The same as the first, and who collects may not list the rules: what they copy, and to where, nobody tells.",
        make=collected(_rules_refused),
        verdicts={name: {"*": unknown(("log_group", "denied", "management"))} for name in _COPIED},
    ),
    EstateClaim(
        name="collected_monitoring_account_without_a_link",
        says="The same with every topic, and the log archive shares its metrics with nobody: the alarm never sees one.",
        make=collected(_without_links),
        verdicts={name: {"*": fails(("alarm", "alarm_other_account"))} for name in _MONITORED},
    ),
)
