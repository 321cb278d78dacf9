"""The shapes in which services and tools hand out CloudTrail's records: each is told by what it holds, else refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.json_values import JsonValues
from trailgate_evaluator.trace.record_files import RecordFile, SkippedFile, record_files
from trailgate_evaluator.trace.shapes import record_in

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"
RECORDS = FIXTURES / "records"
ACCOUNT = str(FIXTURES / "controls" / "pass_all" / "snapshot.json")
PLAIN = json.loads((RECORDS / "cloudtrail_file.json").read_bytes())["Records"]
MANY = sorted(
    path.name for path in RECORDS.iterdir() if path.name not in {"eventbridge_event.json", "lake_results_without_the_record.json"}
)


def read(text: str, part: int = 1 << 20) -> list[Any]:
    parts = iter([text[start : start + part] for start in range(0, len(text), part)])
    return list(JsonValues(lambda: next(parts, ""), "file"))


@pytest.mark.parametrize("part", [1, 13, 1 << 20])
@pytest.mark.parametrize("name", MANY)
def test_every_shape_holds_the_records_of_cloudtrails_own_file(name: str, part: int) -> None:
    assert read((RECORDS / name).read_text(), part) == PLAIN


@pytest.mark.parametrize("name", ["filter_log_events.json", "lake_results.json", "insights_results.json", "lookup_events.json"])
def test_a_long_answer_is_read_row_by_row_and_its_rest_passed(name: str) -> None:
    """Longer than one value may be, so that it could not be read as one."""
    answer = json.loads((RECORDS / name).read_bytes())
    (key,) = [key for key, value in answer.items() if isinstance(value, list) and value]
    answer[key] = answer[key] * 2500
    text = json.dumps(answer)
    assert len(text) > 4 << 20
    assert len(read(text)) == 2 * 2500


def test_one_event_of_eventbridge_is_followed_as_the_record_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["trace", ACCOUNT, "--record", str(RECORDS / "eventbridge_event.json"), "--control", "*", "--format", "json"]) == 0
    )
    found = json.loads(capfd.readouterr().out)
    assert (found["record"], found["where"]) == (PLAIN[0], "carried")
    assert found["required_by"] == {"iam-policy-change-alarm": "carried"}


@pytest.mark.parametrize("name", ["logs_export.txt", "lake_results.json", "eventbridge_lines.jsonl"])
def test_many_are_counted_by_the_command(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", ACCOUNT, "--record", str(RECORDS / name), "--control", "*", "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert (found["records"], found["required"]["carried"], found["no_records"]) == (2, 2, 0)


def test_a_folder_of_exported_log_files_is_read(tmp_path: Path) -> None:
    stream = tmp_path / "exportedlogs" / "task" / "111122223333_CloudTrail_us-east-1"
    stream.mkdir(parents=True)
    (stream / "000000.gz").write_bytes(gzip.compress((RECORDS / "logs_export.txt").read_bytes()))
    (tmp_path / "exportedlogs" / "aws-logs-write-test").write_text("Permission Check Successful")
    (tmp_path / "other.gz").write_bytes(b"")
    file, *others = record_files(str(tmp_path))
    assert others == [
        SkippedFile(str(tmp_path / "other.gz")),
        SkippedFile(str(tmp_path / "exportedlogs" / "aws-logs-write-test")),
    ]
    assert isinstance(file, RecordFile)
    assert list(file.records()) == PLAIN


def test_rows_without_the_whole_record_are_refused_with_their_columns(capfd: pytest.CaptureFixture[str]) -> None:
    path = RECORDS / "lake_results_without_the_record.json"
    assert main(["trace", ACCOUNT, "--record", str(path)]) == 4
    said = " ".join(capfd.readouterr().err.split())
    assert "a column eventJson (CloudTrail Lake) or @message (Logs Insights)" in said
    assert "the columns eventName and eventTime" in said
    assert "SELECT eventJson FROM" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eventName,eventTime\nPutUserPolicy,2026-11-01\n", "EventBridge"),
        ("<xml/>", "a page of HTML or XML"),
        ("no JSON", "CloudTrail Lake"),
        ('{"name": "x", "value": 1}', "an object with name and value"),
        ('{"detail-type": "EC2 Instance State-change", "detail": {"state": "running"}}', "an object with state"),
        ('{"message": "no JSON"}', "a text that is no JSON"),
    ],
)
def test_what_is_in_no_shape_that_we_know_says_which_there_are(
    text: str, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text(text)
    assert main(["trace", ACCOUNT, "--record", str(tmp_path / "file")]) == 4
    assert said in " ".join(capfd.readouterr().err.split())


RECORD = PLAIN[0]
TEXT = json.dumps(RECORD)


@pytest.mark.parametrize(
    "value",
    [
        RECORD,
        {"detail": RECORD, "detail-type": "AWS API Call via CloudTrail"},
        {"CloudTrailEvent": TEXT, "EventName": "PutUserPolicy"},
        {"message": TEXT, "timestamp": 1},
        {"eventJson": TEXT},
        [{"eventTime": "x"}, {"eventjson": TEXT}],
        [{"field": "@ptr", "value": "x"}, {"field": "@message", "value": TEXT}],
        {"message": json.dumps({"detail": RECORD})},
    ],
)
def test_each_wrapping_is_taken_off(value: Any) -> None:
    assert record_in(value) == RECORD


@pytest.mark.parametrize(
    "value",
    [None, 7, "x", [], [1], {}, {"message": 7}, {"detail": "x"}, [{"a": 1}], [{"eventjson": 1}], {**RECORD, "message": "x"}],
)
def test_what_wraps_no_record_stays_as_it_is(value: Any) -> None:
    assert record_in(value) == value


def test_a_line_of_another_log_that_is_a_list_ends_no_file(tmp_path: Path) -> None:
    """Such a line is no row that lacks a column."""
    text = json.dumps([{"level": "info", "text": "x"}])
    (tmp_path / "1.json").write_text(json.dumps({"events": [{"message": text}, {"message": TEXT}]}))
    quoted = [one.replace('"', '""') for one in (text, TEXT)]
    (tmp_path / "2.csv").write_text(f'eventJson\n"{quoted[0]}"\n"{quoted[1]}"\n')
    for file in record_files(str(tmp_path)):
        assert isinstance(file, RecordFile)
        assert list(file.records()) == [json.loads(text), RECORD]


@pytest.mark.parametrize("line", ["\ufeff" + TEXT, TEXT[:-1] + "\\"])
def test_what_is_no_json_is_told_alike_whatever_stood_before(tmp_path: Path, line: str) -> None:
    """A mark of the order of bytes is none within a file, and a line that is cut off is no other damage."""
    path = tmp_path / "lines.jsonl"
    path.write_text(f"{TEXT}\n{line}")
    said = []
    for read in (RecordFile(str(path)).records, RecordFile(str(path)).pieces):
        found = read()
        next(found)
        with pytest.raises(InputError) as problem:
            next(found)
        said.append(str(problem.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("text", ["x", '{"a": NaN}', "[" * 100_000, ""])
def test_text_that_is_no_json_is_no_record(text: str) -> None:
    assert record_in({"CloudTrailEvent": text}) is None


def test_wrappings_within_each_other_have_an_end() -> None:
    wrapped: Json = RECORD
    for _ in range(4):
        wrapped = {"detail": wrapped}
    assert record_in(wrapped) == RECORD
    for _ in range(100):
        wrapped = {"detail": wrapped}
    assert record_in(wrapped) != RECORD


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["detail", "message", "eventName", "Records", "field", "value", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(json_values, st.integers(1, 40))
def test_any_json_is_read_alike_in_parts_of_any_size(value: Any, part: int) -> None:
    text = json.dumps(value)
    assert outcome(text, part) == outcome(text, len(text))


def outcome(text: str, part: int) -> Any:
    """What is read, or what is found where something else is expected."""
    try:
        return read(text, part)
    except InputError as problem:
        return problem.found
