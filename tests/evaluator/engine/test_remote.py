from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import Bundle
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.engine.remote import Address, parse_address
from trailgate_evaluator.engine.server_process import ServerProcess
from trailgate_evaluator.engine.sources import source_files
from trailgate_evaluator.errors import EngineError, EnginesDifferError, UsageError

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
        assert (engine.name, engine.cross_checked_by) == ("wasm", "opa")
        assert engine.decide(DOCUMENT)["short-names"]["status"] == "pass"
        assert engine.controls == tiny_engines.controls


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


@contextmanager
def shown(modules: list[tuple[str, str]], data: dict[str, Any], decision: dict[str, Any]) -> Iterator[str]:
    """A server with these modules (text and root package) and this data, that decides so whatever it is asked."""

    class Open(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listed = [
                {"id": str(number), "raw": raw, "ast": {"package": {"path": [{"value": "data"}, {"value": root}]}}}
                for number, (raw, root) in enumerate(modules)
            ]
            self._say({"result": listed})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            name = self.path.rpartition("/")[2]
            self._say({"result": data.get(name, decision)} if "/data/" in self.path else {"result": [{"x": "1.23.0"}]})

        def _say(self, answer: dict[str, Any]) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def ours(bundle: Bundle) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    modules = [(bundle.policies / path).read_text("utf-8") for path in source_files(bundle.policies) if path.endswith(".rego")]
    return [(raw, "trailgate") for raw in modules], json.loads(bundle.data.read_bytes()).get("trailgate", {})


def test_a_server_that_shows_our_policies_is_believed(tiny_engines: Bundle) -> None:
    modules, data = ours(tiny_engines)
    with shown([*modules, ("package system.authz", "system")], data, {}) as url, open_engine(opa_url=url) as engine:
        assert (engine.name, engine.version, engine.cross_checked_by) == ("opa", "1.23.0", None)
        assert engine.digest == tiny_engines.digest


@pytest.mark.parametrize("kind", ["less", "more", "other", "data"])
def test_a_server_of_another_law_is_not_believed_alone(tiny_engines: Bundle, kind: str) -> None:
    modules, data = ours(tiny_engines)
    changed = {
        "less": (modules[1:], data),
        "more": ([*modules, ("package trailgate.more", "trailgate")], data),
        "other": ([*modules[1:], (modules[0][0] + "\n", "trailgate")], data),
        "data": (modules, {name: {"other": 1} for name in data}),
    }[kind]
    if kind == "data" and not data:
        pytest.skip("these policies read no data")
    with shown(*changed, {"short-names": {"status": "pass"}}) as url, open_engine(opa_url=url) as engine:
        assert (engine.name, engine.cross_checked_by) == ("wasm", "opa")
        with pytest.raises(EngineError) as differs:
            engine.decide(DOCUMENT)
    if isinstance(differs.value, EnginesDifferError):
        assert "--policies" in differs.value.what_to_do


def test_no_redirect_is_followed(tiny_engines: Bundle) -> None:
    asked: list[str] = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{other.server_port}/elsewhere")
            self.end_headers()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server,
    ):
        threads = [threading.Thread(target=each.serve_forever) for each in (other, server)]
        for thread in threads:
            thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            with open_engine(opa_url=url) as engine, pytest.raises(EngineError, match="redirect"):
                engine.decide(DOCUMENT)
        finally:
            for each in (other, server):
                each.shutdown()
            for thread in threads:
                thread.join()
    assert asked
    assert "/elsewhere" not in asked


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
