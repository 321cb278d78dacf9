"""The commands of a page: those that are run (`console`, `$ command    # exits N`), and those that need another place (`sh`)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Command(NamedTuple):
    line: str
    code: int


def run_in(page: str) -> list[Command]:
    """The commands of the page's `console` blocks, in their order."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                command, _, code = line[2:].partition("    # exits ")
                found.append(Command(command, int(code or 0)))
    return found


def told_in(page: str) -> list[list[str]]:
    """The words of each line of the page's `sh` blocks, comments left out."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for part in block.replace("\\\n", " ").splitlines() for line in part.split("; ")]
    return [words for line in lines if (words := shlex.split(line, comments=True))]
