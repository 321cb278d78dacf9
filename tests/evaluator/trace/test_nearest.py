"""Near misses: the filter that comes closest and what in it refuses a record, and the control that a record nearly belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.aws.cloudtrail_records import call, named, sign_in
from tests.conformance.test_real_records import NOT_ASKED_FOR
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import And, JsonPattern, Or
from trailgate_evaluator.trace import Tracer
from trailgate_evaluator.trace.nearest_filter import nearest_filter
from trailgate_evaluator.trace.record_input import realistic_record
from trailgate_evaluator.trace.text import trace_text

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def document_of(engine: Engine, name: str) -> Json:
    return DocumentMaker(engine, Choices()).documents(read_one(str(FIXTURES / name / "snapshot.json"))).after


@pytest.fixture(scope="module")
def tracer(engine: Engine) -> Tracer:
    return Tracer(engine, document_of(engine, "controls/fail_4_10"))


NEAREST: dict[str, tuple[list[str], list[tuple[str, str | None]]]] = {
    "a sign-in with MFA": (["4.2"], [("additionalEventData.MFAUsed", '"Yes"')]),
    "a probe for a bucket": (["4.1"], [("eventName", '"HeadBucket"')]),
    "what log delivery is refused": (["4.1"], [("sourceIPAddress", '"delivery.logs.amazonaws.com"')]),
    "a read": (["4.4"], [("eventName", '"ListPolicies"'), ("readOnly", "true")]),
    "a throttled call": (["4.1", "4.3"], [("errorCode", '"ThrottlingException"')]),
    "what a service does for root": (["4.3"], [("userIdentity.invokedBy", '"s3.amazonaws.com"')]),
    "what a service does by itself": (["4.3"], [("eventType", '"AwsServiceEvent"')]),
    "a bucket elsewhere": (["4.8"], [("eventSource", '"s3-outposts.amazonaws.com"')]),
}


@pytest.mark.parametrize("what", NOT_ASKED_FOR)
def test_a_record_of_no_control_is_told_the_nearest_and_what_differs(tracer: Tracer, what: str) -> None:
    numbers, differs = NEAREST[what]
    found = tracer.followed(NOT_ASKED_FOR[what])["nearest_controls"]
    assert [one["number"] for one in found] == numbers
    assert [(one["field"], one["was"]) for one in found[0]["differs"]] == differs


def test_another_accounts_record_is_told_as_such(tracer: Tracer) -> None:
    record = {**named("4.4", "PutUserPolicy"), "recipientAccountId": "999988887777"}
    found = tracer.followed(record)
    (nearest,) = found["nearest_controls"]
    assert nearest["differs"] == [{"field": "recipientAccountId", "expected": "111122223333", "was": '"999988887777"'}]
    text = " ".join(trace_text(found, Page()).split())
    assert (
        'Nearest to it is 4.4 iam-policy-change-alarm, PutUserPolicy: recipientAccountId is "999988887777" (asked for: 111'
        in text
    )


def test_a_record_that_belongs_to_a_control_is_told_no_nearest_control(tracer: Tracer) -> None:
    assert tracer.followed(named("4.4", "PutUserPolicy"))["nearest_controls"] == []


def test_of_a_record_that_reaches_somebody_no_filter_is_told(tracer: Tracer) -> None:
    assert tracer.followed(named("4.4", "PutUserPolicy"))["nearest_filter"] is None


def test_where_no_filter_matches_the_nearest_is_told_with_the_clause_that_refuses(tracer: Tracer) -> None:
    found = tracer.followed(named("4.10", "ModifySecurityGroupRules"))
    nearest = found["nearest_filter"]
    assert nearest["name"] == "cis-4.10"
    (clause,) = nearest["clauses"]
    assert (clause["field"], clause["was"]) == ("eventName", '"ModifySecurityGroupRules"')
    assert "SecurityGroup" in clause["text"]
    text = " ".join(trace_text(found, Page()).split())
    assert f"Metric filter cis-4.10 comes closest, and refuses it by {clause['text']}, where eventName is " in text


def test_the_nearest_filter_of_a_record_of_no_control_is_the_one_at_which_it_ends(tracer: Tracer) -> None:
    found = tracer.followed(NOT_ASKED_FOR["a bucket elsewhere"])
    (lost,) = found["result"]["breaks"]
    assert (lost["code"], lost["id"]) == ("filter_matches_never", found["nearest_filter"]["id"])
    assert [one["text"] for one in found["nearest_filter"]["clauses"]] == ["$.eventSource = s3.amazonaws.com"]
    assert "What to do" not in trace_text(found, Page())


def test_a_field_that_is_not_there_is_absent(tracer: Tracer) -> None:
    record = sign_in(mfa="Yes")
    del record["additionalEventData"]
    found = tracer.followed(record)
    assert found["nearest_controls"][0]["differs"][0]["was"] is None
    assert "additionalEventData.MFAUsed is absent (asked for: No)." in " ".join(trace_text(found, Page()).split())


def test_where_no_trail_writes_the_record_no_filter_is_to_blame(engine: Engine) -> None:
    tracer = Tracer(engine, document_of(engine, "controls/fail_trail_no_reads"))
    found = tracer.followed(call("ec2", "DescribeVpcs", readOnly=True))
    assert (found["where"], found["nearest_filter"]) == ("lost", None)


GROUP = "group"


def account(*patterns: str, sought: dict[int, list[str]] | None = None, group: str = GROUP) -> Json:
    """Filters on one group."""
    told = sought or {}
    return {
        "metric_filters": {
            f"f{number}": {"id": f"f{number}", "name": f"f{number}", "log_group": group, "pattern": f"p{number}"}
            for number, _ in enumerate(patterns)
        },
        "patterns": {
            f"p{number}": {"text": text, "valid": True, **({"sought": told[number]} if number in told else {})}
            for number, text in enumerate(patterns)
        },
    }


def nearest(document: Json, record: Json, groups: list[str] = [GROUP], controls: list[str] = []) -> str | None:  # noqa: B006
    found = nearest_filter(document, record, groups, controls)
    return None if found is None else found["id"]


RECORD: Json = {"eventName": "PutUserPolicy", "eventSource": "iam.amazonaws.com"}


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (['{ $.eventName = "A" && $.eventSource = "B" }', '{ $.eventName = "A" }'], "f1"),
        (['{ $.eventName = "A" }', '{ $.eventName = "A" && $.eventSource = "iam.amazonaws.com" }'], "f1"),
        (['{ $.eventName = "A" }', '{ $.eventName = "PutRolePolicy" }'], "f1"),
        (['{ $.eventName = "A" }', '{ $.eventName = "A" && $.errorCode NOT EXISTS && $.eventSource != "x" }'], "f0"),
        (['{ $.eventName = "A" || ($.eventName = "B" && $.eventSource = "iam.amazonaws.com") }', '{ $.a = "b" }'], "f0"),
        (['{ $.eventName = "A" }', '{ $.eventName = "A" }'], "f0"),
        (['{ $.eventName = "A" }', "ERROR"], "f0"),
        (['{ $.eventName = "A" }', '{ $.eventName = "Put*" }'], None),
        (['{ $.eventName = "A" }', '{ $.eventName = "Put*Policy" }'], None),
        ([], None),
        (["ERROR"], None),
    ],
)
def test_the_nearest_filter_has_the_fewest_to_change_then_the_most_in_common(patterns: list[str], expected: str | None) -> None:
    assert nearest(account(*patterns), RECORD) == expected


def test_a_filter_that_is_made_for_the_records_control_comes_first() -> None:
    patterns = ('{ $.eventName = "PutUserPolicies" }', '{ $.eventName = "A" && $.eventSource = "B" }')
    document = account(*patterns, sought={0: ["other"], 1: ["mine"]})
    assert nearest(document, RECORD, controls=["mine"]) == "f1"
    assert nearest(document, RECORD) == "f0"
    assert nearest(account(*patterns, sought={0: ["other"]}), RECORD, controls=["mine"]) == "f1"


def test_filters_on_groups_that_do_not_get_the_record_are_none() -> None:
    document = account('{ $.eventName = "A" }')
    assert nearest(document, RECORD, ["another"]) is None
    assert nearest(document, RECORD, []) is None
    assert nearest(document, RECORD, [""]) == "f0"


atoms = st.tuples(st.sampled_from("abc"), st.sampled_from(["=", "!="]), st.sampled_from("xy")).map(
    lambda one: f'$.{one[0]} {one[1]} "{one[2]}"'
)
conditions = st.recursive(
    atoms,
    lambda inner: st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map("({0[0]}) {0[1]} ({0[2]})".format),
    max_leaves=6,
)


@given(conditions, st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")))
def test_what_refuses_a_record_is_the_least_that_has_to_be_otherwise(condition: str, record: Json) -> None:
    text = f"{{ {condition} }}"
    found = nearest_filter(account(text), record, [GROUP], [])
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)
    assume(not holds(pattern.condition, record))
    assert found is not None
    spans = {tuple(one["span"]) for one in found["clauses"]}
    assert all(json.loads(one["was"] or "null") == record.get(one["field"]) for one in found["clauses"])
    assert all(text[slice(*one["span"])] == one["text"] for one in found["clauses"])
    assert true_if(pattern.condition, record, spans)
    every = spans_of(pattern.condition)
    for fewer in range(len(spans)):
        assert not any(true_if(pattern.condition, record, set(some)) for some in combinations(every, fewer))


def true_if(condition: Any, record: Json, turned: set[tuple[int, int]]) -> bool:
    """Whether the condition holds where the atoms at these spans do, whatever the record says."""
    if isinstance(condition, And):
        return all(true_if(part, record, turned) for part in condition.parts)
    if isinstance(condition, Or):
        return any(true_if(part, record, turned) for part in condition.parts)
    return tuple(condition.span) in turned or holds(condition, record)


def spans_of(condition: Any) -> list[tuple[int, int]]:
    if isinstance(condition, And | Or):
        return [span for part in condition.parts for span in spans_of(part)]
    return [tuple(condition.span)]


def test_a_control_that_is_not_asked_for_is_named_as_such(engine: Engine) -> None:
    path = str(FIXTURES / "controls/fail_4_10/snapshot.json")
    tracer = Tracer(engine, DocumentMaker(engine, Choices(controls=("4.4",))).documents(read_one(path)).after)
    found = tracer.followed(named("4.10", "CreateSecurityGroup"))
    assert (found["required_by"], found["not_asked_for_by"]) == ({}, ["security-group-change-alarm"])
    assert found["nearest_controls"] == []
    text = " ".join(trace_text(found, Page()).split())
    assert "It belongs to security-group-change-alarm, which is not asked for here." in text
    assert "No control requires" not in text
    assert tracer.followed(named("4.4", "PutUserPolicy"))["not_asked_for_by"] == []


def filtered(tmp_path: Path, *patterns: str) -> str:
    """The account that passes, with these patterns in the place of 4.4's."""
    snapshot = json.loads((FIXTURES / "controls/pass_all/snapshot.json").read_text("utf-8"))
    for made in snapshot["calls"]:
        for page in made["pages"] if made["operation"] == "DescribeMetricFilters" else ():
            (own,) = [one for one in page["metricFilters"] if one["filterName"] == "cis-4.4"] or [None]
            if own is not None:
                page["metricFilters"].remove(own)
                page["metricFilters"] += [
                    {**own, "filterName": f"mine-{number}", "filterPattern": text} for number, text in enumerate(patterns)
                ]
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot), "utf-8")
    return str(path)


