"""An organisation's own statements and limits, from a YAML file: attestations, waivers, the age that makes evidence stale."""

from __future__ import annotations

from trailgate_evaluator.settings.reading import NO_SETTINGS, read_settings

__all__ = ["NO_SETTINGS", "read_settings"]
