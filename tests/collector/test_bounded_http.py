"""Bodies are read within the budget of their question, and whole or not at all."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import IncompleteReadError
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from trailgate_collector import budget
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.budget import Budget, BudgetError, spending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PIECE = b" " * 100_000


def endless() -> Iterator[bytes]:
    yield b"{"
    while True:
        yield PIECE


def slow() -> Iterator[bytes]:
    yield b"{"
    while True:
        time.sleep(0.05)
        yield b" "


def cut_off(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Length", "1000")])
    return [b'{"trailList": []}']


@pytest.fixture
def trails(monkeypatch: pytest.MonkeyPatch) -> Callable[[WSGIApplication], Any]:
    """DescribeTrails put to a server that answers this, whatever it is asked."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x" * 20)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    @contextmanager
    def served(page: WSGIApplication) -> Iterator[str]:
        server = make_server("127.0.0.1", 0, page, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()

    def ask(page: WSGIApplication) -> Any:
        with served(page) as url:
            session = AwsSession(SessionOptions(region="us-east-1", endpoint_url=url))
            return session.client("cloudtrail", "us-east-1").describe_trails()

    return ask


def test_a_body_comes_whole_whatever_pieces_it_comes_in(trails: Callable[[WSGIApplication], Any]) -> None:
    pieces = [b'{"trailList": [', *[PIECE] * 5, b'{"Name": "t"}]}']
    assert trails(Response(pieces))["trailList"] == [{"Name": "t"}]
    assert trails(Response(b'{"trailList": []}'))["trailList"] == []


def test_a_body_without_end_is_cut_off(trails: Callable[[WSGIApplication], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "BYTES", 1_000_000)
    with spending(Budget(bytes=1_000_000)), pytest.raises(BudgetError, match="more than 1000000 bytes"):
        trails(Response(endless()))


def test_a_body_that_drips_is_cut_off(trails: Callable[[WSGIApplication], Any]) -> None:
    started = time.monotonic()
    with spending(Budget(ends=started + 0.5)), pytest.raises(BudgetError, match="seconds"):
        trails(Response(slow()))
    assert time.monotonic() - started < 5


def test_a_body_that_ends_early_is_an_error(trails: Callable[[WSGIApplication], Any]) -> None:
    with pytest.raises(IncompleteReadError):
        trails(cut_off)
