"""What outgrows one object: archives, a bucket's records by day and account, and reports that are put there as they come."""

from __future__ import annotations

import gzip
import json
import os
import stat
import tarfile
import zipfile
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import obstore
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.aws.server import SECRET
from tests.estates.judging import judged
from tests.evaluator.inputs.test_urls import BUCKET, ESTATE, SNAPSHOT, aws, put, store, trailgate
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import kept_objects, object_stores, read, spooling
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.trace.record_files import LeftAside, RecordFile, record_files
from trailgate_evaluator.trace.record_places import Chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.server import Aws

__all__ = ["aws", "store"]
ONE, OTHER = "111122223333", "222233334444"
Json = dict[str, Any]


def zipped(path: Path, files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path.read_bytes()


def tarred(path: Path, folder: Path) -> bytes:
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder, arcname=".")
    return path.read_bytes()


def test_an_archive_in_a_store_is_read_as_the_same_archive_here(store: Aws, tmp_path: Path) -> None:
    content = {"b/2.json": SNAPSHOT.read_bytes(), "1.json.gz": gzip.compress(SNAPSHOT.read_bytes()), "no.txt": b""}
    url = put(store, "packed/acme.zip", zipped(tmp_path / "acme.zip", content))
    here = list(read([str(tmp_path / "acme.zip")]))
    there = list(read([url]))
    assert [one.name for one in there] == [f"{url}/1.json.gz", f"{url}/b/2.json"]
    assert [one.digest for one in there] == [one.digest for one in here]
    (again,) = read([there[1].name])
    assert again.digest == here[1].digest


def test_what_was_fetched_is_for_this_user_alone_and_read_anew_when_it_changed(store: Aws, tmp_path: Path) -> None:
    url = put(store, "packed/new.zip", zipped(tmp_path / "1.zip", {"1.json": SNAPSHOT.read_bytes()}))
    assert len(list(read([url]))) == 1
    put(store, "packed/new.zip", zipped(tmp_path / "2.zip", dict.fromkeys(("1.json", "2.json"), SNAPSHOT.read_bytes())))
    assert len(list(read([url]))) == 2
    folder = Path(os.environ["TRAILGATE_FETCHED"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in folder.iterdir())


def test_an_estate_in_an_archive_in_a_store_is_shared_among_processes(
    store: Aws, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = put(store, "packed/estate.tar.gz", tarred(tmp_path / "estate.tar.gz", ESTATE))
    here, there = judged([str(tmp_path / "estate.tar.gz")]), judged([url])
    assert [(one["subject"]["account"], one["status"]) for one in here["results"]] == [
        (one["subject"]["account"], one["status"]) for one in there["results"]
    ]
    outputs = []
    for jobs in ("1", "2"):
        code, out, err = trailgate("evaluate", url, "--jobs", jobs, "-f", "jsonl", capsys=capsys)
        assert (code, out.count(f'"{url}/')) != (4, 0), err
        outputs.append(out)
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"PK\x03\x04 cut off", "one that is cut off"),
        (b"", "an empty file"),
        ({"a.txt": b""}, "none"),
        ({"../a.json": b"{}"}, "a name that leads out of it (`..`)"),
        ({"b.zip": b""}, "an archive within an archive"),
    ],
)
def test_an_archive_that_cannot_be_read_is_told_by_its_address(
    content: bytes | dict[str, bytes], found: str, store: Aws, tmp_path: Path
) -> None:
    data = content if isinstance(content, bytes) else zipped(tmp_path / "x.zip", content)
    url = put(store, "packed/bad.zip", data)
    (unreadable,) = read([url])
    error = getattr(unreadable, "error", None)
    assert isinstance(error, InputError)
    assert error.found == found
    assert error.where.startswith(url)
    assert "trailgate-" not in str(error)


def test_a_plan_file_in_a_store_is_no_archive(store: Aws, tmp_path: Path) -> None:
    url = put(store, "packed/plan.zip", zipped(tmp_path / "x.zip", {"tfplan": b"", "tfstate": b""}))
    assert list(find(url)) == [url]


