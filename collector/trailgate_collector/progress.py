"""How far a collection is, on standard error: a bar on a terminal; elsewhere nothing, or a line for each account."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_collector.estate import Done


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


@contextmanager
def estate_progress(line: Callable[[Done], str]) -> Iterator[Callable[[Done | None, int], None]]:
    """A function to tell each account that is done to, and how many are left; None for none is how it begins."""
    if not sys.stderr.isatty():

        def say(done: Done | None, left: int) -> None:
            if done is not None:
                typer.echo(f"{line(done)}; {left} left", err=True)

        yield say
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    seen: Counter[str] = Counter()
    console = Console(stderr=True)
    with Progress(
        TextColumn("collecting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("accounts, {task.fields[refused]} refused, {task.fields[left]} left"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("accounts", total=None, refused=0, left="?")

        def told(done: Done | None, left: int) -> None:
            seen.update([done.how] if done else [])
            bar.update(task, completed=seen.total(), total=seen.total() + left, refused=seen["refused"], left=left)

        yield told
