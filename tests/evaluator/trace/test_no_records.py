"""Files that hold no records, or not whole ones: each is named, with what it is and what to do, and none is passed over."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.trace.record_files import RecordFile

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

SNAPSHOT = str(Path(__file__).parents[3] / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json")
RECORD = {
    "eventVersion": "1.11", "eventTime": "2026-11-01T10:00:00Z", "eventSource": "iam.amazonaws.com", "eventName": "PutUserPolicy",
    "eventID": "1", "awsRegion": "us-east-1", "eventType": "AwsApiCall", "readOnly": False, "managementEvent": True,
    "userIdentity": {"type": "IAMUser", "arn": "a"}, "recipientAccountId": "111122223333", "eventCategory": "Management",
}  # fmt: skip
WHOLE = json.dumps({"Records": [RECORD] * 9}, separators=(",", ":")).encode()
Columns = dict[str, Any]


def table(columns: Columns) -> bytes:
    to = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), to)
    return to.getvalue()


def of_athena(**others: Any) -> Columns:
    names = (
        "eventname",
        "eventsource",
        "eventid",
        "eventtype",
        "awsregion",
        "sourceipaddress",
        "useragent",
        "recipientaccountid",
    )
    absent = ("errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata")
    spelled = {name.lower(): value for name, value in RECORD.items()}
    identity = dict.fromkeys(["type", "arn", "principalid", "accountid", "username", "invokedby", "sessioncontext"], "a")
    return {
        **{name: [spelled.get(name, "x")] for name in names},
        **{name: pyarrow.array([None], pyarrow.string()) for name in absent},
        "eventtime": [RECORD["eventTime"]], "readonly": ["false"], "useridentity": [identity], "managementevent": ["true"],
        **others,
    }  # fmt: skip


def tar() -> bytes:
    to = io.BytesIO()
    with tarfile.open(fileobj=to, mode="w") as packed:
        member = tarfile.TarInfo("a.json")
        member.size = len(WHOLE)
        packed.addfile(member, io.BytesIO(WHOLE))
    return to.getvalue()


def a_zip() -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as packed:
        packed.writestr("a.json", WHOLE)
    return to.getvalue()


FILES: dict[str, tuple[str, bytes, str, str]] = {
    "nothing": ("a.json", b"", "an empty file", "copy it again"),
    "blanks": ("a.jsonl", b"\n \n", "an empty file", "copy it again"),
    "a mark": ("a.json", b"\xef\xbb\xbf", "an empty file", "copy it again"),
    "gzip of nothing": ("a.json.gz", gzip.compress(b""), "an empty file", "copy it again"),
    "an export of nothing": ("000000.gz", gzip.compress(b""), "an empty file", "copy it again"),
    "CSV of nothing": ("a.csv", b"", "an empty file", "copy it again"),
    "Parquet of nothing": ("a.parquet", b"", "an empty file", "copy it again"),
    "gzip cut off": ("a.json.gz", gzip.compress(WHOLE)[:-9], "one that is cut off", "Copy"),
    "JSON cut off": ("a.json", WHOLE[:-40], "the file is cut off", "Copy"),
    "CSV cut off": ("a.csv", b'eventJson\n"{""eventName"": ""x', "the file is cut off", "Copy"),
    "Parquet cut off": ("a.parquet", table({"eventJson": ["{}"]})[:-9], "it is cut off", "Copy"),
    "Parquet damaged": ("a.parquet", b"PAR1" + b"\xff" * 90 + b"PAR1", "one that is damaged", "Copy"),
    "Parquet packed": ("a.parquet", gzip.compress(table({"eventJson": ["{}"]})), "found gzip", "Unpack"),
    "JSON as Parquet": ("a.parquet", WHOLE, "a file that does not begin as Parquet does", "the name of what it is"),
    "Parquet as JSON": ("a.json", table({"eventJson": ["{}"]}), "a Parquet file", "ends in .parquet"),
    "bzip2": ("a.json", bz2.compress(WHOLE), "bzip2 (only gzip is unpacked here)", "bunzip2"),
    "xz": ("a.json", lzma.compress(WHOLE), "xz (only gzip is unpacked here)", "unxz"),
    "a zip": ("a.json", a_zip(), "a zip archive", "give the folder"),
    "a tar": ("a.json.gz", gzip.compress(tar()), "a tar archive", "give the folder"),
    "gzip twice": ("a.json.gz", gzip.compress(gzip.compress(WHOLE)), "gzip within gzip", "gunzip"),
    "UTF-16": ("a.json", WHOLE.decode().encode("utf-16"), "UTF-16", "UTF-8"),
    "other bytes": ("a.json", b'{"a":"\xff"}', "bytes that are none", "Copy"),
    "a page": ("a.json", b"<html><body>403 Forbidden</body></html>", "a page of HTML or XML", "Fetch the file again"),
    "an error of a store": ("a.json", b"<?xml version='1.0'?><Error/>", "a page of HTML or XML", "Fetch the file again"),
    "another log": ("000000.gz", gzip.compress(b"2026-10-01T00:00:00.000Z START\n"), "a line of another log", "that the trail"),
    "flow logs": ("000000.gz", gzip.compress(b"2026-10-01T00:00:00Z 2 1 eni-1 10.0.0.1\n"), "a line of another log", "the trail"),
    "a log of JSON": (
        "000000.gz", gzip.compress(b'2026-10-01T00:00:00Z {"level":"info","msg":"x"}\n' * 3),
        "3 values that are none, the first an object with level and msg", "the log group that it delivers to",
    ),
    "a snapshot": ("a.json", Path(SNAPSHOT).read_bytes(), "what trailgate itself wrote (trailgate/snapshot/v1)", "the trail"),
    "numbers": ("a.json", b"[1, 2]", "2 values that are none, the first a number", "Leave the file out"),
    "CSV of other things": ("a.csv", b"a,b\n1,2\n", "columns that are none of these: a and b", "eventJson"),
    "CSV of no records": ("a.csv", b"eventJson\nx\n{}\n", "the first null, or a text that is no JSON", "Leave the file out"),
    "CSV of too much": ("a.csv", b"eventJson\n" + b"x" * (5 << 20), "a value of more than 4 MiB", "Copy"),
    "Parquet of other things": ("a.parquet", table({"a": [1]}), "columns that are none of these: a", "eventJson"),
    "Parquet of numbers": ("a.parquet", table({"eventJson": [1]}), "values of the type int64", "Select eventJson"),
    "Parquet that lacks": ("a.parquet", table({"eventname": ["x"]}), "none of eventtime, eventsource", "SELECT *"),
    "Parquet of other types": ("a.parquet", table(of_athena(eventname=[1])), "eventname of int64", "Select them as they are"),
    "Parquet of no text": (
        "a.parquet", table({"eventJson": pyarrow.Array.from_buffers(pyarrow.string(), 1, pyarrow.array([b"\xff"]).buffers())}),
        "one that is damaged", "Copy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_without_whole_records_is_named_with_what_it_is_and_what_to_do(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name, content, found, what_to_do = FILES[kind]
    (tmp_path / "good.json").write_bytes(WHOLE)
    (tmp_path / name).write_bytes(content)
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path), "-f", "json"]) == 4
    counted = json.loads(capfd.readouterr().out)
    (unread,) = counted["unreadable"]
    assert unread["where"].startswith(str(tmp_path / name))
    assert found in unread["found"] + unread["expected"] + f"found {unread['found']}"
    assert what_to_do in unread["what_to_do"]
    assert counted["required"]["carried"] >= 1
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path)]) == 4
    told = " ".join(capfd.readouterr().out.split())
    assert "cannot read" in told
    for word in (*unread["found"].split(), *unread["what_to_do"].split()):
        assert word in told
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path / name)]) == 4
    assert not _words_of_libraries(told + "".join(capfd.readouterr()))


def _words_of_libraries(told: str) -> list[str]:
    words = ["Expecting", "delimiter", "magic bytes", "Unterminated", "field limit", "Traceback", "codec", "Errno", "after 0"]
    return [one for one in words if one in told]


def test_values_that_are_no_records_are_told_with_their_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps([RECORD, {"level": "info", "msg": "x"}, 7]))
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path)]) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert "2 are no CloudTrail records" in told
    file = str(tmp_path / "a.json")
    assert f"? in {file} 2 values are no records of CloudTrail: the first, number 1, is an object with level and msg" in told
    main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path), "-f", "json"])
    assert json.loads(capfd.readouterr().out)["no_records_in"] == [
        {"file": file, "values": 2, "first": 1, "found": "an object with level and msg"}
    ]


def test_what_cloudtrail_puts_beside_its_records_is_left_aside(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps([RECORD]))
    (tmp_path / "digest.json.gz").write_bytes(gzip.compress(b'{"digestS3Bucket":"b","logFiles":[]}'))
    insights = [{"eventCategory": "Insight", "eventType": "AwsCloudTrailInsight"}] * 2
    (tmp_path / "insight.json").write_text(json.dumps({"Records": insights}))
    (tmp_path / "result_sign.json").write_text(json.dumps({"hashSignature": "x", "publicKeyFingerprint": "y", "files": []}))
    control = {"messageType": "CONTROL_MESSAGE", "logEvents": [{"message": "CWL CONTROL MESSAGE: Checking health"}]}
    (tmp_path / "control.json").write_text(json.dumps(control))
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path)]) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert told.startswith("1 record read, ")
    assert "left aside: 1 digest file, 2 events of CloudTrail Insights and 1 signature of CloudTrail Lake's results" in told


def test_what_other_services_put_into_the_bucket_is_not_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    account = tmp_path / "AWSLogs" / "111122223333"
    day = account / "CloudTrail" / "us-east-1" / "2026" / "11" / "01"
    other = account / "Config" / "us-east-1" / "2026" / "11" / "1" / "ConfigSnapshot"
    for folder in (day, other):
        folder.mkdir(parents=True)
    (day / "a.json").write_text(json.dumps([RECORD]))
    (other / "b.json").write_text('{"fileVersion":"1.0","configurationItems":[]}')
    assert main(["trace", SNAPSHOT, "--control", "4.4", "--record", str(tmp_path)]) == 0
    assert "left aside: 1 folder of what other services write" in " ".join(capfd.readouterr().out.split())


@pytest.mark.parametrize("zone", [None, UTC])
def test_a_column_of_times_has_the_times_of_records(zone: Any, tmp_path: Path) -> None:
    times = pyarrow.array([datetime(2026, 11, 1, 10, tzinfo=zone)], pyarrow.timestamp("us", "UTC" if zone else None))
    path = tmp_path / "a.parquet"
    path.write_bytes(table(of_athena(eventtime=times, errorcode=pyarrow.nulls(1))))
    (record,) = RecordFile(str(path)).records()
    assert record["eventTime"] == RECORD["eventTime"]
    assert "errorCode" not in record
    assert record["readOnly"] is False
