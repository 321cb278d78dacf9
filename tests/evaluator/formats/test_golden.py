"""Each format of one report, byte for byte as it was last reviewed; `make golden` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluator.formats.showing import shown
from tests.evaluator.report import samples
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

FOLDER = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "page", "file"),
    [*((name, Page(), f"report.{name}") for name in FORMATS), ("text", Page(details=True), "report.details.text")],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_the_format_writes_what_was_reviewed(name: str, page: Page, file: str, request: pytest.FixtureRequest) -> None:
    told = shown(name, samples.every_outcome(), page)
    path = FOLDER / file
    if request.config.getoption("--golden"):
        path.write_text(told, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as golden:
        assert golden.read() == told
