"""Every shape in which people have CloudTrail records is read, in parts of any size; anything else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.json_values import JsonValues

RECORDS = [{"eventName": "PutUserPolicy", "n": number, "text": 'a "]},{[ \\ é'} for number in range(3)]


def reader(text: str, part: int) -> Callable[[], str]:
    parts = iter([text[start : start + part] for start in range(0, len(text), part)])
    return lambda: next(parts, "")


def read(text: str, part: int = 7) -> tuple[list[Any], bool]:
    values = JsonValues(reader(text, part), "file")
    return list(values), values.is_list


@pytest.mark.parametrize("part", [1, 2, 7, 100_000])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("whole", "is_list"),
    [
        ({"Records": RECORDS}, True),
        ({"Records": RECORDS, "NextToken": "x"}, True),
        ({"NextToken": "x", "Records": RECORDS}, True),
        ({"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(one)} for one in RECORDS], "NextToken": "}"}, True),
        (RECORDS, True),
        (RECORDS[0], False),
    ],
)
def test_a_file_in_any_shape_is_read_in_parts_of_any_size(whole: Any, is_list: bool, indent: int | None, part: int) -> None:
    assert read(json.dumps(whole, indent=indent), part) == (RECORDS if is_list else RECORDS[:1], is_list)


@pytest.mark.parametrize("between", ["\n", "", "\r\n\n"])
def test_json_lines_and_files_one_after_another_are_read(between: str) -> None:
    assert read(between.join(json.dumps(one) for one in RECORDS)) == (RECORDS, False)
    assert read(between.join(json.dumps({"Records": [one]}) for one in RECORDS))[0] == RECORDS


@given(st.lists(st.dictionaries(st.text(), st.integers() | st.text() | st.none())), st.integers(1, 50))
def test_what_was_written_is_read(values: list[dict[str, Any]], part: int) -> None:
    assert read(json.dumps({"Records": values}), part)[0] == [one for one in values if "CloudTrailEvent" not in one] or any(
        "CloudTrailEvent" in one for one in values
    )


@pytest.mark.parametrize("part", [7, 100_000])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"Records":[{"eventName":"A"}', "file, after 1 value: expected a list of records, found one that does not end: "),
        ('{"Records":[', "file: expected a list of records, found one that does not end: the file is cut off"),
        ('{"Records":[{"a":1},{"b":"x', "file, after 1 value: expected JSON, found a value that does not end"),
        ('{"Records":[{"a":1},{"b":', "file, after 1 value: expected JSON, found a value that does not end"),
        ('{"Records":[{"a":1}]', "file, after 1 value: expected JSON, found a value that does not end: the file is cut off"),
        ('{"Records":[{]}', "file: expected JSON, found text that is none. Copy the file again"),
        ('{"a":1} trailing', "file, after 1 value: expected JSON, found text that is none. Copy the file again"),
        ("not json", "file: expected JSON, found a file that begins with other text. Give records as CloudTrail"),
        ('{"a":NaN}', "file: expected JSON, found NaN or Infinity, which is no JSON"),
        ("[" * 100_000, "file: expected JSON that nests as records do, found a value that nests far deeper"),
        ('{"a":' * 100_000, "file: expected JSON that nests as records do, found a value that nests far deeper"),
        ('{"Records":[{"a": 1' + "0" * 5000 + "}]}", "file: expected JSON, found a number of thousands of digits"),
        ("2026-11-01T00:00:00.000Z START RequestId: 1\n", "file: expected a record of CloudTrail behind the time in each line"),
        ("", "file: expected records of CloudTrail, found an empty file"),
        (" \n\t\n", "file: expected records of CloudTrail, found an empty file"),
    ],
)  # fmt: skip
def test_what_is_no_such_json_is_refused_with_its_place(text: str, said: str, part: int) -> None:
    with pytest.raises(InputError) as refused:
        read(text, part)
    assert str(refused.value).startswith(said)


def test_a_list_of_any_length_is_never_held_in_memory() -> None:
    record = json.dumps(RECORDS[0])
    count = 0

    def endless() -> str:
        nonlocal count
        count += 1
        return '{"Records":[' if count == 1 else f"{record}," * 1000 if count < 50 else f"{record}]}}" if count == 50 else ""

    values = JsonValues(endless, "file")
    longest = max(len(values._text) for _ in values)
    assert longest < 3 * 1000 * len(record)


def test_a_value_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="at most 4 MiB, found a longer one"):
        list(JsonValues(reader('[["a' + "x" * (40 << 20), 1 << 20), "file"))
    with pytest.raises(InputError, match="at most 4 MiB, found a longer one"):
        list(JsonValues(reader('{"Records":[{"a":"' + "x" * (40 << 20), 1 << 20), "file"))
