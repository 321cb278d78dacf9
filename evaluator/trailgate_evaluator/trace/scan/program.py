"""The program that reads records, put together from its parts and made ready to run once."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib.resources import files
from typing import Any, Final

import wasmtime

from trailgate_evaluator.trace.scan.digest import digest_function

_PARTS: Final = ("memory.wat", "json.wat", "names.wat", "records.wat", "table.wat", "key.wat", "scan.wat", "unwrap.wat")


class Program:
    """One instance with its memory."""

    def __init__(self) -> None:
        """Nothing is known in it yet.

        Raises:
            ValueError: it does not run on this machine, or there is no memory for it.
        """
        if sys.byteorder != "little":
            raise ValueError(sys.byteorder)
        try:
            engine, module = _made()
            self._store = wasmtime.Store(engine)
            exports: Any = wasmtime.Instance(self._store, module, []).exports(self._store)
        except wasmtime.WasmtimeError as problem:
            raise ValueError(str(problem)) from problem
        self._functions = {one: exports[one] for one in ("run", "name", "forget", "digest", "unwrap")}
        memory = exports["memory"]
        size = memory.data_len(self._store)
        start = ctypes.addressof(memory.data_ptr(self._store).contents)
        self.memory: memoryview = memoryview((ctypes.c_uint8 * size).from_address(start)).cast("B")
        """All of it; it never grows."""
        self.words = self.memory.cast("I")

    def run(self) -> None:
        """Learns and reads on, as its memory says."""
        self._functions["run"](self._store)

    def call(self, name: str, *arguments: int) -> Any:
        """What one of its functions returns."""
        return self._functions[name](self._store, *arguments)


@cache
def _made() -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    here = files(__package__)
    text = "".join(here.joinpath(part).read_text(encoding="utf-8") for part in _PARTS)
    return engine, wasmtime.Module(engine, f"(module {text} {digest_function()})")
