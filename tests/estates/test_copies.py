"""Copies that centralization rules make of the trail's log group: which are proven, which may be, and which are none."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.estates import accounts
from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    RULE,
    TOPICS,
    calls,
    copying,
    later,
    refused,
    replaced,
    ruled,
    unruled,
    written,
)
from tests.estates.judging import judged, statuses
from trailgate_evaluator.engine import Engine, open_engine

Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


def _rule(**changes: Any) -> Json:
    """The rule with other values at these places: `Source__Regions`."""
    found: Json = copy.deepcopy(RULE)
    for path, value in changes.items():
        *outer, last = path.split("__")
        place = found
        for name in outer:
            place = place.setdefault(name, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return found


SELECTION = "Source__SourceLogsConfiguration__LogGroupSelectionCriteria"
PATTERN = "Destination__DestinationLogsConfiguration__LogGroupNameConfiguration__LogGroupNamePattern"
ENCRYPTION = "Destination__DestinationLogsConfiguration__LogsEncryptionConfiguration"
BACKUP = "Destination__DestinationLogsConfiguration__BackupConfiguration"
RULES: dict[str, tuple[Json | None, str]] = {
    "by_prefix": (_rule(**{SELECTION: "LogGroupName LIKE 'org-%'"}), "pass"),
    "by_account": (_rule(Source__Scope=f"AccountId IN ('{MANAGEMENT}')"), "pass"),
    "another_name": (_rule(**{SELECTION: "LogGroupName != 'org-trail'"}), "fail"),
    "another_account": (_rule(Source__Scope=f"AccountId = '{MEMBER}'"), "fail"),
    "another_region": (_rule(Source__Regions=["eu-west-1"]), "fail"),
    "units": (_rule(Source__Scope="OrganizationUnitId = 'ou-1'"), "unknown"),
    "no_scope": (_rule(Source__Scope=None), "unknown"),
    "no_regions": (_rule(Source__Regions=None), "unknown"),
    "all_regions": (_rule(Source__Regions=["*"]), "unknown"),
    "metrics_alone": (_rule(Source__SourceLogsConfiguration=None), "fail"),
    "some_sources": (_rule(Source__SourceLogsConfiguration__DataSourceSelectionCriteria="DataSourceName = 'a'"), "unknown"),
    "no_pattern": (_rule(Destination__DestinationLogsConfiguration={}), "pass"),
    "no_configuration": (_rule(Destination__DestinationLogsConfiguration=None), "pass"),
    "odd_pattern": (_rule(**{PATTERN: None}), "unknown"),
    "odd_variable": (_rule(**{PATTERN: "${logGroup}"}), "unknown"),
    "too_long": (_rule(**{PATTERN: "${source.logGroup}" * 60}), "unknown"),
    "named_by_unit": (_rule(**{PATTERN: "${source.org.ouId}"}), "unknown"),
    "named_otherwise": (_rule(**{PATTERN: "${source.accountId}/${source.region}/${source.logGroup}"}), "unknown"),
    "key_conflict": (_rule(**{ENCRYPTION: {"EncryptionStrategy": "CUSTOMER_MANAGED"}}), "unknown"),
    "key_no_conflict": (
        _rule(**{ENCRYPTION: {"EncryptionStrategy": "CUSTOMER_MANAGED", "EncryptionConflictResolutionStrategy": "ALLOW"}}),
        "pass",
    ),
    "key_for_all": (
        _rule(
            **{
                ENCRYPTION: {
                    "EncryptionStrategy": "CUSTOMER_MANAGED",
                    "EncryptionConflictResolutionStrategy": "ALLOW",
                    "EncryptionScope": "NEW_DESTINATION_LOG_GROUPS",
                }
            }
        ),
        "unknown",
    ),
    "backed_up": (_rule(**{BACKUP: {"Region": "eu-west-1"}}), "pass"),
    "backed_up_here": (_rule(Destination__Region="eu-west-1", **{BACKUP: {"Region": "us-east-1"}}), "pass"),
    "backed_up_nowhere": (_rule(Destination__Region="eu-west-1", **{BACKUP: {}}), "unknown"),
    "to_itself": (_rule(Destination__Account=MANAGEMENT), "fail"),
    "details_refused": (None, "unknown"),
}


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_counts_as_far_as_it_is_known_what_it_copies(name: str, engine: Engine, tmp_path: Path) -> None:
    rule, status = RULES[name]
    made = copying()
    found = statuses(judged(written(tmp_path, {**made, MANAGEMENT: ruled(made[MANAGEMENT], rule)}), opened=engine))
    assert found == dict.fromkeys((MANAGEMENT, MEMBER, AUDIT), status)


def _with_group(made: dict[str, Json], account: str = MANAGEMENT, **row: Any) -> dict[str, Json]:
    """The estate in which the account's log group, the trail's or its copy, is listed with these members besides."""
    found = copy.deepcopy(made)
    for call in calls(found[account], "DescribeLogGroups"):
        call["pages"][0]["logGroups"][0] |= row
    return found


GROUPS: dict[str, tuple[Json, str, str]] = {
    "with_a_key_left_out": ({"kmsKeyId": "arn:aws:kms:us-east-1:777788889999:key/1"}, "SKIP", "fail"),
    "with_a_key": ({"kmsKeyId": "arn:aws:kms:us-east-1:777788889999:key/1"}, "ALLOW", "unknown"),
    "masked": ({"dataProtectionStatus": "ACTIVATED"}, "SKIP", "unknown"),
    "masked_by_account": ({"inheritedProperties": ["ACCOUNT_DATA_PROTECTION"]}, "SKIP", "unknown"),
    "no_longer_masked": ({"dataProtectionStatus": "DELETED"}, "SKIP", "pass"),
}


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_what_the_group_is_may_keep_it_from_being_copied(name: str, engine: Engine, tmp_path: Path) -> None:
    row, strategy, status = GROUPS[name]
    rule = _rule(Source__SourceLogsConfiguration__EncryptedLogGroupStrategy=strategy)
    made = copying()
    estate = _with_group({**made, MANAGEMENT: ruled(made[MANAGEMENT], rule)}, **row)
    assert statuses(judged(written(tmp_path, estate), opened=engine))[MEMBER] == status


def test_a_copy_with_a_key_of_its_own_may_keep_the_events_out(engine: Engine, tmp_path: Path) -> None:
    """AWS asks for a tag and a policy of the key, of which no answer tells."""
    made = copying()
    told = {**made, MANAGEMENT: ruled(made[MANAGEMENT])}
    with_key = _with_group(told, AUDIT, kmsKeyId="arn:aws:kms:us-east-1:333344445555:key/1")
    assert statuses(judged(written(tmp_path / "key", with_key), opened=engine))[MEMBER] == "unknown"
    unlisted = {**told, AUDIT: refused(made[AUDIT], "DescribeLogGroups")}
    report = judged(written(tmp_path / "unlisted", unlisted), opened=engine)
    assert {(gap["reason"], gap["account"]) for result in report["results"] for gap in result["gaps"]} == {("denied", AUDIT)}
    assert set(statuses(report).values()) == {"unknown"}


ARCHIVED: dict[str, tuple[dict[str, str], tuple[str, str] | None]] = {
    "nobody_asked": ({}, None),
    "its_owner_refused": ({ARCHIVE: "denied"}, ("not_collected", MANAGEMENT)),
    "another_member_refused": ({MEMBER: "denied"}, None),
    "management_refused": ({MANAGEMENT: "denied"}, ("denied", MANAGEMENT)),
    "management_failed": ({MANAGEMENT: "failed"}, ("failed", MANAGEMENT)),
    "both_refused": ({MANAGEMENT: "denied", ARCHIVE: "denied"}, ("denied", MANAGEMENT)),
    "an_administrator_told_all": ({MANAGEMENT: "denied", AUDIT: "answered"}, None),
    "none_in_this_partition": ({MANAGEMENT: "absent"}, None),
}


@pytest.mark.parametrize("name", sorted(ARCHIVED))
def test_rules_that_were_asked_for_in_vain_may_copy_a_group_that_nobody_watches(
    name: str, engine: Engine, tmp_path: Path
) -> None:
    """The group is the log archive's: of who was refused only an administrator's word, and the archive's own, bear on it."""
    outcomes, doubt = ARCHIVED[name]
    made = copying(source=ARCHIVE, members=(MANAGEMENT, MEMBER))
    told = {account: unruled(one, outcomes[account]) if account in outcomes else one for account, one in made.items()}
    report = judged(written(tmp_path, told), opened=engine)
    assert set(statuses(report).values()) == {"fail" if doubt is None else "unknown"}
    gaps = {(gap["reason"], gap["account"]) for result in report["results"] for gap in result["gaps"]}
    assert gaps == (set() if doubt is None else {doubt})


