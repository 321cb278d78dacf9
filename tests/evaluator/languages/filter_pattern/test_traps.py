"""What prescribed texts and other scanners are known to get wrong on the controls, with the right answer."""

from __future__ import annotations

import re

import pytest

from tests.evaluator.languages.filter_pattern.oracle import verdict
from tests.evaluator.languages.filter_pattern.required import (
    ACCOUNT,
    IDS,
    NEWEST,
    PRESCRIBED,
    SUBJECT,
    covered,
    every_record,
    newest_texts,
    records_of,
    required_of,
)
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.languages.filter_pattern import PatternError, describe, matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired

ALWAYS = {"always"}
SIGN_IN = {"eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com", "eventType": "AwsConsoleSignIn"}


def _told(number: str, text: str, benchmark: str | None = NEWEST) -> set[str]:
    return set(covered(number, text, benchmark).values())


def _refused(text: str) -> str:
    with pytest.raises(PatternError) as refused:
        parse(text)
    return refused.value.kind


def _invalid(number: str) -> list[str]:
    return [one["text"] for one in PRESCRIBED[IDS[number]]["texts"] if not one["valid"]]


# Traps of the prescribed texts.


def test_the_text_of_4_1_until_3_0_covers_it_and_floods() -> None:
    with open_engine("wasm") as engine:
        required = requirements_of(engine, SUBJECT, {"controls": [IDS["4.1"]]})
    for one in PRESCRIBED[IDS["4.1"]]["texts"]:
        joined_by_or = "|| ($.eventName" in one["text"]
        found = describe(one["text"], required)
        assert {entry["matched"] for entry in found["coverage"][IDS["4.1"]].values()} == ALWAYS
        assert bool(found["ordinary"]) is joined_by_or
        if joined_by_or:
            assert one["benchmarks"][-1] == "cis_aws_3.0.0"
            assert {"ec2.amazonaws.com:Describe", "iam.amazonaws.com:List", "sts.amazonaws.com:AssumeRole"} <= {
                *found["ordinary"]
            }


def test_two_words_without_quotes_are_no_value_in_4_6() -> None:
    (text,) = _invalid("4.6")
    assert "= Failed authentication" in text
    assert _refused(text)
    assert covered("4.6", text) == {"ConsoleLogin": "never"}
    mended = text.replace("Failed authentication", '"Failed authentication"')
    assert covered("4.6", mended) == {"ConsoleLogin": "always"}
    assert answer(text, required_of("4.6"))["error"]["suggestion"] is not None


def test_not_exists_without_a_blank_before_it_is_no_condition_in_4_3() -> None:
    (text,) = _invalid("4.3")
    assert "invokedByNOT EXISTS" in text
    assert _refused(text)
    assert _told("4.3", text) == {"never"}
    assert _told("4.3", text.replace("invokedByNOT", "invokedBy NOT")) == ALWAYS


def test_a_lost_quote_makes_the_whole_of_4_15_no_pattern() -> None:
    (text,) = _invalid("4.15")
    assert '= AcceptHandshake"' in text
    assert _refused(text)
    assert _told("4.15", text) == {"never"}
    assert _told("4.15", text.replace('= AcceptHandshake"', '= "AcceptHandshake"')) == ALWAYS


def test_calls_of_ec2_classic_are_asked_for_though_aws_has_retired_it() -> None:
    classic = {name for name in records_of("4.14") if "ClassicLink" in name}
    assert classic == {"AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink"}
    rest = " || ".join(f"$.eventName = {name}" for name in records_of("4.14") if name not in classic)
    assert {name for name, one in covered("4.14", "{ " + rest + " }").items() if one == "never"} == classic


