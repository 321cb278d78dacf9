"""Snapshots (trailgate/snapshot/v1) read into the parts of a document."""

from __future__ import annotations

from trailgate_evaluator.readers.snapshot.reading import read_snapshot

__all__ = ["read_snapshot"]
