"""A prefix is taken if and only if every kind of resource can be called so."""

from __future__ import annotations

import json
import re
from typing import Any

import botocore.session
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.fix.account import new_names

WORD = "iam-policy-change"
ACCOUNT, REGION = "111122223333", "us-isof-south-1"
SNAPSHOT = FIXTURES / "snapshots" / "fail_no_trail" / "snapshot.json"


def of_botocore(service: str, shape: str) -> re.Pattern[str]:
    """What the client's own model says of a name."""
    found = botocore.session.get_session().get_service_model(service).shape_for(shape).metadata
    bounds = rf"(?s)(?=.{{{found.get('min', 0)},{found['max']}}}\Z)"
    return re.compile(bounds + (found.get("pattern") or "[^\x00-\x1f]+").strip("^$") + r"\Z", re.ASCII)


RULES = {
    "log group": of_botocore("logs", "LogGroupName"),
    "filter": of_botocore("logs", "FilterName"),
    "metric": of_botocore("logs", "MetricName"),
    "alarm": of_botocore("cloudwatch", "AlarmName"),
    "role": of_botocore("iam", "roleNameType"),
    "alias": of_botocore("kms", "AliasNameType"),
    # The models of these three say it in words, or not at all (API references; bucket naming rules of the S3 user guide).
    "trail": re.compile(r"(?=.{3,128}\Z)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*\Z"),
    "topic": re.compile(r"[A-Za-z0-9_-]{1,256}\Z"),
    "bucket": re.compile(r"(?!xn--|sthree-|amzn-s3-demo-)(?=.{3,63}\Z)[a-z0-9][a-z0-9-]*[a-z0-9]\Z"),
}


def names(prefix: str) -> dict[str, str]:
    plain = prefix + WORD
    return {
        "log group": new_names.group_for(prefix, new_names.TRAIL),
        "trail": prefix + new_names.TRAIL,
        "role": new_names.role(prefix),
        "bucket": new_names.bucket(prefix, ACCOUNT, REGION),
        "alias": new_names.alias(prefix, WORD),
        **dict.fromkeys(("filter", "metric", "alarm", "topic"), plain),
    }


def misfits(prefix: str) -> set[str]:
    return {kind for kind, name in names(prefix).items() if RULES[kind].match(name) is None}


@settings(max_examples=40)
@given(st.text(alphabet="aZ9_-", max_size=40) | st.text(max_size=8))
@example("")
@example("a" * 35)
@example("a" * 36)
@example("a" * 34 + "_")
@example("Sthree_")
@example("sthree")
@example("amzn-s3-demo-")
@example("xn--")
@example("a\n")
@example("é")
@example(".")
@example("aws")
def test_a_prefix_is_refused_exactly_where_some_kind_could_not_be_called_so(prefix: str) -> None:
    assert (new_names.refused(prefix) is not None) == bool(misfits(prefix)), misfits(prefix)


@pytest.mark.parametrize(
    ("prefix", "word"),
    [
        ("a" * 36, "36 characters"),
        ("acme prod-", "'acme prod-'"),
        ("_acme", "beginning"),
        ("acme--", "side by side"),
        ("amzn-s3-demo-", "S3"),
    ],
)
def test_the_command_line_says_why(prefix: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(SNAPSHOT), "--email", "a@example.com", "--name-prefix", prefix]) == 2
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "--name-prefix" in said
    assert word in said


def test_every_name_of_a_fix_is_of_the_longest_prefix_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    prefix = "Z9" * 17 + "_"
    options = ("--email", "a@example.com", "--name-prefix", prefix, "--format", "cloudformation")
    assert main(["fix", str(SNAPSHOT), *options]) == 0
    resources: dict[str, Any] = json.loads(capsys.readouterr().out)["Resources"]
    called = {
        (resource["Type"], name)
        for resource in resources.values()
        for member, name in resource["Properties"].items()
        if member.endswith("Name") and isinstance(name, str)
    }
    kinds = {
        "log group": "LogGroup",
        "filter": "MetricFilter",
        "alarm": "Alarm",
        "topic": "Topic",
        "trail": "Trail",
        "role": "Role",
    }
    wanted = names(prefix)
    for kind, kind_of_stack in kinds.items():
        assert any(type_.endswith(f"::{kind_of_stack}") and name == wanted[kind] for type_, name in called), (kind, called)
    (bucket,) = (name for type_, name in called if type_ == "AWS::S3::Bucket")
    assert bucket == new_names.bucket(prefix, ACCOUNT, "us-east-1")
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,255}", label) for label in resources)


def test_a_log_group_is_never_in_the_folder_that_aws_keeps() -> None:
    assert new_names.group_for("aws", new_names.TRAIL) == "/aws/cloudtrail/awsmanagement-events"
