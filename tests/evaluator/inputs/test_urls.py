"""Inputs and reports at addresses: an object store, and servers that are busy, that refuse, or that break off."""

from __future__ import annotations

import gzip
import json
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import CONTROL
from tests.aws.server import SECRET, Aws, aws_server
from tests.estates.judging import judged
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.inputs import read, web
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.urls import called, hides_something, refuse_as_output, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOT = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
ESTATE = Path("fixtures/estates/log_archive/snapshots")
BUCKET = "acme-audit"


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with aws_server(regions=("us-east-1",)) as running:
        running.client("s3").create_bucket(Bucket=BUCKET)
        yield running


@pytest.fixture
def store(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    for name, value in {**aws.environment(), "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    return aws


def put(store: Aws, key: str, content: bytes) -> str:
    store.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"s3://{BUCKET}/{key}"


def trailgate(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([*arguments])
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err
    return code, told.out, told.err


def test_an_object_is_judged_as_the_file_that_it_is_a_copy_of(store: Aws) -> None:
    plain = put(store, "one/plain.json", SNAPSHOT.read_bytes())
    packed = put(store, "one/packed.json.gz", gzip.compress(SNAPSHOT.read_bytes()))
    for url in (plain, packed):
        (source,) = read([url])
        (file,) = read([str(SNAPSHOT)])
        assert (source.name, source.digest) == (url, file.digest)


def test_a_prefix_stands_for_the_objects_below_it_as_a_folder_does(store: Aws) -> None:
    wanted = [put(store, f"fleet/{key}", b"{}") for key in ("a.json", "b/c d+ü.json.gz", "b.json", "b/%20.json")]
    put(store, "fleet/.hidden.json", b"{}")
    put(store, "fleet/readme.txt", b"")
    put(store, "fleet-of-others/a.json", b"{}")
    expected = sorted(wanted, key=lambda name: name.split("/"))
    for url in (f"s3://{BUCKET}/fleet", f"s3://{BUCKET}/fleet/"):
        assert list(find(url)) == expected
    assert json.loads(content_of(wanted[1])) == {}


def test_more_objects_than_one_answer_lists_are_all_found(store: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "7")
    for number in range(20):
        put(store, f"many/{number:04}.json", b"{}")
    assert len(list(find(f"s3://{BUCKET}/many/"))) == 20


def test_an_estate_in_a_bucket_is_joined_as_the_same_estate_in_a_folder(store: Aws) -> None:
    for file in sorted(ESTATE.iterdir()):
        put(store, f"estate/{file.name}", file.read_bytes())
    here, there = judged([str(ESTATE)]), judged([f"s3://{BUCKET}/estate/"])
    assert here["results"]
    assert [(one["subject"]["account"], one["control"], one["status"], one["records"]) for one in here["results"]] == [
        (one["subject"]["account"], one["control"], one["status"], one["records"]) for one in there["results"]
    ]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (f"s3://{BUCKET}/nothing.json", "no such object or bucket"),
        (f"s3://{BUCKET}/nothing/", "none"),
        ("s3://no-such-bucket/fleet/", "no such bucket"),
        (f"s3://key:{SECRET}@{BUCKET}/a.json", "an address with a user, a query or a fragment"),
        ("s3://", "none"),
        ("s3://no bucket/a.json", "what no bucket can be called"),
        (f"s3://{BUCKET}/../a.json", "another one: ../a.json"),
        ("ftp://example.com/a.json", "one that begins with ftp://"),
        ("https://[::1/a.json", "one that no host can have"),
    ],
)
def test_what_is_not_there_is_an_error_by_name(url: str, found: str, store: Aws) -> None:
    (unreadable,) = read([url])
    error = getattr(unreadable, "error", None)
    assert isinstance(error, InputError)
    assert error.found == found
    assert error.where == unreadable.name == called(url)
    assert SECRET not in str(error)


def test_one_key_that_cannot_be_named_is_told_of_what_is_listed_with_it(store: Aws) -> None:
    put(store, "odd/a.json", b"{}")
    store.client("s3").put_object(Bucket=BUCKET, Key="odd//b.json", Body=b"{}")
    (unreadable,) = read([f"s3://{BUCKET}/odd/"])
    assert "found another one: odd//b.json. Name an object" in str(getattr(unreadable, "error", None))


def test_a_refusal_says_where_credentials_belong_and_repeats_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(Busy(codes=[403, 403])) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        with pytest.raises(InputError, match=r"that it is refused.*AWS_ACCESS_KEY_ID") as refused:
            content_of(f"s3://{BUCKET}/a.json")
    assert "AKIDEXAMPLE" not in str(refused.value)


def test_a_report_is_written_to_an_object_whole(store: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"s3://{BUCKET}/out/report.json"
    code, _, err = trailgate("evaluate", str(SNAPSHOT), "-o", url, capsys=capsys)
    assert (code, url in err) == (0, True), err
    report = json.loads(store.client("s3").get_object(Bucket=BUCKET, Key="out/report.json")["Body"].read())
    assert report["format"] == "trailgate/report/v1"


def test_an_answer_in_sql_is_written_to_an_object_whole_or_not_at_all(store: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    sql, urls = "SELECT account FROM accounts", [f"s3://{BUCKET}/sql/a.{ending}" for ending in ("csv", "json", "parquet")]
    code, _, err = trailgate("query", sql, str(SNAPSHOT), *(part for url in urls for part in ("-o", url)), capsys=capsys)
    assert (code, urls[0] in err) == (0, True), err
    got = store.client("s3").get_object(Bucket=BUCKET, Key="sql/a.csv")["Body"].read()
    assert got == b"account\r\n'111122223333\r\n"
    never = "SELECT error('never') FROM accounts"
    assert trailgate("query", never, str(SNAPSHOT), "-o", f"s3://{BUCKET}/sql/never.csv", capsys=capsys)[0] == 2
    code, _, err = trailgate("query", sql, str(SNAPSHOT), "-o", "s3://no-such-bucket/a.csv", capsys=capsys)
    assert (code, "expected an object that can be written" in err) == (5, True), err
    listed = store.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="sql/")["Contents"]
    assert [one["Key"] for one in listed] == ["sql/a.csv", "sql/a.json", "sql/a.parquet"]


@pytest.mark.parametrize("url", ["https://example.com/report.json", "s3://bucket", "s3://bucket/folder/", "file:///tmp/a.json"])
def test_where_nothing_can_be_written_is_said_before_anything_is_judged(url: str) -> None:
    with pytest.raises(UsageError):
        refuse_as_output(url)


def test_a_store_that_refuses_the_report_is_an_error_and_no_traceback(store: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = trailgate("evaluate", str(SNAPSHOT), "-o", "s3://no-such-bucket/report.json", capsys=capsys)
    assert code == 5
    assert "no such object or bucket" in err
    assert "Traceback" not in err


def test_without_what_reads_stores_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    code, _, err = trailgate("evaluate", f"s3://{BUCKET}/fleet/", capsys=capsys)
    assert code == 2
    assert "pip install 'trailgate[cloud]'" in err


COMMANDS = {
    "evaluate": (["URL", "URL2"], ["json", "jsonl", "html", "sarif", "csv", "markdown", "junit", "gitlab", "asff", "ocsf"]),
    "query": (["SELECT r.*, l.pointer FROM results r, links l", "URL"], ["csv", "json", "table"]),
    "diff": (["URL", "URL2"], ["json", "text", "markdown", "html"]),
    "show": (["URL"], []),
    "fix": (["URL"], []),
    "trace": (["URL", "--record", "PutUserPolicy"], []),
    "import": (["URL", "-o", "FOLDER"], []),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_repeats_what_an_address_hides_in_any_format(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, formats = COMMANDS[command]
    with server(Busy()) as address:
        urls = {
            name: f"{address.replace('http://', f'http://user:{SECRET}@')}/acme.json?{name}&X-Amz-Signature={SECRET}"
            for name in ("URL", "URL2")
        }
        words = [urls.get(word, str(tmp_path) if word == "FOLDER" else word) for word in given]
        outputs = [part for one in formats for part in ("-o", f"{one}={tmp_path / one}")]
        trailgate(command, *words, *outputs, capsys=capsys)
    assert {path.name for path in tmp_path.iterdir()} == set(formats)
    for path in tmp_path.iterdir():
        assert SECRET not in path.read_text()


@pytest.mark.parametrize(
    "words",
    [["evaluate", "URL", "-o", "URL"], ["evaluate", "URL", "--policies", "URL"],
     ["query", "FROM results", "URL", "-o", "json=URL"], ["evaluate", "URL", "-o", "x.html", "--client-logo", "URL"],
     ["trace", "URL", "--record", "URL", "--from", "2026-01-01"]],
    ids=" ".join,
)  # fmt: skip
def test_no_error_repeats_what_an_address_hides_where_none_belongs(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with server(Busy()) as address:
        url = f"{address.replace('http://', f'http://user:{SECRET}@')}/acme?X-Amz-Signature={SECRET}"
        code, _, err = trailgate(*(word.replace("URL", url) for word in words), capsys=capsys)
    assert code in {2, 4, 5}
    assert "/acme" in err or "127.0.0.1" in err


def test_addresses_that_differ_in_what_is_not_shown_are_inputs_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    busy = Busy()
    with server(busy) as address:
        urls = [f"{address}/get?id=1", f"{address}/get?id=2", f"{address}/get", f"{address}/get?id=1"]
        code, out, _ = trailgate("evaluate", *urls, "--no-join", "-f", "jsonl", "--control", CONTROL, capsys=capsys)
    assert code == 0
    names = [json.loads(line)["input"]["name"] for line in out.splitlines()]
    assert names == [f"{address}/(2)/get", f"{address}/(3)/get", f"{address}/get", f"{address}/(2)/get"]
    assert set(busy.asked) == {"/get?id=1", "/get?id=2", "/get"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-o: found 'http://a:b@h/r?s=1&t=2'. Do.", "-o: found 'http://h/r'. Do."),
        ("http:/a:b@h/r?s=1: no", "http:/h/r: no"),
        ("s3://b/k.json#/calls/0: is it?", "s3://b/k.json#/calls/0: is it?"),
        ("C:/a@b?c", "C:/a@b?c"),
        ("see https://h/a?b.", "see https://h/a."),
    ],
)
def test_what_an_address_hides_is_taken_out_of_a_text(text: str, told: str) -> None:
    assert without_secrets(text) == told


@dataclass
class Busy:
    """A server that answers with these codes first, and then with the file."""

    codes: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    location: str | None = None
    cut: bool = False


@contextmanager
def server(busy: Busy) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            busy.asked.append(self.path)
            code = busy.codes.pop(0) if busy.codes else 200
            body = SNAPSHOT.read_bytes() if code == 200 else b"no"
            self.send_response(code)
            if busy.location is not None:
                self.send_header("Location", busy.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:100] if busy.cut else body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "WAIT", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_busy_server_is_asked_again_and_a_secret_of_the_address_is_told_to_nobody_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    busy = Busy(codes=[503, 429])
    with server(busy) as address:
        url = f"{address.replace('http://', 'http://user:word@')}/acme.json?X-Amz-Signature={SECRET}"
        assert hides_something(url)
        for form in ("text", "json", "jsonl", "html", "sarif", "csv", "markdown"):
            code, out, _ = trailgate("evaluate", url, "--format", form, capsys=capsys)
            assert code == 0
            assert "Signature" not in out
            assert "user:word" not in out
        code, out, _ = trailgate(
            "evaluate", "fixtures/plans/01_root_pass/plan.json", "--baseline", url, "-f", "json", capsys=capsys
        )
        assert "Signature" not in out
    assert busy.asked[0] == f"/acme.json?X-Amz-Signature={SECRET}"
    assert busy.asked.count(busy.asked[0]) == len(busy.asked)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("busy", "found"),
    [
        (Busy(codes=[503] * 9), "an error of the server (HTTP 503)"),
        (Busy(codes=[403]), "that it is refused (HTTP 403)"),
        (Busy(codes=[404]), "no such file (HTTP 404)"),
        (Busy(codes=[302], location="ftp://example.com/a.json"), "that it leads from http to ftp"),
        (Busy(codes=[302] * 20, location="/acme.json"), "that it leads on to nothing that can be read (HTTP 302)"),
        (Busy(cut=True), "a connection that broke off"),
    ],
)
def test_what_a_server_says_is_told_in_our_words(busy: Busy, found: str) -> None:
    with server(busy) as address, pytest.raises(InputError) as refused:
        content_of(f"{address}/acme.json?token={SECRET}")
    assert refused.value.found == found
    assert SECRET not in str(refused.value)


@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_gone_is_no_answer() -> None:
    with server(Busy()) as address:
        pass
    with pytest.raises(InputError, match="no answer"):
        content_of(f"{address}/acme.json")


def test_a_redirect_never_leads_from_https_to_http() -> None:
    from email.message import Message
    from io import BytesIO
    from urllib.error import URLError
    from urllib.request import Request

    with pytest.raises(URLError, match="from https to http"):
        web.Plain().redirect_request(Request("https://a.example/"), BytesIO(), 302, "", Message(), "http://a.example/")  # type: ignore[arg-type]
