"""Google's store by the interface that it shares with S3 (Google Cloud Storage, "XML API"): listed, read, and written in parts.

The server is moto's S3, which answers the same requests: Google's own emulators have no such interface, or lack listing in it.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.inputs import object_stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.errors import InputError

pytest.importorskip("obstore")
SNAPSHOT = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
RECORD = {
    "eventVersion": "1.11", "eventTime": "2026-11-01T10:00:00Z", "eventSource": "iam.amazonaws.com", "eventName": "PutUserPolicy",
    "eventID": "1", "awsRegion": "us-east-1", "eventType": "AwsApiCall", "readOnly": False, "managementEvent": True,
    "userIdentity": {"type": "IAMUser", "arn": "a"}, "recipientAccountId": "111122223333", "eventCategory": "Management",
}  # fmt: skip
SECRET = "ya29.a-token-that-nobody-shows"
_OWNER = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"


class Google:
    """A store with a bucket `acme`; `busy` requests to come are answered by 503, and `asked` has those that came."""

    def __init__(self) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        self._store = DomainDispatcherApplication(create_backend_app)
        self.busy = 0
        self.asked: list[tuple[str, str, str]] = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.port}"
        self._running = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._running.start()

    def _answer(self, request: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.asked.append((request["REQUEST_METHOD"], request["PATH_INFO"], request["QUERY_STRING"]))
        if self.busy:
            self.busy -= 1
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        request["HTTP_AUTHORIZATION"] = _OWNER  # moto's accounts are Amazon's
        return self._store(request, start)

    def close(self) -> None:
        self._server.shutdown()
        self._running.join()


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Google]:
    import urllib.request

    from moto.s3.models import s3_backends

    server = Google()
    urllib.request.urlopen(urllib.request.Request(f"{server.address}/acme", method="PUT")).close()  # noqa: S310 - here
    account = tmp_path / "account.json"
    empty = dict.fromkeys(("client_email", "private_key", "private_key_id"), SECRET)
    account.write_text(json.dumps({"gcs_base_url": server.address, "disable_oauth": True, **empty}))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(account))
    monkeypatch.setattr(object_stores, "_options", lambda _: {"allow_http": True})
    yield server
    server.close()
    s3_backends.reset()


@pytest.mark.usefixtures("google")
def test_googles_store_is_read_and_written(capsys: pytest.CaptureFixture[str]) -> None:
    object_stores.write_object("gs://acme/fleet/a.json", SNAPSHOT.read_bytes())
    large = os.urandom(1 << 20) * 18
    object_stores.put_file("gs://acme/fleet/large", io.BytesIO(large))
    assert list(object_stores.listed("gs://acme/fleet")) == ["a.json", "large"]
    unlisted: list[InputError] = []
    walked = list(object_stores.walked("gs://acme/", unlisted.append))
    assert not unlisted
    assert walked == [("gs://acme", ["fleet"], []), ("gs://acme/fleet", [], ["a.json", "large"])]
    with object_stores.opened_object("gs://acme/fleet/large") as file:
        assert file.read() == large
    assert main(["evaluate", "gs://acme/fleet/", "-o", "gs://acme/out/report.jsonl"]) == 0
    with object_stores.opened_object("gs://acme/out/report.jsonl") as file:
        assert b"gs://acme/fleet/a.json" in file.read()
    for url, said in {"gs://acme/none.json": "no such object or bucket", "gs://nobodys/a/": "no such bucket"}.items():
        assert main(["evaluate", url]) == 4
        told = capsys.readouterr()
        assert said in told.out + told.err
        assert SECRET not in told.out + told.err


def test_of_a_buckets_records_only_the_days_that_are_chosen_are_listed(
    google: Google, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in ("01", "02", "03"):
        records = gzip.compress(json.dumps({"Records": [{**RECORD, "eventID": day}]}).encode())
        object_stores.write_object(f"gs://acme/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/{day}/a.json.gz", records)
    google.asked.clear()
    days = ["--from", "2026-11-02", "--to", "2026-11-02", "--account", "111122223333"]
    assert main(["trace", str(SNAPSHOT), "--control", "4.4", "--record", "gs://acme/AWSLogs/", *days]) == 0
    assert "1 record read" in capsys.readouterr().out
    assert not any("11%2F01" in query or "11%2F03" in query or "/11/01" in path for _, path, query in google.asked)


def test_a_busy_store_is_asked_again(google: Google) -> None:
    object_stores.write_object("gs://acme/a.json", b"{}")
    google.busy = 2
    assert list(object_stores.listed("gs://acme/")) == ["a.json"]
    google.busy = 2
    with object_stores.opened_object("gs://acme/a.json") as file:
        assert file.read() == b"{}"


def test_a_thousand_objects_and_more_are_listed_page_by_page(google: Google) -> None:
    from moto.s3.models import s3_backends

    (backend,) = {id(one): one for of in s3_backends.values() for one in of.values() if one.buckets}.values()
    for number in range(1005):
        backend.put_object("acme", f"many/{number:04}.json", b"{}")
    assert len(list(object_stores.listed("gs://acme/many"))) == 1005
    assert sum("list-type=2" in query for *_, query in google.asked) == 2
