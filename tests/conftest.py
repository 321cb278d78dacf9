"""What every test shares: examples that are the same in every run, and the option that rewrites golden files."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("same-every-time", derandomize=True, deadline=None, print_blob=False, database=None)
settings.load_profile("same-every-time")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites what tests compare with."""
    parser.addoption("--golden", action="store_true", help="write golden files instead of comparing with them")
