"""A flag is taken as it is given, on the command line or by a variable, without the library that converts the rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from trailgate_evaluator.cli.coercion import AsGiven


@pytest.mark.parametrize(("given", "taken"), [(True, True), (False, False), ("1", True), ("0", False)])
@pytest.mark.parametrize("default", [True, False])
def test_a_flag_is_what_it_is_given_as(given: Any, taken: bool, default: bool) -> None:
    param = SimpleNamespace(default=default, multiple=False, nargs=1)
    assert AsGiven(bool).coerce(given, param, None) is taken


def test_a_text_that_looks_like_a_flag_is_a_text() -> None:
    param = SimpleNamespace(default=None, multiple=False, nargs=1)
    assert AsGiven(str).coerce("1", param, None) == "1"
