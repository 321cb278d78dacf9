"""Fixtures in which the trail or its log group decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_pass import advanced
from tests.aws.fixture import Fixture, fails

if TYPE_CHECKING:
    from tests.aws.builder import Account

STRANGER = "999900001111"


def classic(**selector: Any) -> dict[str, Any]:
    """One classic selector: all management events, except for these changes."""
    return {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, **selector}]}


def nothing(_account: Account) -> None:
    """An account in which nobody has built anything."""


def trails_of(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """Every trail that the snapshot's DescribeTrails calls list."""
    return [
        trail
        for call in snapshot["calls"]
        if call["operation"] == "DescribeTrails"
        for page in call.get("pages", [])
        for trail in page["trailList"]
    ]


def _without_global_services(snapshot: dict[str, Any]) -> None:
    # No API call makes such a trail any more; old ones are still there.
    for trail in trails_of(snapshot):
        trail["IncludeGlobalServiceEvents"] = False


def _of_a_stranger(snapshot: dict[str, Any]) -> None:
    # AWS shows another account's trail to members of its organization only.
    for call in snapshot["calls"]:
        for name, value in call["request"].items():
            if isinstance(value, str) and ":cloudtrail:" in value:
                call["request"][name] = value.replace("111122223333", STRANGER)
        for page in call.get("pages", []):
            for told in [page, *page.get("trailList", [])]:
                if "TrailARN" in told:
                    told["TrailARN"] = told["TrailARN"].replace("111122223333", STRANGER)


FIXTURES = (
    Fixture(
        name="fail_no_trail",
        says="The account is empty.",
        build=nothing,
        expected=fails("trail", "trail_none"),
    ),
    Fixture(
        name="fail_trail_not_multi_region",
        says="The trail records one region only.",
        build=lambda account: good_chain(account, trail={"IsMultiRegionTrail": False}),
        expected=fails("trail", "trail_not_multi_region"),
    ),
    Fixture(
        name="fail_trail_not_logging",
        says="The trail is there and does not log.",
        build=lambda account: good_chain(account, trail={"logging": False}),
        expected=fails("trail", "trail_not_logging"),
    ),
    Fixture(
        name="fail_trail_no_global_services",
        says="The trail leaves out the events of global services such as IAM (snapshot edited).",
        build=good_chain,
        edit=_without_global_services,
        expected=fails("trail", "trail_no_global_services"),
    ),
    Fixture(
        name="fail_trail_no_management_events",
        says="The trail records data events only.",
        build=lambda account: good_chain(account, selectors=classic(IncludeManagementEvents=False)),
        expected=fails("trail", "trail_no_management_events"),
    ),
    Fixture(
        name="fail_trail_no_writes",
        says="The trail records calls that read; the sixteen are writes.",
        build=lambda account: good_chain(account, selectors=classic(ReadWriteType="ReadOnly")),
        expected=fails("trail", "trail_no_writes"),
    ),
    Fixture(
        name="fail_trail_excludes_source",
        says="The trail leaves out every event of IAM.",
        build=lambda account: good_chain(account, selectors=classic(ExcludeManagementEventSources=["iam.amazonaws.com"])),
        expected=fails("trail", "trail_excludes_source"),
    ),
    Fixture(
        name="fail_trail_selector_excludes",
        says="An advanced selector leaves out PutUserPolicy by name.",
        build=lambda account: good_chain(account, selectors=advanced({"Field": "eventName", "NotEquals": ["PutUserPolicy"]})),
        expected=fails("trail", "trail_selector_excludes", missing=["PutUserPolicy"]),
    ),
    Fixture(
        name="fail_trail_selector_conditional",
        says="An advanced selector leaves out what one role does, so a change by that role is not recorded.",
        build=lambda account: good_chain(
            account,
            selectors=advanced({"Field": "userIdentity.arn", "NotEquals": ["arn:aws:sts::111122223333:assumed-role/deploy/ci"]}),
        ),
        expected=fails("trail", "trail_selector_conditional"),
    ),
    Fixture(
        name="fail_trail_other_account",
        says="The only trail belongs to another account and is not an organization's (snapshot edited).",
        build=good_chain,
        edit=_of_a_stranger,
        expected=fails("trail", "trail_other_account"),
    ),
    Fixture(
        name="fail_log_group_not_set",
        says="The trail writes to its bucket and to no log group.",
        build=lambda account: good_chain(account, trail={"CloudWatchLogsLogGroupArn": None}),
        expected=fails("log_group", "log_group_not_set"),
    ),
    Fixture(
        name="fail_log_group_missing",
        says="The log group that the trail names has been deleted.",
        build=lambda account: good_chain(account, without=frozenset({"log_group", "metric_filter"})),
        expected=fails("log_group", "log_group_missing"),
    ),
    Fixture(
        name="fail_log_group_class",
        says="The log group is of class INFREQUENT_ACCESS, which takes no metric filters.",
        build=lambda account: good_chain(
            account, log_group={"logGroupClass": "INFREQUENT_ACCESS"}, without=frozenset({"metric_filter"})
        ),
        expected=fails("log_group", "log_group_class"),
    ),
)
