"""`collect --script aws-cli` asks with the real AWS command line what the collector asks, and its import is the same snapshot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from tests.aws.builder import Account, good_chain
from tests.aws.faults import Fault
from tests.aws.server import Aws, aws_server
from tests.collector import aws_forks
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account
from trailgate_collector.script import aws_cli_script
from trailgate_evaluator.cli.app import main

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")


@pytest.fixture(scope="module")
def aws_on_path() -> Iterator[str]:
    """A PATH on which `aws` is the real command line."""
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/s"
        with subprocess.Popen([sys.executable, aws_forks.__file__, place]) as server:
            aws_forks.wrapper(Path(folder), place)
            while not Path(place).exists():
                assert server.poll() is None
                time.sleep(0.05)
            yield f"{folder}:{os.environ['PATH']}"
            server.terminate()


@contextmanager
def account() -> Iterator[Aws]:
    with aws_server(regions=("us-east-1", "eu-west-1")) as aws:
        good_chain(Account(aws=aws))
        yield aws


def collected(aws: Aws) -> Json:
    with mock.patch.dict(os.environ, {**aws.environment(), "AWS_MAX_ATTEMPTS": "1"}):
        return collect_account(AwsSession(SessionOptions())).to_json()


def run(aws: Aws, path: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = folder / "collect.sh"
    script.write_text(aws_cli_script((), "trailgate"))
    environment = {**os.environ, **aws.environment(), "PATH": path, "AWS_MAX_ATTEMPTS": "1"}
    return subprocess.run(
        ["sh", str(script), str(folder / "out")], env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def imported(archive: Path, folder: Path) -> Json:
    assert main(["import", str(archive), "-o", str(folder)]) == 0
    found: Json = json.loads((folder / "111122223333.json").read_text("utf-8"))
    return found


def calls_of(snapshot: Json) -> str:
    return TIME.sub("TIME", json.dumps([{**call, "at": ""} for call in snapshot["calls"]], sort_keys=True, indent=1))


def test_its_import_has_the_calls_of_the_collector_and_it_goes_on_where_it_ended(tmp_path: Path, aws_on_path: str) -> None:
    with account() as aws:
        aws.layer.faults.order(Fault(kind="deny", operation="sns:ListSubscriptionsByTopic"))
        first = run(aws, aws_on_path, tmp_path)
        assert first.returncode == 0, first.stderr
        assert not (tmp_path / "out" / "asked").exists()
        refused = imported(tmp_path / "out.tar.gz", tmp_path / "refused")
        outcomes = {call["operation"]: call["outcome"] for call in refused["calls"]}
        assert outcomes["ListSubscriptionsByTopic"] == "denied"
        aws.layer.faults.order()
        answers = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.json") if path.name != "manifest.json"}
        again = run(aws, aws_on_path, tmp_path)
        assert again.returncode == 0, again.stderr
        assert {path: path.stat().st_mtime_ns for path in answers} == answers
        expected = collected(aws)
        found = imported(tmp_path / "out.tar.gz", tmp_path / "whole")
    assert calls_of(found) == calls_of(expected)
    assert (found["account"], found["regions"], found["organization"]) == (
        expected["account"],
        sorted(expected["regions"]),
        expected["organization"],
    )


@pytest.mark.skipif(shutil.which("shellcheck", path=str(Path(sys.executable).parent)) is None, reason="no shellcheck here")
def test_it_is_clean(tmp_path: Path) -> None:
    script = tmp_path / "collect.sh"
    for regions in ((), ("us-east-1", "eu-west-1")):
        script.write_text(aws_cli_script(regions, "trailgate"))
        checked = subprocess.run(
            [str(Path(sys.executable).parent / "shellcheck"), "-s", "sh", str(script)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.stdout == ""
        assert checked.returncode == 0


def test_it_only_reads() -> None:
    script = aws_cli_script((), "trailgate")
    asked = re.findall(r"\{ ask (?:any|own) \w+ (\w+) ([\w-]+) ", script)
    assert len(asked) > 15
    assert all(operation.startswith(("Describe", "Get", "List")) for operation, _ in asked)
    assert set(re.findall(r"(?:^|[ (])aws ([\"$\w-]+)", script, re.MULTILINE)) == {"configure", "--version", '"$service"'}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--script", "boto3"], "expected aws-cli"),
        (["--script", "aws-cli", "--cross-account"], "only --region belongs to it"),
        (["--script", "aws-cli", "--region", "x; rm -rf /"], "expected the name of a region"),
    ],
)
def test_what_it_cannot_be_is_refused(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["collect", *words]) == 2
    assert said in capsys.readouterr().err
