"""The real law, compiled, for every test of a law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.judge.builder import OWN
from tests.judge.judge import CONTROL
from tests.laws import decisions
from trailgate_evaluator.engine import Engine, open_engine


def pytest_configure(config: pytest.Config) -> None:
    """With `--whole`, every example counts."""
    if config.getoption("--whole"):
        decisions.SHARE = 1


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="session")
def model(engine: Engine) -> dict[str, Any]:
    required: dict[str, Any] = engine.required_records({"partition": "aws", "account": OWN})[CONTROL]
    return required
