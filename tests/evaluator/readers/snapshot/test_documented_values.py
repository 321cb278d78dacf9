"""A value that AWS does not document is not taken for one that it does: what hangs on it is not known."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import Any

import botocore.session
import pytest
import yaml

from tests.evaluator.readers.snapshot.samples import (
    ALARM,
    FILTER,
    GROUP,
    REGION,
    SUBSCRIPTION,
    TOPIC,
    TRAIL,
    Json,
    call,
    read_chain,
    snapshot,
    source,
    whole_calls,
    without,
)
from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.readers.snapshot.fields import row_type

SELECTORS = "cloudtrail:GetEventSelectors"
STATUS = "cloudtrail:GetTrailStatus"
GROUPS = "logs:DescribeLogGroups"
FILTERS = "logs:DescribeMetricFilters"
ALARMS = "cloudwatch:DescribeAlarms"
LISTING = "sns:ListSubscriptionsByTopic"
ATTRIBUTES = "sns:GetSubscriptionAttributes"
IN_MODELS = {
    "classic_selector": {"read_write_type": ("cloudtrail", "ReadWriteType")},
    "log_group": {
        "class": ("logs", "LogGroupClass"),
        "protection": ("logs", "DataProtectionStatus"),
        "inherited": ("logs", "InheritedProperty"),
    },
    "transformation": {"unit": ("logs", "StandardUnit")},
    "metric_alarm": {"state": ("cloudwatch", "StateValue"), "unit": ("cloudwatch", "StandardUnit")},
    "composite_alarm": {"state": ("cloudwatch", "StateValue")},
    "log_alarm": {"state": ("cloudwatch", "StateValue")},
    "metric_query": {"unit": ("cloudwatch", "StandardUnit")},
    "key": {"manager": ("kms", "KeyManagerType")},
}
IN_DOCUMENTATION = {
    "metric_filter": {"system_dimensions"},  # PutMetricFilter, emitSystemFieldDimensions
    "transformation": {"dimensions"},  # MetricTransformation: a dimension's value is a field of the event, $.name
    "metric_alarm": {"evaluate_low_sample"},  # PutMetricAlarm: Valid Values: evaluate | ignore
    "subscription_attributes": {"pending"},  # GetSubscriptionAttributes: true or false
}


def table() -> dict[str, Any]:
    text = resources.files("trailgate_evaluator.readers.snapshot").joinpath("fields.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_documented_values_are_those_of_botocores_models() -> None:
    for name, entry in table().items():
        for field, values in entry.get("choices", {}).items():
            if field in IN_DOCUMENTATION.get(name, ()):
                continue
            service, shape = IN_MODELS[name][field]
            model = botocore.session.get_session().get_service_model(service)
            assert set(values) == set(model.shape_for(shape).enum), (name, field)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("classic_selector", "EventSelector"),
        ("advanced_selector", "AdvancedEventSelector"),
        ("field_selector", "AdvancedFieldSelector"),
    ],
)
def test_the_members_of_a_selector_are_those_of_botocores_model(name: str, shape: str) -> None:
    model = botocore.session.get_session().get_service_model("cloudtrail")
    assert row_type(name).members == set(model.shape_for(shape).members)  # type: ignore[attr-defined]


def read(operation: str, change: Any, calls: list[Json] | None = None) -> Any:
    """What is read where the first page of each answer is changed."""
    told = copy.deepcopy(whole_calls() if calls is None else calls)
    for each in told:
        if f"{each['service']}:{each['operation']}" == operation:
            change(each["pages"][0])
    return read_chain(source(snapshot(told)))


def put(*place: Any, value: Any) -> Any:
    def change(page: Any) -> None:
        for part in place[:-1]:
            page = page[part]
        page[place[-1]] = value

    return change


def at(read: Any, *place: Any) -> Any:
    value = read.resources
    for part in place:
        value = value[part]
    return value


STRANGE = ["", "x", "ok", "All "]
WRITTEN = ("metricFilters", 0, "metricTransformations", 0)


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(
    ("operation", "place", "found"),
    [
        (SELECTORS, ("EventSelectors", 0, "ReadWriteType"), ("trails", TRAIL, "selectors", "classic", 0, "read_write_type")),
        (GROUPS, ("logGroups", 0, "logGroupClass"), ("log_groups", GROUP, "class")),
        (GROUPS, ("logGroups", 0, "dataProtectionStatus"), ("log_groups", GROUP, "masks")),
        (FILTERS, (*WRITTEN, "unit"), ("metric_filters", FILTER, "transformations", 0, "unit")),
        (FILTERS, (*WRITTEN, "dimensions"), ("metric_filters", FILTER, "transformations", 0, "dimensions")),
        (ALARMS, ("MetricAlarms", 0, "StateValue"), ("alarms", ALARM, "state")),
        (ALARMS, ("MetricAlarms", 0, "Unit"), ("alarms", ALARM, "firing", "unit")),
        (
            ALARMS,
            ("MetricAlarms", 0, "EvaluateLowSampleCountPercentile"),
            ("alarms", ALARM, "firing", "evaluate_low_sample"),
        ),
        (ATTRIBUTES, ("Attributes", "PendingConfirmation"), ("subscriptions", SUBSCRIPTION, "filter_policy")),
    ],
)
def test_what_hangs_on_a_value_that_aws_does_not_document_is_not_known(
    operation: str, place: Any, found: Any, value: str
) -> None:
    parts = read(operation, put(*place, value={"A": value} if place[-1] == "dimensions" else value))
    unknown = at(parts, *found)
    assert is_unknown(unknown)
    gap = parts.gaps[unknown["unknown"]["gap"]]
    assert gap["reason"] in {"failed", "not_collected"}
    assert gap["call"] in {operation, "logs:GetDataProtectionPolicy"}


@pytest.mark.parametrize(
    ("place", "value", "found"),
    [
        (("EventSelectors", 0, "ExcludeRecords"), ["x"], ("classic", 0, "excluded_sources")),
        (("AdvancedEventSelectors", 0, "Sample"), 0.5, ("advanced", 0, "fields")),
        (("AdvancedEventSelectors", 0, "FieldSelectors", 0, "Regex"), ["x"], ("advanced", 0, "fields", 0, "field")),
    ],
)
def test_a_selector_with_a_member_that_is_not_known_may_choose_by_it(place: Any, value: Any, found: Any) -> None:
    calls = copy.deepcopy(whole_calls())
    told = next(each for each in calls if each["operation"] == "GetEventSelectors")["pages"][0]
    if place[0] == "AdvancedEventSelectors":
        del told["EventSelectors"]
        told[place[0]] = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    assert not is_unknown(at(read(SELECTORS, put(*place, value=[]), calls), "trails", TRAIL, "selectors", *found))
    assert is_unknown(at(read(SELECTORS, put(*place, value=value), calls), "trails", TRAIL, "selectors", *found))


def test_a_dimension_of_a_system_field_that_is_not_known_varies_as_it_may() -> None:
    parts = read(FILTERS, put("metricFilters", 0, "emitSystemFieldDimensions", value=["@aws.account", "@aws.x"]))
    assert is_unknown(at(parts, "metric_filters", FILTER, "transformations", 0, "system_dimensions"))


@pytest.mark.parametrize("value", [0, -1])
def test_no_data_points_are_not_the_default(value: int) -> None:
    parts = read(ALARMS, put("MetricAlarms", 0, "DatapointsToAlarm", value=value))
    assert at(parts, "alarms", ALARM, "firing", "datapoints_to_alarm") == value


def test_an_empty_text_is_not_the_default_treatment_of_missing_data() -> None:
    parts = read(ALARMS, put("MetricAlarms", 0, "TreatMissingData", value=""))
    assert at(parts, "alarms", ALARM, "firing", "treat_missing") == ""


@pytest.mark.parametrize(("arn", "state"), [("PendingConfirmation", "pending"), ("Deleted", "deleted"), ("x", None), ("", None)])
def test_what_stands_for_an_arn_says_why_there_is_none(arn: str, state: str | None) -> None:
    parts = read(LISTING, put("Subscriptions", 0, "SubscriptionArn", value=arn))
    (told,) = parts.resources["subscriptions"].values()
    assert told["state"] == state if state else is_unknown(told["state"])


@pytest.mark.parametrize("name", ["LatestCloudWatchLogsDeliveryTime", "StartLoggingTime"])
def test_a_delivery_later_than_the_snapshot_proves_nothing(name: str) -> None:
    parts = read(STATUS, put(name, value="2026-11-24T19:30:00Z"))
    assert is_unknown(at(parts, "trails", TRAIL, "delivery"))
    assert at(parts, "trails", TRAIL, "logging") is True
    soon = read(STATUS, put(name, value="2026-11-23T19:45:00Z"))
    assert not is_unknown(at(soon, "trails", TRAIL, "delivery"))


KEY = f"arn:aws:kms:{REGION}:111122223333:key/1234"


def with_key(**about: Any) -> Json:
    told = {"Arn": KEY, "KeyId": "1234", "KeyManager": "CUSTOMER", "KeyState": "Enabled", **about}
    attributes = {"TopicArn": TOPIC, "Policy": '{"Statement": []}', "KmsMasterKeyId": about.pop("name", "1234")}
    calls = [
        *without("sns:GetTopicAttributes"),
        call("sns:GetTopicAttributes", {"TopicArn": TOPIC}, {"Attributes": attributes}),
        call("kms:DescribeKey", {"KeyId": "1234"}, {"KeyMetadata": told}),
        call("kms:GetKeyPolicy", {"KeyId": KEY}, {"Policy": json.dumps({"Statement": []})}),
    ]
    key: Json = read_chain(source(snapshot(calls))).resources["topics"][TOPIC]["key"]
    return key


def test_a_key_of_an_unknown_manager_or_of_two_states_is_not_known_to_work() -> None:
    assert (with_key()["manager"], with_key(Enabled=True)["state"]) == ("CUSTOMER", "Enabled")
    assert is_unknown(with_key(KeyManager="x")["manager"])
    assert is_unknown(with_key(KeyManager="")["manager"])
    assert with_key(Enabled=False)["state"] is None
    assert with_key(Enabled=False, KeyState="PendingDeletion")["state"] == "PendingDeletion"
    assert is_unknown(with_key(name=""))


def test_the_spec_of_a_key_is_told_under_its_name_of_old_too() -> None:
    assert with_key()["spec"] is None
    assert with_key(KeySpec="RSA_2048")["spec"] == with_key(CustomerMasterKeySpec="RSA_2048")["spec"] == "RSA_2048"


def test_a_policy_that_the_listing_tells_of_is_shown_or_not_known() -> None:
    calls = [
        *whole_calls(),
        call("logs:GetDataProtectionPolicy", {"logGroupIdentifier": "trail-logs"}, {"logGroupIdentifier": GROUP}),
    ]
    assert "masks" not in at(
        read(GROUPS, put("logGroups", 0, "dataProtectionStatus", value="DISABLED"), calls), "log_groups", GROUP
    )
    masked = read(GROUPS, put("logGroups", 0, "dataProtectionStatus", value="ACTIVATED"), calls)
    assert is_unknown(at(masked, "log_groups", GROUP, "masks"))
    shared = [
        *whole_calls(),
        call("logs:DescribeAccountPolicies", {"policyType": "DATA_PROTECTION_POLICY"}, {"accountPolicies": []}),
    ]
    for inherited in (["ACCOUNT_DATA_PROTECTION"], ["x"]):
        read_ = read(GROUPS, put("logGroups", 0, "inheritedProperties", value=inherited), shared)
        assert is_unknown(at(read_, "log_groups", GROUP, "masks"))
