"""What a worker of the cluster does: it says what it is, begins once, and does the pieces that it is given."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.cluster.identity import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[Any], Any]

_ONE_AT_A_TIME: Final = threading.Lock()
"""An engine is for one thread at a time, and a worker may have several."""


class Begun:
    """How the pieces of a run are done, begun when the first one comes; whoever copies it begins anew.

    It lies among the worker's data, so that Dask lets go of it when the run is over.
    """

    def __init__(self, packed: bytes) -> None:
        """`packed`: a function, and what it is given to make the one that does a piece."""
        self._packed = packed
        self._work: Work | None = None

    def __reduce__(self) -> tuple[type[Begun], tuple[bytes]]:
        """How one worker hands it to another: not begun."""
        return Begun, (self._packed,)

    def do(self, pieces: list[Any]) -> list[Any]:
        """What comes of each piece; what was begun counts no more where one fails."""
        work, self._work = self._work, None
        if work is None:
            begin, given = pickle.loads(self._packed)  # noqa: S301 - of the program that shares its work
            work = begin(*given)
        told = [work(piece) for piece in pieces]
        self._work = work
        return told


class Another(Struct, frozen=True):
    """Told in place of a result by a worker that is another program, or has another law: `found` is what it is."""

    found: dict[str, str]


def begun(packed: bytes) -> Begun:
    """What a run begins with on each worker."""
    return Begun(packed)


def done(run: Begun, expected: dict[str, str], packed: bytes) -> list[Any] | Another | Failed:
    """What comes of the pieces that are `packed`, done by the program that is `expected` and by no other.

    They are packed so that the scheduler, which passes them on, looks into none of them.
    """
    try:
        if identity() != expected:
            return Another(identity())
        with _ONE_AT_A_TIME:
            return run.do(pickle.loads(packed))  # noqa: S301 - of the program that shares its work
    except Exception as error:  # noqa: BLE001 - it is raised where the work was shared out
        return Failed(error)


def told() -> dict[str, str]:
    """What the program on this worker is."""
    return identity()
