"""Codes of errors that are none of AWS's: in which way what another tool exported does not tell something."""

from __future__ import annotations

from typing import Final

MAY_BE_MORE: Final = "MayBeMore"
"""A list may lack what the tool left out or was refused."""
NOT_IN_EXPORT: Final = "NotInExport"
"""The export does not hold what would tell."""
NOT_TOLD: Final = "NotTold"
"""The tool has no answer, and does not say why."""
DIFFER: Final = "AnswersDiffer"
"""Two answers tell otherwise of one thing."""
NOT_THERE: Final = "AnswerNotThere"
"""A manifest names a file as the answer, which is not there or cannot be read."""
EXPORT_CODES: Final = frozenset({DIFFER, MAY_BE_MORE, NOT_IN_EXPORT, NOT_THERE, NOT_TOLD})
