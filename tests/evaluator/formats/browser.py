"""A real Chromium for tests, found where Debian and others put it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
found = next((path for path in map(shutil.which, NAMES) if path), None)
needed = pytest.mark.skipif(found is None, reason="no Chromium here; `apt-get install chromium` gives one")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a sandbox as containers need it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()
