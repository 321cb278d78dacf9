"""The default engine: the policies as OPA compiled them to WebAssembly, run in this process by wasmtime.

It needs no OPA, has no network by construction, and its work is capped by memory and fuel, never by the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import wasmtime

from trailgate_evaluator.engine.answer import accepted
from trailgate_evaluator.engine.document_bytes import document_bytes
from trailgate_evaluator.engine.limits import Limits
from trailgate_evaluator.engine.machine_code import MachineCode
from trailgate_evaluator.engine.wasm_abi import PolicyAborted, PolicyInstance
from trailgate_evaluator.errors import EngineLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from trailgate_evaluator.engine.bundle import Bundle
    from trailgate_evaluator.engine.protocol import Control

    Document = Mapping[str, Any]

_KEPT_MEMORY = 256 << 20
"""An instance never gives memory back, so one that has taken more is not kept for the next document."""


class WasmEngine:
    """See `protocol.Engine`."""

    name = "wasm"
    cross_checked_by: str | None = None

    def __init__(
        self,
        bundle: Bundle,
        *,
        cache: Path | None = None,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        read_of: Callable[[Document], Document] = lambda document: document,
        is_ours: bool = False,
    ) -> None:
        """`cache` is the folder for machine code, or None to keep none; `read_of` a document is what the policies read."""
        self.is_ours = is_ours
        self.version = bundle.opa_version
        self.digest = bundle.digest
        self.controls: Mapping[str, Control] = bundle.controls
        self._limits = limits
        self._read_of = read_of
        self._data = bundle.data.read_bytes()
        self._code = MachineCode(bundle.wasm.read_bytes(), cache)
        self._instance: PolicyInstance | None = None

    def decide(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.decide`."""
        return self._evaluate("decision", self._read_of(document))

    def required_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.required_records`."""
        return self._evaluate("required_records", subject)

    def ordinary_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.ordinary_records`."""
        return self._evaluate("ordinary_records", subject)

    def trace(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.trace`."""
        return self._evaluate("traced", self._read_of(document))

    def recorded(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.recorded`."""
        return self._evaluate("recorded", document)

    def walk(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.walk`."""
        return self._evaluate("walked", self._read_of(document))

    def _evaluate(self, rule: str, document: Mapping[str, Any]) -> dict[str, Any]:
        given = document_bytes(document)
        memory, fuel = self._limits.memory_for(len(given)), self._limits.fuel_for(len(given))
        if self._code.is_better_for(len(given)):
            self._instance = None
        try:
            if self._instance is None:
                code = self._code
                self._instance = PolicyInstance(code.engine, code.module, data=self._data, memory_bytes=memory, fuel=fuel)
            results = self._instance.evaluate(f"trailgate/{rule}", given, memory_bytes=memory, fuel=fuel)
        except (wasmtime.Trap, wasmtime.WasmtimeError, PolicyAborted) as error:
            self._instance = None
            raise _stopped(rule, memory, fuel, error) from error
        self._code.has_done(fuel - self._instance.fuel_left)
        if self._instance.memory_bytes > _KEPT_MEMORY:
            self._instance = None
        return accepted(results[0]["result"] if results else None, rule=rule, where="engine wasm")


def _stopped(rule: str, memory: int, fuel: int, error: Exception) -> EngineLimitError:
    return EngineLimitError(
        expected=f"an evaluation within {memory >> 20} MiB and {fuel} instructions",
        found=str(error).strip().splitlines()[-1].strip(),
        where=f"engine wasm, {rule}",
        what_to_do="Judge this input with `--engine opa`, which has no such cap.",
    )
