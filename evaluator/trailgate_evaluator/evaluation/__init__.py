"""The pipeline of `trailgate evaluate`: inputs become documents, documents decisions, decisions a report."""

from __future__ import annotations

from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs

__all__ = ["Choices", "evaluate_inputs"]
