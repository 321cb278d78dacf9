"""A simulated AWS, and the collector run against it: inside this process, or as the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from tests.aws.builder import Account
from tests.aws.server import ACCOUNT, Aws, aws_server
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.cli import collect
from trailgate_collector.collection import collect_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

Snapshot = dict[str, Any]
APP = typer.Typer()
APP.command()(collect)
PROGRAM = [
    sys.executable,
    "-c",
    "import typer; from trailgate_collector.cli import collect; app = typer.Typer(); app.command()(collect); app()",
]


@pytest.fixture
def aws() -> Iterator[Aws]:
    with aws_server(regions=("us-east-1",)) as running:
        yield running


@pytest.fixture
def account(aws: Aws) -> Account:
    return Account(aws=aws)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Collects from the simulator."""

    aws: Aws
    monkeypatch: pytest.MonkeyPatch

    def snapshot(self, account: str = ACCOUNT, **options: Any) -> Snapshot:
        """What one collection inside this process learns; three attempts for each call."""
        for name, value in {**self.aws.environment(account), "AWS_MAX_ATTEMPTS": "2"}.items():
            self.monkeypatch.setenv(name, value)
        return collect_account(AwsSession(SessionOptions()), **options).to_json()

    def program(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        """The command, run as a program of its own."""
        variables = os.environ | self.aws.environment() | {"AWS_MAX_ATTEMPTS": "2"} | environment
        return subprocess.run([*PROGRAM, *arguments], env=variables, capture_output=True, check=False, timeout=60)

    def command(self, *arguments: str, **environment: str) -> Result:
        """The command inside this process: what it says and how it ends, without a second to start a program."""
        for name, value in {**self.aws.environment(), "AWS_MAX_ATTEMPTS": "2", **environment}.items():
            self.monkeypatch.setenv(name, value)
        return CliRunner().invoke(APP, list(arguments))


@pytest.fixture
def collector(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Collector:
    return Collector(aws=aws, monkeypatch=monkeypatch)


def calls_of(snapshot: Snapshot, operation: str) -> list[dict[str, Any]]:
    """The snapshot's calls of one operation."""
    return [call for call in snapshot["calls"] if call["operation"] == operation]


def outcomes_of(snapshot: Snapshot, operation: str) -> list[str]:
    """What became of them."""
    return [call["outcome"] for call in calls_of(snapshot, operation)]


def read(path: Path) -> Snapshot:
    """A snapshot on disk."""
    content: Snapshot = json.loads(path.read_bytes())
    return content
