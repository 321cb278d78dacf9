"""The default engine: the policies as OPA compiled them to WebAssembly, run in this process by wasmtime.

It needs no OPA, has no network by construction, and its work is capped by memory and fuel, never by the clock.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import wasmtime

from trailgate_evaluator.engine import module_cache
from trailgate_evaluator.engine.answer import accepted
from trailgate_evaluator.engine.document_bytes import document_bytes
from trailgate_evaluator.engine.wasm_abi import PolicyAborted, PolicyInstance
from trailgate_evaluator.errors import EngineLimitError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trailgate_evaluator.engine.bundle import Bundle
    from trailgate_evaluator.engine.protocol import Control

_log = logging.getLogger(__name__)

MEMORY_BYTES = 3 << 30
"""Most memory that one evaluation may use; WebAssembly could address 4 GiB."""
FUEL = 400_000_000_000
"""Most WebAssembly instructions that one evaluation may run: about a minute of work."""


class WasmEngine:
    """See `protocol.Engine`."""

    name = "wasm"
    cross_checked_by: str | None = None

    def __init__(self, bundle: Bundle, *, cache: Path | None = None, memory_bytes: int = MEMORY_BYTES, fuel: int = FUEL) -> None:
        """`cache` is the folder for the compiled module, or None to keep none."""
        self.version = bundle.opa_version
        self.digest = bundle.digest
        self.controls: Mapping[str, Control] = bundle.controls
        self._limits = {"memory_bytes": memory_bytes, "fuel": fuel}
        self._data = bundle.data.read_bytes()
        self._engine = wasmtime.Engine(_configuration())
        self._module = _module(self._engine, bundle.wasm.read_bytes(), cache)
        self._instance: PolicyInstance | None = None

    def decide(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.decide`."""
        return self._evaluate("decision", document)

    def required_records(self, partition: str, account: str | None) -> dict[str, Any]:
        """See `protocol.Engine.required_records`."""
        return self._evaluate("required_records", {"partition": partition, "account": account})

    def trace(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.trace`."""
        return self._evaluate("traced", document)

    def _evaluate(self, rule: str, document: Mapping[str, Any]) -> dict[str, Any]:
        try:
            if self._instance is None:
                self._instance = PolicyInstance(self._engine, self._module, data=self._data, **self._limits)
            results = self._instance.evaluate(f"trailgate/{rule}", document_bytes(document))
        except (wasmtime.Trap, wasmtime.WasmtimeError, PolicyAborted) as error:
            self._instance = None
            raise self._stopped(rule, error) from error
        return accepted(results[0]["result"] if results else None, rule=rule, where="engine wasm")

    def _stopped(self, rule: str, error: Exception) -> EngineLimitError:
        return EngineLimitError(
            expected=f"an evaluation within {self._limits['memory_bytes'] >> 20} MiB and {self._limits['fuel']} instructions",
            found=str(error).strip().splitlines()[-1].strip(),
            where=f"engine wasm, {rule}",
            what_to_do="Use `--engine opa`, which has no such cap.",
        )


def _configuration() -> wasmtime.Config:
    configuration = wasmtime.Config()
    configuration.consume_fuel = True
    return configuration


def _module(engine: wasmtime.Engine, wasm: bytes, cache: Path | None) -> wasmtime.Module:
    key = module_cache.cache_key(wasm, f"wasmtime {version('wasmtime')} fuel")
    stored = module_cache.load(cache, key)
    if stored is not None:
        try:
            return wasmtime.Module.deserialize(engine, stored)
        except wasmtime.WasmtimeError as error:
            _log.debug("the kept module is of another build of wasmtime: %s", error)
    module = wasmtime.Module(engine, wasm)
    module_cache.store(cache, key, bytes(module.serialize()))
    return module