def test_other_than_yes_also_fires_for_the_yes_of_root() -> None:
    text = next(text for text in newest_texts("4.2") if "userIdentity" not in text)
    for said, fires in (("No", True), ("YES", True), ("Yes", False)):
        assert matches(parse(text), {**SIGN_IN, "additionalEventData": {"MFAUsed": said}}) is fires
    assert covered("4.2", '{ $.eventName = ConsoleLogin && $.additionalEventData.MFAUsed = "No" }') == {"ConsoleLogin": "always"}


def test_a_sign_in_that_does_not_say_whether_mfa_was_used_is_not_asked_for_and_not_matched() -> None:
    for text in newest_texts("4.2"):
        assert not matches(parse(text), {**SIGN_IN, "additionalEventData": {}})
    assert records_of("4.2")["ConsoleLogin"]["additionalEventData.MFAUsed"] == {"is": "No"}


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("{ $.a.bNOT EXISTS }", "{ $.a.b NOT EXISTS }"),
        ("{ ($.c = 1) && $.aNOT  EXISTS }", "{ ($.c = 1) && $.a NOT  EXISTS }"),
        ("{ $.aIS NULL || $.b = c }", "{ $.a IS NULL || $.b = c }"),
        ("{ $.aIS TRUE }", "{ $.a IS TRUE }"),
        ("{ $eventName = x || $.a = b }", "{ $.eventName = x || $.a = b }"),
        ('{ ($.a = b") || ($.a = "c") }', '{ ($.a = b) || ($.a = "c") }'),
        ("{ $.NOT EXISTS }", None),
        ("{ $.aNOTEXISTS }", None),
        ("{ $.aNOT EXIST }", None),
        ("{ $.aTHIS NULLITY }", None),
        ('{ $.a = "b"" }', None),
    ],
)
def test_mistakes_of_the_kinds_that_published_texts_have_are_mended(written: str, mended: str | None) -> None:
    assert _refused(written)
    assert repaired(written) == mended


# Wrong answers of other scanners.


def _bare(text: str) -> str:
    return text.replace('"', "")


def test_quotes_that_a_scanner_deletes_from_its_own_text_alone_mean_the_same() -> None:
    for number in ("4.1", "4.2", "4.3", "4.15"):
        for text in newest_texts(number):
            assert _told(number, text) == _told(number, _bare(text)) == ALWAYS


def test_the_form_of_1_2_and_that_with_exclusions_of_4_1_both_pass_since_2_0() -> None:
    plain = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    spared = plain.replace(" }", ' && ($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')
    for benchmark in ("cis_aws_2.0.0", "cis_aws_5.0.0", NEWEST):
        assert _told("4.1", plain, benchmark) == _told("4.1", spared, benchmark) == ALWAYS
    assert covered("4.1", spared, "cis_aws_1.5.0") == {"access-denied": "sometimes", "unauthorized-operation": "always"}


def test_an_exclusion_that_a_scanner_ignores_fails_4_1() -> None:
    noise = '{ $.errorCode = "*UnauthorizedOperation" || $.errorCode = "AccessDenied*" && $.eventName != "GetMacieSession" }'
    assert covered("4.1", noise) == {"access-denied": "sometimes", "unauthorized-operation": "always"}


def test_the_use_of_mfa_may_be_asked_for_by_no_as_well_as_by_other_than_yes() -> None:
    assert _told("4.2", '{ ($.additionalEventData.MFAUsed = "No")&&($.eventName = "ConsoleLogin") }') == ALWAYS


def test_two_equals_signs_are_none_of_the_language_though_a_scanner_asks_for_them() -> None:
    assert _refused('{ ($.eventName = "ConsoleLogin") && ($.userIdentity.type == "IAMUser") }')


def test_the_error_code_of_a_sign_in_is_not_its_name() -> None:
    assert _told("4.2", '{ ($.errorCode = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }') == {"never"}


def test_the_clauses_of_4_3_may_stand_in_any_order() -> None:
    assert (
        _told("4.3", "{ $.eventType != AwsServiceEvent && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = Root }")
        == ALWAYS
    )