GROUP_ARN = "arn:aws:logs:us-east-1:111122223333:log-group:org-trail"
MOST = "{ " + " || ".join(f"($.eventName = {one})" for one in ("CreatePolicy", "PutUserPolicy", "PutRolePolicy")) + " }"
ONE = '{ $.eventName = "DeletePolicy" && $.eventSource = "s3.amazonaws.com" }'


@pytest.mark.parametrize(
    "patterns",
    [
        (MOST, ONE),
        (ONE, MOST),
        (MOST, ONE, '{ $.eventName = "DetachUserPolicy" && $.errorCode NOT EXISTS }'),
        ('{ $.eventSource = "iam.amazonaws.com" && $.errorCode NOT EXISTS }', MOST),
        ('{ $.eventSource = "iam.amazonaws.com" && $.readOnly IS TRUE }',),
    ],
)
def test_the_filter_that_is_named_is_the_one_that_reports_name(engine: Engine, tmp_path: Path, patterns: tuple[str, ...]) -> None:
    path = filtered(tmp_path, *patterns)
    document = DocumentMaker(engine, Choices(controls=("4.4",))).documents(read_one(path)).after
    (decision,) = engine.decide(document).values()
    tracer = Tracer(engine, document)
    reported = {name: found["id"] for found in decision["breaks"] for name in found["records"]}
    assert reported
    for name, identity in reported.items():
        for record in (
            realistic_record(name, tracer, None),
            {**realistic_record(name, tracer, None), "errorCode": "AccessDenied"},
        ):
            found = tracer.followed(record)
            if found["where"] == "carried":
                continue
            assert [one["id"] for one in found["result"]["breaks"]] == [identity], name
            assert found["nearest_filter"]["id"] == identity
            assert found["nearest_filter"]["clauses"]


def test_a_filter_of_other_controls_is_no_near_miss_of_a_record(engine: Engine, tmp_path: Path) -> None:
    tracer = Tracer(engine, DocumentMaker(engine, Choices()).documents(read_one(filtered(tmp_path))).after)
    found = tracer.followed(named("4.4", "PutUserPolicy"))
    assert [(one["link"], one["id"]) for one in found["result"]["breaks"]] == [("metric_filter", GROUP_ARN)]
    assert found["nearest_filter"] is None
