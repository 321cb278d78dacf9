"""The options that say which controls are asked for, by which benchmark, of an account in which role."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from trailgate_evaluator.cli import completing

Controls = Annotated[
    list[str] | None,
    typer.Option(
        "--control", metavar="ID|NUMBER|GLOB", envvar="TRAILGATE_CONTROL", show_envvar=True, show_default="every control",
        help="Ask only for this control: by its id, its number (4.4) or a pattern of either (4.1*). May be repeated.",
        autocompletion=completing.controls,
    ),
]  # fmt: skip
Benchmark = Annotated[
    str | None,
    typer.Option(
        "--benchmark", metavar="NAME", show_default="each control's newest text",
        help="Judge by the text, numbers and controls of this benchmark, such as cis_aws_5.0.0.",
        autocompletion=completing.benchmarks,
    ),
]  # fmt: skip
Roles = Literal["management", "delegated_administrator", "member", "outside"]
Role = Annotated[
    Roles | None,
    typer.Option(
        "--role",
        help="The account's role in AWS Organizations, where the input does not tell it; another than it tells is refused, "
        "and of several accounts passed over.",
    ),
]
RoleOfNobody = Annotated[
    Roles | None,
    typer.Option("--role", help="The role in AWS Organizations of the account whose records they are; else it is open."),
]
"""Where there is no input to tell it."""
