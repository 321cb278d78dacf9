"""Event patterns of EventBridge's rules: which of CloudTrail's records a rule may see."""

from __future__ import annotations

from trailgate_evaluator.languages.event_pattern.admission import may_match

__all__ = ["may_match"]
