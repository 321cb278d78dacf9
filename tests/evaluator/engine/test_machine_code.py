from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import wasmtime

from tests.asking import of_one
from trailgate_evaluator.engine import machine_code, open_engine
from trailgate_evaluator.engine.bundle import Bundle, packaged_bundle
from trailgate_evaluator.engine.document_bytes import document_bytes
from trailgate_evaluator.engine.machine_code import WORTH_OPTIMIZING, MachineCode
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.engine.wasm_abi import PolicyInstance
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = sorted((ROOT / "fixtures" / "snapshots").glob("*/snapshot.json"))[::20]
DOCUMENT: dict[str, Any] = {"trails": {"b": {}, "a": {}, "far-too-long-a-name": {}}}
PLENTY = {"memory_bytes": 1 << 30, "fuel": 10**11}

quick = pytest.mark.skipif(not machine_code._HAS_WINCH, reason="wasmtime's Winch compiles for x86-64 alone")


def _instance(bundle: Bundle, *, optimized: bool) -> PolicyInstance:
    engine = wasmtime.Engine(machine_code._configuration(optimized=optimized))
    module = wasmtime.Module(engine, bundle.wasm.read_bytes())
    return PolicyInstance(engine, module, data=bundle.data.read_bytes(), **PLENTY)


@pytest.fixture(scope="module")
def compilers() -> list[PolicyInstance]:
    return [_instance(packaged_bundle(), optimized=optimized) for optimized in (True, False)]


@quick
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_both_compilers_give_the_same_bytes_for_the_same_work(compilers: list[PolicyInstance], path: Path) -> None:
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    with open_engine() as engine:
        given = document_bytes(DocumentMaker(engine, of_one()).documents(source).after)
    for one in compilers:
        one.evaluate("trailgate/decision", given, **PLENTY)  # memory grows, which Cranelift counts by pages
    told = [(json.dumps(one.evaluate("trailgate/decision", given, **PLENTY)), one.fuel_left) for one in compilers]
    assert told[0] == told[1]
    assert "iam-policy-change-alarm" in told[0][0]


@quick
def test_the_first_code_is_the_quick_compilers(tiny_bundle: Bundle, tmp_path: Path) -> None:
    code = MachineCode(tiny_bundle.wasm.read_bytes(), tmp_path / "cache")
    assert not code.is_optimized
    optimized = wasmtime.Module(wasmtime.Engine(machine_code._configuration(optimized=True)), tiny_bundle.wasm.read_bytes())
    assert bytes(code.module.serialize()) != bytes(optimized.serialize())


@quick
def test_much_work_is_worth_the_compiler_that_optimizes_and_its_code_is_kept(tiny_bundle: Bundle, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    engine = WasmEngine(tiny_bundle, cache=cache)
    expected = engine.decide(DOCUMENT)
    before = engine._instance
    engine._code.has_done(WORTH_OPTIMIZING)
    assert engine.decide(DOCUMENT) == expected
    assert engine._code.is_optimized
    assert engine._instance is not before
    assert len([*cache.iterdir()]) == 2
    again = WasmEngine(tiny_bundle, cache=cache)
    assert again._code.is_optimized
    assert again.decide(DOCUMENT) == expected


@quick
def test_what_was_done_is_counted(tiny_bundle: Bundle) -> None:
    engine = WasmEngine(tiny_bundle)
    counts = []
    for _ in range(3):
        engine.decide(DOCUMENT)
        counts.append(engine._code._work)
    first, second, third = counts
    assert 0 < first < second
    assert third - second == second - first


@quick
def test_a_large_document_is_worth_it_at_once(tiny_bundle: Bundle) -> None:
    code = MachineCode(tiny_bundle.wasm.read_bytes(), None)
    assert not code.is_better_for(1 << 20)
    assert code.is_better_for(8 << 20)
    assert not code.is_better_for(8 << 20), "what is optimized does not change again"


@quick
def test_what_another_process_optimized_meanwhile_is_taken(
    tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, wasm = tmp_path / "cache", tiny_bundle.wasm.read_bytes()
    one, other = MachineCode(wasm, cache), MachineCode(wasm, cache)
    assert one.is_better_for(8 << 20)
    monkeypatch.setattr(wasmtime.Module, "__init__", lambda *_: pytest.fail("compiled again"))
    assert other.is_better_for(8 << 20)


@pytest.mark.parametrize(
    "why", [wasmtime.WasmtimeError("Operation not permitted"), UnicodeEncodeError("utf-8", "\udcff", 0, 1, "")]
)
def test_where_a_kept_module_cannot_be_mapped_it_is_read(
    tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    expected = WasmEngine(tiny_bundle, cache=tmp_path / "cache").decide(DOCUMENT)

    def refused(_engine: wasmtime.Engine, _path: str) -> wasmtime.Module:
        raise why

    monkeypatch.setattr(wasmtime.Module, "deserialize_file", refused)
    monkeypatch.setattr(wasmtime.Module, "__init__", lambda *_: pytest.fail("compiled again"))
    assert WasmEngine(tiny_bundle, cache=tmp_path / "cache").decide(DOCUMENT) == expected


def test_a_kept_module_that_goes_while_it_is_read_is_made_again(
    tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    expected = WasmEngine(tiny_bundle, cache=cache).decide(DOCUMENT)

    def gone(_engine: wasmtime.Engine, path: str) -> wasmtime.Module:
        Path(path).unlink(missing_ok=True)
        raise wasmtime.WasmtimeError("No such file or directory")

    monkeypatch.setattr(wasmtime.Module, "deserialize_file", gone)
    assert WasmEngine(tiny_bundle, cache=cache).decide(DOCUMENT) == expected
    assert [*cache.glob("*.module")]


def test_elsewhere_the_law_is_optimized_from_the_start(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_HAS_WINCH", False)
    code = MachineCode(tiny_bundle.wasm.read_bytes(), None)
    assert code.is_optimized
    assert not code.is_better_for(8 << 20)


@quick
def test_where_the_quick_compiler_refuses_the_other_does_it(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    real = MachineCode._compiled

    def refusing(self: MachineCode, *, optimized: bool) -> tuple[wasmtime.Engine, wasmtime.Module]:
        if not optimized:
            raise wasmtime.WasmtimeError("not implemented")
        return real(self, optimized=optimized)

    monkeypatch.setattr(MachineCode, "_compiled", refusing)
    assert WasmEngine(tiny_bundle).decide(DOCUMENT)["always-pass"]["status"] == "pass"
