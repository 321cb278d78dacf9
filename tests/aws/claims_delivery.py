"""Fixtures that pass, and in which CloudTrail's word on its delivery to the log group decides whether a person hears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_trail import classic
from tests.aws.claims_weaknesses import DAY
from tests.aws.fixture import Fixture, passes

if TYPE_CHECKING:
    from tests.aws.builder import Account

HOME, RECORDS = "eu-west-1", "us-east-1"


def _told_in(region: str) -> Any:
    """A trail at home in Ireland that CloudTrail cannot deliver of one region."""

    def build(account: Account) -> None:
        home = account.elsewhere(HOME)
        good_chain(home)
        failed = {
            "LatestCloudWatchLogsDeliveryError": "AccessDenied",
            "LatestCloudWatchLogsDeliveryTime": account.aws.layer.state.now - 30 * DAY,
        }
        account.aws.layer.state.at(account.id, region).deliveries[home.arn("cloudtrail", "trail/org")] = failed

    return build


def _at_home_alone(snapshot: dict[str, Any]) -> None:
    snapshot["calls"] = [call for call in snapshot["calls"] if (call["operation"], call["region"]) != ("GetTrailStatus", RECORDS)]


def _beside_a_delivery(account: Account) -> None:
    good_chain(account)
    account.delivery("org", LatestCloudWatchLogsDeliveryError="ThrottlingException")


def _undelivered(snapshot: dict[str, Any]) -> None:
    for call in snapshot["calls"]:
        if call["operation"] == "GetTrailStatus":
            del call["pages"][0]["LatestCloudWatchLogsDeliveryTime"]


def _undelivered_for_hours(snapshot: dict[str, Any]) -> None:
    _undelivered(snapshot)
    for call in snapshot["calls"]:
        if call["operation"] == "GetTrailStatus":
            call["pages"][0]["StartLoggingTime"] = "2026-11-02T06:00:00Z"


FIXTURES = (
    Fixture(
        name="pass_delivery_error_where_iam_records",
        says="The trail is at home in Ireland, where all is well; of us-east-1, where IAM's records arise, nothing is delivered.",
        build=_told_in(RECORDS),
        expected=passes("delivery_error", effective="no"),
        regions=(HOME, RECORDS),
    ),
    Fixture(
        name="pass_delivery_error_at_home",
        says="CloudTrail fails to deliver the records of Ireland; those of IAM arise in us-east-1 and are delivered.",
        build=_told_in(HOME),
        expected=passes(effective="yes"),
        regions=(HOME, RECORDS),
    ),
    Fixture(
        name="pass_delivery_unread_where_iam_records",
        says="How delivery stands was asked in the trail's home region alone (snapshot edited).",
        build=lambda account: good_chain(account.elsewhere(HOME)),
        expected=passes("delivery_unread", effective="unknown"),
        regions=(HOME, RECORDS),
        edit=_at_home_alone,
    ),
    Fixture(
        name="pass_delivery_error_and_delivery",
        says="CloudTrail reports an error beside a delivery of this very hour.",
        build=_beside_a_delivery,
        expected=passes("delivery_error", effective="unknown"),
    ),
    Fixture(
        name="pass_delivery_never_of_writes",
        says="A trail of writes alone has never delivered: it may be quiet, or broken (snapshot edited).",
        build=lambda account: good_chain(account, selectors=classic(ReadWriteType="WriteOnly")),
        expected=passes("delivery_stale", "selector_write_only", effective="unknown"),
        edit=_undelivered,
    ),
    Fixture(
        name="pass_trail_never_delivered",
        says="The trail was started three hours ago and has never delivered (snapshot edited).",
        build=good_chain,
        expected=passes("delivery_stale", effective="unknown"),
        edit=_undelivered_for_hours,
    ),
)
