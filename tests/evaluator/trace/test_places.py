"""Records where they lie: a bucket's folders by day and account, results of CloudTrail Lake, exports, and Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.trace.record_files import LeftAside, RecordFile, record_files
from trailgate_evaluator.trace.record_pieces import exact
from trailgate_evaluator.trace.record_places import Chosen

ROOT = Path(__file__).parents[3]
SNAPSHOT = str(ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json")
ONE, OTHER = "111122223333", "222233334444"
Json = dict[str, Any]
NAMES = {
    name.lower(): name
    for name in (
        *("requestParameters", "responseElements", "additionalEventData", "errorCode", "readOnly", "userIdentity", "eventTime"),
        *("eventName", "eventSource", "tlsDetails", "tlsVersion", "accountId", "sessionContext", "mfaAuthenticated"),
        *("sourceIPAddress", "userAgent", "errorMessage", "recipientAccountId", "eventID", "eventType", "awsRegion"),
        *("principalId", "userName", "invokedBy"),
    )
}


def record(**fields: Any) -> Json:
    constants = {
        "eventSource": "iam.amazonaws.com",
        "eventType": "AwsApiCall",
        "recipientAccountId": ONE,
        "awsRegion": "us-east-1",
    }
    return {"eventName": "PutUserPolicy", "requestParameters": None, "responseElements": None, **constants, **fields}


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """What an organization's trail leaves, and one of an account."""
    for prefix in ("", "o-exampleorgid/"):
        for account in (ONE, OTHER):
            for day in ("2025/12/31", "2026/01/01", "2026/01/02", "2026/02/01"):
                folder = tmp_path / "AWSLogs" / f"{prefix}{account}" / "CloudTrail" / "us-east-1" / day
                folder.mkdir(parents=True)
                (folder / "records.json.gz").write_bytes(gzip.compress(json.dumps({"Records": [record()]}).encode()))
    for beside in ("CloudTrail-Digest", "CloudTrail-Insight"):
        folder = tmp_path / "AWSLogs" / ONE / beside / "us-east-1" / "2026" / "01" / "01"
        folder.mkdir(parents=True)
        (folder / "file.json.gz").write_bytes(b"no gzip")
    return tmp_path


def read(path: Path, **chosen: Any) -> list[str]:
    return [one.name for one in record_files(str(path), Chosen(**chosen)) if isinstance(one, RecordFile)]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, 4),
        ("2026-01-01", None, 3),
        (None, "2026-01-01", 2),
        ("2025-12-31", "2026-01-01", 2),
        ("2026-01-02", "2026-01-31", 1),
        ("2027-01-01", None, 0),
    ],
)
def test_days_and_accounts_choose_the_files(bucket: Path, first: str | None, last: str | None, days: int) -> None:
    chosen = {"first": first and date.fromisoformat(first), "last": last and date.fromisoformat(last)}
    assert len(read(bucket, **chosen)) == 4 * days
    assert len(read(bucket, **chosen, account=OTHER)) == 2 * days
    assert len(read(bucket / "AWSLogs" / ONE / "CloudTrail" / "us-east-1", **chosen)) == days


