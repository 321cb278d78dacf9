"""Which classes of ordinary records a pattern always matches, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

IAM = ["iam.amazonaws.com:Get", "iam.amazonaws.com:List"]
WRITES = ["any:write"]
NAMES = "$.eventName = PutUserPolicy || $.eventName = CreatePolicy"
OLD_4_1 = (
    '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") || '
    '($.sourceIPAddress != "delivery.logs.amazonaws.com") || ($.eventName != "HeadBucket") }'
)


@pytest.fixture(scope="module")
def required() -> Iterator[Requirements]:
    with open_engine("wasm") as engine:
        yield requirements_of(engine, {"partition": "aws", "account": "111122223333"})


@pytest.mark.parametrize(
    ("pattern", "classes"),
    [
        (f"{{ {NAMES} }}", []),
        ("{ $.eventSource = iam.amazonaws.com }", IAM),
        ("{ $.eventSource = iam.amazonaws.com && $.readOnly IS FALSE }", []),
        ("{ $.eventSource = iam.amazonaws.com && $.readOnly IS TRUE }", IAM),
        ("{ $.eventSource = iam.amazonaws.com && $.errorCode NOT EXISTS }", IAM),
        ("{ $.eventSource = iam.amazonaws.com && $.errorCode = * }", []),
        ("{ $.eventSource = iam.amazonaws.com && $.userIdentity.type = Root }", []),
        ("{ $.eventSource = iam.amazonaws.com && $.eventName = ListUsers }", []),
        ("{ $.eventSource = iam.amazonaws.com && $.eventName = Get* }", IAM[:1]),
        ("{ $.eventSource = iam.amazonaws.com && $.awsRegion = us-east-1 }", IAM),
        ("{ $.eventSource = iam.amazonaws.com && $.awsRegion = eu-west-1 }", []),
        ("{ $.eventSource = sts.amazonaws.com }", ["sts.amazonaws.com:AssumeRole"]),
        ("{ $.eventName = AssumeRole }", ["sts.amazonaws.com:AssumeRole"]),
        ("{ $.eventSource = ec2.amazonaws.com && $.eventName = Desc*ibe* }", []),
        ("{ $.eventSource = lambda.amazonaws.com }", []),
        ("{ $.eventName = *Policy }", []),
        ("{ $.eventName = *Policy* || $.eventName = *User* }", []),
        ("{ $.eventSource = kms.* && $.eventName != *Policy }", []),
        ("{ $.eventSource = kms.amazonaws.com && ($.eventName = Get*y || $.eventName = Get*[^y]) }", []),
        ("Policy", []),
        ("?KeyPolicy ?GetRole", []),
        ('"iam.amazonaws.com"', IAM),
        ('"iam.amazonaws.com" -Root', []),
        ("{ $.readOnly IS FALSE }", WRITES),
        ("{ $.eventType = AwsApiCall && $.readOnly IS FALSE && $.awsRegion = us-east-1 }", WRITES),
        ("{ $.readOnly IS FALSE && $.eventSource != logs.amazonaws.com }", []),
        ("[a, b]", []),
        ("{ $.eventName = }", []),
    ],
)
def test_a_pattern_floods_where_it_matches_every_record_of_a_class(
    pattern: str, classes: list[str], required: Requirements
) -> None:
    assert describe(pattern, required)["ordinary"] == classes


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        " ",
        "{ $.eventName = * }",
        "{ $.eventVersion = * }",
        "{ $.managementEvent IS TRUE }",
        "{ $.errorCode NOT EXISTS }",
        f"{{ {NAMES} || $.eventCategory = Management }}",
        "{ $.readOnly IS TRUE || $.readOnly IS FALSE }",
        "eventVersion",
    ],
)
def test_a_pattern_that_matches_every_event_matches_every_class(pattern: str, required: Requirements) -> None:
    assert describe(pattern, required)["ordinary"] == sorted(required.ordinary)


@pytest.mark.parametrize("pattern", [OLD_4_1, "{ $.eventType != AwsServiceEvent }", "{ $.eventSource != x }"])
def test_a_pattern_that_matches_nearly_everything_matches_reads_and_not_everything(pattern: str, required: Requirements) -> None:
    found = set(required.ordinary) - set(describe(pattern, required)["ordinary"])
    assert found <= {"any", *WRITES} or pattern == "{ $.eventSource != x }"
    assert "any" in found


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = *Policy }",
        "{ $.eventName = *Policy || $.eventName = *PolicyVersion }",
        "{ $.eventName = *Key* && $.eventName != *s }",
        "{ $.eventName = Get*Policy && $.readOnly IS TRUE }",
        "Policy",
        "?Policy ?GetRole",
    ],
)
def test_a_pattern_of_some_names_of_a_class_leaves_nothing_open(pattern: str, required: Requirements) -> None:
    found = describe(pattern, required)
    assert (found["ordinary"], found.get("ordinary_undecided", [])) == ([], [])


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "matches nearly every management event"),
        ("{ $.eventSource = iam.amazonaws.com }", "also matches routine calls (iam.amazonaws.com:Get, iam.amazonaws.com:List)"),
    ],
)
def test_the_pattern_command_says_it(pattern: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["pattern", pattern]) == 0
    assert said in capfd.readouterr().out


def test_a_pattern_that_covers_without_a_flood_says_nothing_of_it(capfd: pytest.CaptureFixture[str]) -> None:
    main(["pattern", "{ $.eventSource = iam.amazonaws.com && $.readOnly IS FALSE }"])
    assert "floods" not in capfd.readouterr().out


def test_a_pattern_made_for_other_records_gets_no_suggestion(required: Requirements) -> None:
    root = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
    found = answer(root, required)["controls"]["iam-policy-change-alarm"]
    assert (found["covers"], found["suggestion"]) == ("no", None)
