"""An error that another process met, as it is told to the one that gave it the work."""

from __future__ import annotations

import pickle
from typing import TypeVar

_Error = TypeVar("_Error", bound=BaseException)


class Failed:
    """What could not be done; an error that cannot travel stands as its words."""

    def __init__(self, error: BaseException) -> None:
        self.error: BaseException = bare(error)
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        except Exception:  # noqa: BLE001 - whatever keeps an error from travelling
            self.error = RuntimeError(f"{type(error).__name__}: {error}")


def bare(error: _Error) -> _Error:
    """The error without what it came of: Dask has that travel along, and not every library's errors can."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
