"""Files, folders and standard input, read and recognised by their content.

`read` yields one `Source` for each input that can be trusted and one `Unreadable` for each that
cannot, so that a broken file costs only itself.
"""

from __future__ import annotations

from trailgate_evaluator.inputs.reading import PlanFiles, Source, Unreadable, read, read_one

__all__ = ["PlanFiles", "Source", "Unreadable", "read", "read_one"]
