"""An option that takes one value and is given two: which of them is meant nobody can tell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def refuse_twice(ctx: Any, given: Iterable[Any]) -> None:
    """Stops the command `ctx`, as wrong usage, where one of the parameters `given`, one for each time, takes but one value.

    A flag says the same however often it is given. The values are not told: one may be a secret.
    """
    for parameter, times in Counter(given).items():
        if (
            times > 1
            and parameter.param_type_name == "option"
            and not (parameter.multiple or parameter.is_flag or parameter.count)
        ):
            name = max(parameter.opts, key=len)
            often = "twice" if times == 2 else f"{times} times"  # noqa: PLR2004
            ctx.fail(f"Option '{name}' is given {often} and takes one value: give it once, and run the command again for another")
