"""What becomes of real records in an account: one followed link by link, or millions counted."""

from __future__ import annotations

from trailgate_evaluator.trace.backtest import backtest
from trailgate_evaluator.trace.tracer import Fate, Tracer

__all__ = ["Fate", "Tracer", "backtest"]
