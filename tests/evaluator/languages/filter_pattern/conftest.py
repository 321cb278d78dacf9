"""Every test starts without answers, so that none rests on what another one worked out."""

from __future__ import annotations

import pytest

from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches


@pytest.fixture(autouse=True)
def _no_answers() -> None:
    clear_caches()
