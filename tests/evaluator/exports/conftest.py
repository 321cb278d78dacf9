"""What the tests of exports share: one engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trailgate_evaluator.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.engine import Engine


@pytest.fixture(scope="package")
def engine() -> Iterator[Engine]:
    """The compiled law, opened once."""
    with open_engine() as opened:
        yield opened
