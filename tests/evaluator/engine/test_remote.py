from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import Bundle
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.engine.remote import Address, parse_address
from trailgate_evaluator.engine.server_process import ServerProcess
from trailgate_evaluator.errors import EngineError, UsageError

DOCUMENT: dict[str, Any] = {"trails": {"a": {}}}


@pytest.fixture(scope="module")
def server(tiny_bundle: Bundle) -> Iterator[ServerProcess]:
    """A real OPA server that asks for a token."""
    process = ServerProcess(find_opa(), tiny_bundle.policies)
    process.wait_until(lambda: _answers(process))
    yield process
    process.close()


def _answers(process: ServerProcess) -> bool:
    import requests

    try:
        return requests.get(f"http://127.0.0.1:{process.port}/health", timeout=5).status_code == 401
    except requests.ConnectionError:
        return False


def test_a_server_of_the_user_decides(tiny_engines: Bundle, server: ServerProcess) -> None:
    with open_engine(opa_url=f"http://127.0.0.1:{server.port}", opa_token=server.token) as engine:
        assert engine.name == "opa"
        assert engine.decide(DOCUMENT)["short-names"]["status"] == "pass"
        assert engine.controls == tiny_engines.controls


def test_what_a_server_does_not_tell_is_unknown(tiny_engines: Bundle, server: ServerProcess) -> None:
    with open_engine(opa_url=f"http://127.0.0.1:{server.port}", opa_token=server.token) as engine:
        assert (engine.version, engine.digest) == ("unknown", "unknown")


@pytest.mark.parametrize("token", [None, "wrong"])
def test_a_server_that_refuses_is_an_error(tiny_engines: Bundle, server: ServerProcess, token: str | None) -> None:
    with open_engine(opa_url=f"http://127.0.0.1:{server.port}", opa_token=token) as engine:
        with pytest.raises(EngineError, match="administrative policy") as refused:
            engine.decide(DOCUMENT)
    assert refused.value.exit_code == 5


def test_nobody_listening_is_an_error(tiny_engines: Bundle) -> None:
    with open_engine(opa_url="http://127.0.0.1:1") as engine, pytest.raises(EngineError, match=r"127\.0\.0\.1"):
        engine.decide(DOCUMENT)


def test_the_embedded_engine_can_be_checked_against_the_users_server(tiny_engines: Bundle, server: ServerProcess) -> None:
    with open_engine("both", opa_url=f"http://127.0.0.1:{server.port}", opa_token=server.token) as engine:
        assert (engine.name, engine.cross_checked_by) == ("wasm", "opa")
        assert engine.decide(DOCUMENT)["always-pass"]["trails"] == ["a"]


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"result": 7}', b'{"result": {}}', b'{"result": {}, "x"', b"{}"])
def test_a_server_that_is_not_opa_is_an_error(tiny_engines: Bundle, answer: bytes) -> None:
    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        thread = threading.Thread(target=stranger.serve_forever)
        thread.start()
        try:
            with open_engine(opa_url=f"http://127.0.0.1:{stranger.server_port}") as engine, pytest.raises(EngineError):
                engine.decide(DOCUMENT)
        finally:
            stranger.shutdown()
            thread.join()


def test_modules_that_a_server_shows_have_a_digest(tiny_engines: Bundle) -> None:
    class Open(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"result": [{"id": "a.rego", "raw": "package a"}]}).encode())

        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"result": [{"x": "1.23.0"}]}).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open) as shown:
        thread = threading.Thread(target=shown.serve_forever)
        thread.start()
        try:
            with open_engine(opa_url=f"http://127.0.0.1:{shown.server_port}") as engine:
                assert engine.version == "1.23.0"
                assert engine.digest.startswith("sha256:")
        finally:
            shown.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8181", Address(tls=False, host="127.0.0.1", port=8181)),
        ("https://opa.example.com/", Address(tls=True, host="opa.example.com", port=8181)),
        ("http://[::1]:9000", Address(tls=False, host="[::1]", port=9000)),
    ],
)
def test_an_address_is_scheme_host_and_port(url: str, address: Address) -> None:
    assert parse_address(url) == address


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8181", "ftp://host", "http://", "http://host:99999", "http://host:x", "http://u:secret@host",
     "http://host/v1", "http://host?x", ""],
)  # fmt: skip
def test_anything_else_is_wrong_usage_and_no_secret_is_repeated(url: str) -> None:
    with pytest.raises(UsageError) as wrong:
        parse_address(url)
    assert "secret" not in str(wrong.value)
