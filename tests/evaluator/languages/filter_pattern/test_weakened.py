"""The patterns of 4.1, 4.2, 4.3 and 4.6, which ask by more than names: every clause weakened, removed, or said otherwise."""

from __future__ import annotations

import random

import pytest

from tests.evaluator.languages.filter_pattern.oracle import verdict
from tests.evaluator.languages.filter_pattern.required import NEWEST, covered, records_of, told_apart

REFUSED, DENIED = '$.errorCode = "*UnauthorizedOperation"', '$.errorCode = "AccessDenied*"'
NOT_DELIVERY, NOT_PROBE = '$.sourceIPAddress != "delivery.logs.amazonaws.com"', '$.eventName != "HeadBucket"'
SIGN_IN = "$.eventName = ConsoleLogin"
NO_MFA = '$.additionalEventData.MFAUsed != "Yes"'
USER, SUCCESS = "$.userIdentity.type = IAMUser", "$.responseElements.ConsoleLogin = Success"
ROOT, NOT_INVOKED = "$.userIdentity.type = Root", "$.userIdentity.invokedBy NOT EXISTS"
NO_SERVICE_EVENT = "$.eventType != AwsServiceEvent"
FAILED = '$.errorMessage = "Failed authentication"'

WEAKENED: dict[str, list[str]] = {
    "4.1": [
        f"{REFUSED} || {DENIED} && {NOT_DELIVERY} && {NOT_PROBE}",
        REFUSED,
        DENIED,
        f"{REFUSED} || {DENIED} && {NOT_DELIVERY}",
        f"{REFUSED} || {DENIED} && {NOT_PROBE}",
        f"({REFUSED} || {DENIED}) && {NOT_DELIVERY} && {NOT_PROBE}",
        f"({REFUSED} || {DENIED}) && {NOT_PROBE}",
        f"{REFUSED} || {DENIED} && ({NOT_DELIVERY} || {NOT_PROBE})",
        f"{REFUSED} || {DENIED} && $.sourceIPAddress != *.amazonaws.com",
        f"{REFUSED} || {DENIED} && $.eventName != Head*",
        f"{REFUSED} || {DENIED} && $.eventName != ListBuckets",
        f"{DENIED} || $.errorCode = *UnauthorizedOperation*",
        f"{DENIED} || $.errorCode = Client.UnauthorizedOperation",
        f"{DENIED} || $.errorCode = UnauthorizedOperation",
        f"{DENIED} || $.errorCode = *Unauthorized*",
        f"{DENIED} || $.errorCode = *unauthorizedoperation",
        f"{REFUSED} || $.errorCode = AccessDenied",
        f"{REFUSED} || $.errorCode = AccessDenied || $.errorCode = AccessDeniedException",
        f"{REFUSED} || $.errorCode = *AccessDenied*",
        f"{REFUSED} || $.errorCode = Access*",
        f"{REFUSED} || $.errorCode = *Denied*",
        f"{REFUSED} || $.errorCode = %^AccessDenied%",
        f"{REFUSED} || $.errorCode = %AccessDenied%",
        f"{REFUSED} || $.errorCode = %^AccessDenied(Exception)?$%",
        f"{REFUSED} || $.errorCode = %^AccessDenied$%",
        "$.errorCode = %UnauthorizedOperation|AccessDenied%",
        "$.errorCode = %UnauthorizedOperation$|^AccessDenied%",
        "$.errorCode = *",
        "$.errorCode != x",
        "$.errorCode != AccessDenied",
        "$.errorMessage = *",
        "$.errorCode NOT EXISTS",
        f"({REFUSED} || {DENIED}) && $.eventType = AwsApiCall",
        f"({REFUSED} || {DENIED}) && $.eventType = AwsConsoleSignIn",
        f"({REFUSED} || {DENIED}) && $.readOnly IS FALSE",
        f"({REFUSED} || {DENIED}) && $.awsRegion = us-east-1",
        f"({REFUSED} || {DENIED}) && $.userIdentity.type != AWSService",
        f"({REFUSED} || {DENIED}) && $.eventSource != s3.amazonaws.com",
        f"{REFUSED} || {DENIED} || {NOT_DELIVERY} || {NOT_PROBE}",
        f"{NOT_DELIVERY} || {NOT_PROBE}",
        f"{NOT_DELIVERY} && {NOT_PROBE}",
    ],
    "4.2": [
        f"{SIGN_IN} && {NO_MFA}",
        f"{SIGN_IN} && {NO_MFA} && {USER} && {SUCCESS}",
        f"{SIGN_IN} && {NO_MFA} && {USER}",
        f"{SIGN_IN} && {NO_MFA} && {SUCCESS}",
        SIGN_IN,
        NO_MFA,
        f"{SIGN_IN} && $.additionalEventData.MFAUsed = No",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed = N*",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed = NO",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed != No",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed != YES",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed IS FALSE",
        f"{SIGN_IN} && $.additionalEventData.MFAUsed NOT EXISTS",
        f"{SIGN_IN} && {NO_MFA} && $.userIdentity.type = Root",
        f"{SIGN_IN} && {NO_MFA} && $.userIdentity.type != Root",
        f"{SIGN_IN} && {NO_MFA} && $.userIdentity.userName != breakglass",
        f"{SIGN_IN} && {NO_MFA} && $.responseElements.ConsoleLogin != Failure",
        f"{SIGN_IN} && {NO_MFA} && $.responseElements.ConsoleLogin = Failure",
        f"{SIGN_IN} && {NO_MFA} && $.additionalEventData.SamlProviderArn NOT EXISTS",
        f"{SIGN_IN} && {NO_MFA} && $.errorMessage NOT EXISTS",
        f"{SIGN_IN} && {NO_MFA} && $.errorCode NOT EXISTS",
        f"{SIGN_IN} && {NO_MFA} && $.errorCode = *",
        f"{SIGN_IN} && {NO_MFA} && $.eventSource = signin.amazonaws.com",
        f"{SIGN_IN} && {NO_MFA} && $.awsRegion = us-east-1",
        f"{SIGN_IN} || {NO_MFA}",
        f'$.errorCode = "ConsoleLogin" && {NO_MFA}',
    ],
    "4.3": [
        f"{ROOT} && {NOT_INVOKED} && {NO_SERVICE_EVENT}",
        f"{ROOT} && {NOT_INVOKED}",
        f"{ROOT} && {NO_SERVICE_EVENT}",
        f"{NOT_INVOKED} && {NO_SERVICE_EVENT}",
        ROOT,
        f"$.userIdentity.type = root && {NOT_INVOKED}",
        f"$.userIdentity.type = R* && {NOT_INVOKED}",
        f"$.userIdentity.type != IAMUser && {NOT_INVOKED}",
        f"{ROOT} && $.userIdentity.invokedBy != AWS*",
        f"{ROOT} && $.userIdentity.invokedBy IS NULL",
        f"{ROOT} && $.userIdentity.sessionContext.assumedRoot NOT EXISTS",
        f"{ROOT} && {NOT_INVOKED} && $.eventType = AwsApiCall",
        f"{ROOT} && {NOT_INVOKED} && $.eventType != AwsConsoleSignIn",
        f"{ROOT} && {NOT_INVOKED} && $.eventType = Aws*",
        f"{ROOT} && {NOT_INVOKED} && $.readOnly IS FALSE",
        f"{ROOT} && {NOT_INVOKED} && ($.readOnly IS FALSE || $.readOnly IS TRUE)",
        f"{ROOT} && {NOT_INVOKED} && $.eventName != ConsoleLogin",
        f"{ROOT} && {NOT_INVOKED} && $.errorCode NOT EXISTS",
        f"{ROOT} && {NOT_INVOKED} && $.awsRegion != eu-west-1",
        f"{ROOT} && {NOT_INVOKED} || {NO_SERVICE_EVENT}",
        f"{ROOT} && {NOT_INVOKED} && $.userIdentity.accountId = 111122223333",
    ],
    "4.6": [
        f"{SIGN_IN} && {FAILED}",
        SIGN_IN,
        FAILED,
        f"{SIGN_IN} || {FAILED}",
        f"{SIGN_IN} && $.errorMessage = *",
        f"{SIGN_IN} && $.errorMessage = *authentication",
        f"{SIGN_IN} && $.errorMessage = Failed*",
        f'{SIGN_IN} && $.errorMessage = "failed authentication"',
        f'{SIGN_IN} && $.errorMessage = "Failed"',
        f"{SIGN_IN} && $.errorMessage NOT EXISTS",
        f"{SIGN_IN} && $.responseElements.ConsoleLogin = Failure",
        f"{SIGN_IN} && $.responseElements.ConsoleLogin != Success",
        f"{SIGN_IN} && $.responseElements.ConsoleLogin = Success",
        f"{SIGN_IN} && {FAILED} && $.userIdentity.type = IAMUser",
        f"{SIGN_IN} && {FAILED} && $.errorCode NOT EXISTS",
        f"{SIGN_IN} && {FAILED} && $.additionalEventData.MFAUsed = No",
        f"$.eventName = CredentialChallenge && {FAILED}",
        f"$.eventSource = signin.amazonaws.com && {FAILED}",
    ],
}
_EVERY = [(number, at) for number, texts in WEAKENED.items() for at in range(len(texts))]


