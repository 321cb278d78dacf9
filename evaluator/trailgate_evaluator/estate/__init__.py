"""Snapshots of several accounts as one estate: each account is judged by all that its chains reach, in whichever account."""

from __future__ import annotations

from trailgate_evaluator.estate.accounts import Estate
from trailgate_evaluator.estate.gathering import Gathered, Listed, gather
from trailgate_evaluator.estate.joining import joined

__all__ = ["Estate", "Gathered", "Listed", "gather", "joined"]