def test_who_would_be_told_the_rules_is_whom_to_ask(engine: Engine, tmp_path: Path) -> None:
    made = copying(members=())
    alone = {MANAGEMENT: unruled(made[MANAGEMENT])}
    own = {**alone[MANAGEMENT], "account": {"id": MANAGEMENT, "partition": "aws"}}
    assert statuses(judged(written(tmp_path / "alone", {MANAGEMENT: own}), opened=engine)) == {MANAGEMENT: "unknown"}
    member = {**own, "organization": {"id": "o-simulated1", "management_account": MEMBER}}
    (result,) = judged(written(tmp_path / "member", {MANAGEMENT: member}), opened=engine)["results"]
    assert [(gap["reason"], gap["account"]) for gap in result["gaps"]] == [("not_supplied", MEMBER)]
    nobody_knows = {**own, "organization": None}
    (result,) = judged(written(tmp_path / "nobody", {MANAGEMENT: refused(nobody_knows, "DescribeOrganization")}), opened=engine)[
        "results"
    ]
    assert [(gap["reason"], gap["account"]) for gap in result["gaps"]] == [("denied", MANAGEMENT)]
    outside = copy.deepcopy(nobody_knows)
    for call in calls(outside, "DescribeOrganization"):
        del call["pages"]
        call |= {"outcome": "absent", "error": {"code": "AWSOrganizationsNotInUseException", "message": "none"}}
    assert statuses(judged(written(tmp_path / "outside", {MANAGEMENT: outside}), opened=engine)) == {MANAGEMENT: "fail"}


