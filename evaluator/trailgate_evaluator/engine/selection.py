"""An engine by name, open for as long as a `with` block lasts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, assert_never

from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.module_cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trailgate_evaluator.engine.protocol import Engine

EngineName = Literal["wasm", "opa", "both"]


@contextmanager
def open_engine(
    name: EngineName = "wasm",
    *,
    policies: Path | None = None,
    opa_url: str | None = None,
    opa_token: str | None = None,
) -> Iterator[Engine]:
    """The engine `name`, closed when the block ends.

    Raises:
        EngineError: the engine cannot be started.
    """
    from trailgate_evaluator.engine.wasm import WasmEngine

    match name:
        case "wasm":
            yield WasmEngine(packaged_bundle(), cache=cache_folder())
        case "opa" | "both":
            raise NotImplementedError
        case _:
            assert_never(name)
