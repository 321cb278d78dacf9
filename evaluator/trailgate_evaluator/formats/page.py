"""What the place that shows a report can show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`width` in columns; `colour` and `unicode` as the terminal takes them; `quiet` asks for one line per input."""

    width: int = 100
    colour: bool = False
    unicode: bool = True
    quiet: bool = False
