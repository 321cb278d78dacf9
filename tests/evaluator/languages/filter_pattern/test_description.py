"""What stands in the document: language, validity, the published line-break text, clauses to blame, suggestions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.records import FAILED_OR_NOT, control, coverage, model, named
from trailgate_evaluator.languages.filter_pattern import describe, matches, parse
from trailgate_evaluator.languages.filter_pattern.answers import suggestion
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage as coverage_of
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements
from trailgate_evaluator.languages.filter_pattern.answers.suggestion import _exchanged, _lists_of_names, suggest
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

SUITE = Path(__file__).parents[4] / "fixtures" / "patterns"
DESIGNED = json.loads((SUITE / "designed.json").read_text(encoding="utf-8"))
HARD = json.loads((SUITE / "decision.json").read_text(encoding="utf-8"))
MODEL = control(DESIGNED["model"])
BY_NAME = {case["name"]: case["pattern"] for case in DESIGNED["cases"]}
NAME = "CreatePolicy"
NARROWED = '{ ($.eventName = CreatePolicy) && ($.eventSource = "iam.amazonaws.com") && ($.errorCode NOT EXISTS) }'


def _entry(pattern: str, **constants: Any) -> dict[str, Any]:
    fields = {**DESIGNED["model"][NAME]["fields"], **constants}
    found: dict[str, Any] = coverage(pattern, control({NAME: {"fields": fields}}))["control"][NAME]
    return found


def test_the_entry_has_the_document_s_shape() -> None:
    assert describe("{ $.eventName = CreatePolicy && $.a = 1 }", control(named([NAME], {}))) == {
        "text": "{ $.eventName = CreatePolicy && $.a = 1 }",
        "language": "json",
        "valid": True,
        "error": None,
        "line_break_text": False,
        "doubts": [],
        "named": {"control": [NAME]},
        "sought": ["control"],
        "ordinary": [],
        "coverage": {
            "control": {
                NAME: {
                    "matched": "sometimes",
                    "clause": {"text": "$.a = 1", "span": [32, 39]},
                    "counterexample": {"eventName": NAME},
                    "why": "only matches when a is 1",
                }
            }
        },
        "never": [],
    }


def test_of_records_that_a_pattern_is_not_made_for_it_is_said_whether_it_matches_them_and_not_why() -> None:
    other = control(named([NAME], {"eventSource": "iam.amazonaws.com"}))
    missing = describe("{ $.eventSource = kms.amazonaws.com }", other)
    assert (missing["sought"], missing["coverage"], missing["never"]) == ([], {}, ["control"])
    some = describe("{ $.a = 1 }", other)
    assert (some["sought"], some["coverage"], some["never"]) == ([], {"control": {NAME: {"matched": "sometimes"}}}, [])


def test_the_clause_that_narrows_is_blamed_with_the_record_that_slips_through() -> None:
    found = _entry(NARROWED)
    assert found["clause"]["text"] == "$.errorCode NOT EXISTS"
    assert found["why"] == "only matches when errorCode is absent"
    assert found["counterexample"] == {
        "eventName": NAME, "eventSource": "iam.amazonaws.com", "errorCode": "AccessDenied",
    }  # fmt: skip


def test_a_wrong_guard_is_blamed_and_not_the_names_beside_it() -> None:
    assert _entry(BY_NAME["guard_kms"])["clause"]["text"] == "$.eventSource = kms.amazonaws.com"


@pytest.mark.parametrize(
    ("pattern", "language"),
    [("{ $.a = 1 }", "json"), (" \n{}", "json"), ("[a]", "space_delimited"), ("a", "terms"), (" ", "empty")],
)
def test_the_first_character_decides_the_language(pattern: str, language: str) -> None:
    assert describe(pattern, control({}))["language"] == language


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("{ $.eventName = PutUserPolicy && $.errorCode NOT EXISTS }", ["PutUserPolicy"]),
        ("{ $.eventName = Put* || $.eventName != DeletePolicy }", ["PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"]),
        ("{ $.eventName = %^Create% }", ["CreatePolicy", "CreatePolicyVersion"]),
        ("{ $.['eventName'] = CreatePolicy }", ["CreatePolicy"]),
        ("{ $.userIdentity.type = Root && $.eventType != AwsServiceEvent }", []),
        ("{ $.eventName == CreatePolicy }", ["CreatePolicy"]),
        ("{ $.eventNa me = CreatePolicy }", ["CreatePolicy"]),
        ("{ $.eventName = CreatePolicy", []),
        ("?CreatePolicy ?foo -DeletePolicy", ["CreatePolicy"]),
        ("[a, b]", []),
        ("", []),
    ],
)
def test_what_a_pattern_is_meant_for_is_told_by_the_names_in_it(pattern: str, named: list[str]) -> None:
    assert describe(pattern, MODEL)["named"] == {"control": named}


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("foo", "only matches when the text of the record holds the terms"),
        ("-foo", "only matches when the text of the record does not hold the terms"),
        ("foo -bar", "only matches when the text of the record holds the terms, and not those that are excluded"),
        ("?foo ?bar", "only matches when the text of the record holds one of the terms"),
    ],
)
def test_what_terms_ask_is_said_by_their_kind(pattern: str, why: str) -> None:
    assert _entry(pattern)["why"] == why


def test_the_published_text_with_line_breaks_is_recognised() -> None:
    assert describe(BY_NAME["line_break_artefact"], MODEL)["line_break_text"]


@pytest.mark.parametrize(
    "pattern", ["{ $.foo bar = x }", "{ $.eventName = my value }", "{ $. eventName = x }", "{ $.eventName == x }"]
)
def test_other_mistakes_are_not_the_published_text(pattern: str) -> None:
    assert describe(pattern, MODEL)["line_break_text"] is False


@pytest.mark.parametrize(
    ("pattern", "doubted", "accepted"),
    [
        (" { $.eventName = * }", "undecided", "always"),
        ("{ $.eventName = * && $.x != a:b }", "sometimes", "sometimes"),
        ("{ $.eventName = Other || $.['eventSource'] = * }", "undecided", "always"),
        (r'"\"eventName\""', "undecided", "undecided"),
    ],
)
def test_whether_aws_takes_a_pattern_is_in_doubt_until_it_has(pattern: str, doubted: str, accepted: str) -> None:
    for taken, expected in ((False, doubted), (True, accepted)):
        found = coverage(pattern, MODEL, accepted=taken)["control"].values()
        assert {one["matched"] for one in found} == {expected}


def test_a_guard_on_a_constant_that_is_not_known_is_open() -> None:
    found = _entry("{ $.recipientAccountId = 111122223333 }", recipientAccountId={"unknown": {"reason": "not_supplied"}})
    assert (found["matched"], found["why"]) == ("undecided", "unknown constant: recipientAccountId")


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("{ $.recipientAccountId = * }", "always"),
        ("{ $.recipientAccountId = 1 || $.recipientAccountId != 1 }", "always"),
        ("{ $.recipientAccountId = 1 && $.recipientAccountId = 2 }", "never"),
        ("{ $.recipientAccountId NOT EXISTS }", "never"),
        ("{ $.recipientAccountId = 1 && $.x = 1 || $.recipientAccountId != 1 && $.y = 1 }", "sometimes"),
        ("{ $.* = zz }", "undecided"),
        ("{ $.recipientAccountId > 5 }", "never"),
        ("eventName", "always"),
        ("SomethingElse", "sometimes"),
        ("111122223333", "undecided"),
    ],
)
def test_an_answer_for_all_values_of_an_unknown_constant_is_decided(pattern: str, matched: str) -> None:
    assert _entry(pattern, recipientAccountId={"unknown": {"reason": "not_supplied"}})["matched"] == matched


def test_a_constant_may_be_a_dotted_path() -> None:
    root = model({"eventName": NAME, "userIdentity.type": "Root"}, {"userIdentity.name": ["absent", "string"]})
    assert coverage_of("{ $.userIdentity.type = Root }", root).matched == "always"
    assert coverage_of("{ $.userIdentity NOT EXISTS }", root).matched == "never"
    assert coverage_of("{ $.userIdentity.name NOT EXISTS || $.userIdentity.name = * }", root).matched == "always"
    missed = coverage_of("{ $.userIdentity.name = x && $.userIdentity.type = * }", root).counterexample
    assert missed == {"eventName": NAME, "userIdentity": {"type": "Root"}}


def test_records_that_differ_where_the_pattern_does_not_look_share_one_decision() -> None:
    from trailgate_evaluator.languages.filter_pattern.answers.coverage import _coverage

    for account in range(50):
        coverage_of(NARROWED, model({"eventName": NAME, "eventSource": "iam.amazonaws.com", "account": str(account)}))
    assert _coverage.cache_info().misses == 1


@pytest.mark.parametrize(
    ("pattern", "mended"),
    [
        ("{ $.a == 1 || $.b == 2 }", "{ $.a = 1 || $.b = 2 }"),
        ("{ $.a = 'x' AND $.b = 'y' }", '{ $.a = "x" && $.b = "y" }'),
        ("{ $.a = 1 | $.b = 2 }", "{ $.a = 1 || $.b = 2 }"),
        ("{ $.a IS NOT NULL }", "{ $.a = * }"),
        ("{ $.a is null }", "{ $.a IS NULL }"),
        ("{ $..a = 1 }", "{ $.a = 1 }"),
        ("{ $.eventNa me = CreatePol icy }", "{ $.eventName = CreatePolicy }"),
        ("iam.amazonaws.com", '"iam.amazonaws.com"'),
        ("($.a = 1)", "{ ($.a = 1) }"),
        ("{ ($.a = 1 }", None),
    ],
)
def test_a_plain_mistake_is_mended(pattern: str, mended: str | None) -> None:
    assert repaired(pattern) == mended


@pytest.mark.parametrize(
    ("clause", "blamed", "why"),
    [
        (
            '($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "*bot*")',
            '($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "*bot*")',
            'only matches when userIdentity.arn is absent or userIdentity.arn is there and is not "*bot*"',
        ),
        (
            "$.errorCode NOT EXISTS || $.errorCode = Throttled",
            "$.errorCode NOT EXISTS || $.errorCode = Throttled",
            'only matches when errorCode is absent or errorCode is "Throttled"',
        ),
        (
            "($.eventName = CreatePolicy && $.errorCode NOT EXISTS) || ($.eventName = PutUserPolicy)",
            "$.errorCode NOT EXISTS",
            "only matches when errorCode is absent",
        ),
        (
            "($.eventName = CreatePolicy && $.a = 1 && $.b = 1) || ($.eventName = Create* && $.c = 1)",
            "$.c = 1",
            "only matches when c is 1",
        ),
        (
            "($.eventName = CreatePolicy && $.a = 1 && $.b = 1) || $.x = 1",
            "($.eventName = CreatePolicy && $.a = 1 && $.b = 1) || $.x = 1",
            "no alternative holds for eventName CreatePolicy",
        ),
        ("$.eventName = CreatePolicy && $.a = 1 && $.b = 1", "$.a = 1", "only matches when a is 1"),
        ("$.eventName = PutUserPolicy || $.a = 1", "$.eventName = PutUserPolicy || $.a = 1", "only matches when a is 1"),
        ("$.readOnly IS FALSE && $.eventCategory = Management && $.a = 1", "$.a = 1", "only matches when a is 1"),
    ],
)
def test_of_alternatives_the_whole_is_to_blame_unless_the_loss_of_one_part_makes_one_hold(
    clause: str, blamed: str, why: str
) -> None:
    found = _entry(f"{{ ($.eventSource = iam.amazonaws.com) && ({clause}) }}")
    assert (found["matched"], found["clause"]["text"], found["why"]) == ("sometimes", blamed, why)


@pytest.mark.parametrize("case", DESIGNED["cases"], ids=lambda case: case["name"])
def test_without_the_clause_to_blame_the_pattern_is_wider(case: dict[str, Any]) -> None:
    for name, found in coverage(case["pattern"], MODEL)["control"].items():
        if found["clause"] is None:
            continue
        pattern = parse(case["pattern"])
        assert isinstance(pattern, JsonPattern)
        blamed = coverage_of(case["pattern"], MODEL.controls["control"][name].model).blame
        assert blamed is not None
        assert blamed.condition is pattern.condition or _exchanged(pattern.condition, blamed.condition, None) is not None


@pytest.mark.parametrize(
    ("pattern", "misses"),
    [
        ("{ $.eventName = CreatePolicy && $.errorCode NOT EXISTS }", True),
        ("{ $.eventName = CreatePolicy && ($.errorCode NOT EXISTS || $.errorCode = x) }", True),
        ("{ $.eventName = CreatePolicy && $.errorMessage NOT EXISTS }", True),
        ("{ $.eventName = CreatePolicy && $.errorCode NOT EXISTS && $.userIdentity.arn NOT EXISTS }", False),
        ("{ $.eventName = CreatePolicy && $.errorCode = AccessDenied }", False),
        ("{ $.eventName = CreatePolicy }", False),
        ("CreatePolicy -errorCode", False),
    ],
)
def test_a_pattern_that_loses_failed_calls_alone_is_told_apart(pattern: str, misses: bool) -> None:
    record = {**DESIGNED["model"][NAME], "succeeded": FAILED_OR_NOT}
    found = coverage(pattern, control({NAME: record}))["control"][NAME]
    assert (found.get("misses") == "failed_calls") is misses


@pytest.mark.parametrize(
    ("pattern", "sought"),
    [
        ("{ $.eventName = CreatePolicy }", True),
        ("{ $.eventSource = iam.amazonaws.com && $.eventName = CreateUser }", True),
        ("{ $.eventSource = iam* && $.x = 1 }", True),
        ("{ $.eventName = Put* && $.errorCode NOT EXISTS }", True),
        ("{ $.eventName = %UserPolicy$% }", True),
        ("{ $.eventSource = iam && $.eventName = PutUserPolicy }", True),
        ("{ $.eventSource = kms.amazonaws.com && $.eventName = *Policy* }", True),
        ('{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }', False),
        ('{ $.eventName = "*" && $.userIdentity.type = "Root" }', False),
        ("{ $.eventName = %.*% && $.userIdentity.type = Root }", False),
        ("{ $.eventSource = * && $.errorCode = AccessDenied* }", False),
        ('{ $.errorCode = "*UnauthorizedOperation" || $.errorCode = "AccessDenied*" }', False),
        ("{ $.eventName = ConsoleLogin && $.errorMessage = x }", False),
        ("{ $.eventSource = organizations.amazonaws.com && ($.eventName = CreatePolicy || $.eventName = DeletePolicy) }", False),
        ("{ $.eventSource = s3.amazonaws.com && ($.eventName = PutBucketPolicy || $.eventName = DeleteBucketPolicy) }", False),
        ("{ ($.eventSource = s3.amazonaws.com && $.eventName = PutBucketPolicy) || $.eventName = CreatePolicy }", True),
        ("{ $.eventName != CreatePolicy }", False),
        ("{ $.eventNa me = CreatePolicy }", True),
        ("CreatePolicy -Root", True),
        ('"iam.amazonaws.com" Root', True),
        ("Root -CreatePolicy", False),
        ("[a, b]", False),
        ("{ $.eventName = }", False),
    ],
)
def test_a_pattern_looks_for_the_records_that_its_names_or_its_source_narrow_it_to(pattern: str, sought: bool) -> None:
    assert describe(pattern, MODEL)["sought"] == (["control"] if sought else [])


def _suggested(name_or_pattern: str) -> str | None:
    models = [one.model for one in MODEL.controls["control"].values()]
    return suggest(BY_NAME.get(name_or_pattern, name_or_pattern), models)


def test_a_suggestion_leaves_out_the_clause_to_blame_and_nothing_else() -> None:
    suggested = _suggested('{ $.eventSource = "iam.amazonaws.com" && $.eventName = * && $.errorCode NOT EXISTS }')
    assert suggested == '{ ($.eventSource = "iam.amazonaws.com") && ($.eventName = "*") }'


@pytest.mark.parametrize(
    ("guards", "left"),
    [
        ("$.errorCode NOT EXISTS && $.userIdentity.invokedBy NOT EXISTS", ""),
        ('$.eventSource = "kms.amazonaws.com" && $.errorCode NOT EXISTS', ""),
        ('$.eventSource = "iam.amazonaws.com" && $.a != x && $.b != y', '($.eventSource = "iam.amazonaws.com")'),
    ],
)
def test_a_suggestion_leaves_out_every_clause_that_narrows_and_keeps_the_rest(guards: str, left: str) -> None:
    suggested = _suggested("{ ($.eventName = *Policy || $.eventName = *PolicyVersion) && " + guards + " }")
    names = '(($.eventName = "*Policy") || ($.eventName = "*PolicyVersion"))'
    whole = f"{{ {names} && {left} }}" if left else '{ ($.eventName = "*Policy") || ($.eventName = "*PolicyVersion") }'
    assert suggested == whole


def test_where_only_the_spelling_is_in_doubt_the_suggestion_is_the_plain_spelling() -> None:
    assert _suggested(" { $.eventName = *Policy* }") == '{ $.eventName = "*Policy*" }'


def test_a_suggestion_that_costs_too_much_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = "{ $.eventName = *Policy && $.errorCode NOT EXISTS }"
    assert _suggested(pattern) is not None
    monkeypatch.setattr(suggestion, "STEPS", 500)
    assert _suggested(pattern) is None


def test_a_suggestion_adds_a_missing_name_beside_the_others() -> None:
    suggested = _suggested("wild_verbs_no_detach")
    assert suggested is not None
    assert suggested.startswith('{ ($.eventName = "Put*") || ($.eventName = "Create*")')
    assert suggested.count("Detach") == 3


@pytest.mark.parametrize(
    "name", [case["name"] for case in DESIGNED["cases"] if case["valid"] and case["pattern"].startswith("{")]
)
def test_a_suggestion_covers_every_record(name: str) -> None:
    suggested = _suggested(name)
    if suggested is not None:
        found = coverage(suggested, MODEL)["control"].values()
        assert {one["matched"] for one in found} == {"always"}
        assert len(suggested) <= 1024


@pytest.mark.parametrize("case", DESIGNED["cases"], ids=lambda case: case["name"])
def test_an_answer_keeps_to_its_schema_and_shows_whole_records_that_are_missed(case: dict[str, Any]) -> None:
    _is_shown(case["pattern"], MODEL)


@pytest.mark.parametrize("case", HARD["cases"], ids=lambda case: case["name"])
def test_so_does_the_answer_for_a_pattern_that_looks_anywhere(case: dict[str, Any]) -> None:
    _is_shown(case["pattern"], control({NAME: DESIGNED["model"][NAME]}))


def _is_shown(pattern: str, required: Requirements) -> None:
    import jsonschema

    schema = json.loads((Path(__file__).parents[4] / "policies/schemas/pattern_answer.schema.json").read_text(encoding="utf-8"))
    given = answer(pattern, required)
    jsonschema.validate(given, schema)
    for found in given["controls"]["control"]["records"].values():
        if found["counterexample"] is not None:
            assert not matches(parse(pattern), found["counterexample"])


def test_the_docs_list_every_doubt_with_both_readings() -> None:
    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import DOUBTS

    docs = (Path(__file__).parents[4] / "docs" / "filter-patterns.md").read_text(encoding="utf-8")
    assert [line for line in docs.splitlines() if line.startswith("| `") and "`:" not in line and ".json" not in line] == [
        f"| `{doubt.name}` | {doubt.first} | {doubt.second} |" for doubt in DOUBTS
    ]


def test_lists_of_names_are_found_wherever_they_stand() -> None:
    text = "{ $.s = x && ($.n = a || $.n = b) && (($.m = c && ($.n = d || $.o = e)) || $.m = f) }"
    pattern, named = parse(text), parse("{ $.n = z }")
    assert isinstance(pattern, JsonPattern)
    assert isinstance(named, JsonPattern)
    found = [text[slice(*one.span)] for one in _lists_of_names(pattern.condition, named.condition)]
    assert found == ["$.n = a || $.n = b", "$.n = d || $.o = e"]


def test_a_pattern_that_aws_has_taken_is_in_no_doubt_over_whether_it_would() -> None:
    text = " { $.eventName = *Policy* }"
    assert describe(text, MODEL)["doubts"] == ["blank_before_brace"]
    assert describe(text, MODEL, accepted=True)["doubts"] == []


def test_a_mistake_is_told_by_its_kind_place_and_words() -> None:
    error = describe("{ $.eventName = }", MODEL)["error"]
    assert error.keys() == {"kind", "span", "message"}
    assert error["span"] == [16, 17]


def test_what_hangs_on_an_unknown_value_and_misses_a_record_whatever_it_is_covers_none() -> None:
    required = control(named(["A"], {"recipientAccountId": {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}}))
    open_ = coverage("{ $.recipientAccountId = 111122223333 }", required)["control"]["A"]
    assert (open_["matched"], "covers" in open_) == ("undecided", False)
    hopeless = coverage("{ $.recipientAccountId = 111122223333 && $.a = 1 }", required)["control"]["A"]
    assert (hopeless["matched"], hopeless.get("covers")) == ("undecided", "no")


def test_what_misses_failed_calls_alone_may_hang_on_whether_aws_took_it() -> None:
    required = control(named(["A"], {}, {"errorCode": ["absent", "string"]}, succeeded=FAILED_OR_NOT))
    text = " { $.eventName = A && $.errorCode NOT EXISTS }"
    assert coverage(text, required, accepted=True)["control"]["A"]["misses"] == "failed_calls"
    assert "misses" not in coverage(text, required)["control"]["A"]
