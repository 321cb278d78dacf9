"""What makes of a report something to hand on: a title of one's own, and the client's logo."""

from __future__ import annotations

from typing import Annotated

import typer

Title = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", show_default="what the report is of", help="Title of the report, for people."),
]
ClientLogo = Annotated[
    str | None,
    typer.Option(
        "--client-logo", metavar="FILE", help="PNG or JPEG at the head of the HTML report, at most 512 KiB; it is put into it."
    ),
]
