"""Makes the table by which `evaluate`'s plain command lines are read without Typer, of what Typer is told of the command.

Run by `make tables` after an edit of its options; commit what it wrote. A test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

import orjson
import typer

from trailgate_evaluator.cli.plain_line import COMMAND, TABLE
from trailgate_evaluator.cli.program import app_command


def main() -> int:
    """`make tables`."""
    TABLE.write_bytes(made())
    return 0


def made() -> bytes:
    """The table as JSON: the same bytes for the same options."""
    program = app_command()
    command = program.get_command(typer.Context(program), COMMAND)
    parameters = [one for one in command.params if one.param_type_name == "option"]
    options = {
        name: {"parameter": one.name, "takes": takes}
        for one in parameters
        if (takes := _takes(one)) is not None
        for name in one.opts
    }
    table = {
        "defaults": {one.name: [] if one.multiple else one.default for one in parameters},
        "options": options,
        "texts": _variables(one for one in parameters if one.multiple),
        "flags": _variables(one for one in parameters if one.is_flag),
        "others": sorted(_variables(one for one in parameters if not one.multiple and not one.is_flag).values()),
    }
    return orjson.dumps(table, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)


def _variables(parameters: Iterable[Any]) -> dict[str, str]:
    return {one.name: one.envvar for one in parameters if one.envvar}


def _takes(parameter: Any) -> str | list[str] | None:
    annotation = parameter.type_descriptor.annotation
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return {bool: "flag", str: "text", list[str]: "texts"}.get(annotation)


if __name__ == "__main__":
    sys.exit(main())
