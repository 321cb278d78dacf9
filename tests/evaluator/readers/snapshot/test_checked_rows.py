"""Of many rows the same is read, and the same refused, as of one by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.snapshot.checked_rows import CheckedRows
from trailgate_evaluator.readers.snapshot.fields import RowType, row_type
from trailgate_evaluator.readers.snapshot.tables import table

NAMES = sorted(table("fields.yaml"))
LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, 60, 1.0, 1.5, -0.0, 2**31, -(2**31), 2.0**31, 1e300, 2.0**53, "", "OK", "Count", "x", "$.a",
     "2026-11-02T09:00:00Z", "2026-11-02", "evaluate", [], {}, ["x"], ["x", 1], [None], [{}], [{"a": 1}, "x"], {"a": "x"},
     {"a": 1}, {"PromQLCriteria": {"Query": "up"}}, {"PromQLCriteria": "x"}, {"WallClockWindow": {"Timezone": "UTC"}},
     {"WarmUpPeriodDurationInMinutes": 5.0}, {"Policy": "{}", "KmsMasterKeyId": 1}]
)  # fmt: skip


def told(read: Any, row: dict[str, Any]) -> tuple[str, str]:
    """What is read of a row, with the types of its numbers, or why nothing is."""
    try:
        return "read", repr(sorted(read(row, "x.json#/row").items()))
    except InputError as error:
        return "refused", str(error)


def members(kind: RowType) -> list[str]:
    return sorted({field.member or field.expression.partition(" ")[0] for field in kind.fields} | {"Another"})


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_row_is_read_alike_both_ways(name: str, data: st.DataObject) -> None:
    kind = row_type(name)
    row = data.draw(st.dictionaries(st.sampled_from(members(kind)), LEAVES))
    right = {field.member: "x" for field in kind.fields if field.required and field.type == "text" and field.member}
    for given_row in (row, right | row, row | right):
        assert told(CheckedRows(kind, kind._slowly).read, given_row) == told(kind._slowly, given_row)


def test_the_hundredth_row_is_read_as_the_first() -> None:
    row_type.cache_clear()
    kind = row_type("metric_alarm")
    row = {"AlarmArn": "a", "AlarmName": "n", "Threshold": 1.0, "Period": 60, "StateValue": "ODD", "Dimensions": [{"Name": "x"}]}
    first, *_, last = [told(kind.read, row) for _ in range(100)]
    assert first == last
    assert kind._read is not None
    assert told(kind.read, row | {"Period": "60"}) == ("refused", told(kind._slowly, row | {"Period": "60"})[1])