def test_what_is_not_chosen_is_not_listed(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    before = os.scandir

    def noted(path: str) -> Any:
        listed.append(str(path))
        return before(path)

    monkeypatch.setattr("os.scandir", noted)
    assert len(read(bucket, first=date(2026, 1, 2), last=date(2026, 1, 2), account=ONE)) == 2
    assert not [one for one in listed if OTHER in one or "2025" in one or "02/01" in one or "Digest" in one]


def test_digests_and_insights_are_left_aside_and_that_is_said(bucket: Path, capfd: pytest.CaptureFixture[str]) -> None:
    aside = [one.holds for one in record_files(str(bucket)) if isinstance(one, LeftAside)]
    assert aside == ["digests", "insights"]
    (bucket / "loose.json").write_text(json.dumps(record()))
    assert main(["trace", SNAPSHOT, "--record", str(bucket), "--control", "4.4", "--from", "2026-01-01", "--account", ONE]) == 0
    told = capfd.readouterr().out
    assert "left aside: 1 folder of digests, 1 folder of insights and 1 file outside" in " ".join(told.split())
    assert "6 records read" in told


def test_days_of_which_there_is_nothing_are_an_error(bucket: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", SNAPSHOT, "--record", str(bucket), "--control", "4.4", "--from", "2027-01-01"]) == 4
    assert "--from, --to and --account choose" in " ".join(capfd.readouterr().out.split())


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "2026-1-1"],
        ["--from", "2026-02-30"],
        ["--to", ""],
        ["--account", "1"],
        ["--from", "2026-01-02", "--to", "2026-01-01"],
    ],
)
def test_days_that_are_none_are_wrong_usage(bucket: Path, options: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", SNAPSHOT, "--record", str(bucket), *options]) == 2
    assert main(["trace", SNAPSHOT, "--record", "PutUserPolicy", "--from", "2026-01-01"]) == 2
    capfd.readouterr()


def test_results_of_cloudtrail_lake_are_csv_with_the_whole_record(tmp_path: Path) -> None:
    made = [record(eventID=str(number), text='a "quoted"\r\nline é') for number in range(3000)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["eventTime", "eventJson"], *(["now", json.dumps(one)] for one in made)])
    path = tmp_path / "result_1.csv.gz"
    path.write_bytes(gzip.compress(text.getvalue().encode()))
    (file,) = record_files(str(tmp_path))
    assert isinstance(file, RecordFile)
    assert list(file.records()) == made
    assert [value for value, _ in file.pieces()] == made
    (tmp_path / "result_1.csv.gz").write_bytes(gzip.compress(b"eventName,eventTime\r\nPutUserPolicy,now\r\n"))
    with pytest.raises(InputError, match="eventJson"):
        list(file.records())


def test_parquet_with_the_whole_record_is_read_as_it_is(tmp_path: Path) -> None:
    made = [record(eventID=str(number), n={"x": None}) for number in range(5000)]
    parquet.write_table(pa.table({"eventJson": [json.dumps(one) for one in made]}), tmp_path / "a.parquet")
    assert list(RecordFile(str(tmp_path / "a.parquet")).records()) == made


def in_athena() -> Json:
    """A row of CloudTrail's table."""
    others = (
        "eventid",
        "eventtime",
        "eventtype",
        "awsregion",
        "sourceipaddress",
        "useragent",
        "errormessage",
        "recipientaccountid",
    )
    identity = ("arn", "principalid", "accountid", "username", "invokedby")
    return {
        "eventname": "PutUserPolicy", "eventsource": "iam.amazonaws.com", "readonly": "false", "errorcode": None,
        "useridentity": {
            **dict.fromkeys(identity), "type": "IAMUser", "sessioncontext": {"attributes": {"mfaauthenticated": "true"}},
        },
        "requestparameters": '{"userName": "a", "n": 1}', "responseelements": None, "additionaleventdata": None, "year": "2026",
        **dict.fromkeys(others),
    }  # fmt: skip


@pytest.mark.parametrize("lacking", ["errorcode", "useridentity", "useridentity.invokedby", "eventtime", "its fields"])
def test_of_a_table_without_what_decides_no_record_is_told(tmp_path: Path, lacking: str) -> None:
    row = in_athena()
    match lacking.split("."):
        case [_, field]:
            del row["useridentity"][field]
        case ["its fields"]:
            row["useridentity"] = '{"type":"IAMUser"}'
        case [column]:
            del row[column]
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="none of useridentity" if lacking == "its fields" else f"none of {lacking}"):
        list(RecordFile(str(tmp_path / "a.parquet")).records())


def test_parquet_as_the_table_of_athena_has_it_is_put_together(tmp_path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist([in_athena()]), tmp_path / "a.parquet")
    assert list(RecordFile(str(tmp_path / "a.parquet")).records()) == [
        {
            "requestParameters": {"userName": "a", "n": 1}, "responseElements": None, "eventName": "PutUserPolicy",
            "eventSource": "iam.amazonaws.com", "readOnly": False,
            "userIdentity": {"type": "IAMUser", "sessionContext": {"attributes": {"mfaAuthenticated": "true"}}},
        }
    ]  # fmt: skip


