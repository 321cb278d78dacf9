"""Records as CloudTrail writes them: each reaches a person where all is right, and belongs to controls by its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.claims_controls import IDS, names_printed, records_of
from tests.aws.cloudtrail_records import ASKED, LOG_DELIVERY, MARY, ROOT, call, named, refused, sign_in
from tests.conformance.judging import ROOT as REPOSITORY
from tests.conformance.judging import Json
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import Tracer

PASSING = REPOSITORY / "fixtures/controls/pass_all/snapshot.json"
PORTAL: Json = {"eventType": "AwsConsoleAction", "readOnly": False}
NAMED = [(number, name) for number, calls in ASKED.items() for name in calls]

OTHERS: dict[str, tuple[Json, dict[str, list[str]]]] = {
    "a sign-in without MFA": (sign_in(), {"4.2": ["ConsoleLogin"]}),
    "a failed sign-in": (sign_in(failed=True), {"4.6": ["ConsoleLogin"]}),
    "a root sign-in with MFA": (sign_in(ROOT, mfa="Yes"), {"4.3": ["root:AwsConsoleSignIn"]}),
    "a failed root sign-in": (sign_in(ROOT, failed=True), {"4.3": ["root:AwsConsoleSignIn"], "4.6": ["ConsoleLogin"]}),
    "what root does in the console": (
        call("billingconsole", "PutPaymentPreference", who=ROOT, **PORTAL),
        {"4.3": ["root:AwsConsoleAction"]},
    ),
    "what root reads": (call("ec2", "DescribeVpcs", who=ROOT, readOnly=True), {"4.3": ["root:AwsApiCall"]}),
    "what root changes": (
        named("4.4", "PutUserPolicy", who=ROOT),
        {"4.3": ["root:AwsApiCall"], "4.4": ["PutUserPolicy"]},
    ),
    "a refused policy": (
        refused(named("4.4", "PutUserPolicy", who=MARY)),
        {"4.1": ["access-denied"], "4.4": ["PutUserPolicy"]},
    ),
    "a refused call of EC2": (
        refused(named("4.10", "AuthorizeSecurityGroupIngress"), "Client.UnauthorizedOperation"),
        {"4.1": ["unauthorized-operation"], "4.10": ["AuthorizeSecurityGroupIngress"]},
    ),
    "a refused read": (
        refused(call("dynamodb", "DescribeTable", {"tableName": "papers"}, readOnly=True), "AccessDeniedException"),
        {"4.1": ["access-denied"]},
    ),
    "a policy of Organizations": (named("4.15", "CreatePolicy"), {"4.15": ["CreatePolicy"]}),
    "a policy of IAM": (named("4.4", "CreatePolicy"), {"4.4": ["CreatePolicy"]}),
}
NOT_ASKED_FOR: dict[str, Json] = {
    "a sign-in with MFA": sign_in(mfa="Yes"),
    "a probe for a bucket": refused(call("s3", "HeadBucket", {"bucketName": "papers"}, readOnly=True)),
    "what log delivery is refused": refused(
        call("s3", "GetBucketAcl", who=LOG_DELIVERY, readOnly=True, sourceIPAddress="delivery.logs.amazonaws.com")
    ),
    "a read": call("iam", "ListPolicies", readOnly=True),
    "a throttled call": refused(call("sts", "AssumeRole", readOnly=True), "ThrottlingException"),
    "what a service does for root": call("kms", "Decrypt", who={**ROOT, "invokedBy": "s3.amazonaws.com"}, readOnly=True),
    "what a service does by itself": call("kms", "RotateKey", who=ROOT, eventType="AwsServiceEvent"),
    "a bucket elsewhere": call("s3-outposts", "PutBucketPolicy", {"Bucket": "papers"}),
}


BY_ROLE: dict[str, list[str]] = {
    "outside": ["AcceptHandshake", "DeclineHandshake"],
    "member": ["AcceptHandshake", "DeclineHandshake", "LeaveOrganization"],
    "delegated_administrator": [
        "AcceptHandshake", "DeclineHandshake", "LeaveOrganization",
        "AttachPolicy", "CreatePolicy", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "UpdatePolicy",
    ],
}  # fmt: skip
"""Which calls of 4.15 an account of a role makes; the account of the other tests is the one that manages its organization."""


@pytest.fixture(scope="module")
def tracer() -> Iterator[Tracer]:
    with open_engine("wasm") as engine:
        yield Tracer(engine, DocumentMaker(engine, Choices()).documents(read_one(str(PASSING))).after)


def test_there_is_a_record_of_every_kind() -> None:
    told = [(IDS[number], name) for number, name in NAMED]
    told += [(IDS[number], name) for _, belongs in OTHERS.values() for number, names in belongs.items() for name in names]
    assert set(told) == {(control, name) for number, control in IDS.items() for name in records_of(number)}
    every = {name for names in BY_ROLE.values() for name in names} | set(ASKED["4.15"])
    assert every == set(names_printed("4.15"))


@pytest.mark.parametrize("role", BY_ROLE)
def test_what_an_account_of_another_role_calls_reaches_a_person(role: str, tmp_path: Path) -> None:
    snapshot = json.loads(PASSING.read_text())
    snapshot["organization"] = None  # an input that tells the role refuses another
    snapshot["calls"] = [one for one in snapshot["calls"] if one["operation"] != "DescribeOrganization"]
    (tmp_path / "snapshot.json").write_text(json.dumps(snapshot))
    with open_engine("wasm") as engine:
        given = read_one(str(tmp_path / "snapshot.json"))
        told = Tracer(engine, DocumentMaker(engine, Choices(role=role)).documents(given).after)
        for name in names_printed("4.15"):
            record = call("organizations", name, ASKED["4.15"].get(name))
            assert told.belongs(record) == ({IDS["4.15"]: [name]} if name in BY_ROLE[role] else {})
            assert (told.fate(record).where, told.fate(record).effective) == ("carried", "yes")


@pytest.mark.parametrize(("number", "name"), NAMED)
def test_a_call_that_a_control_names_reaches_a_person_and_belongs_to_it_alone(tracer: Tracer, number: str, name: str) -> None:
    record = named(number, name)
    assert tracer.belongs(record) == {IDS[number]: [name]}
    fate = tracer.fate(record)
    assert (fate.where, fate.effective) == ("carried", "yes")


@pytest.mark.parametrize("what", OTHERS)
def test_a_record_belongs_to_the_controls_that_ask_for_what_it_holds(tracer: Tracer, what: str) -> None:
    record, belongs = OTHERS[what]
    assert tracer.belongs(record) == {IDS[number]: names for number, names in belongs.items()}
    fate = tracer.fate(record)
    assert (fate.where, fate.effective) == ("carried", "yes")


@pytest.mark.parametrize("what", NOT_ASKED_FOR)
def test_a_record_that_no_control_asks_for_belongs_to_none_and_reaches_nobody(tracer: Tracer, what: str) -> None:
    record = NOT_ASKED_FOR[what]
    assert tracer.belongs(record) == {}
    assert tracer.fate(record).where == "lost"


def test_a_filter_without_a_source_tells_of_other_services_as_well(tracer: Tracer) -> None:
    record = call("iot", "CreatePolicy", {"policyName": "things", "policyDocument": "{}"})
    assert tracer.belongs(record) == {}
    assert tracer.fate(record).where == "carried"


def test_the_command_names_the_controls_of_a_record(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(OTHERS["a refused policy"][0]))
    options = ["--record", str(path), "--control", "*"]
    assert main(["trace", str(PASSING), *options, "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["required_by"] == {IDS["4.1"]: "carried", IDS["4.4"]: "carried"}
    assert main(["trace", str(PASSING), *options]) == 0
    text = " ".join(capfd.readouterr().out.split())
    said = (f"{number} {IDS[number]} says of all such records: each reaches a person." for number in ("4.1", "4.4"))
    assert all(sentence in text for sentence in said)
