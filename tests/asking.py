"""What most tests ask for: the one control that their accounts are made for."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.evaluation.choices import Choices

CONTROL: Final = "iam-policy-change-alarm"
ASKED: Final[dict[str, Any]] = {"controls": [CONTROL], "benchmark": None, "role": None}
"""The same, as a document says it."""


def of_one(**choices: Any) -> Choices:
    """These choices, for that control alone; most fixtures are of one account, so each stands alone."""
    return Choices(**{"controls": (CONTROL,), "join": False, **choices})
