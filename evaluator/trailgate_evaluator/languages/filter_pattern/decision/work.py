"""Work counted in steps, so that the same question stops at the same place on every machine."""

from __future__ import annotations

from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached


class Work:
    """A budget of steps for one decision; spending more than it holds raises `BoundReached`."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._left = steps

    @property
    def spent(self) -> int:
        """The steps counted so far."""
        return self._steps - self._left

    @property
    def left(self) -> int:
        """The steps that are left; fewer than none where more were asked for."""
        return self._left

    def spend(self, steps: int = 1) -> None:
        """Counts steps of work."""
        self._left -= steps
        if self._left < 0:
            raise BoundReached(f"more than {self._steps} steps of work")
