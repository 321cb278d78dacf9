"""What every test shares: examples that are the same in every run, and golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same-every-time", derandomize=True, deadline=None, print_blob=False, database=None)
settings.load_profile("same-every-time")

Golden = Callable[[Path, bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites what tests compare with."""
    parser.addoption("--golden", action="store_true", help="write golden files instead of comparing with them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares bytes with a golden file, or writes the file where `--golden` is given."""
    rewrite = bool(request.config.getoption("--golden"))

    def compare(path: Path, made: bytes) -> None:
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
        assert made.decode() == path.read_text(encoding="utf-8"), f"{path} differs; `make golden` rewrites it"

    return compare
