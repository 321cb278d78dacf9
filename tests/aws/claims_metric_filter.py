"""Fixtures in which the metric filter decides."""

from __future__ import annotations

from tests.aws.builder import good_chain
from tests.aws.events import EVENTS, any_of
from tests.aws.fixture import Fixture, fails

FIXTURES = (
    Fixture(
        name="fail_one_event_missing",
        says="The filter names fifteen of the sixteen events; PutUserPolicy is missing.",
        build=lambda account: good_chain(account, metric_filter={"pattern": any_of(EVENTS[:-1])}),
        expected=fails("metric_filter", "filter_matches_never", missing=["PutUserPolicy"]),
    ),
)
