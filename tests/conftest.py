"""What every test shares: the control that is asked for, examples that are the same in every run, options for golden files."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from hypothesis import settings

from tests.asking import CONTROL

os.environ.setdefault("TRAILGATE_CONTROL", CONTROL)
os.environ.setdefault("TRAILGATE_NO_JOIN", "1")
settings.register_profile("same-every-time", derandomize=True, deadline=None, print_blob=False, database=None)
settings.load_profile("same-every-time")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites what tests compare with, `make fuzz` tries every example of the laws."""
    parser.addoption("--golden", action="store_true", help="write golden files instead of comparing with them")
    parser.addoption("--whole", action="store_true", help="try every example of the laws, not a share of them")


def pytest_configure() -> None:
    """A run in the background is told to ignore signals, and its children would inherit that; tests send them."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