def test_columns_are_put_together_as_each_row_by_itself(tmp_path: Path) -> None:
    choose = random.Random(4)  # noqa: S311 - the same each time
    texts = ('{"a":1.50}', "null", "", "x", '"t"', "[1e400]", "NaN", "[" * 2_000, None, "\ufeff{}", '{"a":1}x')
    rows = []
    for _ in range(300):
        row = in_athena()
        row |= {"errorcode": choose.choice([None, "", "AccessDenied"]), "readonly": choose.choice(["true", "FALSE", "x", None])}
        row |= {name: choose.choice(texts) for name in ("requestparameters", "responseelements", "additionaleventdata")}
        row["resources"] = choose.choice([None, [], [None, {"arn": "a", "accountid": None}]])
        row["tlsdetails"] = choose.choice([None, {"tlsversion": choose.choice([None, "v"]), "Other": None}])
        row["useridentity"]["sessioncontext"] = choose.choice(
            [None, {"attributes": None}, {"attributes": {"mfaauthenticated": None}}, {"attributes": {"mfaauthenticated": "true"}}]
        )
        row["eventtime"] = choose.choice([None, datetime(2026, 11, 1, choose.randrange(24), tzinfo=UTC)])
        rows.append(row if choose.random() > 0.05 else {**row, "useridentity": None})
    table = pa.Table.from_pylist(rows)
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=90)
    expected = [_by_itself({name: value for name, value in row.items() if name != "year"}) for row in table.to_pylist()]
    assert list(map(repr, RecordFile(str(tmp_path / "a.parquet")).records())) == list(map(repr, expected))


def _by_itself(row: Json) -> Json:
    record: Json = {"requestParameters": None, "responseElements": None}
    for column, value in row.items():
        name = NAMES.get(column, column)
        if value is None:
            continue
        record[name] = _said(value)
        if name in {"requestParameters", "responseElements", "additionalEventData"}:
            with suppress(ValueError, RecursionError):
                record[name] = exact(value.encode())
        if name == "readOnly":
            record[name] = {"true": True, "false": False}.get(value.lower(), value)
    return record


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {NAMES.get(name.lower(), name): _said(one) for name, one in value.items() if one is not None}
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return list(map(_said, value)) if isinstance(value, list) else value


@pytest.mark.parametrize(
    "columns", [{"class_uid": [1], "api": ["x"]}, {"eventname": ["x"], "other": ["y"]}, {"eventsource": ["x"]}]
)
def test_other_columns_are_refused_by_name(tmp_path: Path, columns: Json) -> None:
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    with pytest.raises(InputError) as refused:
        list(RecordFile(str(tmp_path / "a.parquet")).records())
    assert "OCSF" in refused.value.what_to_do
    assert any(name in refused.value.found for name in (*columns, "eventname"))


def test_damaged_parquet_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(InputError, match="Parquet"):
        list(RecordFile(str(tmp_path / "a.parquet")).records())


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match=r"trailgate\[parquet\]"):
        list(RecordFile(str(tmp_path / "a.parquet")).records())


def test_what_cloudwatch_logs_exports_and_hands_on_is_found_by_its_names(tmp_path: Path) -> None:
    line = b"2026-11-01T00:00:00.123Z " + json.dumps(record()).encode()
    task = tmp_path / "exportedlogs" / "0b9a1c2d-1111-2222-3333-444455556666" / "111122223333_CloudTrail_us-east-1"
    task.mkdir(parents=True)
    (task / "000000.gz").write_bytes(gzip.compress(line + b"\n" + line + b"\n"))
    (task.parent.parent / "aws-logs-write-test").write_text("Permission Check Successful")
    handed = {
        "messageType": "DATA_MESSAGE",
        "owner": ONE,
        "logEvents": [{"id": "1", "timestamp": 1, "message": json.dumps(record())}],
    }
    name = "trail-1-2026-11-01-00-00-00-0b9a1c2d-1111-2222-3333-444455556666"
    (tmp_path / name).write_bytes(gzip.compress(json.dumps(handed).encode()) * 2)
    files = [one for one in record_files(str(tmp_path)) if isinstance(one, RecordFile)]
    assert [[value for value, _ in one.pieces()] for one in files] == [[record()] * 2, [record()] * 2]
    assert [list(one.records()) for one in files] == [[record()] * 2, [record()] * 2]