def test_rules_that_nobody_was_told_put_no_pass_in_doubt(engine: Engine, tmp_path: Path) -> None:
    made = accounts.estate()
    told = judged(written(tmp_path, {**made, MANAGEMENT: unruled(made[MANAGEMENT])}), opened=engine)
    assert {(result["status"], result["effective"], len(result["gaps"])) for result in told["results"]} == {("pass", "yes", 0)}


def _with_filter(made: dict[str, Json], **row: Any) -> dict[str, Json]:
    """The estate in which the copy's metric filter has these members besides."""
    found = copy.deepcopy(made)
    for call in calls(found[AUDIT], "DescribeMetricFilters"):
        for one in call["pages"][0]["metricFilters"]:
            one.update(row)
    return found


@pytest.mark.parametrize(("account", "status"), [(MANAGEMENT, "pass"), (AUDIT, "fail")])
def test_a_filter_on_a_copy_selects_by_where_the_events_come_from(
    account: str, status: str, engine: Engine, tmp_path: Path
) -> None:
    made = copying()
    estate = _with_filter({**made, MANAGEMENT: ruled(made[MANAGEMENT])}, fieldSelectionCriteria=f'@aws.account = "{account}"')
    assert statuses(judged(written(tmp_path, estate), opened=engine))[AUDIT] == status


def test_what_the_copys_account_does_not_tell_of_it_is_unknown_and_settled_there(engine: Engine, tmp_path: Path) -> None:
    made = copying()
    estate = {**made, MANAGEMENT: ruled(made[MANAGEMENT]), AUDIT: refused(made[AUDIT], "DescribeMetricFilters")}
    report = judged(written(tmp_path, estate), opened=engine)
    assert set(statuses(report).values()) == {"unknown"}
    gaps = {(gap["link"], gap["reason"], gap["account"]) for result in report["results"] for gap in result["gaps"]}
    assert gaps == {("metric_filter", "denied", AUDIT)}


