"""AWS answers as JSON: nothing lost that JSON can hold, one value one text."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_collector.plain_json import canonical, plain, rfc3339

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_times_are_utc_whatever_zone_they_came_in() -> None:
    assert rfc3339(datetime(2026, 11, 2, 9, 0, tzinfo=UTC)) == "2026-11-02T09:00:00Z"
    assert rfc3339(datetime(2026, 11, 2, 9, 0, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-02T07:00:00Z"
    assert rfc3339(datetime(2026, 11, 2, 9, 0, 0, 500000)) == "2026-11-02T09:00:00.500000Z"  # noqa: DTZ001 - as SNS  # noqa: DTZ001 - as SNS


def test_bytes_are_base64_and_response_metadata_is_dropped() -> None:
    assert plain({"ResponseMetadata": {"RequestId": "1"}, "blob": b"\x00\xff"}) == {"blob": "AP8="}


@pytest.mark.parametrize(("number", "text"), [(math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity")])
def test_numbers_that_json_lacks_are_their_names(number: float, text: str) -> None:
    assert plain({"Threshold": number}) == {"Threshold": text}


@given(JSON)
def test_json_is_left_as_it_is(value: object) -> None:
    without = json.loads(json.dumps(value).replace("ResponseMetadata", "Other"))
    assert plain(without) == without


@given(JSON)
def test_canonical_bytes_say_the_same_value(value: object) -> None:
    text = canonical(value).decode("utf-8")
    if json.dumps(value).isascii() and "\\ud" not in json.dumps(value):
        assert json.loads(text) == value


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_changes_no_byte(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)
