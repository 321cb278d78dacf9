"""What is said of a trail's selectors where records are excluded, against every record that their texts tell apart."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import records
from tests.judge.excluded import admitted, is_taken, takes
from trailgate_evaluator.document.admissions import with_admissions

Json = dict[str, Any]

UNKNOWN: Json = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
DEPLOY = "arn:aws:sts::1:assumed-role/deploy/run"
FIELDS: Json = {
    "eventCategory": {"is": "Management"},
    "readOnly": {"kinds": ["boolean"]},
    "eventSource": {"kinds": ["string"]},
    "eventType": {"is": "AwsApiCall"},
    "eventName": {"not": ["HeadBucket"]},
    "userIdentity": {"kinds": ["object"]},
}
RECORDS: Json = {
    "any": {"fields": FIELDS, "recorded_as": {"eventCategory": "Management", "readOnly": "both"}},
    "write": {
        "fields": FIELDS | {"readOnly": {"is": False}, "eventSource": {"is": "kms.amazonaws.com"}, "eventName": {"is": "Put"}},
        "recorded_as": {"eventCategory": "Management", "readOnly": "false"},
    },
}
EXCLUSIONS: list[Json] = [
    {"userIdentity.arn": {"is": DEPLOY}},
    {"userIdentity.arn": {"like": "arn:aws:sts::1:.*"}},
    {"eventSource": {"is": "kms.amazonaws.com"}},
    {"eventSource": {"one_of": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}},
    {"eventSource": {"like": "kms.*"}},
    {"readOnly": {"is": True}},
    {"readOnly": {"is": True}, "eventSource": {"is": "kms.amazonaws.com"}},
    {"userIdentity.arn": {"is": DEPLOY}, "readOnly": {"is": False}},
    {"eventName": {"is": "Put"}},
    {"userAgent": {"is": "x"}},
]
VALUES: dict[str, list[Any]] = {
    "userIdentity.arn": [[DEPLOY], ["arn:aws:sts::1:"], [DEPLOY, "x"], ["run"], [UNKNOWN], [DEPLOY, UNKNOWN], []],
    "eventSource": [["kms.amazonaws.com"], ["kms"], ["kms.amazonaws.com", "rdsdata.amazonaws.com"], [".amazonaws.com"]],
    "readOnly": [["true"], ["false"], ["true", "false"], [UNKNOWN]],
    "eventName": [["Put"], ["HeadBucket"], ["HeadBucket", "Put"], ["P"]],
    "eventCategory": [["Data"], ["Management"]],
    "userAgent": [["x"]],
}
OPERATORS = ["equals", "not_equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"]
MANAGED: Json = {"field": "eventCategory", "equals": ["Management"]}


@st.composite
def conditions(draw: Any) -> Json:
    field = draw(st.sampled_from(sorted(VALUES)))
    condition: Json = {"field": draw(st.sampled_from([field] * 9 + [UNKNOWN]))}
    for operator in draw(st.lists(st.sampled_from(OPERATORS), min_size=1, max_size=2, unique=True)):
        choices: list[Any] = [*VALUES[field], *([UNKNOWN] if field == "eventName" else [])]
        condition[operator] = draw(st.sampled_from(choices))
    return condition


@st.composite
def selectors(draw: Any) -> Json:
    if draw(st.booleans()):
        one = st.fixed_dictionaries(
            {
                "management_events": st.sampled_from([True, True, True, False, UNKNOWN]),
                "read_write_type": st.sampled_from(["All", "All", "WriteOnly", "ReadOnly", UNKNOWN]),
                "excluded_sources": st.sampled_from(
                    [["kms.amazonaws.com"], ["rdsdata.amazonaws.com", "kms.amazonaws.com"], [UNKNOWN], UNKNOWN, ["x"]]
                ),
            }
        )
        return {"kind": "classic", "classic": draw(st.lists(one, min_size=1, max_size=2))}
    drawn = draw(st.lists(st.lists(conditions(), max_size=2), min_size=1, max_size=2))
    managed = draw(st.sampled_from([[MANAGED], [MANAGED], [MANAGED], []]))
    return {"kind": "advanced", "advanced": [{"name": None, "fields": [*managed, *one]} for one in drawn]}


def said(given_selectors: Json, exclusions: list[Json], required: Json = RECORDS) -> Json:
    """What the document says of the one trail."""
    offered = [{"id": str(number), "fields": fields} for number, fields in enumerate(exclusions)]
    model = {name: {"global_service": False, **record, "excluded": offered} for name, record in required.items()}
    (trail,) = with_admissions({"t": {"selectors": given_selectors, "admissions": "old"}}, records.control(model)).values()
    told: Json = trail.get("admissions", {}).get("control", {})
    return told


def flat(record: Json, above: str = "") -> Json:
    found: Json = {}
    for name, value in record.items():
        found |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return found


def test_an_answer_is_that_of_every_record() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=150)
    @given(selectors(), st.lists(st.sampled_from(EXCLUSIONS), min_size=1, max_size=2, unique_by=str))
    def holds(given_selectors: Json, exclusions: list[Json]) -> None:
        for name, answer in said(given_selectors, exclusions).items():
            record = {**RECORDS[name], "taken": [{"fields": fields} for fields in exclusions]}
            seen[answer["admitted"]] += 1
            assert answer["admitted"] == admitted(given_selectors, record)[0], name
            assert ("counterexample" in answer) == (answer["admitted"] in {"sometimes", "never"})
            if "counterexample" in answer:
                missed = flat(answer["counterexample"])
                assert not is_taken(record, missed)
                assert not any(takes(one, missed, hopeful=True) for one in given_selectors[given_selectors["kind"]])

    holds()
    assert min(seen[word] for word in ("always", "sometimes", "never", "undecided")) > 0


def advanced(*fields: Json) -> Json:
    return {"kind": "advanced", "advanced": [{"name": None, "fields": [MANAGED, *fields]}]}


def test_an_event_without_the_field_is_none_that_a_selector_leaves_out() -> None:
    answer = said(advanced({"field": "userIdentity.arn", "not_equals": [DEPLOY]}), [{"userIdentity.arn": {"is": DEPLOY}}])
    assert answer["any"] == {"admitted": "always", "excluding": ["0"]}
    answer = said(advanced({"field": "userIdentity.arn", "equals": [DEPLOY]}), [{"userIdentity.arn": {"not": [DEPLOY]}}])
    assert answer["any"]["admitted"] == "sometimes"
    assert "userIdentity" not in answer["any"]["counterexample"]


@pytest.mark.parametrize(
    ("condition", "word"),
    [
        ({"starts_with": ["t"]}, "always"),
        ({"ends_with": ["ue"]}, "always"),
        ({"not_starts_with": ["f"]}, "always"),
        ({"not_ends_with": ["lse"]}, "always"),
        ({"starts_with": ["f"]}, "never"),
        ({"ends_with": ["t"]}, "never"),
        ({"starts_with": ["ue"], "equals": ["false"]}, "never"),
        ({"starts_with": ["t"], "not_ends_with": ["e"]}, "never"),
    ],
)
def test_a_flag_is_to_selectors_the_text_that_stands_for_it(condition: Json, word: str) -> None:
    answer = said(advanced({"field": "readOnly", **condition}), [{"readOnly": {"is": False}}])
    assert answer["any"]["admitted"] == word


def test_operators_that_include_are_alternatives_and_those_that_exclude_leave_out_what_any_matches() -> None:
    by_two = advanced({"field": "eventSource", "equals": ["kms.amazonaws.com"], "starts_with": ["rdsdata."]})
    spared = [{"eventSource": {"not": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}}]
    assert said(by_two, spared)["any"]["admitted"] == "always"
    but_two = advanced({"field": "eventSource", "not_equals": ["kms.amazonaws.com"], "not_starts_with": ["rdsdata."]})
    assert said(but_two, [{"eventSource": {"is": "kms.amazonaws.com"}}])["any"]["admitted"] == "sometimes"
    assert said(but_two, [{"eventSource": {"one_of": ["kms.amazonaws.com"]}}, {"eventSource": {"like": "rdsdata.*"}}])["any"] == {
        "admitted": "always", "excluding": ["0", "1"],
    }  # fmt: skip


def test_a_record_keeps_the_fields_by_which_it_is_told() -> None:
    answer = said(advanced({"field": "userIdentity.arn", "not_starts_with": ["arn:"]}), [{"userIdentity.arn": {"is": DEPLOY}}])
    assert answer["write"]["counterexample"].keys() == {"eventName", "eventSource", "readOnly", "eventCategory", "userIdentity"}
    assert answer["any"]["counterexample"].keys() == {"eventSource", "readOnly", "eventCategory", "userIdentity"}


@pytest.mark.parametrize(
    "plain",
    [
        {"kind": "default"},
        UNKNOWN,
        {
            "kind": "classic",
            "classic": [
                {"management_events": True, "read_write_type": "All", "excluded_sources": []},
                {"management_events": True, "read_write_type": "All", "excluded_sources": ["x"]},
            ],
        },
    ],
)
def test_of_selectors_that_tell_nothing_apart_nothing_is_said(plain: Json) -> None:
    assert said(plain, [{"readOnly": {"is": True}}]) == {}


def test_nothing_is_said_of_whole_records_nor_of_those_that_are_recorded_as_another() -> None:
    strange = {"strange": RECORDS["any"] | {"recorded_as": {"eventCategory": "Insight", "readOnly": "both"}}}
    chosen = advanced({"field": "readOnly", "equals": ["false"]})
    assert said(chosen, []) == {}
    assert said(chosen, [{"readOnly": {"is": True}}], strange) == {}
    written = said(chosen, [{"readOnly": {"is": True}}])["write"]
    assert written == {"admitted": "always", "excluding": []}


def test_a_record_is_judged_in_the_class_in_which_it_is_recorded() -> None:
    fields = {name: spec for name, spec in FIELDS.items() if name != "readOnly"}
    read = {"read": {"fields": fields, "recorded_as": {"eventCategory": "Management", "readOnly": "true"}}}
    writing = {
        "kind": "classic",
        "classic": [{"management_events": True, "read_write_type": "WriteOnly", "excluded_sources": []}],
    }
    assert said(writing, [{"userAgent": {"is": "x"}}], read)["read"]["admitted"] == "never"


def test_a_value_that_nobody_knows_of_the_record_decides_nothing() -> None:
    placed = {"placed": RECORDS["any"] | {"fields": FIELDS | {"awsRegion": {"unknown": None}}}}
    answer = said(advanced({"field": "awsRegion", "equals": ["eu-west-1"]}), [{"userAgent": {"is": "x"}}], placed)
    assert answer["placed"]["admitted"] == "undecided"


def test_what_is_parted_too_often_is_not_decided() -> None:
    many = [{"field": f"f{n}", "not_equals": ["x"]} for n in range(70)]
    pairs = {"kind": "advanced", "advanced": [{"name": None, "fields": [MANAGED, *many]} for _ in range(3)]}
    assert said(pairs, [{"readOnly": {"is": True}}])["any"]["admitted"] == "undecided"


@pytest.mark.parametrize(
    ("given_selectors", "word"),
    [
        ({"kind": "classic", "classic": [UNKNOWN]}, "undecided"),
        ({"kind": "advanced", "advanced": [UNKNOWN]}, "undecided"),
        ({"kind": "advanced", "advanced": [{"name": None, "fields": UNKNOWN}]}, "undecided"),
        (advanced({"field": "eventName", "equals": UNKNOWN}), "undecided"),
        (advanced({"field": "eventName", "not_equals": UNKNOWN}), "undecided"),
        (advanced({"field": UNKNOWN, "equals": ["x"]}), "undecided"),
        (advanced({"field": "eventName"}), "never"),
        (advanced({"field": "eventName", "matches": ["x"]}), "never"),
        ({"kind": "advanced", "advanced": []}, "never"),
        ({"kind": "classic", "classic": []}, "never"),
        (
            {"kind": "advanced", "advanced": [{"name": None, "fields": [{"field": UNKNOWN, "equals": ["Management"]}]}]},
            "undecided",
        ),
        (
            {"kind": "advanced", "advanced": [{"name": None, "fields": [{"field": "eventCategory", "not_equals": ["Data"]}]}]},
            "never",
        ),
    ],
)
def test_what_is_not_known_of_selectors_settles_nothing_and_silence_takes_nothing(given_selectors: Json, word: str) -> None:
    assert {one["admitted"] for one in said(given_selectors, [{"userAgent": {"is": "x"}}]).values()} == {word}


def test_long_lists_of_callers_are_told_apart() -> None:
    roles = [f"arn:aws:iam::111122223333:role/{number:040}" for number in range(60)]
    left_out = advanced({"field": "userIdentity.arn", "not_equals": roles})
    assert said(left_out, [{"userIdentity.arn": {"one_of": roles}}])["any"]["admitted"] == "always"
    answer = said(left_out, [{"userIdentity.arn": {"one_of": roles[:-1]}}])["any"]
    assert (answer["admitted"], answer["counterexample"]["userIdentity"]) == ("sometimes", {"arn": roles[-1]})
    wider = advanced({"field": "userIdentity.arn", "not_starts_with": ["arn:aws:iam::111122223333:role/"]})
    assert said(wider, [{"userIdentity.arn": {"one_of": roles}}])["any"]["admitted"] == "sometimes"