@pytest.mark.parametrize(("number", "at"), _EVERY, ids=[f"{number}-{at}" for number, at in _EVERY])
def test_a_clause_that_is_weakened_or_removed_is_judged_by_what_is_left(number: str, at: int) -> None:
    text = "{ " + WEAKENED[number][at] + " }"
    for benchmark in told_apart(number, ["cis_aws_1.2.0", "cis_aws_1.4.0", NEWEST]):
        assert covered(number, text, benchmark) == meant(number, text, benchmark), benchmark


def meant(number: str, text: str, benchmark: str | None) -> dict[str, str]:
    """What it covers by the slow judge."""
    return {name: verdict(text, specs) for name, specs in records_of(number, benchmark).items()}


def _told(number: str, condition: str, benchmark: str | None = NEWEST) -> set[str]:
    return set(covered(number, "{ " + condition + " }", benchmark).values())


def test_the_slow_judge_finds_all_three_answers() -> None:
    found = {answer for number, at in _EVERY for answer in meant(number, "{ " + WEAKENED[number][at] + " }", NEWEST).values()}
    assert found >= {"always", "sometimes", "never"}


@pytest.mark.parametrize(
    ("number", "condition", "benchmark", "told"),
    [
        ("4.1", f"{REFUSED} || {DENIED}", "cis_aws_1.2.0", {"always"}),
        ("4.1", f"{REFUSED} || {DENIED} && {NOT_DELIVERY} && {NOT_PROBE}", "cis_aws_1.2.0", {"always", "sometimes"}),
        ("4.1", f"{REFUSED} || {DENIED} && {NOT_DELIVERY} && {NOT_PROBE}", NEWEST, {"always"}),
        ("4.1", f"({REFUSED} || {DENIED}) && {NOT_DELIVERY} && {NOT_PROBE}", NEWEST, {"always", "sometimes"}),
        ("4.1", f"{REFUSED} || {DENIED} && $.eventName != Head*", NEWEST, {"always", "sometimes"}),
        ("4.1", f"{DENIED} || $.errorCode = Client.UnauthorizedOperation", NEWEST, {"always", "sometimes"}),
        ("4.2", f"{SIGN_IN} && {NO_MFA} && {USER} && {SUCCESS}", "cis_aws_1.3.0", {"sometimes"}),
        ("4.2", f"{SIGN_IN} && {NO_MFA} && {USER} && {SUCCESS}", "cis_aws_1.4.0", {"always"}),
        ("4.2", f"{SIGN_IN} && {NO_MFA} && $.errorCode NOT EXISTS", NEWEST, {"always"}),
        ("4.3", f"{ROOT} && {NOT_INVOKED} && $.readOnly IS FALSE", NEWEST, {"sometimes"}),
        ("4.3", f"{ROOT} && {NOT_INVOKED} && $.eventType = AwsApiCall", NEWEST, {"always", "never"}),
        ("4.6", f"{SIGN_IN} && $.responseElements.ConsoleLogin = Failure", NEWEST, {"always"}),
    ],
)
def test_the_answers_that_matter_most_are_told_by_hand_too(
    number: str, condition: str, benchmark: str | None, told: set[str]
) -> None:
    assert _told(number, condition, benchmark) == told


@pytest.mark.parametrize("number", sorted(WEAKENED))
def test_clauses_joined_at_random_are_judged_by_what_they_mean(number: str, request: pytest.FixtureRequest) -> None:
    chance = random.Random(number)  # noqa: S311 - the same patterns in every run
    for _ in range(2000 if request.config.getoption("--whole") else 20):
        text, *others = chance.sample(WEAKENED[number], chance.randint(2, 3))
        for other in others:
            text = f"({text}) {chance.choice(('&&', '||'))} ({other})"
        text = "{ " + text + " }"
        if text.count("%") > 4:  # CloudWatch Logs takes two regular expressions
            continue
        assert covered(number, text) == meant(number, text, NEWEST), text
