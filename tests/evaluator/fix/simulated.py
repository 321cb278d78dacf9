"""Accounts of the simulator: collected as a file, changed by the real aws client, collected again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from tests.aws.builder import Account
from tests.aws.faults import Faults
from tests.aws.server import ACCOUNT, reset_moto
from tests.aws.state import State
from tests.evaluator.fix import warm_aws
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account
from trailgate_evaluator.inputs import Source, read_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.aws.server import Aws

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def collected(aws: Aws, folder: Path) -> Source:
    """The account as the collector sees it now."""
    with mock.patch.dict(os.environ, {**aws.environment(), "AWS_MAX_ATTEMPTS": "1"}):
        snapshot = collect_account(session(aws.url), clock=lambda: NOW).to_json()
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot), "utf-8")
    return read_one(str(path))


def emptied(aws: Aws, *, regions: Sequence[str] = ("us-east-1",), page_size: int = 50) -> Account:
    """The one server, empty again: to start one for every account would take most of the time."""
    reset_moto()
    aws.layer.state = State(now=int(NOW.timestamp()), regions=tuple(regions), page_size=page_size)
    aws.layer.faults = Faults()
    return Account(aws=aws)


@cache
def session(url: str) -> AwsSession:
    """One session with a server: reading the models of the APIs anew would take most of the time."""
    del url
    return AwsSession(SessionOptions())


@contextmanager
def client(folder: Path) -> Iterator[Path]:
    """A folder for PATH in which `aws` is the real client, kept warm; it ends with the context."""
    path = warm_aws.install(folder)
    quiet = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    with subprocess.Popen([sys.executable, warm_aws.__file__, str(path)], env={**os.environ, **quiet}) as server:
        try:
            for _ in range(600):
                if path.exists():
                    break
                assert server.poll() is None, "the aws client did not start"
                time.sleep(0.05)
            yield folder
        finally:
            server.terminate()


def run(script: str, aws: Aws, client: Path, account: str = ACCOUNT) -> subprocess.CompletedProcess[str]:
    """The script, run by sh with this aws client and credentials of an account."""
    path = f"{client}:{os.environ['PATH']}"
    kept = str(client / "kept")
    environment = {**os.environ, **aws.environment(account), "PATH": path, "TRAILGATE_WAIT": "0", "TRAILGATE_KEPT": kept}
    return subprocess.run(["sh", "-s"], input=script, env=environment, capture_output=True, text=True, timeout=120, check=False)
