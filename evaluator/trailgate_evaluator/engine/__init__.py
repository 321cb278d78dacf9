"""Engines that decide documents by the policies: OPA's WebAssembly in this process, or an OPA server."""

from trailgate_evaluator.engine.canonical import canonical_bytes
from trailgate_evaluator.engine.protocol import Control, Engine
from trailgate_evaluator.engine.selection import EngineName, open_engine

__all__ = ["Control", "Engine", "EngineName", "canonical_bytes", "open_engine"]
