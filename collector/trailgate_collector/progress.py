"""How far a collection is, on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A function to tell (answered, known) to; it draws on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _answered, _known: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    with Progress(
        TextColumn("asking AWS"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("calls"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("calls", total=None)
        yield lambda answered, known: bar.update(task, completed=answered, total=known)
