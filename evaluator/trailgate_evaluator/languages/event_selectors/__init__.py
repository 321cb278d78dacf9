"""Event selectors of CloudTrail's trails: which of the management events a trail records."""

from __future__ import annotations

from trailgate_evaluator.languages.event_selectors.admission import Admission, admission

__all__ = ["Admission", "admission"]
