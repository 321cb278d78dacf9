"""Azure's store, where its emulator is (`npm install -g azurite`): listed, read, and written in parts, as S3 is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import io
import os
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.inputs import object_stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.errors import InputError

PROGRAM = shutil.which("azurite-blob")
SNAPSHOT = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
PORT = 10_000
"""The one at which the emulator is looked for."""
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The account and the key of every emulator, which its manual prints."""

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="azurite is not on this machine; `npm install -g azurite` gives it"),
    pytest.mark.xdist_group("azurite"),
]


@pytest.fixture(scope="module")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("azurite")
    command = [str(PROGRAM), "--silent", "--disableTelemetry", "--location", str(folder), "--blobPort", str(PORT)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait()
        assert _make("acme") == 201
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait() -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", PORT), 1).close()
        except OSError:
            assert time.monotonic() < until, "azurite does not answer"
            time.sleep(0.2)
        else:
            return


def _make(container: str) -> int:
    """Makes a container by a request signed with the shared key."""
    headers = {"x-ms-date": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"), "x-ms-version": "2021-08-06"}
    told = "\n".join(f"{name}:{value}" for name, value in headers.items())
    text = "PUT" + "\n" * 12 + f"{told}\n/{ACCOUNT}/{ACCOUNT}/{container}\nrestype:container"
    mac = base64.b64encode(hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()).decode()
    headers |= {"Authorization": f"SharedKey {ACCOUNT}:{mac}", "Content-Length": "0"}
    server = http.client.HTTPConnection("127.0.0.1", PORT)
    server.request("PUT", f"/{ACCOUNT}/{container}?restype=container", headers=headers)
    status = server.getresponse().status
    server.close()
    return status


@pytest.mark.usefixtures("azurite")
def test_azures_store_is_read_and_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"USE_EMULATOR": "true", "ACCOUNT_NAME": ACCOUNT, "ACCOUNT_KEY": KEY}.items():
        monkeypatch.setenv(f"AZURE_STORAGE_{name}", value)
    object_stores.write_object("az://acme/fleet/a.json", SNAPSHOT.read_bytes())
    large = os.urandom(1 << 20) * 18
    object_stores.put_file("az://acme/fleet/large", io.BytesIO(large))
    assert list(object_stores.listed("az://acme/fleet")) == ["a.json", "large"]
    unlisted: list[InputError] = []
    walked = list(object_stores.walked("az://acme/", unlisted.append))
    assert not unlisted
    assert walked == [("az://acme", ["fleet"], []), ("az://acme/fleet", [], ["a.json", "large"])]
    with object_stores.opened_object("az://acme/fleet/large") as file:
        assert file.read() == large
    assert main(["evaluate", "az://acme/fleet/", "-o", "az://acme/out/report.jsonl"]) == 0
    with object_stores.opened_object("az://acme/out/report.jsonl") as file:
        assert b"az://acme/fleet/a.json" in file.read()
    assert main(["evaluate", "az://acme/none.json"]) == 4
    told = capsys.readouterr()
    assert "no such object or bucket" in told.out
    assert KEY not in told.out + told.err
