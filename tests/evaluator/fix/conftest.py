"""The real law, compiled, for every test of a fix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.server import Aws, aws_server
from tests.evaluator.fix import simulated
from trailgate_evaluator.engine import Engine, open_engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    """The simulator; `simulated.emptied` before use."""
    with aws_server() as running:
        yield running


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which `aws` is the real client."""
    with simulated.client(tmp_path_factory.mktemp("aws")) as folder:
        yield folder
