"""What the place that shows a report can show, and how whoever hands it on wants it to look."""

from __future__ import annotations

from msgspec import Struct


class Page(Struct, frozen=True, kw_only=True):
    """`width` in columns; `colour` and `unicode` as the terminal takes them; `quiet` asks for one line per input and control.

    `details`: of many accounts, too, each chain link by link. `title` stands over the report in place of our own words;
    `logo` is a picture for it, as a data URI.
    """

    width: int = 100
    colour: bool = False
    unicode: bool = True
    quiet: bool = False
    details: bool = False
    title: str | None = None
    logo: str | None = None