def test_a_group_in_which_events_of_two_places_stand_tells_not_whose_a_filter_sees(engine: Engine, tmp_path: Path) -> None:
    """The member has a trail of its own, into the very group that the other trail's is copied to."""
    made = copying()
    estate = copy.deepcopy({**made, MANAGEMENT: ruled(made[MANAGEMENT])})
    for call in calls(estate[MEMBER], "DescribeTrails"):
        (row,) = call["pages"][0]["trailList"]
        arn = row["TrailARN"].replace(MANAGEMENT, MEMBER)
        own = row | {"TrailARN": arn, "CloudWatchLogsLogGroupArn": row["CloudWatchLogsLogGroupArn"].replace(MANAGEMENT, AUDIT)}
        call["pages"][0]["trailList"].append(own | {"IsMultiRegionTrail": False})
    assert statuses(judged(written(tmp_path, estate), opened=engine))[MEMBER] == "unknown"


def test_of_two_who_were_told_of_a_rule_the_later_counts(engine: Engine, tmp_path: Path) -> None:
    made = copying()
    elsewhere = _rule(Source__Regions=["eu-west-1"])
    older = {**made, MANAGEMENT: ruled(made[MANAGEMENT], elsewhere), AUDIT: later(ruled(made[AUDIT]), 2)}
    assert statuses(judged(written(tmp_path / "older", older), opened=engine))[MEMBER] == "pass"
    newer = {**made, MANAGEMENT: ruled(made[MANAGEMENT]), AUDIT: later(ruled(made[AUDIT], elsewhere), 2)}
    assert statuses(judged(written(tmp_path / "newer", newer), opened=engine))[MEMBER] == "fail"


def test_a_rule_that_was_told_at_another_time_is_a_link_that_was_seen_then(engine: Engine, tmp_path: Path) -> None:
    """A delegated administrator tells of the rule: nothing else of the chain stands in its snapshot."""
    made = copying(members=(MEMBER, TOPICS))
    told = {**made, TOPICS: later(ruled(made[TOPICS]), 13)}
    near = judged(written(tmp_path / "near", told), opened=engine, most_apart=14 * 3600)
    far = judged(written(tmp_path / "far", told), opened=engine, most_apart=12 * 3600)
    for report, apart in ((near, set()), (far, {TOPICS})):
        (result,) = (one for one in report["results"] if one["subject"]["account"] == MEMBER)
        weak = [weak for chain in result["chains"] for weak in chain["weaknesses"] if weak["code"] == "snapshots_apart"]
        assert {one["detail"]["account"] for one in weak} == apart
        assert result["status"] == "pass"
        assert TOPICS in {source.get("account") for source in result["sources"]}


def test_rules_of_another_organization_copy_nothing(engine: Engine, tmp_path: Path) -> None:
    made = copying()
    stranger = replaced(ruled(made[AUDIT]), "o-simulated1", "o-another")
    assert statuses(judged(written(tmp_path, {**made, AUDIT: stranger}), opened=engine))[MEMBER] == "fail"


def test_a_rule_that_only_a_snapshot_which_is_not_whole_tells_of_copies_nothing(engine: Engine, tmp_path: Path) -> None:
    made = copying(members=(MEMBER, TOPICS))
    for name, status in (("whole", "pass"), ("broken", "fail")):
        odd = {} if name == "whole" else {"regions": "no list"}
        told = {**made, TOPICS: later(ruled(made[TOPICS]), 1) | odd}
        assert statuses(judged(written(tmp_path / name, told), opened=engine))[MEMBER] == status
        older = {**told, MEMBER: ruled(made[MEMBER])}
        assert statuses(judged(written(tmp_path / f"{name}_and_older", older), opened=engine))[MEMBER] == "pass"
