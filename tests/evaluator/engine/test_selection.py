from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trailgate_evaluator.engine import Engine, canonical_bytes, open_engine
from trailgate_evaluator.engine.both import CrossCheckedEngine
from trailgate_evaluator.engine.bundle import Bundle
from trailgate_evaluator.engine.sources import sources_digest
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.errors import EnginesDifferError, PoliciesError, UsageError

DOCUMENT: dict[str, Any] = {"trails": {"a": {}}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def edited(tiny_policies: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_policies, tmp_path / "edited"))


def test_the_default_engine_is_wasm_and_needs_no_opa(tiny_engines: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_OPA", "/nowhere/opa")
    with open_engine() as engine:
        assert engine.name == "wasm"
        assert engine.decide(DOCUMENT)["always-pass"]["status"] == "pass"


def test_both_engines_answer_as_one(tiny_engines: Bundle) -> None:
    with open_engine("both") as engine:
        assert (engine.name, engine.cross_checked_by) == ("wasm", "opa")
        assert engine.decide(DOCUMENT)["short-names"]["status"] == "pass"
        assert engine.required_records({"partition": "aws", "account": None})["always-pass"]["records"] == ["CreatePolicy"]


def test_both_engines_give_the_same_bytes_for_any_document(tiny_engines: Bundle) -> None:
    with open_engine("both") as engine:

        @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(st.dictionaries(st.text(), JSON, max_size=5))
        def agree(trails: dict[str, Any]) -> None:
            assert engine.decide({"trails": trails})["always-pass"]["trails"] == sorted(trails, key=canonical_text)

        agree()


def canonical_text(name: str) -> str:
    return canonical_bytes(name).decode()


def test_a_difference_between_the_engines_is_an_error_that_says_where(tiny_bundle: Bundle) -> None:
    class Other(WasmEngine):
        name = "other"

        def decide(self, document: Any) -> dict[str, Any]:
            decision = super().decide(document)
            decision["always-pass"]["trails"] = ["b"]
            return decision

    engine: Engine = CrossCheckedEngine(WasmEngine(tiny_bundle), Other(tiny_bundle))
    with pytest.raises(EnginesDifferError, match="/always-pass/trails/0") as differ:
        engine.decide(DOCUMENT)
    assert differ.value.exit_code == 5
    assert '"a" from wasm and "b" from other' in str(differ.value)


def test_edited_policies_run_on_opa_under_their_own_digest(tiny_engines: Bundle, edited: Path) -> None:
    (edited / "trailgate/limits/data.json").write_text('{"longest": 0}')
    with open_engine(policies=edited) as engine:
        assert engine.name == "opa"
        assert engine.digest == sources_digest(edited) != tiny_engines.digest
        assert sorted(engine.controls) == ["always-pass", "short-names"]
        assert engine.decide(DOCUMENT)["short-names"]["status"] == "fail"


def test_edited_policies_need_no_manifest_and_bring_no_capabilities_of_their_own(tiny_engines: Bundle, edited: Path) -> None:
    (edited / ".manifest").unlink()
    (edited / "capabilities.json").write_text("{}")
    with open_engine(policies=edited) as engine:
        assert engine.decide(DOCUMENT)["short-names"]["status"] == "pass"


@pytest.mark.parametrize(
    "call", ['http.send({"method": "get", "url": "http://127.0.0.1"})', "time.now_ns()", "opa.runtime()", 'sprintf("%s", ["a"])']
)
def test_edited_policies_may_not_use_network_clock_or_anything_that_only_a_server_has(
    tiny_engines: Bundle, edited: Path, call: str
) -> None:
    (edited / "trailgate/extra.rego").write_text(f"package trailgate.extra\n\nanswer := {call}\n")
    with pytest.raises(PoliciesError, match="undefined function") as refused, open_engine(policies=edited):
        pass
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("content", ["package trailgate.extra\n\nanswer := [\n", "package system.authz\n\nallow := true\n"])
def test_edited_policies_that_do_not_compile_or_reach_beyond_their_root_are_refused(
    tiny_engines: Bundle, edited: Path, content: str
) -> None:
    (edited / "trailgate/extra.rego").write_text(content)
    with pytest.raises(PoliciesError, match=r"extra\.rego|roots"), open_engine(policies=edited):
        pass


def test_a_folder_without_policies_is_refused(tiny_engines: Bundle, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PoliciesError, match=r"no \.rego file"), open_engine(policies=tmp_path / "empty"):
        pass


@pytest.mark.parametrize(
    "options",
    [
        {"policies": Path(), "opa_url": "http://127.0.0.1:8181"},
        {"policies": Path(), "name": "both"},
        {"opa_token": "t"},
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage(tiny_engines: Bundle, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as wrong, open_engine(**options):
        pass
    assert wrong.value.exit_code == 2