def test_the_event_type_is_not_looked_for_behind_an_ampersand() -> None:
    assert _refused('{ $.userIdentity.type = "Root" && &.eventType != "AwsServiceEvent" }')


def test_sessions_of_root_that_an_administrator_takes_are_use_of_root() -> None:
    spared = "{ $.userIdentity.type = Root && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.sessionContext.assumedRoot "
    assert _told("4.3", spared + "NOT EXISTS }") == _told("4.3", spared + "IS FALSE }") == {"sometimes"}


def test_names_in_another_order_are_the_same_names() -> None:
    for number in ("4.5", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12", "4.13", "4.14", "4.15"):
        names = [f"$.eventName = {specs['eventName']['is']}" for specs in records_of(number).values()]
        assert _told(number, "{ " + " || ".join(reversed(names)) + " }") == ALWAYS


def test_seven_names_of_nine_do_not_cover_4_8() -> None:
    left_out = {"DeleteBucketCors", "DeleteBucketLifecycle"}
    names = [f"$.eventName = {name}" for name in records_of("4.8") if name not in left_out]
    found = covered("4.8", "{ $.eventSource = s3.amazonaws.com && (" + " || ".join(names) + ") }")
    assert {name for name, one in found.items() if one == "never"} == left_out


def test_the_names_of_another_control_do_not_cover_4_9() -> None:
    assert _told("4.9", newest_texts("4.7")[0]) == {"never"}


def test_six_names_cover_4_10_until_4_0_1_and_not_since() -> None:
    text = "{ " + " || ".join(f"$.eventName = {name}" for name in records_of("4.10", "cis_aws_4.0.1")) + " }"
    assert len(records_of("4.10", "cis_aws_4.0.1")) + 1 == len(records_of("4.10"))
    assert _told("4.10", text, "cis_aws_4.0.1") == ALWAYS
    assert {name for name, one in covered("4.10", text).items() if one != "always"} == {"ModifySecurityGroupRules"}


def test_names_alone_cover_4_13_which_needs_no_guard_on_the_source() -> None:
    names = " || ".join(f"$.eventName = {name}" for name in records_of("4.13"))
    first, *others = names.split(" || ")
    assert _told("4.13", "{ " + names + " }") == ALWAYS
    assert _told("4.13", "{ $.eventSource = ec2.amazonaws.com && " + " || ".join([first, *others]) + " }") == ALWAYS


def test_the_eighteen_names_of_4_15_are_enough() -> None:
    more = {"CancelHandshake", "CreateOrganization", "EnableAllFeatures"}
    assert len(records_of("4.15")) == 18
    assert not more & set(records_of("4.15"))
    assert _told("4.15", newest_texts("4.15")[0]) == ALWAYS


@pytest.mark.parametrize(
    ("role", "count"), [("outside", 2), ("member", 3), ("delegated_administrator", 10), ("management", 17), (None, 18)]
)
def test_the_role_of_the_account_says_which_calls_of_4_15_it_can_make(role: str | None, count: int) -> None:
    records = every_record(role=role)[IDS["4.15"]]
    names = " || ".join(f"$.eventName = {name}" for name in records)
    assert len(records) == count
    assert {verdict("{ " + names + " }", one["fields"]) for one in records.values()} == ALWAYS
    assert {one["fields"]["recipientAccountId"]["is"] for one in records.values()} == {ACCOUNT}


def test_what_is_told_of_the_roles_names_the_calls_that_the_law_asks_each_for() -> None:
    (note,) = packaged_bundle().controls[IDS["4.15"]]["notes"]
    of_a_delegate = note.partition("of a delegated administrator ")[2].partition(" as well;")[0]
    own = every_record(role="delegated_administrator")[IDS["4.15"]].keys() - every_record(role="member")[IDS["4.15"]].keys()
    assert sorted(re.split(r", | and ", of_a_delegate)) == sorted(own)
