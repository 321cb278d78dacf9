"""Trails stand once, are joined with their status and selectors, and are hidden only where no region answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    GROUP,
    OTHER,
    REGION,
    TRAIL,
    TRAIL_ROW,
    Json,
    call,
    read_chain,
    refused,
    snapshot,
    source,
    whole_calls,
    without,
)

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts

DESCRIBE = "cloudtrail:DescribeTrails"
SELECTORS = "cloudtrail:GetEventSelectors"
STATUS = "cloudtrail:GetTrailStatus"
ORG_TRAIL = f"arn:aws:cloudtrail:{REGION}:{OTHER}:trail/org"


def parts(calls: list[Json], regions: list[str] | None = None) -> Parts:
    return read_chain(source(snapshot(calls, regions=regions)))


def trail_of(calls: list[Json]) -> Json:
    (trail,) = parts(calls).resources["trails"].values()
    return trail


def with_selectors(answer: Json) -> list[Json]:
    return [*without(SELECTORS), call(SELECTORS, {"TrailName": TRAIL}, answer)]


def test_a_trail_has_every_field_of_the_document() -> None:
    assert trail_of(whole_calls()) == {
        "id": TRAIL,
        "name": "main",
        "account": ACCOUNT,
        "region": REGION,
        "at": "0#/calls/0/pages/0/trailList/0",
        "multi_region": True,
        "global_services": True,
        "organization": False,
        "logging": True,
        "delivery": {"error": None, "latest": 1795462200, "started": None},
        "delivery_elsewhere": {},
        "log_group": GROUP,
        "selectors": {
            "kind": "classic",
            "classic": [{"management_events": True, "read_write_type": "All", "excluded_sources": []}],
        },
    }


def test_a_trail_that_several_regions_return_stands_once_and_points_home() -> None:
    shadow = call(DESCRIBE, {}, {"trailList": [TRAIL_ROW]}, region="eu-west-1")
    assert trail_of([shadow, *whole_calls()])["at"] == "0#/calls/1/pages/0/trailList/0"


def test_a_trail_without_a_log_group_has_none() -> None:
    row = {key: value for key, value in TRAIL_ROW.items() if key != "CloudWatchLogsLogGroupArn"}
    assert trail_of([*without(DESCRIBE), call(DESCRIBE, {}, {"trailList": [row]})])["log_group"] is None


def test_one_region_that_answered_excludes_hidden_trails() -> None:
    denied = call(DESCRIBE, {}, region="eu-west-1", outcome="denied")
    assert parts([denied, *whole_calls()], ["eu-west-1", REGION]).gaps == {}


@pytest.mark.parametrize("outcome", ["denied", "failed", "skipped"])
def test_trails_are_hidden_where_every_region_refused(outcome: str) -> None:
    calls = [call(DESCRIBE, {}, region=region, outcome=outcome) for region in ("eu-west-1", REGION)]
    gaps = parts(calls, ["eu-west-1", REGION]).gaps
    assert set(gaps) == {f"trail|{ACCOUNT}|eu-west-1", f"trail|{ACCOUNT}|{REGION}"}
    for gap in gaps.values():
        assert (gap["scope"], gap["reason"], gap["call"]) == (f"trail|{ACCOUNT}", outcome, DESCRIBE)
        assert gap["candidates"] is None
        assert gap["error"] == {"code": "SomeCode", "message": "some message"}


def test_trails_are_hidden_where_nothing_was_asked() -> None:
    (gap,) = parts([]).gaps.values()
    assert (gap["scope"], gap["reason"], gap["settled_by"]) == (f"trail|{ACCOUNT}", "not_collected", ["snapshot"])


def test_an_answer_without_shadow_trails_excludes_only_those_of_its_region() -> None:
    asked = call(DESCRIBE, {"includeShadowTrails": False}, {"trailList": []})
    assert list(parts([asked], ["eu-west-1", REGION]).gaps) == [f"trail|{ACCOUNT}|eu-west-1"]
    assert parts([asked]).gaps == {}


@pytest.mark.parametrize(("operation", "attributes"), [(STATUS, ("logging", "delivery")), (SELECTORS, ("selectors",))])
@pytest.mark.parametrize("outcome", ["denied", "failed", None])
def test_what_was_refused_of_a_trail_is_unknown_with_its_gap(
    operation: str, attributes: tuple[str, ...], outcome: str | None
) -> None:
    read = parts(without(operation) if outcome is None else refused(operation, outcome))
    trail = read.resources["trails"][TRAIL]
    reason = outcome or "not_collected"
    for attribute in attributes:
        assert trail[attribute] == {"unknown": {"reason": reason, "gap": f"{TRAIL}#{attribute}"}}
        gap = read.gaps[f"{TRAIL}#{attribute}"]
        assert (gap["scope"], gap["link"], gap["id"], gap["attribute"]) == (None, "trail", TRAIL, attribute)
    assert len(read.gaps) == len(attributes)


def status(region: str, *, logging: bool = True, **told: str) -> Json:
    return call(STATUS, {"Name": TRAIL}, {"IsLogging": logging, **told}, region=region)


def test_every_region_tells_of_its_own_delivery() -> None:
    abroad = status("eu-west-1", LatestCloudWatchLogsDeliveryError="AccessDenied")
    for calls in ([*whole_calls(), abroad], [abroad, *whole_calls()]):
        trail = trail_of(calls)
        assert trail["delivery"] == {"error": None, "latest": 1795462200, "started": None}
        assert trail["delivery_elsewhere"] == {"eu-west-1": {"error": "AccessDenied", "latest": None, "started": None}}


@pytest.mark.parametrize("outcome", ["denied", "failed"])
def test_a_region_that_did_not_tell_of_its_delivery_is_unknown_and_one_that_was_not_asked_is_not_there(outcome: str) -> None:
    abroad = call(STATUS, {"Name": TRAIL}, region="eu-west-1", outcome=outcome)
    read = parts([*whole_calls(), abroad])
    found = f"{TRAIL}#delivery|eu-west-1"
    assert read.resources["trails"][TRAIL]["delivery_elsewhere"] == {"eu-west-1": {"unknown": {"reason": outcome, "gap": found}}}
    assert {name: read.gaps[found][name] for name in ("region", "call", "reason")} == {
        "region": "eu-west-1",
        "call": STATUS,
        "reason": outcome,
    }
    answered = status("eu-west-1")
    for calls in ([abroad, answered], [answered, abroad]):
        assert "error" in trail_of([*whole_calls(), *calls])["delivery_elsewhere"]["eu-west-1"]


def test_a_delivery_elsewhere_that_is_later_than_the_snapshot_is_not_known() -> None:
    abroad = status("eu-west-1", LatestCloudWatchLogsDeliveryTime="2099-01-01T00:00:00Z")
    told = trail_of([*whole_calls(), abroad])["delivery_elsewhere"]["eu-west-1"]
    assert told["unknown"]["reason"] == "failed"


def test_where_home_did_not_answer_another_region_tells_whether_it_is_logging() -> None:
    read = parts([*refused(STATUS), status("eu-west-1", logging=False)])
    trail = read.resources["trails"][TRAIL]
    assert trail["logging"] is False
    assert trail["delivery"]["unknown"]["reason"] == "denied"
    assert list(read.gaps) == [f"{TRAIL}#delivery"]


def test_regions_that_differ_on_whether_it_is_logging_prove_nothing() -> None:
    read = parts([*whole_calls(), status("eu-west-1", logging=False)])
    assert read.resources["trails"][TRAIL]["logging"]["unknown"]["reason"] == "failed"
    assert read.gaps[f"{TRAIL}#logging"]["error"]["code"] == "RegionsDiffer"


def member_calls(*, group: str | None) -> list[Json]:
    row = TRAIL_ROW | {"Name": "org", "TrailARN": ORG_TRAIL, "IsOrganizationTrail": True}
    row["CloudWatchLogsLogGroupArn"] = group
    return [
        call(DESCRIBE, {}, {"trailList": [row]}),
        call(STATUS, {"Name": ORG_TRAIL}, {"IsLogging": True}),
        call(SELECTORS, {"TrailName": ORG_TRAIL}, outcome="absent"),
    ]


def test_an_organization_trail_refuses_its_members_and_its_group_is_not_supplied() -> None:
    group = f"arn:aws:logs:{REGION}:{OTHER}:log-group:org"
    read = parts(member_calls(group=f"{group}:*"))
    trail = read.resources["trails"][ORG_TRAIL]
    assert trail["account"] == OTHER
    assert trail["logging"] is True
    assert trail["selectors"]["unknown"]["reason"] == "not_visible"
    scopes = {gap["scope"]: gap["reason"] for gap in read.gaps.values() if gap["scope"]}
    assert scopes == {
        f"log_group|{group}": "not_supplied",
        f"metric_filter|{group}": "not_supplied",
        f"alarm|{OTHER}|{REGION}": "not_supplied",
    }


def test_the_group_of_an_organization_trail_that_a_member_cannot_see_is_unknown() -> None:
    trail = parts(member_calls(group=None)).resources["trails"][ORG_TRAIL]
    assert trail["log_group"] == {"unknown": {"reason": "not_visible", "gap": f"{ORG_TRAIL}#log_group"}}


def test_no_selectors_are_the_default() -> None:
    assert trail_of(with_selectors({"TrailARN": TRAIL, "EventSelectors": []}))["selectors"] == {"kind": "default"}


def test_advanced_selectors_keep_every_operator_that_is_used() -> None:
    operators = {"Equals": ["Management"], "NotStartsWith": ["a", "b"], "EndsWith": [], "NotEquals": None}
    answer = {
        "TrailARN": TRAIL,
        "AdvancedEventSelectors": [
            {"Name": "all", "FieldSelectors": [{"Field": "eventCategory", **operators}]},
            {"FieldSelectors": []},
        ],
    }
    assert trail_of(with_selectors(answer))["selectors"] == {
        "kind": "advanced",
        "advanced": [
            {
                "name": "all",
                "fields": [{"field": "eventCategory", "equals": ["Management"], "not_starts_with": ["a", "b"]}],
            },
            {"name": None, "fields": []},
        ],
    }


def test_the_best_of_several_answers_about_a_trail_counts() -> None:
    calls = [*refused(STATUS), call(STATUS, {"Name": TRAIL}, {"IsLogging": False}, region="eu-west-1")]
    assert trail_of(calls)["logging"] is False


def test_a_trail_may_be_asked_about_by_its_name() -> None:
    calls: list[Any] = [*without(STATUS), call(STATUS, {"Name": "main"}, {"IsLogging": True})]
    assert trail_of(calls)["logging"] is True
