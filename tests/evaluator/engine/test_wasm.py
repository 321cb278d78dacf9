from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
import wasmtime

from trailgate_evaluator.engine.bundle import Bundle, packaged_bundle
from trailgate_evaluator.engine.limits import Limits
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.engine.wasm_abi import PolicyInstance
from trailgate_evaluator.errors import EngineLimitError, InputError

DOCUMENT: dict[str, Any] = {"trails": {"b": {}, "a": {}, "far-too-long-a-name": {}}}
DECISION = {
    "always-pass": {"status": "pass", "trails": ["a", "b", "far-too-long-a-name"]},
    "short-names": {"status": "fail", "long": ["far-too-long-a-name"], "limit": 12},
}


def _forgotten(engine: WasmEngine) -> weakref.ref[PolicyInstance]:
    assert engine._instance is not None
    instance = weakref.ref(engine._instance)
    engine._instance = None  # as an engine does with one that took much
    gc.collect()
    return instance


def test_an_instance_that_nobody_uses_is_gone_with_its_memory(tiny_bundle: Bundle) -> None:
    engine = WasmEngine(tiny_bundle)
    engine.decide(DOCUMENT)
    assert _forgotten(engine)() is None


def many(count: int) -> dict[str, Any]:
    return {"trails": {f"{number:06}": {} for number in range(count)}}


def test_a_decision_is_that_of_the_policies_and_their_data(tiny_bundle: Bundle) -> None:
    assert WasmEngine(tiny_bundle).decide(DOCUMENT) == DECISION


def test_required_records_are_asked_for_a_partition_and_an_account(tiny_bundle: Bundle) -> None:
    required = WasmEngine(tiny_bundle).required_records({"partition": "aws", "account": "111122223333"})
    assert required["always-pass"] == {"records": ["CreatePolicy"], "account": "111122223333"}


def test_one_change_is_traced_by_the_law(tiny_bundle: Bundle) -> None:
    assert WasmEngine(tiny_bundle).trace({"trace": {"record": "PutUserPolicy"}}) == {"record": "PutUserPolicy", "status": "pass"}


def test_the_law_says_which_log_groups_get_one_change(tiny_bundle: Bundle) -> None:
    groups = {"groups": {"PutUserPolicy": {"surely": ["trail"]}}}
    assert WasmEngine(tiny_bundle).recorded({"trace": {"record": "PutUserPolicy"}}) == groups


def test_one_required_record_is_walked_by_the_law(tiny_bundle: Bundle) -> None:
    entry = {"link": "trail", "of": None, "rule": "data.trailgate.decision", "value": "PutUserPolicy"}
    assert WasmEngine(tiny_bundle).walk({"walk": "PutUserPolicy"})["always-pass"] == [entry]


def test_the_engine_says_what_it_is(tiny_bundle: Bundle) -> None:
    engine = WasmEngine(tiny_bundle)
    assert (engine.name, engine.version, engine.cross_checked_by) == ("wasm", "1.22.2", None)
    assert engine.digest == tiny_bundle.digest
    assert engine.controls["short-names"]["severity"] == "high"


@pytest.mark.parametrize("real", [True, False])
def test_compiled_policies_ask_their_host_for_nothing(tiny_bundle: Bundle, real: bool) -> None:
    bundle = packaged_bundle() if real else tiny_bundle
    configuration = wasmtime.Config()
    configuration.consume_fuel = True
    engine = wasmtime.Engine(configuration)
    module = wasmtime.Module.from_file(engine, str(bundle.wasm))
    instance = PolicyInstance(engine, module, data=bundle.data.read_bytes(), memory_bytes=Limits().memory, fuel=Limits().fuel)
    assert instance.builtins == {}
    assert set(instance.entrypoints) >= {"trailgate/decision", "trailgate/required_records", "trailgate/traced"}
    assert instance.abi >= (1, 2)


def test_documents_leave_nothing_behind(tiny_bundle: Bundle) -> None:
    engine = WasmEngine(tiny_bundle)
    assert len(engine.decide(many(2000))["always-pass"]["trails"]) == 2000
    assert engine.decide(DOCUMENT) == DECISION
    assert engine.decide({"trails": {}})["always-pass"]["trails"] == []


