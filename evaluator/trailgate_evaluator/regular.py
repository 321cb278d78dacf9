"""Regular expressions that are compiled when they are first used: compiling all of a run's would take a tenth of its time."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, but compiled at the first use; so a mistake in it shows there (tests compile every one)."""
    return cast("re.Pattern[AnyStr]", Deferred(expression, flags))


class Deferred:
    """Stands for a `re.Pattern`, whose attributes it takes over one by one: from then on a use costs what it costs there."""

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        """The attribute of the compiled expression."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(self.compiled(), name)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Deferred, self._given

    def compiled(self) -> re.Pattern[Any]:
        """The expression, compiled; `re` keeps it."""
        return re.compile(*self._given)
