"""The fewest changes that make an account or a plan pass: found by the law itself, written as text, never executed.

`plan_fix` finds them, `written` writes them. Every change is tried on the document first (`planning.py`), so what is
printed is known to pass; the formats only say it in their own words.
"""

from __future__ import annotations

from trailgate_evaluator.fix.account.wishes import Obstacle, Wishes
from trailgate_evaluator.fix.planning.choosing import checked, plan_fix, written
from trailgate_evaluator.fix.planning.planning import Plan, Planner

__all__ = ["Obstacle", "Plan", "Planner", "Wishes", "checked", "plan_fix", "written"]