def test_a_document_larger_than_the_first_memory_is_read(tiny_bundle: Bundle) -> None:
    trails = {"a": {"description": "x" * 5_000_000}}
    assert WasmEngine(tiny_bundle).decide({"trails": trails})["always-pass"]["trails"] == ["a"]


NARROW = [Limits(fuel=3_000_000, fuel_per_byte=0), Limits(memory=20 << 20, memory_per_byte=0)]


@pytest.mark.parametrize("limits", NARROW, ids=["fuel", "memory"])
def test_work_beyond_the_limit_is_an_error_of_the_input_that_names_the_other_engine(tiny_bundle: Bundle, limits: Limits) -> None:
    engine = WasmEngine(tiny_bundle, limits=limits)
    with pytest.raises(EngineLimitError, match="--engine opa") as stopped:
        engine.decide(many(60_000))
    assert isinstance(stopped.value, InputError)
    assert stopped.value.exit_code == 4
    assert engine.decide(DOCUMENT) == DECISION


def test_a_longer_document_may_take_more(tiny_bundle: Bundle) -> None:
    limits = Limits(fuel=3_000_000, fuel_per_byte=10_000, memory=20 << 20, memory_per_byte=500)
    assert len(WasmEngine(tiny_bundle, limits=limits).decide(many(60_000))["always-pass"]["trails"]) == 60_000
    assert Limits().fuel_for(1000) - Limits().fuel_for(0) == 1000 * Limits().fuel_per_byte
    assert Limits().memory_for(1 << 40) == Limits().most_memory


def test_memory_that_one_document_took_is_not_kept_for_the_next(tiny_bundle: Bundle) -> None:
    engine = WasmEngine(tiny_bundle)
    engine.decide(DOCUMENT)
    kept = engine._instance
    engine.decide(DOCUMENT)
    assert engine._instance is kept is not None
    engine.decide({"trails": {"a": "x" * (300 << 20)}})
    assert engine._instance is None
    assert engine.decide(DOCUMENT) == DECISION


def test_the_limit_depends_on_work_alone_so_the_same_document_always_ends_alike(tiny_bundle: Bundle) -> None:
    left = []
    for _ in range(2):
        engine = WasmEngine(tiny_bundle)
        engine.decide(many(1000))
        assert engine._instance is not None
        left.append(engine._instance._store.get_fuel())
    assert left[0] == left[1]


@pytest.mark.parametrize("depth", [250, 500])
def test_a_nested_document_is_read(tiny_bundle: Bundle, depth: int) -> None:
    nested: Any = 0
    for _ in range(depth):
        nested = [nested]
    assert WasmEngine(tiny_bundle).decide({"trails": {"a": nested}})["always-pass"]["trails"] == ["a"]


def test_nesting_without_end_is_refused(tiny_bundle: Bundle) -> None:
    nested: Any = 0
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(InputError):
        WasmEngine(tiny_bundle).decide({"trails": {"a": nested}})


def test_integers_beyond_64_bits_are_read(tiny_bundle: Bundle) -> None:
    assert WasmEngine(tiny_bundle).decide({"trails": {"a": 2**200}})["always-pass"]["trails"] == ["a"]


def test_half_a_surrogate_pair_is_refused(tiny_bundle: Bundle) -> None:
    with pytest.raises(InputError):
        WasmEngine(tiny_bundle).decide({"trails": {"\ud800": {}}})


def test_the_compiled_module_is_kept_and_used(tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    WasmEngine(tiny_bundle, cache=tmp_path / "cache")
    monkeypatch.setattr(wasmtime.Module, "__init__", lambda *_: pytest.fail("compiled again"))
    assert WasmEngine(tiny_bundle, cache=tmp_path / "cache").decide(DOCUMENT) == DECISION


def test_a_kept_module_of_another_build_is_compiled_anew(tiny_bundle: Bundle, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    WasmEngine(tiny_bundle, cache=cache)
    (kept,) = cache.iterdir()
    from trailgate_evaluator.engine import module_cache

    module_cache.store(cache, kept.name, b"not a module of this build")
    assert WasmEngine(tiny_bundle, cache=cache).decide(DOCUMENT) == DECISION
