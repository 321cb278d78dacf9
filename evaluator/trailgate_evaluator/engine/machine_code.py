"""The law as machine code: compiled quickly at first, and by the compiler that optimizes once there is work that is worth it.

wasmtime has two compilers of one meaning. Winch reads the WebAssembly once, which takes 0.13 s; Cranelift takes 0.9 s, and its
code runs in little more than half the time. Both count the same instructions (but for one for each page that memory grows by,
which Cranelift counts), so that what an evaluation may take ends at the same place.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Final

import wasmtime
from wasmtime import _bindings  # the package's own `Config.strategy` does not know Winch

from trailgate_evaluator.engine import module_cache, precompiled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trailgate_evaluator.engine.bundle import Bundle

_WINCH: Final = 2
"""`WASMTIME_STRATEGY_WINCH` of wasmtime's config.h."""
_HAS_WINCH: Final = platform.machine().lower() in {"x86_64", "amd64"}
"""Where its makers support it: https://docs.wasmtime.dev/stability-platform-support.html"""
WORTH_OPTIMIZING: Final = 3_000_000_000
"""So many instructions take Winch's code 0.3 s longer than Cranelift's; who judges so much will judge as much again."""
_FUEL_A_BYTE: Final = 900
"""What the law takes for each byte of a document, by an account of fifteen filters."""


class MachineCode:
    """The law of one process. Raises `wasmtime.WasmtimeError` where nothing compiles it."""

    def __init__(self, wasm: bytes, cache: Path | None) -> None:
        """`cache` is the folder where what was compiled is kept, or None to keep nothing."""
        self._wasm = wasm
        self._cache = cache
        self._work = 0
        stored = self._stored(optimized=True)
        self.is_optimized = stored is not None or not _HAS_WINCH
        self.engine, self.module = stored or (self._quick() if _HAS_WINCH else self._compiled(optimized=True))

    def has_done(self, fuel: int) -> None:
        """So many instructions were taken."""
        self._work += fuel

    def is_better_for(self, size: int) -> bool:
        """Whether better code took the place of what was there, for a document of so many bytes: instances are then made anew."""
        if self.is_optimized or self._work + _FUEL_A_BYTE * size < WORTH_OPTIMIZING:
            return False
        self.engine, self.module = self._stored(optimized=True) or self._compiled(optimized=True)
        self.is_optimized = True
        return True

    def _quick(self) -> tuple[wasmtime.Engine, wasmtime.Module]:
        try:
            return self._stored(optimized=False) or self._compiled(optimized=False)
        except wasmtime.WasmtimeError as error:
            module_cache.debug("Winch does not compile the law: %s", error)
            self.is_optimized = True
            return self._compiled(optimized=True)

    def _compiled(self, *, optimized: bool) -> tuple[wasmtime.Engine, wasmtime.Module]:
        engine = wasmtime.Engine(_configuration(optimized=optimized))
        module = wasmtime.Module(engine, self._wasm)
        module_cache.store(self._cache, _key(self._wasm, optimized=optimized), bytes(module.serialize()))
        return engine, module

    def _stored(self, *, optimized: bool) -> tuple[wasmtime.Engine, wasmtime.Module] | None:
        engine = None
        for stored in self._found(_key(self._wasm, optimized=optimized)):
            if stored is not None:
                engine = engine or wasmtime.Engine(_configuration(optimized=optimized))
                try:
                    return engine, _loaded(engine, stored)
                except (wasmtime.WasmtimeError, OSError) as error:
                    module_cache.debug("the kept module is of another build of wasmtime, or of another processor: %s", error)
        return None

    def _found(self, key: str) -> Iterator[Path | None]:
        yield precompiled.laid(key)
        yield module_cache.load(self._cache, key)


def _loaded(engine: wasmtime.Engine, path: Path) -> wasmtime.Module:
    """The module of a file that `module_cache` keeps: mapped where the file system allows it, which is ten times as fast as read.

    Raises `wasmtime.WasmtimeError` where it is of another build of wasmtime or of another processor, `OSError` where it is gone.
    """
    try:
        return wasmtime.Module.deserialize_file(engine, str(path))
    except (wasmtime.WasmtimeError, UnicodeEncodeError) as error:  # such as one from which nothing may be executed
        module_cache.debug("the kept module is not mapped: %s", error)
    content = module_cache.content_of(path.read_bytes())
    if content is None:
        raise wasmtime.WasmtimeError("the kept module was replaced by a damaged one meanwhile")
    return wasmtime.Module.deserialize(engine, bytes(content))


def precompile(bundle: Bundle) -> Path:
    """The file in which the optimized code of the law stands now, beside the program. Raises `OSError`."""
    wasm = bundle.wasm.read_bytes()
    module = wasmtime.Module(wasmtime.Engine(_configuration(optimized=True)), wasm)
    return precompiled.lay(_key(wasm, optimized=True), bytes(module.serialize()))


def _configuration(*, optimized: bool) -> wasmtime.Config:
    configuration = wasmtime.Config()
    configuration.consume_fuel = True
    if not optimized:
        _bindings.wasmtime_config_strategy_set(configuration.ptr(), _WINCH)
    return configuration


def _key(wasm: bytes, *, optimized: bool) -> str:
    compiler = "cranelift" if optimized else "winch"
    return module_cache.cache_key(wasm, f"wasmtime of {wasmtime.__file__}, with fuel, by {compiler}")
