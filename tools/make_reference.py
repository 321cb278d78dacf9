"""Writes docs/reference.md, the page of every command and option, from the program itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"
WIDTH = 100


def reference() -> str:
    """The page: what `trailgate --help` and the help of each command say, at one width."""
    from trailgate_evaluator.cli.program import app_command
    from trailgate_evaluator.formats.table import FORMATS

    program = app_command()
    context = program.make_context("trailgate", ["evaluate"], resilient_parsing=True)
    context.terminal_width = context.max_content_width = WIDTH
    parts = [
        "# Reference",
        "<!-- Written by `python tools/make_reference.py` from the program; a test fails where they differ. -->",
        _block(program.get_help(context)),
    ]
    for name in program.list_commands(context):
        command: Any = program.get_command(context, name)
        own = command.make_context(name, [], parent=context, resilient_parsing=True)
        own.terminal_width = own.max_content_width = WIDTH
        parts += [f"## trailgate {name}", _block(command.get_help(own))]
    rows = [
        f"| `{entry.name}` | {' '.join(f'`{end}`' for end in entry.extensions)} | {entry.about} |" for entry in FORMATS.values()
    ]
    parts += ["## Formats", "\n".join(["| format | file names | what it is |", "| --- | --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def _block(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"```text\n{lines}\n```"


def main() -> int:
    """Writes the page; with `--check` only says whether it is current."""
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != reference())
    PAGE.write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
