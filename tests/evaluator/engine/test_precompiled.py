from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import wasmtime

from trailgate_evaluator import precompile as command
from trailgate_evaluator.engine import precompiled
from trailgate_evaluator.engine.bundle import Bundle
from trailgate_evaluator.engine.machine_code import precompile
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.errors import StalePoliciesError

DOCUMENT: dict[str, Any] = {"trails": {"b": {}, "a": {}}}


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder beside the program, of this test alone."""
    folder = tmp_path / "_compiled"
    for function in (precompiled.laid, precompiled.lay):
        monkeypatch.setattr(function, "__defaults__", (folder,))
    return folder


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what wasmtime was asked to compile."""
    asked: list[int] = []
    real = wasmtime.Module

    class Module(real):  # type: ignore[misc, valid-type]
        def __init__(self, engine: wasmtime.Engine, wasm: bytes) -> None:
            asked.append(len(wasm))
            super().__init__(engine, wasm)

    monkeypatch.setattr(wasmtime, "Module", Module)
    return asked


def test_what_is_laid_beside_the_program_is_not_compiled_again(tiny_bundle: Bundle, beside: Path, compiling: list[int]) -> None:
    expected = WasmEngine(tiny_bundle).decide(DOCUMENT)
    path = precompile(tiny_bundle)
    assert path.parent == beside
    assert len(compiling) == 2
    assert WasmEngine(tiny_bundle).decide(DOCUMENT) == expected
    assert len(compiling) == 2


@pytest.mark.parametrize("damage", [lambda stored: stored[:-1], lambda stored: stored[:40] + b"x" + stored[41:], lambda _: b""])
def test_what_is_damaged_is_compiled(tiny_bundle: Bundle, beside: Path, compiling: list[int], damage: Any) -> None:
    path = precompile(tiny_bundle)
    path.write_bytes(damage(path.read_bytes()))
    assert WasmEngine(tiny_bundle).decide(DOCUMENT)
    assert len(compiling) == 2
    assert beside.is_dir()


def test_what_another_processor_can_run_is_compiled(tiny_bundle: Bundle, beside: Path, compiling: list[int]) -> None:
    path = precompile(tiny_bundle)
    precompiled.lay(path.name, b"\x7fELF of another machine")
    assert WasmEngine(tiny_bundle).decide(DOCUMENT)
    assert len(compiling) == 2
    assert [*beside.iterdir()] == [path]


def test_one_law_stands_there_at_a_time(beside: Path) -> None:
    precompiled.lay("a.module", b"one")
    assert precompiled.lay("b.module", b"two") == beside / "b.module"
    assert [one.name for one in beside.iterdir()] == ["b.module"]
    assert precompiled.laid("b.module") == beside / "b.module"
    assert (beside / "b.module").read_bytes().startswith(b"two")
    assert precompiled.laid("a.module") is None


def test_the_command_says_where_it_stands(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main() == 0
    (path,) = beside.iterdir()
    assert capsys.readouterr().out == (
        f"{path}: the law as machine code for this kind of machine, {path.stat().st_size / 1e6:.1f} MB\n"
    )


def test_where_it_cannot_be_written_the_command_says_so(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside.write_text("a file")
    assert command.main() == 1
    told = capsys.readouterr().err
    assert told.startswith(f"trailgate: {beside}")
    assert "expected a folder that may be written, found" in told


def test_without_a_law_there_is_nothing_to_lay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def none() -> Bundle:
        raise StalePoliciesError(expected="compiled policies", found="none", where="here", what_to_do="Run `make policies`.")

    monkeypatch.setattr(command, "packaged_bundle", none)
    assert command.main() == 5
    assert "Run `make policies`." in capsys.readouterr().err
