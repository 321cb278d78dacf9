"""Data protection policies of log groups: what they mask in log events before a metric filter sees them."""

from __future__ import annotations

from trailgate_evaluator.languages.data_protection.masking import may_mask
from trailgate_evaluator.languages.data_protection.policy import PolicyTextError, masked_identifiers

__all__ = ["PolicyTextError", "masked_identifiers", "may_mask"]
