"""OPA's WebAssembly ABI 1.2 and later: one instance of compiled policies, evaluated by entrypoint.

Source: https://www.openpolicyagent.org/docs/wasm
"""

from __future__ import annotations

import json
import weakref
from typing import TYPE_CHECKING, Any

import wasmtime

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGE = 65536
_FIRST_PAGES = 256
_ALIGNMENT = 8
_RESULT_AS_JSON = 0


class PolicyAborted(Exception):  # noqa: N818 (an event of the ABI, not an error of the package)
    """The policies called `opa_abort` with this message."""


class PolicyInstance:
    """Compiled policies with their data in memory; usable until an evaluation raises."""

    def __init__(self, engine: wasmtime.Engine, module: wasmtime.Module, *, data: bytes, memory_bytes: int, fuel: int) -> None:
        """`data` is JSON; `memory_bytes` and `fuel` (WebAssembly instructions, roughly) cap what it takes to begin."""
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=memory_bytes)
        self._store.set_fuel(fuel)
        self._memory = _memory_for(self._store, module)
        self._exports = wasmtime.Instance(self._store, module, self._imports(module)).exports(self._store)
        self.entrypoints: dict[str, int] = self._read_json(self._call("entrypoints"))
        self.builtins: dict[str, int] = self._read_json(self._call("builtins"))
        base = self._align(self._call("opa_heap_ptr_get"))
        self._write(base, data)
        self._call("opa_heap_ptr_set", self._align(base + len(data)))
        self._data = self._call("opa_json_parse", base, len(data))
        if self._data == 0:
            raise PolicyAborted("the data of the policies is not JSON")
        self._heap = self._align(self._call("opa_heap_ptr_get"))

    @property
    def abi(self) -> tuple[int, int]:
        """The ABI's version: major, minor."""
        return tuple(self._exports[f"opa_wasm_abi_{part}"].value(self._store) for part in ("version", "minor_version"))  # type: ignore[union-attr]

    @property
    def memory_bytes(self) -> int:
        """The memory that it has taken, which it never gives back."""
        return self._memory.data_len(self._store)

    @property
    def fuel_left(self) -> int:
        """What the last evaluation left of its fuel."""
        return self._store.get_fuel()

    def evaluate(self, entrypoint: str, document: bytes, *, memory_bytes: int, fuel: int) -> Any:
        """The JSON results of `entrypoint` for `document`: a list of {"result": value}, empty where it is undefined.

        `memory_bytes` (with what was taken before) and `fuel` cap it.

        Raises:
            wasmtime.Trap, wasmtime.WasmtimeError, PolicyAborted: no result; the instance must not be used again.
        """
        self._store.set_limits(memory_size=memory_bytes)
        self._store.set_fuel(fuel)
        self._write(self._heap, document)
        size = len(document)
        del document  # the module has its own copy, and needs the memory
        free = self._align(self._heap + size)
        address = self._call("opa_eval", 0, self.entrypoints[entrypoint], self._data, self._heap, size, free, _RESULT_AS_JSON)
        return json.loads(self._read_text(address))

    def _imports(self, module: wasmtime.Module) -> list[wasmtime.Memory | wasmtime.Func]:
        # wasmtime keeps what it may call until the store is gone, and the store is gone with this instance.
        instance = weakref.ref(self)
        hosted: dict[str, Callable[..., Any]] = {"opa_abort": lambda address: _abort(instance(), address), "opa_println": _ignore}
        imports: list[wasmtime.Memory | wasmtime.Func] = []
        for wanted in module.imports:
            kind = wanted.type
            if isinstance(kind, wasmtime.FuncType):
                imports.append(wasmtime.Func(self._store, kind, hosted.get(wanted.name or "", _refuse_builtin)))
            else:
                imports.append(self._memory)
        return imports

    def _call(self, name: str, *arguments: int) -> Any:
        function = self._exports[name]
        assert isinstance(function, wasmtime.Func)  # noqa: S101 (part of the ABI)
        result = function(self._store, *arguments)
        return result & 0xFFFFFFFF if isinstance(result, int) else result

    def _read_json(self, value_address: int) -> Any:
        return json.loads(self._read_text(self._call("opa_json_dump", value_address)))

    def _read_text(self, address: int) -> bytes:
        end = address
        while True:
            chunk = bytes(self._memory.read(self._store, end, end + _PAGE))
            stop = chunk.find(b"\0")
            if stop >= 0 or not chunk:
                return bytes(self._memory.read(self._store, address, end + max(stop, 0)))
            end += len(chunk)

    def _write(self, address: int, content: bytes) -> None:
        missing = address + len(content) - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // _PAGE))
        self._memory.write(self._store, content, address)

    @staticmethod
    def _align(address: int) -> int:
        return -(-address // _ALIGNMENT) * _ALIGNMENT


def _memory_for(store: wasmtime.Store, module: wasmtime.Module) -> wasmtime.Memory:
    for wanted in module.imports:
        if isinstance(wanted.type, wasmtime.MemoryType):
            # OPA declares two pages however much static data the policies have, so take more.
            pages = max(wanted.type.limits.min, _FIRST_PAGES)
            return wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(pages, wanted.type.limits.max)))
    raise PolicyAborted("the module imports no memory")


def _abort(instance: PolicyInstance | None, address: int) -> None:
    text = b"no reason" if instance is None else instance._read_text(address)  # noqa: SLF001 - the instance's own import
    raise PolicyAborted(text.decode("utf-8", "replace"))


def _ignore(_address: int) -> None:
    """Compiled policies print nothing: `opa build` erases print calls."""


def _refuse_builtin(*_arguments: int) -> int:
    raise PolicyAborted("the policies asked their host for a builtin; they may use only those that OPA compiles")
