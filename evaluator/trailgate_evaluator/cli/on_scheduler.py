"""`--scheduler`: what it is given beside, and the cluster behind it for as long as a command lasts."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.cluster.cluster import Cluster
    from trailgate_evaluator.evaluation.choices import Choices


def refuse_beside_scheduler(choices: Choices, jobs: int | None = None) -> None:
    """Raises `UsageError` for options that mean nothing beside `--scheduler`."""
    from trailgate_evaluator.evaluation.on_cluster import refuse_unshared

    if jobs is not None:
        raise UsageError(
            expected="processes here, or workers of a cluster",
            found="--jobs and --scheduler",
            where="--jobs",
            what_to_do="Leave one of them out.",
        )
    refuse_unshared(choices)


@contextmanager
def at_scheduler(address: str | None) -> Iterator[Cluster | None]:
    """The cluster of that scheduler; None where none is asked for. Raises as `connected` does."""
    if address is None:
        yield None
        return
    from trailgate_evaluator.cluster.connecting import connected

    with connected(address, _say) as cluster:
        yield cluster


def _say(sentence: str) -> None:
    from trailgate_evaluator.plain import inert, printable

    sys.stderr.write(inert(f"trailgate: {printable(sentence)}\n"))
    sys.stderr.flush()
