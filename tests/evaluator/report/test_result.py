"""A decision becomes the same result whatever order its sets come in, and it is of the published shape."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.report import samples
from trailgate_evaluator.report.changes import changes_of
from trailgate_evaluator.report.result import result

SCHEMA = json.loads(Path("policies/schemas/report.schema.json").read_bytes())
DECISIONS = (samples.passing, samples.weak, samples.failing, samples.no_trail, samples.unknown, samples.excepted)


def shuffled(value: Any, order: random.Random) -> Any:
    """The value with every array and object in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(entry, order)) for key, entry in value.items()]
        order.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        copied = [shuffled(entry, order) for entry in value]
        order.shuffle(copied)
        return copied
    return value


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_report_of_every_outcome_is_of_the_published_shape() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(samples.every_outcome())


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.__name__)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers())
def test_the_order_of_sets_changes_no_byte(decision: Any, seed: int) -> None:
    account = "111122223333"
    plain = samples.one_result(decision(account), account)
    mixed = decision(account)
    spans = [found["detail"].pop("clause", None) for found in mixed["breaks"]]  # a span is a pair, not a set
    mixed = shuffled(mixed, random.Random(seed))  # noqa: S311 - an order to try, no secret
    for found, clause in zip(mixed["breaks"], spans, strict=True):
        if clause is not None:
            found["detail"]["clause"] = clause
    assert json.dumps(samples.one_result(mixed, account), sort_keys=True) == json.dumps(plain, sort_keys=True)


def test_links_and_after_stand_in_the_order_of_the_chain() -> None:
    found = samples.one_result(samples.failing(), "444455556666")
    assert [step["link"] for step in found["chains"][0]["links"]] == list(samples.ids("444455556666"))
    assert found["breaks"][0]["after"] == [samples.ids("444455556666")[link] for link in ("trail", "log_group")]


def test_every_id_named_is_there_as_the_document_has_it_with_its_pattern() -> None:
    account = "444455556666"
    found = samples.one_result(samples.failing(), account)
    named = {identity for link, identity in samples.ids(account).items() if link != "metric"}
    assert set(found["resources"]) == named
    document = samples.document(account)
    assert all(
        found["resources"][name] in document[kind].values()
        for name, kind in [
            (samples.ids(account)["trail"], "trails"),
            (samples.ids(account)["alarm"], "alarms"),
        ]
    )
    assert set(found["patterns"]) == {samples.PATTERN}


def test_what_nothing_names_stays_out() -> None:
    found = samples.one_result(samples.no_trail(), "444455556666")
    assert found["resources"] == {}
    assert found["patterns"] == {}


def test_a_finding_keeps_its_id_when_records_times_and_order_change() -> None:
    account = "444455556666"
    first = samples.one_result(samples.failing(), account)
    later = samples.failing()
    later["breaks"][0] |= {"records": samples.RECORDS, "at": "0#/calls/99", "detail": {}}
    later["records"] = {"carried": [], "unknown": [], "missing": samples.RECORDS}
    second = samples.one_result(later, account, index=7)
    assert second["breaks"][0]["fingerprint"] == first["breaks"][0]["fingerprint"]
    assert second["fingerprint"] == first["fingerprint"]


def test_findings_of_another_account_link_code_or_resource_have_other_ids() -> None:
    account = "444455556666"
    ids = {samples.one_result(samples.failing(), account)["breaks"][0]["fingerprint"]}
    for change in ({"link": "alarm", "code": "alarm_none"}, {"code": "filter_scoped"}, {"id": "arn:aws:logs:::other"}):
        decision = samples.failing()
        decision["breaks"][0] |= change
        ids.add(samples.one_result(decision, account)["breaks"][0]["fingerprint"])
    ids.add(samples.one_result(samples.failing("999988887777"), "999988887777")["breaks"][0]["fingerprint"])
    assert len(ids) == 5


def test_a_pending_subscription_keeps_its_id_when_the_list_is_reordered() -> None:
    account = "444455556666"
    found = []
    for number in (0, 3):
        decision = samples.no_trail()
        decision["breaks"][0] |= {"link": "subscription", "code": "subscription_pending", "id": f"arn:topic#pending-{number}"}
        found.append(samples.one_result(decision, account)["breaks"][0]["fingerprint"])
    assert found[0] == found[1]


def test_the_decision_is_not_changed_by_reporting_it() -> None:
    decision = samples.failing()
    before = deepcopy(decision)
    result(samples.CONTROL, 0, samples.document("444455556666"), decision)
    assert decision == before


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("pass", "pass", "none"),
        ("fail", "fail", "none"),
        ("fail", "pass", "fixes"),
        ("pass", "fail", "breaks"),
        ("pass", "unknown", "unknown"),
        ("unknown", "pass", "unknown"),
        ("unknown", "unknown", "unknown"),
        ("fail", "unknown", "unknown"),
        ("unknown", "fail", "unknown"),
    ],
)
def test_what_a_plan_does_is_told_only_where_both_sides_are_known(before: str, after: str, verdict: str) -> None:
    changes = changes_of(before, after, removed=["b", "a"], added=[])
    assert changes == {"verdict": verdict, "before": before, "removed": ["a", "b"], "added": []}
