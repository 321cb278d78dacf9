from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from trailgate_evaluator.engine import Engine, open_engine, server_process
from trailgate_evaluator.engine.bundle import Bundle
from trailgate_evaluator.engine.opa import OpaEngine, opa_engine
from trailgate_evaluator.engine.policy_set import PolicySet
from trailgate_evaluator.errors import EngineError, InputError, PoliciesError

DOCUMENT: dict[str, Any] = {"trails": {"b": {}, "a": {}, "far-too-long-a-name": {}}}


@pytest.fixture(scope="module")
def engine(tiny_bundle: Bundle) -> Iterator[OpaEngine]:
    policies = PolicySet(folder=tiny_bundle.policies, digest=tiny_bundle.digest, controls=tiny_bundle.controls)
    with opa_engine(policies) as started:
        yield started


def address(engine: OpaEngine) -> str:
    return str(engine._client.root_url)


def test_a_decision_is_that_of_the_policies_and_their_data(engine: OpaEngine) -> None:
    assert engine.decide(DOCUMENT) == {
        "always-pass": {"status": "pass", "trails": ["a", "b", "far-too-long-a-name"]},
        "short-names": {"status": "fail", "long": ["far-too-long-a-name"], "limit": 12},
    }


def test_required_records_are_asked_for_a_partition_and_an_account(engine: OpaEngine) -> None:
    required = engine.required_records({"partition": "aws", "account": None})
    assert required["always-pass"] == {"records": ["CreatePolicy"], "account": None}


def test_one_change_is_traced_by_the_law(engine: OpaEngine) -> None:
    assert engine.trace({"trace": {"record": "PutUserPolicy"}}) == {"record": "PutUserPolicy", "status": "pass"}


def test_the_law_says_which_log_groups_get_one_change(engine: OpaEngine) -> None:
    groups = {"groups": {"PutUserPolicy": {"surely": ["trail"]}}}
    assert engine.recorded({"trace": {"record": "PutUserPolicy"}}) == groups


def test_one_required_record_is_walked_by_the_law(engine: OpaEngine) -> None:
    entry = {"link": "trail", "of": None, "rule": "data.trailgate.decision", "value": "PutUserPolicy"}
    assert engine.walk({"walk": "PutUserPolicy"})["always-pass"] == [entry]


def test_the_engine_says_what_it_is(engine: OpaEngine, tiny_bundle: Bundle) -> None:
    assert (engine.name, engine.version, engine.cross_checked_by) == ("opa", "1.22.2", None)
    assert engine.digest == tiny_bundle.digest
    assert engine.controls["short-names"]["severity"] == "high"


@pytest.mark.parametrize("document", [{"trails": {"\ud800": {}}}, {"trails": {"a": {1, 2}}}])
def test_what_json_cannot_say_is_refused(engine: OpaEngine, document: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        engine.decide(document)


@pytest.mark.parametrize("token", [None, "guessed"])
@pytest.mark.parametrize("path", ["data/trailgate/decision", "data/system/session", "policies", "query"])
def test_a_client_without_the_token_is_refused(engine: OpaEngine, path: str, token: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = requests.post(f"{address(engine)}/{path}", headers=headers, json={"query": "x := 1"}, timeout=10)
    assert response.status_code in {400, 401, 403}


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "policies/evil"), ("DELETE", "policies/x"), ("PUT", "data/trailgate/limits"), ("PATCH", "data/trailgate"),
     ("GET", "data/system/session"), ("POST", "data/system/session"), ("POST", "query"), ("GET", "config")],
)  # fmt: skip
def test_even_with_the_token_a_client_may_only_ask_for_decisions(engine: OpaEngine, method: str, path: str) -> None:
    headers = {"Authorization": engine._client.headers["Authorization"]}
    assert requests.request(method, f"{address(engine)}/{path}", headers=headers, data="{}", timeout=10).status_code == 401


def test_proxies_of_the_environment_do_not_stand_between(tiny_engines: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with open_engine("opa") as engine:
        assert engine.decide(DOCUMENT)


def test_a_port_that_another_process_takes_is_given_up_for_another(tiny_engines: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    pick = server_process._free_port
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = [other.getsockname()[1]]
        monkeypatch.setattr(server_process, "_free_port", lambda: taken.pop() if taken else pick())
        # The other process accepts, and answers nothing.
        with open_engine("opa") as engine:
            assert engine.decide(DOCUMENT)
        assert taken == []


def test_ports_that_are_always_taken_end_in_an_error(tiny_engines: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        monkeypatch.setattr(server_process, "_free_port", lambda: port)
        with pytest.raises(EngineError, match="free port"), open_engine("opa"):
            pass


def test_a_missing_opa_is_told_with_the_engine_that_needs_none(tiny_engines: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_OPA", "/nowhere/opa")
    with pytest.raises(EngineError, match="--engine wasm") as missing, open_engine("opa"):
        pass
    assert missing.value.exit_code == 5


def test_policies_that_do_not_load_are_told_in_the_words_of_opa(tmp_path: Path) -> None:
    (tmp_path / ".manifest").write_text('{"roots": ["trailgate"]}')
    (tmp_path / "broken.rego").write_text("package trailgate\n\ndecision := nothing_of_that_name\n")
    with pytest.raises(PoliciesError, match="nothing_of_that_name"):
        with opa_engine(PolicySet(folder=tmp_path, digest="", controls={})):
            pass


def test_a_server_that_dies_is_an_error_and_not_a_verdict(tiny_engines: Bundle) -> None:
    with open_engine("opa") as engine:
        assert isinstance(engine, OpaEngine)
        engine._client.port = 1
        engine._client.root_url = "http://127.0.0.1:1/v1"
        with pytest.raises(EngineError):
            engine.decide(DOCUMENT)


def test_nothing_is_left_when_the_block_ends(tiny_engines: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    with open_engine("opa") as engine:
        assert isinstance(engine, OpaEngine)
        port = engine._client.port
        assert set(tmp_path.iterdir()) - before
    assert set(tmp_path.iterdir()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def decide(engine: Engine) -> dict[str, Any]:
    return engine.decide(DOCUMENT)


def test_policies_without_a_decision_are_an_error(tiny_engines: Bundle, tmp_path: Path) -> None:
    (tmp_path / "empty.rego").write_text("package trailgate\n\nsomething := 1\n")
    with open_engine(policies=tmp_path) as engine, pytest.raises(EngineError, match="no such rule"):
        decide(engine)
