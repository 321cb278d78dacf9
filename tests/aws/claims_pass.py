"""Fixtures that pass, each in another way."""

from __future__ import annotations

from tests.aws.builder import good_chain
from tests.aws.fixture import Fixture, passes

FIXTURES = (
    Fixture(
        name="pass_whole_chain",
        says="One multi-region trail, one filter with all sixteen events, one alarm, one confirmed e-mail address.",
        build=good_chain,
        expected=passes(),
    ),
)
