"""The page on reports names every format."""

from __future__ import annotations

import re
from pathlib import Path

from trailgate_evaluator.formats.table import FORMATS


def test_every_format_is_described() -> None:
    page = Path("docs/reports.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(FORMATS)