def test_no_more_is_fetched_than_there_is_room_for(store: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = put(store, "packed/large.zip", zipped(tmp_path / "x.zip", {"a.json": b"{}"}))
    monkeypatch.setattr(spooling, "MOST_BYTES", 10)
    (unreadable,) = read([url])
    assert getattr(unreadable, "error").found == "more"  # noqa: B009 - one of two kinds


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server that gives one archive, where it is asked with its secret."""
    content = tarred(tmp_path / "served.tar.gz", ESTATE)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if SECRET in self.path else 403)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/estate.tar.gz?X-Amz-Signature={SECRET}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def test_an_archive_behind_a_presigned_address_is_read_and_its_secret_told_to_nobody(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = trailgate("evaluate", address, "-f", "json", capsys=capsys)
    assert code in {0, 1, 3}, err
    names = [one["name"] for one in json.loads(out)["inputs"]]
    assert len([one for one in names if "/estate.tar.gz/" in one]) == len(list(ESTATE.iterdir()))


def record(number: int = 0) -> Json:
    constants = {
        "eventSource": "iam.amazonaws.com",
        "eventType": "AwsApiCall",
        "recipientAccountId": ONE,
        "awsRegion": "us-east-1",
    }
    times = {"eventTime": f"2026-01-01T00:{number:02}:00Z", "eventID": str(number)}
    return {"eventName": "PutUserPolicy", "requestParameters": None, "responseElements": None, **constants, **times}


@pytest.fixture(scope="module")
def trail(aws: Aws) -> str:
    """What a trail leaves of two accounts on three days, with digests beside it."""
    number = 0
    for account in (ONE, OTHER):
        for day in ("2025/12/31", "2026/01/01", "2026/02/01"):
            number += 1
            content = gzip.compress(json.dumps({"Records": [record(number)]}).encode())
            put(aws, f"logs/AWSLogs/{account}/CloudTrail/us-east-1/{day}/{account}_{number}.json.gz", content)
    put(aws, f"logs/AWSLogs/{ONE}/CloudTrail-Digest/us-east-1/2026/01/01/file.json.gz", b"no gzip")
    put(aws, f"logs/AWSLogs/{ONE}/CloudTrail/us-east-1/2026/01/01/.hidden.json", b"{}")
    return f"s3://{BUCKET}/logs/AWSLogs/"


@pytest.mark.parametrize(
    ("first", "account", "files"), [(None, None, 6), (None, ONE, 3), (date(2026, 1, 1), None, 4), (date(2026, 1, 2), OTHER, 1)]
)
@pytest.mark.usefixtures("store")
def test_days_and_an_account_choose_what_is_listed(
    first: date | None, account: str | None, files: int, trail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    for name in ("list", "list_with_delimiter"):
        monkeypatch.setattr(obstore, name, partial(_noting, listed, getattr(obstore, name)))
    found = list(record_files(trail, Chosen(first=first, account=account)))
    names = [one.name for one in found if isinstance(one, RecordFile)]
    assert len(names) == files
    assert all(name.startswith(trail) for name in names)
    assert names == sorted(names)
    assert len([one for one in found if isinstance(one, LeftAside)]) == (0 if account == OTHER else 1)
    assert not [one for one in listed if "Digest" in one or (account is not None and (OTHER if account == ONE else ONE) in one)]
    assert not [one for one in listed if first is not None and "2025" in one]


def test_records_in_a_bucket_count_as_the_same_records_here(
    trail: str, store: Aws, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in store.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="logs/")["Contents"]:
        here = tmp_path / key["Key"].removeprefix("logs/")
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(store.client("s3").get_object(Bucket=BUCKET, Key=key["Key"])["Body"].read())
    told = []
    for place in (trail, str(tmp_path / "AWSLogs")):
        days = ("--from", "2026-01-01", "--account", ONE)
        code, out, err = trailgate("trace", str(SNAPSHOT), "--record", place, *days, "-f", "json", capsys=capsys)
        assert code == 0, err
        told.append(json.loads(out))
    assert told[0] == told[1]
    assert (told[0]["records"], told[0]["left_aside"]) == (2, {"digests": 1})


@pytest.mark.parametrize("key", ["one/records.json.gz", "one/records.parquet", "one/records.jsonl"])
def test_one_file_of_records_may_lie_there(key: str, store: Aws, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [record(number) for number in range(3)]
    lines = "\n".join(map(json.dumps, records)).encode()
    path = tmp_path / "records.parquet"
    parquet.write_table(pa.table({"eventJson": [json.dumps(one) for one in records]}), path)
    content = {"gz": gzip.compress(lines), "parquet": path.read_bytes(), "jsonl": lines}[key.rpartition(".")[2]]
    code, out, err = trailgate("trace", str(SNAPSHOT), "--record", put(store, key, content), "-f", "json", capsys=capsys)
    assert (code, err) == (0, "")
    assert json.loads(out)["required"]["carried"] == 3


@pytest.mark.parametrize(
    ("place", "found"),
    [("nowhere/", "none"), ("logs/AWSLogs/none.json", "no such object"), ("logs/AWSLogs/none.json.gz", "no such object")],
)
def test_records_that_are_not_there_are_an_error(
    place: str, found: str, trail: str, store: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = trailgate("trace", str(SNAPSHOT), "--record", f"s3://{BUCKET}/{place}", capsys=capsys)
    assert (code, found in out + err, "Traceback" in err) == (4, True, False)


@pytest.mark.parametrize(
    ("url", "advice"), [("s3://a/b", "Set AWS_REGION"), ("gs://a/b", "Try again"), ("az://a/b", "Try again")]
)
def test_a_region_is_asked_for_of_amazons_store_alone(url: str, advice: str) -> None:
    error = object_stores._of_status(url, "an object", "server returned status: 400 Bad Request")
    assert advice in error.what_to_do


@pytest.mark.parametrize("name", ["report.jsonl", "report.parquet"])
def test_a_report_that_is_written_as_it_comes_is_put_whole(
    name: str, store: Aws, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, here = f"s3://{BUCKET}/out/{name}", tmp_path / name
    code, _, err = trailgate("evaluate", str(ESTATE), "-o", url, "-o", str(here), capsys=capsys)
    assert code in {0, 1, 3}, err
    stored = store.client("s3").get_object(Bucket=BUCKET, Key=f"out/{name}")["Body"].read()
    assert stored == here.read_bytes()
    code, _, err = trailgate("evaluate", str(SNAPSHOT), "-o", f"s3://no-such-bucket/{name}", capsys=capsys)
    assert (code, "no such object or bucket" in err, "Traceback" in err) == (5, True, False)


def test_a_large_object_is_put_in_parts_and_nothing_of_it_where_one_is_refused(
    store: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_stores, "_PART", 5 << 20)
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1 << 20) * 6)
    with path.open("rb") as file:
        object_stores.put_file(f"s3://{BUCKET}/out/large", file)
    found = store.client("s3").get_object(Bucket=BUCKET, Key="out/large")
    assert found["ETag"].endswith('-2"')
    assert found["Body"].read() == path.read_bytes()

    class Broken:
        def read(self, size: int = -1) -> bytes:
            raise OSError("the disk is gone")

    with pytest.raises(InputError):
        object_stores.put_file(f"s3://{BUCKET}/out/never", Broken())  # type: ignore[arg-type]
    assert store.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="out/never")["KeyCount"] == 0


def test_objects_below_a_prefix_are_asked_for_once_and_read_anew_by_the_next_run(
    store: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in sorted(ESTATE.iterdir()):
        put(store, f"once/{file.name}", file.read_bytes())
    asked: list[str] = []

    @contextmanager
    def opened(name: str) -> Iterator[Any]:
        asked.append(name)
        with opened_object(name) as file:
            yield file

    opened_object = object_stores.opened_object
    monkeypatch.setattr(object_stores, "opened_object", opened)
    there = judged([f"s3://{BUCKET}/once/"])
    assert sorted(asked) == [f"s3://{BUCKET}/once/{file.name}" for file in sorted(ESTATE.iterdir())]
    assert [one["digest"] for one in there["inputs"]] == [one["digest"] for one in judged([str(ESTATE)])["inputs"]]
    assert not [one for one in Path(os.environ["TRAILGATE_FETCHED"]).iterdir() if one.suffix == ".json"]
    first = min(ESTATE.iterdir())
    put(store, f"once/{first.name}", first.read_bytes() + b"\n")
    again = judged([f"s3://{BUCKET}/once/"])
    changed = [one["digest"] == before["digest"] for one, before in zip(again["inputs"], there["inputs"], strict=True)]
    assert changed.count(False) == 1


@pytest.mark.parametrize("bound", ["MOST_OF_ONE", "MOST_OF_ALL"])
def test_what_is_too_large_to_be_kept_is_asked_for_again(store: Aws, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    for file in sorted(ESTATE.iterdir()):
        put(store, f"large/{file.name}", file.read_bytes())
    monkeypatch.setattr(kept_objects, bound, 10)
    here, there = judged([str(ESTATE)]), judged([f"s3://{BUCKET}/large/"])
    assert [one["digest"] for one in here["inputs"]] == [one["digest"] for one in there["inputs"]]


def test_a_year_of_a_trail_is_listed_by_pages_not_by_days(store: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2025, 12, 20) + timedelta(days=number) for number in range(0, 120, 6)]
    keys = [
        f"AWSLogs/{account}/CloudTrail/{region}/{day:%Y/%m/%d}/{number}.json.gz"
        for account, region in ((ONE, "eu-central-1"), (ONE, "us-east-1"), (OTHER, "us-east-1"))
        for day in days[:: 1 if account == ONE else 6]
        for number in range(1 + day.day % 2)
    ]
    beside = [
        f"AWSLogs/{ONE}/CloudTrail/us-east-1/{name}"
        for name in ("odd.json", "2026/01/.hidden/a.json", "2026/01/readme", "2026/odd/b.json")
    ]
    beside.append(f"AWSLogs/{ONE}/CloudTrail-Digest/us-east-1/2026/01/03/d.json.gz")
    for key in (*keys, *beside):
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(b"{}")
        put(store, f"year/{key}", b"{}")
    asked: list[str] = []
    for name in ("list", "list_with_delimiter"):
        monkeypatch.setattr(obstore, name, partial(_noting, asked, getattr(obstore, name)))
    chosen = [
        Chosen(), Chosen(account=ONE), Chosen(first=date(2026, 1, 1), last=date(2026, 12, 31)), Chosen(first=date(2026, 1, 15)),
        Chosen(last=date(2026, 2, 28), account=OTHER), Chosen(first=date(2026, 2, 2), last=date(2026, 2, 3)),
        Chosen(first=date(2027, 1, 1)),
    ]  # fmt: skip
    told = {}
    for one in chosen:
        here, there = (
            [str(getattr(file, "name", file)).removeprefix(place) for file in record_files(place, one)]
            for place in (f"{tmp_path}/", f"s3://{BUCKET}/year/")
        )
        assert sorted(here) == sorted(there)
        told[one] = len(asked)
        asked.clear()
    counts = list(told.values())
    assert counts[0] == 9  # all: the folders down to the three regions', and each of these at once
    assert counts[2] == 12  # a year: the same, and of each region its years and this one at once
    assert counts[3] < len(days) + 15  # of a month that is not whole each day


def _noting(asked: list[str], function: Any, *given: Any, **named: Any) -> Any:
    asked.append(str(named.get("prefix")))
    return function(*given, **named)
