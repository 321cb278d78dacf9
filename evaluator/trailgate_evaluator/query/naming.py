"""The questions that are shipped: each a file `named/NAME.sql`, which begins with what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

_FOLDER: Final = Path(__file__).parent / "named"
_COMMENT: Final = "--"


class Named(Struct, frozen=True, kw_only=True):
    """One of them: `title` is the first line of its comment, `about` the lines after it, `sql` the whole file."""

    name: str
    title: str
    about: str
    sql: str


def named_queries() -> dict[str, Named]:
    """Name → question, by name."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.sql"))}


def named_query(name: str) -> Named | None:
    """The question of that name; None where there is none."""
    return named_queries().get(name)


def _read(path: Path) -> Named:
    sql = path.read_text(encoding="utf-8")
    comment: list[str] = []
    for line in sql.splitlines():
        if not line.startswith(_COMMENT):
            break
        comment.append(line.removeprefix(_COMMENT).strip())
    return Named(name=path.stem, title=comment[0], about=" ".join(comment[1:]), sql=sql)
